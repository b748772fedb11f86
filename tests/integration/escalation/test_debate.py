"""Debates and other replies that a petition's marks oblige to: fixed, held and told, on request, or silent and late."""

from datetime import date

from services.escalation.worker import errands
from shared.errands import carry_some
from shared.settings import Settings
from tests.integration.escalation import test_obligation
from tests.integration.escalation.cases import AREA, World
from tests.integration.escalation.petitions import (
    FORM,
    confirmed,
    opened,
)
from tests.integration.escalation.test_obligation import SMALL, ask, decided, owed, pass_day, steps, subjects

settings = test_obligation.settings


async def enter(here: World, committee: str, *days: date) -> None:
    answer = await here.client.post(
        f"/escalation/v1/committees/{AREA}/{committee}/meetings",
        json={"days": [day.isoformat() for day in days]},
        headers={"Authorization": f"Bearer {await here.key('committee')}"},
    )
    assert answer.status_code == 200, answer.text


async def test_a_debate_is_fixed_held_and_told(here: World, settings: Settings) -> None:
    await decided(here, SMALL)
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 4))
    await enter(here, "full_council", date(2026, 3, 6), date(2026, 3, 25), date(2026, 4, 22), date(2026, 7, 15))
    seen = (await here.client.get(f"/escalation/v1/petitions/{reference}/obligations/debate")).json()
    assert {one["on"]: one["against"] for one in seen["meetings"]} == {
        "2026-03-06": "agenda_closed",
        "2026-03-25": None,
        "2026-04-22": None,
        "2026-07-15": "beyond_the_limit",
    }
    wrong = (
        ({"meets_on": "2026-03-06"}, "agenda-closed"),
        ({"meets_on": "2026-04-22"}, "missing"),
        ({"meets_on": "2026-03-26"}, "no-meeting"),
        ({"meets_on": "2026-07-15", "reasons": "The councillors are away in June."}, "beyond-the-limit"),
        ({"meets_on": "2026-03-25", "committee": "nobody"}, "not-a-choice"),
    )
    for said, code in wrong:
        answer = await ask(here, "committee", reference, "debate", "schedule", **said)
        assert answer.status_code == 422, answer.text
        assert code in {fault["code"] for fault in answer.json()["errors"]}, said
    for who, expected in (("waste", 403), ("inspector", 403), ("committee", 200)):
        answer = await ask(here, who, reference, "debate", "schedule", meets_on="2026-03-25")
        assert answer.status_code == expected, answer.text
    stale = await here.client.post(
        f"/escalation/v1/petitions/{reference}/obligations/debate/commands/record",
        json={"held_on": "2026-03-25", "minute_reference": "14/26"},
        headers={
            "Authorization": f"Bearer {await here.key('committee')}",
            "If-Match": '"1"',
            "Idempotency-Key": "stale-1",
        },
    )
    assert stale.status_code == 412
    listed = (await here.client.get("/escalation/v1/deadlines", params={"area": AREA})).json()["deadlines"]
    assert {"obligation.holding", "obligation.fixing"} <= {one["kind"] for one in listed}
    calendar = (await here.client.get(f"/escalation/v1/calendars/{AREA}/committee.ics")).text
    assert "debate" in calendar
    here.go_to(date(2026, 3, 26))
    held = {"held_on": "2026-03-25", "minute_reference": "14/26", "votes_for": 30, "votes_against": 9}
    assert (await ask(here, "committee", reference, "debate", "record", **held)).status_code == 200
    told_it = await ask(here, "committee", reference, "debate", "tell_result", result="The council asks for more bins.")
    assert (told_it.json()["standing"], told_it.json()["is_late"]) == ("obligation_told", False)
    assert await steps(here, reference, "debate") == ["arose", "scheduled", "held", "result_told"]
    await pass_day(here, date(2026, 9, 30))
    assert await steps(here, reference, "debate") == ["arose", "scheduled", "held", "result_told"]
    await letters_carried(here, settings)
    written = " ".join(subjects(settings, "organiser-1@example.org"))
    assert "14/26" in written
    assert "more bins" in written
    page = (await here.client.get(f"/petitions/{reference}")).text
    assert "minute 14/26" in page
    assert "The council asks for more bins." in page


