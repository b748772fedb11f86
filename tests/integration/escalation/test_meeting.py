"""The clerk's calendar and the work programme through their doors: kept, offered, refused, proposed, decided."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from services.cli.meetings import content_of, enter
from services.cli.refusal import Refusal
from services.escalation.main import EXAMPLES
from services.publication.domain.leaf.compilation import Compilation
from shared.events.indicators import ChallengeAnswered, ChallengeUnanswered, MeasureFellBelowTarget
from tests.integration.escalation.case_steps import judged
from tests.integration.escalation.cases import AREA, MEASURE, OTHER_AREA, World
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.test_scrutiny import committee, minute, seat, typed
from tests.integration.escalation.verified import verify
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import Visitor
from tests.outside import PRIVATE, Outside, outside

BASE = f"/escalation/v1/committees/{AREA}"
PAGE = f"/committees/{AREA}"
SEATS = ("Chair", "Member for Hale", "Member for Sale", "Member for Stretford")


@pytest.fixture
async def here(here: World) -> World:
    await here.tell(
        committee("o", "Overview Committee", "ordinary"),
        committee("j", "Joint Committee", "joint"),
        *(seat("o", name) for name in SEATS),
        *(seat("j", name) for name in SEATS[:3]),
    )
    return here


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Outside]:
    async with outside(tmp_path) as found:
        yield found


async def post(here: World, who: str, path: str, **said: Any) -> Response:
    return await here.client.post(
        f"{BASE}/{path}", json=said, headers={"Authorization": f"Bearer {await here.key(who)}"}
    )


async def offered(here: World, reference: str) -> dict[str, Any]:
    found: dict[str, Any] = (await here.client.get(f"/escalation/v1/cases/{reference}/meetings")).json()
    return found


async def referred(here: World) -> str:
    reference = await here.open_case()
    for _ in range(3):
        await here.sweep()
    return reference


def faults(answer: Response) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


async def test_a_hearing_is_offered_the_first_lawful_meeting_and_fixed_there_or_specially(here: World) -> None:
    reference = await referred(here)
    today = here.clock.now().date()
    soon, later, beyond = (today + timedelta(days=days) for days in (3, 21, 200))
    days = [day.isoformat() for day in (soon, later, beyond)]
    before = await offered(here, reference)
    assert (before["is_kept"], before["meetings"], before["first"]) == (False, [], None)

    assert (await post(here, "waste", "o/meetings", days=days)).status_code == 403
    assert (await post(here, "committee", "x/meetings", days=days)).status_code == 404
    past = await post(here, "committee", "o/meetings", days=[days[0], today.isoformat()])
    assert (past.status_code, faults(past)) == (422, [("/days/1", "not-ahead")])
    assert (await here.value("select count(*) from escalation.meeting")) == 0
    kept = await post(here, "committee", "o/meetings", days=days)
    assert [one["on"] for one in kept.json()["committees"][1]["meetings"]] == days
    again = await post(here, "committee", "o/meetings", days=days[:2])
    assert again.json() == kept.json()
    assert (await here.value("select count(*) from escalation.meeting")) == 3

    found = await offered(here, reference)
    assert [(one["on"], one["is_lawful"], one["is_first"], one["against"]) for one in found["meetings"]] == [
        (days[0], False, False, "agenda_closed"),
        (days[1], True, True, None),
        (days[2], False, False, "beyond_the_limit"),
    ]
    assert found["first"] == days[1]
    assert found["instead"] is None

    recess = {"first_on": later.isoformat(), "last_on": later.isoformat(), "reasons": "Summer recess"}
    inside = await post(here, "committee", "o/recesses", **recess)
    assert faults(inside) == [("/first_on", "meetings-in-it")]
    off = await post(here, "committee", "o/meetings/call-off", on=days[1], reasons="The hall is let")
    assert off.status_code == 200
    assert (
        await post(here, "committee", "o/meetings/call-off", on=days[1], reasons="The hall is shut")
    ).status_code == 409
    assert (await post(here, "committee", "o/recesses", **recess)).status_code == 200
    assert faults(await post(here, "committee", "o/meetings", days=[days[1]])) == [("/days/0", "in-recess")]

    none = await offered(here, reference)
    assert none["first"] is None
    assert none["instead"]["joint_committee"]["name"] == "Joint Committee"
    assert none["instead"]["special_meeting"]["until_on"] == found["until_on"]
    assert "not heard" in none["instead"]["silence"]["words"]
    refused = await here.ask("committee", reference, "schedule_hearing", hearing_on=days[1], minute=minute(here))
    assert faults(refused) == [("/hearing_on", "no-meeting")]

    clerk = await signed_in(here, "committee")
    page = await clerk.read(f"/cases/{reference}/schedule_hearing")
    assert "The committee has no meeting in these days" in page
    form = typed(here) | {
        "special": "Bins burn, as its papers show",
        "present": "4",
        "votes_against": "1",
        "minority": "It can wait., as its papers show",
    }
    form |= {"restricted": "legal_privilege", "hearing_on": days[1]}
    fixed = await clerk.take(f"/cases/{reference}", "schedule_hearing", **form)
    assert fixed.status_code == 303, fixed.text
    page = await clerk.read(f"/cases/{reference}")
    for words in (
        "at a special meeting: Bins burn",
        "Votes: 3 for it, 1 against it, 0 neither way. Members who were there: 4. The minority held: It can wait.",
        "Press and public were kept out for it. The ground: it was advice by lawyers.",
    ):
        assert words in page
    public = (await here.client.get(PAGE)).text
    assert "Hearings on other days" in public
    assert "Enter a meeting" not in public
    done = await offered(here, reference)  # it may still be moved, once
    assert done["from_on"] == (here.clock.now().date() + timedelta(days=1)).isoformat()
    assert not [one for verified in await verify(here.database) for one in verified.differences]


async def test_a_case_that_waits_for_a_committee_stands_among_what_waits_for_them(here: World) -> None:
    assert "Nothing waits now" in (await here.client.get(PAGE)).text
    reference = await referred(here)
    page = (await here.client.get(PAGE)).text
    for words in (f"/record/{reference}", "fix a day and hear", "Overview Committee"):
        assert words in page
    assert "Nothing waits now" not in page


def calendar_of(*events: str) -> bytes:
    made = (f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\n{''.join(made)}END:VCALENDAR\r\n".encode()


async def test_a_calendar_file_enters_meetings_and_calls_them_off_all_of_it_or_nothing(here: World) -> None:
    headers = {"Authorization": f"Bearer {await here.key('committee')}", "Content-Type": "text/calendar"}

    async def send(content: bytes, **only: str) -> Response:
        return await here.client.post(f"{BASE}/o/calendar", content=content, headers=headers, params=only)

    june = "SUMMARY:Overview Committee\r\nDTSTART;TZID=Europe/London:20260618T183000"
    july, cabinet = "SUMMARY:Overview Committee\r\nDTSTART:20260716", "SUMMARY:Cabinet\r\nDTSTART:20260701"
    past = "SUMMARY:Overview Committee\r\nDTSTART:20260101"
    wrong = await send(calendar_of(june, "SUMMARY:Overview Committee\r\nDTSTART:20360618"), only="overview")
    assert [(one["row"], one["code"]) for one in wrong.json()["errors"]] == [(6, "too-far")]
    taken = await send(calendar_of(june, cabinet, past, july), only="overview")
    assert taken.json() | {"added": ["2026-06-18", "2026-07-16"], "past": 1} == taken.json()
    content, now = calendar_of(f"{june}\r\nSTATUS:CANCELLED"), here.clock.now()
    compiled = Compilation("Ada Clerk", "committee", "Diary of meetings, page 2")
    off = await enter(here.database, content, compiled, area=AREA, committee="o", only="overview", now=now)
    assert (off.called_off, off.missing) == ((date(2026, 6, 18),), (date(2026, 7, 16),))
    overview = (await here.client.get(BASE)).json()["committees"][1]
    assert [one["on"] for one in overview["meetings"]] == ["2026-07-16"]
    assert [one["on"] for one in overview["called_off"]] == ["2026-06-18"]
    assert "Entered by Ada Clerk from Diary of meetings, page 2." in overview["called_off"][0]["reasons"]
    assert (await send(b"nothing")).status_code == 422

    first, moved = "UID:a\r\nDTSTART:20260910", "UID:a\r\nSEQUENCE:1\r\nDTSTART:20260917"
    assert (await send(calendar_of(first))).json()["added"] == ["2026-09-10"]
    changed = (await send(calendar_of(moved))).json()
    assert (changed["added"], changed["called_off"]) == (["2026-09-17"], ["2026-09-10"])
    again = (await send(calendar_of(moved))).json()
    assert (again["added"], again["called_off"], again["standing"]) == ([], [], ["2026-09-17"])
    older = await send(calendar_of(first))
    assert [(one["row"], one["code"]) for one in older.json()["errors"]] == [(2, "older")]
    lost = await send(calendar_of("DTSTART;TZID=Nowhere/Land:20261001T183000", "DTSTART:20261008"))
    assert [(one["row"], one["code"]) for one in lost.json()["errors"]] == [(3, "unknown-zone")]
    overview = (await here.client.get(BASE)).json()["committees"][1]
    assert [one["on"] for one in overview["meetings"]] == ["2026-07-16", "2026-09-17"]


async def test_a_calendar_is_fetched_from_a_public_address_and_from_nowhere_else(there: Outside) -> None:
    there.answers(calendar_of("DTSTART:20260618"))
    assert (await content_of("https://figures.example.org/o.ics", there.way())).startswith(b"BEGIN:VCALENDAR")
    there.numbers = [[PRIVATE]]
    for address in ("https://figures.example.org/o.ics", "https://127.0.0.1/o.ics", "/nowhere/at/all.ics"):
        with pytest.raises(Refusal):
            await content_of(address, there.way())


async def test_the_clerk_keeps_the_calendar_on_the_page(here: World) -> None:
    clerk = await signed_in(here, "committee")
    day = here.clock.now().date() + timedelta(days=30)
    entered = await clerk.send(PAGE, f"{PAGE}/o/meetings", on=day.isoformat())
    assert entered.status_code == 303
    wrong = await clerk.send(PAGE, f"{PAGE}/o/meetings", on="2020-01-06")
    assert wrong.status_code == 422
    assert "A meeting is entered before its day." in wrong.text
    overlap = await clerk.send(
        PAGE, f"{PAGE}/o/recesses", first_on=day.isoformat(), last_on=day.isoformat(), reasons="Summer recess"
    )
    assert "Call these meetings off first." in overlap.text
    off = await clerk.send(PAGE, f"{PAGE}/o/call-off", on=day.isoformat(), reasons="The hall is let")
    assert off.status_code == 303
    assert "No meeting is entered." in await clerk.read(PAGE)


async def test_what_the_data_propose_waits_until_the_committee_takes_or_declines_it(here: World) -> None:
    said_on = here.clock.now().date()
    for period, value, before in (("2023/24", "50", "met"), ("2024/25", "45", "missed")):
        await here.tell(judged(here, MeasureFellBelowTarget, value, period=period, verdict="missed", before=before))
        here.clock.advance(days=1)
    silent = ChallengeUnanswered(
        area=AREA, challenge="c-1", measure=MEASURE, challenger="fire", body="waste", due_on=date(2026, 3, 1)
    )
    answered = ChallengeAnswered(
        area=AREA,
        challenge="c-2",
        measure=MEASURE,
        challenger="police",
        body="waste",
        reply="Two crews more",
        answers=(),
        received_at=here.clock.now(),
        is_late=True,
    )
    await here.tell(silent, replace(silent, challenge="c-2"), answered)
    await here.admin.execute(
        "insert into escalation.petition (reference, area, standing, measure, title, text, opened_on, closes_on, "
        "signatures, last_signed_on, version, facts) select reference, $1, 'draft', $2, reference, '', $3, "
        "$3::date + 90, signatures, $3, 1, '{\"threshold\": 50}' "
        "from (values ('NEAR', 40), ('FAR', 39), ('THERE', 50)) "
        "as petitions (reference, signatures)",
        AREA,
        MEASURE,
        said_on,
    )
    found = (await here.client.get(f"{BASE}/programme")).json()
    names = [one["matter"] for one in found["waiting"]]
    assert names == ["challenge/c-1", "petition/NEAR", f"measure/{MEASURE}/2023/24"]
    challenge, petition, missed = found["waiting"]
    assert "Fire challenged Waste" in challenge["working"]
    assert petition["working"].startswith("40 of the 50 signatures")
    assert missed["working"] == (
        "The target was missed in 2 periods running (2023/24, 2024/25); the latest is 25% off its target. "
        "The rule: 2 periods running, or 25% off."
    )
    assert missed["waits_since_on"] == (said_on + timedelta(days=1)).isoformat()
    assert {one["committee"] for one in found["waiting"]} == {"o"}

    met = {"met_on": here.clock.now().date().isoformat(), "reference": "4/26"}
    unsaid = await post(here, "committee", "programme", matter=names[1], decision="declined", **met)
    assert faults(unsaid) == [("/reasons", "missing")]
    assert (
        await post(here, "committee", "programme", matter="petition/FAR", decision="taken", **met)
    ).status_code == 404
    assert (await post(here, "waste", "programme", matter=names[2], decision="taken", **met)).status_code == 403
    taken = await post(here, "committee", "programme", matter=names[2], decision="taken", **met)
    assert [one["matter"] for one in taken.json()["waiting"]] == names[:2]
    assert (await post(here, "committee", "programme", matter=names[2], decision="taken", **met)).json() == taken.json()
    other = met | {"reference": "5/26"}
    assert (await post(here, "committee", "programme", matter=names[2], decision="taken", **other)).status_code == 409

    clerk = await signed_in(here, "committee")
    declined = await clerk.send(
        PAGE, f"{PAGE}/programme", matter=names[1], decision="declined", reasons="It will be a case soon", **met
    )
    assert declined.status_code == 303
    page = (await here.client.get(PAGE)).text
    assert "Declined: It will be a case soon" in page
    assert "Overview Committee on" in page
    again = await post(here, "committee", "programme", matter=names[1], decision="taken", **met)
    assert [one["decision"] for one in again.json()["decided"]] == ["taken", "taken"]
    await followed_to_its_end(here, clerk, names[1], waits=names[0], met=met)
    elsewhere = await here.client.get(f"/escalation/v1/committees/{OTHER_AREA}/programme")
    assert elsewhere.json()["decided"] == []
    await here.tell(judged(here, MeasureFellBelowTarget, "30", period="2025/26", verdict="missed", before="missed"))
    still = (await here.client.get(f"{BASE}/programme")).json()
    assert [one["matter"] for one in still["waiting"]] == names[:1]  # the same run of misses was taken
    assert Decimal(still["decided"][0]["working"].split()[0]) == 40


async def followed_to_its_end(here: World, clerk: Visitor, matter: str, *, waits: str, met: dict[str, str]) -> None:
    """What was taken is dealt with once, after it was taken, with what came of it."""
    bare = {"matter": matter, "decision": "ended"} | met
    done = bare | {"reasons": "Two more crews run"}
    assert faults(await post(here, "committee", "programme", **bare)) == [("/reasons", "missing")]
    early = await post(here, "committee", "programme", **(done | {"met_on": "2026-01-05"}))
    assert faults(early) == [("/met_on", "before-it-was-taken")]
    never = await post(here, "committee", "programme", **(done | {"matter": waits}))
    assert (never.status_code, never.json()["rule"]) == (409, "not_taken")
    over = await clerk.send(PAGE, f"{PAGE}/programme", **done)
    assert over.status_code == 303, over.text
    assert "Dealt with: Two more crews run" in (await here.client.get(PAGE)).text
    assert (await post(here, "committee", "programme", **done)).json()["decided"][0]["decision"] == "ended"
    for decision in ("taken", "declined"):
        late = await post(here, "committee", "programme", **(done | {"decision": decision}))
        assert (late.status_code, late.json()["rule"]) == (409, "ended_before")


async def test_every_example_has_the_shape_of_what_is_answered(here: World) -> None:
    """When a shape changes on purpose, RECORD_EXAMPLES=1 with this test writes the examples anew."""
    told: dict[str, Any] = {}

    def keep(name: str, answer: Response) -> None:
        told[name] = told_by(answer)

    at, one = "/escalation/v1/committees/{area}", "/escalation/v1/committees/{area}/{committee}"
    silent = {"challenge": "c-1", "measure": MEASURE, "challenger": "fire", "body": "waste"}
    await here.tell(ChallengeUnanswered(area=AREA, due_on=date(2026, 2, 27), **silent))
    days = ["2026-06-18", "2026-07-16"]
    keep(f"POST {one}/meetings", await post(here, "committee", "o/meetings", days=days))
    off = {"on": days[1], "reasons": "The hall is let"}
    keep(f"POST {one}/meetings/call-off", await post(here, "committee", "o/meetings/call-off", **off))
    recess = {"first_on": "2026-07-20", "last_on": "2026-08-31", "reasons": "Summer recess"}
    keep(f"POST {one}/recesses", await post(here, "committee", "o/recesses", **recess))
    content = calendar_of("DTSTART:20260917")
    headers = {"Authorization": f"Bearer {await here.key('committee')}", "Content-Type": "text/calendar"}
    sent = await here.client.post(f"{BASE}/o/calendar", content=content, headers=headers)
    told[f"POST {one}/calendar"] = {"status": sent.status_code, "answer": sent.json()}
    back = {"on": "2026-07-20", "reasons": "The council sits in August"}
    keep(f"GET {at}", await here.client.get(BASE))
    keep(f"POST {one}/recesses/call-off", await post(here, "committee", "o/recesses/call-off", **back))
    keep(f"GET {at}/programme", await here.client.get(f"{BASE}/programme"))
    decided = {"matter": "challenge/c-1", "decision": "declined", "reasons": "The reply has come", "reference": "3/26"}
    keep(f"POST {at}/programme", await post(here, "committee", "programme", met_on="2026-03-02", **decided))
    found = await here.client.get(f"/escalation/v1/cases/{await referred(here)}/meetings")
    keep("GET /escalation/v1/cases/{reference}/meetings", found)

    assert {answer["status"] for answer in told.values()} == {200}
    assert_recorded(EXAMPLES, told)
    described = (await here.client.get("/escalation/v1/openapi.json")).json()["paths"]
    ours = {f"{method.upper()} {path}" for path, of in described.items() if "/meetings" in path for method in of}
    ours |= {f"{method.upper()} {path}" for path, of in described.items() if path.startswith(at) for method in of}
    assert ours == told.keys()
