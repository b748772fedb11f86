"""Four eyes over HTTP and by the clock: handed in, published by a second person, forced, returned, left to lie."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.publication.effects.submission.submission import differing
from services.publication.handlers.record import verification
from services.publication.storage.submission import submission as storage
from shared.database import EVERY_AREA, Session
from shared.problems import Unavailable
from tests.integration.examples import assert_recorded
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    DEAL,
    OFFICE,
    RECORDED,
    Here,
    here,
    open_first_round,
    turn,
)
from tests.integration.publication.test_reply import keys_of
from tests.integration.publication.test_tampering import CHANGED, COLUMNS

__all__ = ["here"]

ENTRIES, SUBMISSIONS = f"{AGREEMENTS}/{DEAL}/entries", f"{AGREEMENTS}/{DEAL}/submissions"
PAGE, FEED, SEARCH = f"/agreements/{DEAL}", f"/feeds/agreements/{DEAL}", "/publication/v1/search?words=Acquisitive"
READ_BY_ALL = (PAGE, ENTRIES, f"{ENTRIES}.csv", FEED, SEARCH)
SECRET = "The figure was measured wrongly in the north."


async def test_who_hands_an_entry_in_does_not_publish_it_and_until_then_nobody_reads_of_it(
    here: Here, admin_url: str
) -> None:
    """What is told looks as its recorded examples: RECORD_EXAMPLES=1 with this test writes them anew."""
    await open_first_round(here)
    before = [await here.page(path) for path in READ_BY_ALL]
    await here.hand_in(turn("proposal", "proposed", reason=SECRET), turn("response", "counter_proposed"), status=422)
    held = await here.hand_in(turn("proposal", "proposed", reason=SECRET, said_on="2026-06-01"))
    assert held["published_by_itself_after"] == "2026-06-03"
    publish, withdraw = (held["links"][name]["href"] for name in ("publish", "withdraw"))
    assert [await here.page(path) for path in READ_BY_ALL] == before
    assert SECRET not in str(held)
    one = held["links"]["self"]["href"]
    answer = await here.client.get(one, headers={"Authorization": f"Bearer {here.second}"})
    here.keep(f"GET {SUBMISSIONS}/{{number}}", answer)
    assert [(words["reason"], words["said_on"]) for words in answer.json()["words"]] == [(SECRET, "2026-06-01")]
    assert answer.headers["cache-control"] == "private, no-store"
    police = {"Authorization": f"Bearer {(await keys_of(here, admin_url))['avon-police']}"}
    assert [(await here.client.get(one, headers=who)).status_code for who in ({}, police)] == [401, 404]

    alone = await here.post(publish, {}, 409)
    assert "A second person of your body publishes it" in alone["detail"]
    await here.post(withdraw, None, 409, key=here.second)
    await here.post(publish, {"because": "It is late enough."}, 422, key=here.second)
    here.on(date(2026, 6, 3))
    done = await here.post(publish, {}, key=here.second)
    assert done["entries"] == [3]
    gone = await here.client.get(one, headers={"Authorization": f"Bearer {here.key}"})
    assert (gone.json()["standing"], gone.json()["words"]) == ("published", [])
    await here.post(publish, {}, 409, key=here.second)
    (entry,) = (await here.get(f"{ENTRIES}?after=2"))["entries"]
    assert (entry["cleared"], entry["received_at"][:10], entry["recorded_at"][:10]) == (
        *("two_persons", "2026-06-01", "2026-06-03"),
    )
    for path in READ_BY_ALL[:4]:
        assert SECRET in await here.page(path)
    assert "Received on 1 June 2026, published on 3 June 2026." in await here.page(READ_BY_ALL[0])

    held = await here.hand_in(turn("position", "proposed", supersedes=3, note="The year was wrong.", reason=SECRET))
    back = held["links"]["return"]["href"]
    await here.post(back, {"because": "The source is missing a page."}, 409)
    back_again = await here.post(back, {"because": "The source is missing a page."}, 200, key=here.second)
    assert back_again["standing"] == "returned"
    held = await here.hand_in(turn("position", "proposed", supersedes=3, note="The year was wrong.", reason="One."))
    await here.post(held["links"]["withdraw"]["href"], None, 200)
    answer = await here.client.get(SUBMISSIONS, headers={"Authorization": f"Bearer {here.second}"})
    here.keep(f"GET {SUBMISSIONS}", answer)
    assert [one["standing"] for one in answer.json()["submissions"]] == (["withdrawn", "returned", *["published"] * 4])
    assert answer.headers["cache-control"] == "private, no-store"
    assert (await here.client.get(SUBMISSIONS)).status_code == 401
    async with here.database.unit_of_work(EVERY_AREA) as session:
        assert (await session.execute(text("select count(*) from submission where entries <> '[]'"))).scalar_one() == 0
    assert all(one.differences == () for one in await verification.verify(here.database))
    route = "POST /publication/v1/agreements/{name}"
    wanted = [f"{route}/submissions/{{number}}/{deed}" for deed in ("publish", "return", "withdraw")]
    listed = "GET /publication/v1/agreements/{name}/submissions"
    assert_recorded(RECORDED, {key: here.told[key] for key in (*wanted, listed, f"{listed}/{{number}}")})


async def test_what_one_person_forces_or_nobody_looks_at_is_published_and_marked_for_good(here: Here) -> None:
    await open_first_round(here)
    held = await here.hand_in(turn("proposal", "proposed", reason="One."))
    await here.post(held["links"]["publish"]["href"], {"because": "The minister speaks of it today"})
    held = await here.hand_in(turn("proposal", "proposed", item_code="NI 17", reason="Two."))
    await here.sweep(date(2026, 6, 3))
    assert len((await here.get(ENTRIES))["entries"]) == 3
    await here.sweep(date(2026, 6, 4))
    forced, by_clock = (await here.get(ENTRIES))["entries"][2:]
    assert (forced["cleared"], forced["because"]) == ("forced", "The minister speaks of it today")
    assert (by_clock["cleared"], by_clock["because"]) == ("by_clock", None)
    page = await here.page(f"/agreements/{DEAL}")
    assert "Published without a second person: The minister speaks of it today." in page
    assert "Published by the clock, because no second person looked at it in time." in page
    assert "1 without a second person, for a reason that each one states; 1 by the clock" in page
    assert "forced" in await here.page(f"{ENTRIES}.csv")

    twice = turn("position", "proposed", supersedes=3, note="The year was wrong.")
    late = await here.hand_in(twice)
    await here.tell(twice)
    await here.post(late["links"]["publish"]["href"], {}, 422, key=here.second)
    await here.sweep(date(2026, 6, 9))
    answer = await here.client.get(SUBMISSIONS, headers={"Authorization": f"Bearer {here.key}"})
    (back,) = [one for one in answer.json()["submissions"] if one["standing"] == "returned"]
    assert "already-superseded" in back["because"]


async def test_an_answer_that_came_in_time_is_not_told_as_missing_while_it_waits(here: Here, admin_url: str) -> None:
    await open_first_round(here)
    keys = await keys_of(here, admin_url)
    await here.tell(turn("proposal", "proposed", said_on="2026-06-01"))
    await here.sweep(date(2026, 6, 29))
    here.key = keys["gosw"]
    await here.hand_in(turn("response", "agreed", "government_office", OFFICE, came=None))
    await here.sweep(date(2026, 6, 30))
    assert (await here.get(f"{AGREEMENTS}/{DEAL}"))["entries"] == 3
    await here.sweep(date(2026, 7, 10))
    told = (await here.get(f"{AGREEMENTS}/{DEAL}"))["items"]
    assert [item["status"] for item in told] == ["agreed"]
    async with here.database.unit_of_work(EVERY_AREA) as session:
        assert (await session.execute(text("select count(*) from overdue"))).scalar_one() == 0


async def test_what_waits_is_published_only_as_it_was_handed_in_and_each_changed_column_is_found(here: Here) -> None:
    await open_first_round(here)
    back = await here.hand_in(turn("proposal", "proposed", reason=SECRET))
    await here.post(back["links"]["return"]["href"], {"because": "The source is missing a page."}, 200, key=here.second)
    held = await here.hand_in(
        turn("proposal", "proposed", reason=SECRET, target_value="17.50", target_period="2026/27", unit="percent")
    )
    found: dict[tuple[int, str], list[str]] = {}
    async with here.database.unit_of_work(EVERY_AREA) as session:
        columns = (await session.execute(text(COLUMNS), {"tables": ["submission"]})).all()
        for number in (back["submission"], held["submission"]):
            for _, name, kind in columns:
                attempt = await session.begin_nested()
                found[number, name] = await changed(session, number, name, kind)
                await attempt.rollback()
    assert [one for one, told in found.items() if not told] == []

    publish = held["links"]["publish"]["href"]
    async with here.database.unit_of_work(EVERY_AREA) as session:
        other = "jsonb_set(entries, '{0,target_value}', '\"71.50\"')"
        await session.execute(text(f"update submission set entries = {other} where standing = 'waiting'"))
    refused = await here.post(publish, {}, 409, key=here.second)
    assert "not what was handed in: words. Somebody changed it" in refused["detail"]
    stream = f"submission/{DEAL}/{held['submission']}"
    assert f"{stream}: words is not as its events tell" in {
        told for one in await verification.verify(here.database) for told in one.differences
    }
    await here.sweep(date(2026, 6, 4))
    assert len((await here.get(ENTRIES))["entries"]) == 2
    answer = await here.client.get(held["links"]["self"]["href"], headers={"Authorization": f"Bearer {here.key}"})
    assert "not what was handed in" in answer.json()["because"]


async def changed(session: Session, number: int, name: str, kind: str) -> list[str]:
    """What is said of a submission one of whose columns was changed."""
    at = f"where (agreement, submission) = ('{DEAL}', {number})"
    try:
        async with session.begin_nested():
            await session.execute(text(f"update submission set {name} = {CHANGED[kind].format(name)} {at}"))
        moved = number + (1000 if name == "submission" else 0)
        held = await storage.find(session, DEAL, moved)
        return list(await differing(session, held)) if held else ["gone"]
    except (DBAPIError, Unavailable) as refused:
        return [str(refused)]