async def letters_carried(here: World, settings: Settings) -> None:
    while await carry_some(here.database, errands(settings, here.clock)):
        pass


async def test_silence_is_told_and_counted_and_what_is_held_late_is_shown_as_late(
    here: World, settings: Settings
) -> None:
    await decided(here, SMALL)
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 4))
    await pass_day(here, date(2026, 3, 30))
    assert await steps(here, reference, "debate") == ["arose", "not_scheduled"]
    await pass_day(here, date(2026, 5, 29))
    assert (await owed(here, reference))["debate"]["not_held_on"] is None
    await pass_day(here, date(2026, 6, 5))
    assert await steps(here, reference, "debate") == ["arose", "not_scheduled", "not_held"]
    assert await steps(here, reference, "reply-2") == ["arose", "not_held"]
    listed = (await here.client.get("/escalation/v1/obligations", params={"area": AREA})).json()
    assert {name: listed["kept"][name] for name in ("arisen", "not_held", "late", "waiting")} == {
        "arisen": 3,
        "not_held": 3,
        "late": 0,
        "waiting": 3,
    }
    answer = await ask(here, "committee", reference, "debate", "schedule", meets_on="2026-07-15")
    assert answer.status_code == 200, answer.text
    here.go_to(date(2026, 7, 16))
    held = {"held_on": "2026-07-15", "minute_reference": "40/26", "result": "The council noted it."}
    assert (await ask(here, "committee", reference, "debate", "record", **held)).json()["is_late"]
    assert (
        await ask(here, "committee", reference, "reply-2", "tell_result", result="Yes, they come in June.")
    ).status_code == 403
    replied = await ask(here, "case_worker", reference, "reply-2", "tell_result", result="Bins are on their way.")
    assert (replied.json()["is_late"], replied.json()["not_held_on"]) == (True, "2026-03-30")
    page = (await here.client.get(f"/petitions/owed/{AREA}")).text
    assert "It was not held by 29 May 2026" in page
    assert (await here.client.get(f"/petitions/owed/{AREA}")).status_code == 200


async def test_a_debate_on_request_waits_for_the_organisers_button_and_evidence_may_take_its_place(
    here: World, settings: Settings
) -> None:
    on_request = {
        "petition.debate_only_on_request": "true",
        "petition.officer_evidence_replaces_debate": "true",
    }
    await decided(here, SMALL | on_request)
    first, second = await opened(here, settings), await opened(here, settings)
    for reference in (first, second):
        await confirmed(here, settings, reference, range(1, 4))
    assert {name: one["standing"] for name, one in (await owed(here, first)).items()} == {
        "reply-2": "obligation_waiting",
        "officer_evidence": "obligation_offered",
        "debate": "obligation_offered",
    }
    await letters_carried(here, settings)
    (letter,) = [one for one in subjects(settings, "organiser-1@example.org") if "/owed/officer_evidence/ask" in one]
    link = next(line.strip() for line in letter.splitlines() if "/owed/officer_evidence/ask" in line)
    path, _, token = link.removeprefix(settings.public_address).partition("?token=")
    for _ in range(2):  # a scanner that opens every link asks for nothing
        assert (await here.client.get(path, params={"token": token})).status_code == 200
    assert (await here.client.get(path, params={"token": "0" * 64})).status_code == 404
    assert (await owed(here, first))["officer_evidence"]["asked_on"] is None
    for _ in range(2):
        assert (await here.client.post(path, data={"token": token}, headers=FORM)).status_code == 303
    assert await steps(here, first, "officer_evidence") == ["offered", "asked_for"]
    assert await steps(here, first, "debate") == ["offered", "replaced"]
    assert (await ask(here, "committee", second, "debate", "schedule", meets_on="2026-03-25")).status_code == 409
    assert (await ask(here, "case_worker", second, "debate", "ask_for")).status_code == 422
    written = await ask(here, "case_worker", second, "debate", "ask_for", reasons="By telephone on 2 March.")
    assert written.json()["due_on"] == "2026-05-29"
    unnamed = await ask(here, "committee", first, "officer_evidence", "schedule", meets_on="2026-03-25")
    assert [fault["pointer"] for fault in unnamed.json()["errors"]] == ["/post"]
    await pass_day(here, date(2026, 8, 31))
    assert await steps(here, second, "officer_evidence") == ["offered", "not_asked_for"]
