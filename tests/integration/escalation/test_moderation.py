"""Petitions before everybody may sign them, through the real doors: decided, mended, reviewed, supported, left."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from services.escalation.api.petition.moderation import LIST
from services.escalation.domain.petition.guard import HIDING
from services.escalation.domain.petition.moderation import FORGOTTEN, REFUSED_FOR_GOOD, UNDECIDED, Cause, Standing
from services.escalation.main import EXAMPLES
from services.escalation.schemas.petition.moderation import BASE
from services.escalation.worker import DEADLINES
from shared import auth, deadlines
from shared.auth import Grant
from shared.events.publication import ElectionSet, LeadAssigned, PolicyOverridden
from shared.post.mail import read_folder
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, MEASURE, SIGNED, World
from tests.integration.escalation.moderated import (
    EACH_ONCE,
    HIDDEN,
    ORGANISER,
    SECRET,
    next_day,
    public_bytes,
    standing,
    waiting,
)
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import (
    FORM,
    check,
    letters,
    opened,
    person,
    press,
    rows,
    shown,
    told,
)
from tests.integration.escalation.verified import verify
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import Visitor, form_of


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


async def test_a_refusal_that_hides_the_words_is_reviewed_by_another_body_then_by_the_committee(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference, token = await waiting(here, settings, **HIDDEN)
    assert SECRET in (await standing(here, reference, "case_worker"))["text"]
    assert "text" not in await standing(here, reference, "police")
    refused = await check(here, reference, "refuse", codes=["names_individuals"])
    assert (refused.status_code, refused.json()["standing"], SECRET in refused.text) == (200, "refused", False)
    page = (await here.client.get(f"/petitions/{reference}")).text
    assert "It names private people" in page
    assert "Its words are not shown" in page
    listed = (await here.client.get("/petitions/checked")).text  # the whole closed list, in words, with what hides them
    assert listed.count("Not shown") == len(HIDING)
    assert "For these it may be sent back once" in listed
    assert "Nothing" not in listed  # what its own page says beside it, the list says too
    assert SECRET not in await public_bytes(here, reference)

    own = f"/petitions/{reference}/organiser"
    asked = await here.client.post(
        f"{own}/review", data={"token": token, "reasons": f"{SECRET} is my dog."}, headers=FORM
    )
    assert (asked.status_code, asked.headers["location"]) == (303, f"{own}?token={token}")
    assert (await check(here, reference, "overturn")).status_code == 403  # the same account
    assert (await check(here, reference, "overturn", "council")).status_code == 403  # the same body
    assert (await standing(here, reference, "police"))["appeal"] == f"{SECRET} is my dog."
    upheld = await check(here, reference, "uphold", "police")
    assert (upheld.status_code, upheld.json()["standing"]) == (200, "committee")
    for where in (f"/petitions/{reference}", f"{own}?token={token}"):  # who refused it, who found that right, and when
        page = (await here.client.get(where)).text
        assert page.index("Refused on ") < page.index("Police looked at it again on ")
    minute = {"met_on": clock.now().date().isoformat(), "reference": "9/26", "votes_for": 5, "votes_against": 1}
    assert (await check(here, reference, "overturn", "committee")).status_code == 422
    lost = minute | {"votes_for": 1}  # a tie
    assert (await check(here, reference, "overturn", "committee", minute=lost)).status_code == 422
    assert SECRET not in await public_bytes(here, reference)
    found = await check(here, reference, "overturn", "committee", minute=minute)
    assert (found.status_code, found.json()["how"]) == (200, "reviewed")
    assert "minute 9/26" in found.json()["minute"]
    assert (await shown(here, reference))["signatures"] == await rows(here, reference) == 1
    counts = (await here.client.get("/escalation/v1/moderation/counts")).json()["areas"][0]
    assert (counts["refused"], counts["refusals_overturned"], counts["refused_for"]) == (1, 1, {"names_individuals": 1})
    assert counts["begun"] == 1 == sum(counts[one] for one in EACH_ONCE)
    assert all(not one.differences for one in await verify(here.database))


def test_every_petition_is_counted_in_one_row_of_how_petitions_are_checked() -> None:
    told_apart = {Standing.HELD, Standing.PUBLISHED, Standing.REFUSED, Standing.REVIEW, Standing.COMMITTEE}
    assert sorted({*UNDECIDED, *told_apart, Standing.CLOSED}) == sorted(Standing)
    assert sorted({*FORGOTTEN, *REFUSED_FOR_GOOD}) == sorted(Cause)
    assert len(EACH_ONCE) == len(FORGOTTEN) + 4


async def test_what_nobody_decides_is_overdue_then_published_by_itself_and_says_so(
    here: World, settings: Settings
) -> None:
    reference, _ = await waiting(here, settings)
    assert (await check(here, reference, "publish", "monitoring_officer")).status_code == 403
    await next_day(here)
    late = await standing(here, reference)
    assert (late["standing"], bool(late["overdue_on"])) == ("overdue", True)
    assert "Not decided in time" in (await here.client.get(f"/petitions/{reference}")).text
    assert (await here.client.get("/escalation/v1/moderation/counts")).json()["areas"][0]["overdue"] == 1
    assert "publish" in (await standing(here, reference, "monitoring_officer"))["deeds"]
    await next_day(here)
    assert await told(here, reference) == ["created"]
    assert "Nobody checked this petition in time" in (await here.client.get(f"/petitions/{reference}")).text
    assert (await shown(here, reference))["opened_on"] == here.clock.now().date().isoformat()

    words = "We ask for bins. Ring 0161 496 0000 and say so to the man."
    marked, token = await waiting(here, settings, by=9, text=words)
    await next_day(here)
    await next_day(here)
    assert (await standing(here, marked))["faults"][:1] == ["has_telephone_number"]
    mended = {"title": "Bins at Elm Court", "text": "We ask for more bins. Ring 0161 496 0001 instead.", "token": token}
    sent = await here.client.post(f"/petitions/{marked}/organiser/mend", data=mended, headers=FORM)
    assert sent.status_code == 303
    await next_day(here)
    await next_day(here)
    words = (await shown(here, marked))["text"]
    assert words == "We ask for more bins. Ring [left out: nobody had checked it] instead."
    await letters(here, settings)
    assert settings.mail_folder is not None
    subjects = [one.subject for one in read_folder(settings.mail_folder) if one.to != ORGANISER]
    assert subjects.count("Your petition: Bins at Elm Court") >= 3
    assert all(not one.differences for one in await verify(here.database))


async def test_an_organiser_mends_once_or_withdraws_behind_a_link_that_no_scanner_can_press(
    here: World, settings: Settings
) -> None:
    visitor = Visitor(here.client)
    reference, token = await waiting(here, settings, **HIDDEN)
    returned = await check(here, reference, "return", faults=["names_individuals"], reasons="Leave the name out.")
    assert returned.json()["standing"] == "returned"
    await letters(here, settings)
    assert settings.mail_folder is not None
    versions = "select array_agg(version) from escalation.moderation"
    before = await here.value(versions)
    for letter in read_folder(settings.mail_folder):
        for link in re.findall(r"http://[^/]+(/\S+)", letter.text):
            for call in (here.client.head, here.client.get, here.client.get):
                assert (await call(link)).status_code < 400, link
    assert await here.value(versions) == before
    own, action = f"/petitions/{reference}/organiser?token={token}", f"/petitions/{reference}/organiser"
    assert "It names private people" in await visitor.read(own)
    short = await visitor.send(own, f"{action}/mend", title="Short")
    assert (short.status_code, "at least 8 characters" in short.text) == (422, True)
    mended = await visitor.send(
        own, f"{action}/mend", title="Bins for the flats", text="The bins are gone: bring them."
    )
    assert mended.status_code == 303
    assert (await check(here, reference, "return", faults=["is_unclear"])).status_code == 409
    assert SECRET not in (await here.client.get(own)).text
    for wrong in (person(5) | {"token": "0" * 64}, {"token": "0" * 64, "sure": "yes"}):
        assert (await here.client.post(f"{action}/withdraw", data=wrong, headers=FORM)).status_code in (404, 422)
    assert (await visitor.send(own, f"{action}/withdraw", sure="yes")).headers["location"] == "/petitions/withdrawn"
    assert await here.value("select count(*) from escalation.petition_draft") == 0
    assert await here.value("select count(*) from escalation_private.signature") == 0
    assert "Its organiser took it back" in await visitor.read(f"/petitions/{reference}")
    assert (await here.client.get(own)).status_code == 404


async def test_others_support_it_by_a_shared_link_and_count_from_the_day_on_which_it_is_public(
    here: World, settings: Settings
) -> None:
    await here.tell(
        PolicyOverridden(
            area=AREA, key="petition.sponsors", value="2", basis="local agreement", decided_by="Full council",
            since_on=SIGNED,
        )
    )  # fmt: skip
    visitor = Visitor(here.client)
    reference, token = await waiting(here, settings)
    page = await visitor.read(f"/petitions/{reference}/organiser?token={token}")
    link = re.search(rf"(/petitions/{reference}/sponsor\?token=[0-9a-f]+)", page)
    assert link is not None
    assert "a full set of bins" in await visitor.read(link[1])
    assert (await here.client.get(f"/petitions/{reference}/sponsor?token={token}")).status_code == 404
    assert (await check(here, reference, "publish")).status_code == 409
    for number in (1, 2):
        sent = await visitor.send(link[1], f"/petitions/{reference}/sponsor", **person(number))
        assert sent.headers["location"] == "/petitions/supported"
        token = (await letters(here, settings))[f"resident-{number}@example.org"]
        assert (await press(here, reference, token)).headers["location"] == "/petitions/counted"
        assert (await press(here, reference, token)).status_code == 303
    assert settings.mail_folder is not None
    assert not any("Bins" in one.text for one in read_folder(settings.mail_folder) if one.to != ORGANISER)
    assert (await standing(here, reference))["standing"] == "waiting"
    assert (await here.client.get(link[1])).status_code == 404
    assert (await check(here, reference, "publish")).status_code == 200
    assert (await shown(here, reference))["signatures"] == await rows(here, reference) == 3
    assert all(not one.differences for one in await verify(here.database))


async def test_only_those_of_the_area_decide_on_what_they_saw_and_of_two_at_once_one_does(
    here: World, settings: Settings
) -> None:
    reference, _ = await waiting(here, settings)
    path = f"/escalation/v1/petitions/{reference}/moderation"
    said = {"reasons": "It was read, and it fits the rules."}
    worker = {"Authorization": f"Bearer {await here.key('case_worker')}", "Idempotency-Key": "one"}
    assert (await here.client.post(f"{path}/publish", json=said)).status_code == 401
    assert (await here.client.post(f"{path}/publish", json=said, headers=worker)).status_code == 428
    assert (await check(here, reference, "publish", version=9)).status_code == 412
    assert (await check(here, reference, "publish", reasons=" ")).status_code == 422
    assert (await check(here, reference, "refuse", codes=["it_embarrasses"])).status_code == 422
    for who in ("police", "committee", "monitoring_officer", "inspector"):
        assert (await check(here, reference, "publish", who)).status_code == 403, who
    answers = await asyncio.gather(
        *(check(here, reference, "publish", version=1) for _ in range(4)),
        *(check(here, reference, "refuse", version=1, codes=["advertising"]) for _ in range(4)),
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
    assert await here.value("select version from escalation.moderation") == 2
    again = await here.client.post(f"{path}/publish", json=said, headers=worker | {"If-Match": '"2"'})
    assert again.status_code == 409


async def minutes_later(here: World, minutes: int = 16) -> None:
    """The clock goes on by some minutes, and what falls due in them happens."""
    here.clock.set(here.clock.now() + timedelta(minutes=minutes))
    await deadlines.sweep(here.database, DEADLINES, here.clock.now())
    assert await here.value("select count(*) from escalation.deadline where attempts > 0") == 0


async def test_several_are_decided_together_all_or_none_and_a_slip_is_taken_back_in_time(
    here: World, settings: Settings
) -> None:
    first, _ = await waiting(here, settings, text="Collect every bin of our six streets on the day that was promised.")
    title = "A crossing at the school in Firs Road"
    second, _ = await waiting(here, settings, by=5, title=title)
    third, _ = await waiting(here, settings, by=7, title=title)
    worker, at = await signed_in(here, "case_worker"), "/desk/petitions/together"
    desk = await worker.read("/desk")  # it is work with a day, as a case is
    assert f'href="/desk/petitions/{first}"' in desk
    assert "Three petitions wait to be checked, the first until" in desk
    assert "Nothing waits for you" not in desk
    listed = await worker.read("/desk/petitions")
    assert f'value="{first}"' in listed
    assert listed.count(f"Nearly the same: {title}") == 2  # near-duplicates are named where several are chosen
    chosen = f"{at}?petition={first}&petition={second}&petition={third}"
    page = await worker.read(chosen)
    assert page.count("<blockquote") == 3  # nobody lets through what they had not before them
    assert page.count("which you have chosen too") == 2
    assert f'href="{at}?deed=publish&amp;petition={second}&amp;petition={third}"' in page  # the first is left out
    assert (await worker.send(chosen, at)).status_code == 422
    said = form_of(page, at) | {"reasons": "They were read, and they fit the rules."}

    assert (await check(here, third, "return", faults=["is_unclear"])).status_code == 200
    stale = await here.client.post(at, data=said, headers=worker.headers)
    assert (stale.status_code, "Nothing was decided about any of them" in stale.text) == (409, True)
    both = f"{at}?petition={first}&petition={second}&petition=TEST-2026-9999-9"
    said = form_of(await worker.read(both), at) | {"reasons": "They were read, and they fit the rules."}
    pressed = [await here.client.post(at, data=said, headers=worker.headers) for _ in range(2)]  # a double press
    where = pressed[0].headers["location"]
    assert [(one.status_code, one.headers["location"]) for one in pressed] == [(303, where)] * 2
    before = await here.value("select count(*) from escalation.errand where kind = 'moderation.turn'")
    for reference in (first, second):  # until then nothing has happened, and nobody decides about it twice
        assert (await standing(here, reference, "case_worker"))["standing"] == "waiting"
        assert (await check(here, reference, "refuse", codes=["advertising"])).status_code == 409
    assert "Decided with others" in await worker.read("/desk/petitions")
    assert where in await worker.read(f"/desk/petitions/{first}")
    await (await signed_in(here, "waste")).read(where, status=403)
    sent = form_of(await worker.read(where), f"{where}/take-back") | {"petition": first}
    one = await here.client.post(f"{where}/take-back", data=sent, headers=worker.headers)
    assert one.status_code == 303
    await minutes_later(here)
    assert (await standing(here, first, "case_worker"))["standing"] == "waiting"
    assert await here.value("select standing from escalation.moderation where reference = $1", second) == "published"
    assert await here.value("select count(*) from escalation.errand where kind = 'moderation.turn'") == before + 1
    late = await here.client.post(f"{where}/take-back", data=sent, headers=worker.headers)
    assert (late.status_code, "has taken effect" in late.text) == (409, True)


async def test_several_are_refused_together_and_what_changed_meanwhile_is_passed_over(
    here: World, settings: Settings
) -> None:
    first, _ = await waiting(here, settings)
    fourth, organiser = await waiting(here, settings, by=9, title="Lamps for the path behind the mill")
    worker, at = await signed_in(here, "case_worker"), "/desk/petitions/together"
    refusing = f"{at}?deed=refuse&petition={first}&petition={fourth}"
    said = form_of(await worker.read(refusing), at) | {"codes": "advertising", "reasons": "Both sell lamps."}
    where = (await here.client.post(at, data=said, headers=worker.headers)).headers["location"]
    own = f"/petitions/{fourth}/organiser"
    left = await Visitor(here.client).send(f"{own}?token={organiser}", f"{own}/withdraw", sure="yes")
    assert left.status_code == 303  # what changed meanwhile is passed over, and says so at the desk
    await minutes_later(here)
    assert (await standing(here, first))["standing"] == "refused"
    assert "Nothing was done: The petition has changed" in await worker.read(where)
    assert all(not one.differences for one in await verify(here.database))


async def test_about_ones_own_body_a_refusal_takes_somebody_of_another(here: World, settings: Settings) -> None:
    here.go_to_date("2026-03-03")
    double = await opened(here, settings)
    await here.tell(
        LeadAssigned(
            area=AREA, measure=MEASURE, lead="council", contributors=(), data_owners=(), basis="agreement of 2026",
            since_on=here.clock.now().date(),
        )
    )  # fmt: skip
    reference, _ = await waiting(here, settings, by=5)
    proposed = await check(here, reference, "refuse", codes=["asks_what_another_asks"], same_as=double)
    assert proposed.json()["standing"] == "waiting"
    assert (await standing(here, reference, "police"))["proposed"]["same_as"] == double
    assert "asks what another" not in (await here.client.get(f"/petitions/{reference}")).text
    asked = "select count(*) from escalation_private.notification where (reference, kind, about) = ($1, $2, $3)"
    assert await here.value(asked, reference, "second", "check") >= 1  # those of other bodies are told by name
    police = await signed_in(here, "police")
    page = await police.read(f"/desk/petitions/{reference}")
    assert f'href="/petitions/{double}"' in page
    assert "Proposed by Council." in page
    assert f"/desk/petitions/{reference}" in await police.read("/desk/notifications")
    assert f'href="/desk/petitions/{reference}"' in await police.read("/desk")
    assert f'href="/desk/petitions/{reference}"' not in await (await signed_in(here, "case_worker")).read("/desk")
    assert (await check(here, reference, "agree", "council")).status_code == 403
    assert "agree" in (await standing(here, reference, "police"))["deeds"]
    refused = await check(here, reference, "agree", "police")  # who agrees need not name the double again
    assert (refused.json()["standing"], refused.json()["refusal"]["by"]) == ("refused", "council")
    listed = (await here.client.get(f"/petitions/{reference}.json")).json()["data"]["attributes"]
    assert listed["rejection"]["same_as"] == double
    assert (
        "Bins for every block" in (await here.client.get(f"/petitions/{reference}")).text
    )  # this reason hides nothing


async def test_the_desk_lists_what_waits_and_whoever_starts_another_is_shown_the_ones_like_it(
    here: World, settings: Settings
) -> None:
    public = await opened(here, settings)
    filled = {
        "title": "Bins for all blocks of flats",
        "text": "We ask the council to give every block of flats a full set of bins.",
        "measure": MEASURE,
        **person(0),
    }
    visitor = Visitor(here.client)
    first = await visitor.send(f"/petitions/new?area={AREA}", "/petitions/new", **filled)
    assert (first.status_code, f'href="/petitions/{public}"' in first.text) == (200, True)
    assert await here.value("select count(*) from escalation.petition_draft") == 0
    form = {"area": AREA, "seen_alike": "yes"} | filled
    assert (await here.client.post("/petitions/new", data=form, headers=FORM)).status_code == 303
    reference = str(await here.value("select reference from escalation.petition_draft"))
    await press(here, reference, (await letters(here, settings))[ORGANISER])

    await auth.create_account(
        here.admin, "ada", "correct horse battery", body="council", grants=[Grant(AREA, "case_worker")]
    )
    worker = Visitor(here.client, await auth.sign_in(here.database, "ada", "correct horse battery") or "")
    listed = await worker.read("/desk/petitions")
    assert f'href="/desk/petitions/{reference}"' in listed
    page = await worker.read(f"/desk/petitions/{reference}")
    assert f'href="/petitions/{public}"' in page
    action = f"/desk/petitions/{reference}/refuse"
    wrong = await worker.send(f"/desk/petitions/{reference}", action, reasons="It asks for the same bins again.")
    assert (wrong.status_code, "Choose at least one." in wrong.text) == (422, True)
    said = {"codes": "asks_what_another_asks", "same_as": public, "reasons": "Sign the first one of the two."}
    refused = await worker.send(f"/desk/petitions/{reference}", action, **said)
    assert (refused.status_code, refused.headers.get("location")) == (303, f"/desk/petitions/{reference}")
    assert f'href="/petitions/{public}"' in await visitor.read(f"/petitions/{reference}")
    waiting = await here.client.get(
        "/escalation/v1/moderation", headers={"Authorization": f"Bearer {await here.key('case_worker')}"}
    )
    assert [one["standing"] for one in waiting.json()["petitions"]] == ["refused"]


async def test_every_example_has_the_shape_of_what_is_answered(
    here: World, settings: Settings, clock: SetClock
) -> None:
    """When a shape changes on purpose, RECORD_EXAMPLES=1 with this test writes the examples anew."""
    told: dict[str, Any] = {}
    base = BASE

    def keep(name: str, answer: Response) -> None:
        assert answer.status_code == 200, (name, answer.text)
        told[name] = told_by(answer)

    async def do(reference: str, deed: str, who: str = "case_worker", **said: Any) -> None:
        keep(f"POST {base}/{deed}", await check(here, reference, deed, who, **said))

    today = clock.now().date()
    await here.tell(
        ElectionSet(
            area=AREA, starts_on=today, ends_on=today + timedelta(days=40), election="local elections", basis="order"
        )
    )
    reference, token = await waiting(here, settings)
    key = {"Authorization": f"Bearer {await here.key('case_worker')}"}
    keep(f"GET {LIST}", await here.client.get(LIST, headers=key))
    keep(f"GET {base}", await here.client.get(base.format(reference=reference), headers=key))
    await do(reference, "refuse", codes=["no_measure_fits"], answered_by="The library, at its counter")
    review = {"token": token, "reasons": "A measure fits it: the one that it names."}
    await here.client.post(f"/petitions/{reference}/organiser/review", data=review, headers=FORM)
    await do(reference, "uphold", "police")
    minute = {"met_on": today.isoformat(), "reference": "9/26", "votes_for": 5, "votes_against": 1}
    await do(reference, "overturn", "committee", minute=minute)
    keep(f"GET {LIST}/counts", await here.client.get(f"{LIST}/counts"))
    deeds: list[tuple[str, dict[str, Any]]] = [("publish", {}), ("return", {"faults": ["is_unclear"]}), ("hold", {})]
    for number, (deed, said) in enumerate(deeds, 1):
        await do((await waiting(here, settings, by=number))[0], deed, **said)
    await here.tell(
        LeadAssigned(
            area=AREA, measure=MEASURE, lead="council", contributors=(), data_owners=(), basis="agreement of 2026",
            since_on=today,
        )
    )  # fmt: skip
    own, _ = await waiting(here, settings, by=4)
    for answer in ("disagree", "agree"):
        await check(here, own, "refuse", codes=["advertising"])
        await do(own, answer, "police")
    other, _ = await waiting(here, settings, by=5)
    await check(here, other, "refuse", codes=["advertising"])
    await do(other, "take_back")

    assert_recorded(EXAMPLES, told)
    described = (await here.client.get("/escalation/v1/openapi.json")).json()["paths"]
    ours = {f"{method.upper()} {path}" for path, of in described.items() if "moderation" in path for method in of}
    assert ours == set(told)
