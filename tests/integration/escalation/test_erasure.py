"""What is held of people is thrown away when its time is over or they ask, and the number on the page stays true."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from services.escalation.handlers.person import erasure, retention
from services.escalation.worker import DEADLINES, errands
from shared import deadlines
from shared.database import EVERY_AREA
from shared.errands import carry_some
from shared.settings import Settings
from shared.working_days import london_day
from tests.integration.escalation.cases import AREA, World
from tests.integration.escalation.data_requests import (
    ASK,
    NOTHING,
    ONE,
    TWO,
    arrived,
    ask,
    by,
    here,
    link,
    page_is_rows,
    pressed,
    settings,
    who_are_known,
)
from tests.integration.escalation.petitions import (
    FORM,
    confirmed,
    letters,
    lower_threshold,
    opened,
    person,
    press,
    shown,
    sign,
)
from tests.integration.escalation.verified import verify

__all__ = ["here", "settings"]


async def test_who_signed_is_thrown_away_in_steps_when_the_time_is_over_and_the_number_stays(
    here: World, settings: Settings
) -> None:
    await lower_threshold(here, 5_000)
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 3))
    await sign(here, reference, person(3))
    here.clock.advance(days=8)
    assert await retention.forget(here.database, here.clock.now()) == 1  # who never pressed the button
    await here.admin.execute(
        "insert into escalation_private.signature (signature, area, petition, address, person_key, name, email, "
        "postcode, relation, is_organiser, token_sha256, expires_at, confirmed_at) select gen_random_uuid(), s.area, "
        "s.petition, n::text::bytea, s.person_key, s.name, s.email, s.postcode, s.relation, false, "
        "sha256(n::text::bytea), s.expires_at, s.confirmed_at from escalation_private.signature s, "
        "generate_series(1, 700) n where s.petition = $1 and s.is_organiser",
        reference,
    )
    await here.admin.execute("update escalation.petition set signatures = signatures + 700")
    closes_on = date.fromisoformat((await shown(here, reference))["closes_on"])
    await here.sweep_at(datetime.fromisoformat(f"{closes_on + timedelta(days=1)}T09:00:00+00:00"))
    assert (await shown(here, reference))["lapsed_on"]
    due = await here.value("select sweep_at from escalation.deadline where kind = 'petition.retention'")
    here.clock.set(due - timedelta(hours=6))
    while await deadlines.sweep(here.database, DEADLINES, here.clock.now()):
        pass
    assert await who_are_known(here, reference) == 703
    said = {"area": AREA, "wants": "access", "email": ONE, "received_on": london_day(here.clock.now()).isoformat()}
    letter = (await by(here, "case_worker", "/letters", **said)).json()["request"]

    here.clock.set(due)
    await deadlines.sweep(here.database, DEADLINES, here.clock.now())  # and the process ends here
    assert await who_are_known(here, reference) == 203
    await here.sweep_at(due)
    assert await who_are_known(here, reference) == 1  # whoever asked what is held of them, and waits
    told = await by(here, "case_worker", f"/{letter}/answer", purpose="answer_access_request")
    assert told.json()["sent"]
    page, token = await arrived(here, settings, ONE)
    assert f"E-mail: {ONE}" in (await here.client.get(page, params={"token": token})).text
    due = await here.value("select max(sweep_at) from escalation.deadline where kind = 'petition.retention'")
    await here.sweep_at(due)
    assert await who_are_known(here, reference) == 0
    assert await page_is_rows(here, reference) == 703
    assert await here.value("select count(*) from escalation_private.origin") == 0
    assert [one for found in await verify(here.database) for one in found.differences] == []


async def test_a_person_sees_what_is_held_and_has_it_erased_and_the_count_follows(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 5))
    assert await page_is_rows(here, reference) == 5
    answers = [await ask(here, email, "access") for email in (ONE, "nobody@example.org")]
    assert len({(one.status_code, one.content) for one in answers}) == 1

    page, token = await link(here, settings, ONE, "access")
    for method in ("GET", "HEAD", "GET"):
        before = await here.client.request(method, page, params={"token": token})
        assert ONE not in before.text
    assert (await here.client.get(f"{page}/held.json", params={"token": token})).json() == NOTHING
    await here.client.post(page, data={"token": token}, headers=FORM)
    held = (await here.client.get(f"{page}/held.json", params={"token": token})).json()["held"]
    assert [(one["petition"], one["email"], one["name"]) for one in held] == [(reference, ONE, "Resident 1")]
    for shown_at in (page, f"{page}/held.txt"):
        answer = await here.client.get(shown_at, params={"token": token})
        assert "Resident 1" in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert "Resident 2" not in answer.text
    assert (await here.client.get(page, params={"token": "f" * 64})).status_code == 404

    await pressed(here, settings, ONE, "erasure")  # signing is still open: it counts no more
    assert await page_is_rows(here, reference) == 4
    assert (await shown(here, reference))["marks"][0]["reached_on"]
    assert (await here.client.get(f"{page}/held.json", params={"token": token})).json() == NOTHING
    await sign(here, reference, person(1))
    assert (await press(here, reference, (await letters(here, settings))[ONE])).status_code == 303
    assert await page_is_rows(here, reference) == 5

    here.clock.advance(days=200)  # signing is over: the number stays, and the booked letter does not go
    page, token = await pressed(here, settings, TWO, "erasure")
    assert "erased" in (await here.client.get(page, params={"token": token})).text
    assert await page_is_rows(here, reference) == 5
    assert await who_are_known(here, reference) == 4
    page, token = await pressed(here, settings, TWO, "erasure")
    assert "hold nothing" in (await here.client.get(page, params={"token": token})).text
    counted = (await here.client.get(f"{ASK}/counts")).json()["counts"]
    assert [(one["wants"], one["received"], one["erased"], one["nothing_held"]) for one in counted] == [
        ("access", 1, 0, 0),
        ("erasure", 3, 2, 1),
    ]
    assert await here.value("select count(*) from escalation_private.data_request where wants = 'erasure' "
                            "and email is not null") == 0  # fmt: skip
    assert [one for found in await verify(here.database) for one in found.differences] == []


async def test_a_tagged_address_leads_to_what_is_surely_of_the_same_mailbox_only(
    here: World, settings: Settings
) -> None:
    """Where a provider gives `boss+evil` to somebody else, that somebody sees and erases nothing of `boss`."""
    reference = await opened(here, settings)
    for name, email in (("Ann Boss", "boss@example.org"), ("Bea Boss", "b.oss@gmail.com")):
        await sign(here, reference, person(1, name=name, email=email))
        await press(here, reference, (await letters(here, settings))[email])
    for asked, is_shown in (
        ("boss+evil@example.org", False),
        ("BOSS@example.org", True),
        ("boss+evil@googlemail.com", True),
    ):
        page, token = await link(here, settings, asked, "access")
        await here.client.post(page, data={"token": token}, headers=FORM)
        held = (await here.client.get(f"{page}/held.json", params={"token": token})).json()["held"]
        assert bool(held) is is_shown, asked


async def test_what_was_erased_is_erased_again_when_a_backup_is_put_back(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 3))
    tables = ("escalation_private.signature", "escalation.petition")
    for table in tables:
        await here.admin.execute(f"create table public.kept_{table.partition('.')[2]} as select * from {table}")
    await pressed(here, settings, ONE, "erasure")
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert settings.erasure_ledger is not None
    assert [UUID(line) for line in settings.erasure_ledger.read_text().splitlines()]
    assert (await here.client.get("/readyz")).status_code == 200

    await here.admin.execute(
        "insert into escalation_private.signature (signature, area, petition, address, person_key, name, email, "
        "postcode, relation, is_organiser, token_sha256, letters, expires_at, confirmed_at) select signature, area, "
        "petition, address, person_key, name, email, postcode, relation, is_organiser, token_sha256, letters, "
        "expires_at, confirmed_at from public.kept_signature k where not exists "
        "(select from escalation_private.signature s where s.signature = k.signature)"
    )
    await here.admin.execute("update escalation.petition set signatures = 3")
    await here.admin.execute("delete from escalation.erasure")
    not_ready = await here.client.get("/readyz")
    assert (not_ready.status_code, not_ready.json()["reasons"]) == (
        503,
        ["1 erased signatures or notices are back from a backup"],
    )
    assert await erasure.erase_again(here.database, settings, here.clock.now()) == 1
    assert await erasure.erase_again(here.database, settings, here.clock.now()) == 0
    assert (await here.client.get("/readyz")).status_code == 200
    assert await page_is_rows(here, reference) == 2
    assert await here.value("select count(*) from escalation.erasure") == 1


async def test_erasure_waits_while_a_decision_about_the_signatures_does(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 3))
    await here.admin.execute(
        "insert into escalation_private.invalidation (job, area, petition, number, deed, named, expected, code, "
        "reasons, body, actor, asked_on, ended_as) values ($1, $2, $3, 1, 'strike_out', '{}', 1, 'one_hand', "
        "'Looked at', 'council', 'x', $4, 'waiting')",
        uuid4(),
        AREA,
        reference,
        here.clock.now().date(),
    )
    page, token = await pressed(here, settings, ONE, "erasure")
    assert "Your request has come in" in (await here.client.get(page, params={"token": token})).text
    assert await page_is_rows(here, reference) == 3
    request = page.rpartition("/")[2]
    waits = await by(here, "case_worker", f"/{request}/answer")
    assert (waits.status_code, waits.json()["rule"]) == (409, "disputed")
    async with here.database.unit_of_work(EVERY_AREA):
        await here.admin.execute("update escalation_private.invalidation set ended_as = 'refused'")
    done = await by(here, "case_worker", f"/{request}/answer")
    assert (done.status_code, done.json()["outcome"]) == (200, "erased")
    assert await page_is_rows(here, reference) == 2
