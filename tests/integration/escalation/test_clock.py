"""The clocks of cases: reminders, days that were missed, a calendar that changes meanwhile, elections, and races."""

import asyncio
import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.escalation.domain.ladder.clock import Known
from services.escalation.domain.remedy.command import ClaimRemedy
from services.escalation.effects.clock import fingerprint
from services.escalation.handlers.case import clock as counting
from services.escalation.handlers.case import command as commands
from services.escalation.handlers.case.verification import verify
from services.escalation.main import EXAMPLES
from services.escalation.storage.case import clock as counted
from services.escalation.worker import DEADLINES, errands
from shared import auth, deadlines
from shared.database import EVERY_AREA
from shared.errands import carry_some
from shared.events import publication as stated
from shared.mail import read_folder
from shared.problems import NotNow
from shared.settings import Settings
from shared.working_days import end_of_day
from tests.integration.escalation.cases import AREA, OTHER_AREA, World
from tests.integration.escalation.petitions import override
from tests.integration.examples import assert_recorded

ONE_SECOND = timedelta(seconds=1)


def closed(on: date, reason: str = "Bank holiday for the Jubilee", area: str = AREA) -> stated.CalendarClosed:
    return stated.CalendarClosed(area=area, closed_on=on, reason=reason, basis="Proclamation")


async def count_again(here: World, settings: Settings) -> None:
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert await here.value("select count(*) from escalation.errand where done_at is null or attempts > 0") == 0


async def last_told(here: World, reference: str) -> dict[str, Any]:
    history: list[dict[str, Any]] = (await here.show(reference)).json()["history"]
    return history[-1]


async def duty_served(here: World) -> str:
    """A case whose partner has ten working days from 2 March 2026 for its plan, and ten more before silence acts."""
    reference = await here.open_case()
    await here.do("case_worker", reference, "admit", level="local", reasons="It cites an agreed measure")
    await here.do("case_worker", reference, "serve_duty")
    return reference


async def in_remedy(here: World, by_on: date) -> str:
    reference = await duty_served(here)
    plan = {"actions": "Two more rounds", "owner": "Head of waste", "target": "60 %", "by_on": by_on.isoformat()}
    await here.do("waste", reference, "file_plan", **plan)
    return reference


async def open_days(here: World, reference: str) -> dict[str, date]:
    rows = await here.admin.fetch(
        "select kind, due_on from escalation.deadline where subject = $1 and met_at is null and cancelled_at is null "
        "and fired_at is null",
        f"case/{reference}",
    )
    return {row["kind"]: row["due_on"] for row in rows}


async def days_pass(here: World, until: date) -> None:
    """The clock goes from deadline to deadline, as it does where the process is never down."""
    goal = datetime.combine(until, time(10), UTC)
    while True:
        async with here.database.unit_of_work(EVERY_AREA) as session:
            moment = await deadlines.next_sweep_at(session)
        if moment is None or moment > goal:
            break
        await here.sweep_at(moment)
    here.clock.set(goal)


async def test_each_day_is_reminded_of_once_before_it_and_told_once_when_it_is_missed(here: World) -> None:
    reference = await duty_served(here)
    assert await open_days(here, reference) == {
        "case.acknowledgement": date(2026, 3, 9),
        "case.acknowledgement_reminder": date(2026, 3, 4),
        "case.asked": date(2026, 3, 16),
        "case.reminder": date(2026, 3, 11),
        "case.silence": date(2026, 3, 30),
    }
    await days_pass(here, date(2026, 3, 29))
    told = [
        one for one in (await here.show(reference)).json()["history"] if one["event"][5:] in ("reminded", "day_missed")
    ]
    assert [(one["event"], one["facts"]["about"], one["occurred_at"][:10]) for one in told] == [
        ("case.reminded", "acknowledgement", "2026-03-04"),
        ("case.day_missed", "acknowledgement", "2026-03-10"),
        ("case.reminded", "asked", "2026-03-11"),
        ("case.day_missed", "asked", "2026-03-17"),
    ]
    assert [one["facts"].get("days_left") for one in told] == [3, None, 3, None]
    assert [one["facts"].get("missed_on") for one in told] == [None, "2026-03-09", None, "2026-03-16"]
    assert {tuple(one["facts"]["bodies"]) for one in told} == {("waste",)}
    assert {one["facts"]["late_since"] for one in told} == {None}
    assert (await here.show(reference)).json()["state"] == "duty_served"


async def test_what_was_done_in_time_is_neither_reminded_of_nor_missed(here: World) -> None:
    reference = await duty_served(here)
    await here.do("waste", reference, "acknowledge")
    assert set(await open_days(here, reference)) == {"case.asked", "case.reminder", "case.silence"}
    await days_pass(here, date(2026, 3, 12))
    assert (await here.told(reference))[-2:] == ["case.duty_acknowledged", "case.reminded"]
    await here.do(
        "waste",
        reference,
        "file_plan",
        actions="Two more rounds a week",
        owner="Head of waste",
        target="60%",
        by_on="2026-04-30",
    )
    await days_pass(here, date(2026, 4, 20))
    assert (await here.told(reference))[-1] == "case.remedy_planned"


async def test_after_weeks_of_downtime_what_was_missed_bears_its_true_day_and_one_rung_is_climbed(here: World) -> None:
    reference = await duty_served(here)
    await here.sweep_at(datetime(2026, 6, 1, 9, tzinfo=UTC))
    history = (await here.show(reference)).json()["history"][-3:]
    assert [(one["event"], one["facts"].get("missed_on"), one["facts"]["late_since"]) for one in history] == [
        ("case.day_missed", "2026-03-09", "2026-03-09"),
        ("case.day_missed", "2026-03-16", "2026-03-16"),
        ("case.referred_to_scrutiny", None, "2026-03-30"),
    ]
    assert {one["occurred_at"][:10] for one in history} == {"2026-06-01"}
    assert all(one.differences == () for one in await verify(here.database))


async def test_a_hearing_that_nobody_fixes_is_told_of_before_the_stage_is_spent(here: World) -> None:
    reference = await duty_served(here)
    await here.sweep()
    assert (await open_days(here, reference))["case.hearing_date"] == date(2026, 5, 15)
    await days_pass(here, date(2026, 5, 16))
    told = await last_told(here, reference)
    assert (told["event"], told["facts"]["about"], told["facts"]["bodies"]) == ("case.day_missed", "hearing_date", [])
    assert (await here.show(reference)).json()["state"] == "referred"


async def test_a_bank_holiday_announced_meanwhile_moves_what_runs_once_and_says_from_when_to_when_and_why(
    here: World, settings: Settings
) -> None:
    reference, elsewhere = await duty_served(here), await here.open_case(OTHER_AREA)
    before = (await here.show(elsewhere)).json()
    here.go_to(date(2026, 3, 4))
    await here.tell(closed(date(2026, 3, 6)))
    await count_again(here, settings)
    told = await last_told(here, reference)
    assert (told["event"], told["facts"]["because"]) == (
        "case.clock_moved",
        "6 March 2026 (Bank holiday for the Jubilee) is no working day",
    )
    assert [told["facts"][name] for name in ("was_asked_by", "asked_by", "was_due_on", "due_on", "acknowledge_by")] == [
        "2026-03-16",
        "2026-03-17",
        "2026-03-30",
        "2026-03-31",
        "2026-03-10",
    ]
    assert await open_days(here, reference) == {
        "case.acknowledgement": date(2026, 3, 10),
        "case.acknowledgement_reminder": date(2026, 3, 4),
        "case.asked": date(2026, 3, 17),
        "case.reminder": date(2026, 3, 12),
        "case.silence": date(2026, 3, 31),
    }
    assert "Bank holiday for the Jubilee (6 March 2026)" in (await here.show(reference)).json()["reckoning"]
    assert (await here.show(elsewhere)).json() == before
    await here.tell(closed(date(2026, 3, 6), "Jubilee"))  # its name changes, and no day with it
    await counting.look_again(here.database, here.clock.now())
    await count_again(here, settings)
    assert (await here.told(reference)).count("case.clock_moved") == 1
    assert all(one.differences == () for one in await verify(here.database))


async def test_an_errand_that_is_carried_again_moves_nothing_again_and_pages_follow_one_another(
    here: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "PAGE", 2)
    references = [await duty_served(here) for _ in range(5)]
    await here.tell(closed(date(2026, 3, 6)))
    await count_again(here, settings)
    await here.admin.execute("update escalation.errand set done_at = null, next_attempt_at = clock_timestamp()")
    await count_again(here, settings)
    assert [(await here.told(one)).count("case.clock_moved") for one in references] == [1] * 5
    assert await here.value("select count(*) from escalation.errand") == 4  # the last one has what petitions are owed


async def test_a_holiday_announced_on_the_last_day_gives_one_more_even_if_the_sweep_comes_first(
    here: World, settings: Settings
) -> None:
    reference = await duty_served(here)
    here.clock.set(datetime(2026, 3, 30, 16, tzinfo=UTC))
    await here.tell(closed(date(2026, 3, 30)))
    await here.sweep_at(datetime(2026, 3, 31, 3, tzinfo=UTC))  # the errand has not been carried yet
    assert (await last_told(here, reference))["event"] == "case.clock_moved"
    assert await open_days(here, reference) == {"case.silence": date(2026, 3, 31)}
    await count_again(here, settings)
    assert (await here.told(reference)).count("case.clock_moved") == 1
    await here.sweep()
    assert (await here.show(reference)).json()["state"] == "referred"


async def test_a_closure_of_a_day_long_past_wakes_nothing_that_has_fired(here: World, settings: Settings) -> None:
    reference = await duty_served(here)
    await here.sweep()
    before = (await here.show(reference)).json()
    await here.tell(closed(date(2026, 3, 30)), closed(date(2026, 3, 6)))
    await count_again(here, settings)
    assert (await here.show(reference)).json() == before


async def test_two_months_beginning_with_a_day_stay_while_the_days_of_grace_behind_them_move(
    here: World, settings: Settings
) -> None:
    reference = await duty_served(here)
    await here.sweep()
    await here.do("committee", reference, "schedule_hearing", hearing_on="2026-04-20")
    here.go_to(date(2026, 4, 20))
    await here.do("committee", reference, "open_evidence", questions="Why are the bins full?")
    draft = {
        "text": "Empty every reported bin within two working days",
        "addressee": "council",
        "owner": "Head of waste",
        "measure": "household-waste-recycled",
        "value": "60",
        "unit": "%",
        "by_on": "2026-09-30",
        "resources": "Two crews, already budgeted",
    }
    await here.do(
        "committee", reference, "issue_recommendations", recommendations=[draft, draft | {"addressee": "waste"}]
    )
    assert (await open_days(here, reference))["case.asked"] == date(2026, 6, 19)
    await here.tell(closed(date(2026, 5, 15)))  # within the two months: they are counted by the calendar's months
    await count_again(here, settings)
    assert (await last_told(here, reference))["event"] == "case.recommendations_issued"
    await here.tell(closed(date(2026, 6, 22)))
    await count_again(here, settings)
    told = (await last_told(here, reference))["facts"]
    assert (told["was_asked_by"], told["asked_by"]) == ("2026-06-19", "2026-06-19")
    assert (told["was_due_on"], told["due_on"]) == ("2026-07-03", "2026-07-06")


async def test_the_remedys_day_moves_where_it_is_the_periods_end_and_not_where_the_partner_named_it(
    here: World, settings: Settings
) -> None:
    whole, own = await in_remedy(here, date(2026, 5, 29)), await in_remedy(here, date(2026, 4, 30))
    assert (await here.show(whole)).json()["due_on"] == "2026-05-29"  # a Friday
    await here.tell(closed(date(2026, 3, 20)))
    await count_again(here, settings)
    assert (await last_told(here, whole))["facts"]["remedy_on"] == "2026-06-01"
    assert (await last_told(here, own))["event"] == "case.remedy_planned"
    assert all(one.differences == () for one in await verify(here.database))


async def test_a_new_release_of_the_bank_holidays_is_found_and_counted_by(here: World, settings: Settings) -> None:
    reference = await duty_served(here)
    async with here.database.unit_of_work(EVERY_AREA) as session:
        last = await counted.last(session, AREA)
        assert last is not None
        known = Known(closed=last.known.closed - {date(2026, 5, 4)})
        await counted.keep(session, AREA, known, fingerprint(known), here.clock.now())
    assert await counting.look_again(here.database, here.clock.now()) == [AREA]
    await count_again(here, settings)
    assert await counting.look_again(here.database, here.clock.now()) == []
    assert (await last_told(here, reference))["event"] == "case.duty_served"  # no day of it is new


async def test_hearings_wait_for_an_election_and_partners_do_not(here: World, settings: Settings) -> None:
    asked = await duty_served(here)
    referred = await duty_served(here)
    await here.sweep()
    assert (await here.show(asked)).json()["state"] == "referred"
    partner = await duty_served(here)
    due_on = (await here.show(partner)).json()["due_on"]
    await here.tell(
        stated.ElectionSet(
            area=AREA,
            starts_on=date(2026, 4, 7),
            ends_on=date(2026, 5, 7),
            election="local elections of 7 May 2026",
            basis="Notice of election",
        )
    )
    await count_again(here, settings)
    told = (await last_told(here, referred))["facts"]
    assert told["because"] == (
        "the clock stands still from 7 April 2026 to 7 May 2026 (before: local elections of 7 May 2026)"
    )
    assert (told["was_due_on"], told["due_on"]) == ("2026-06-29", "2026-07-29")  # twenty-two working days
    assert "standing still from 7 April 2026 to 7 May 2026" in (await here.show(referred)).json()["reckoning"]
    assert (await here.show(partner)).json()["due_on"] == due_on
    days = (await here.client.get("/escalation/v1/deadlines", params={"kind": "case.hearing_date"})).json()["deadlines"]
    assert {one["due_on"] for one in days} == {"2026-06-17"}
    assert all("standing still" in one["working"] for one in days)


async def test_the_clerk_is_told_by_letter_that_an_election_has_caught_a_hearing(
    here: World, settings: Settings, tmp_path: Path
) -> None:
    settings = settings.model_copy(update={"mail_folder": tmp_path / "mail"})
    reference = await duty_served(here)
    await here.sweep()
    await here.do("committee", reference, "schedule_hearing", hearing_on="2026-06-10")
    await override(here, "stage2.clerk_address", '"democratic.services@example.org"')
    election = {"area": AREA, "election": "by-election of 18 June 2026", "basis": "Notice of election"}
    await here.tell(stated.ElectionSet(starts_on=date(2026, 5, 14), ends_on=date(2026, 6, 18), **election))
    await count_again(here, settings)
    assert (await last_told(here, reference))["facts"]["heard_on"] == ["2026-06-10"]
    (letter,) = read_folder(tmp_path / "mail")
    assert (letter.to, letter.subject) == (
        "democratic.services@example.org",
        "A hearing before an election: Bins that nobody empties",
    )
    assert "the day of the hearing, 10 June 2026, lies where hearings wait" in letter.text
    assert f"/cases/{reference}" in letter.text


async def claim(here: World, reference: str, *, received_at: datetime, now: datetime) -> None:
    """The subject's claim: the door stamped it when its first byte came, and the handler came to it later."""
    caller = await auth.check_key(here.database, await here.key("waste"))
    assert caller is not None
    wish = commands.Wish(
        reference=reference,
        command=ClaimRemedy(evidence="Every round is back", together="The council lent a crew"),
        caller=caller,
        expected_version=None,
        now=now,
        received_at=received_at,
    )
    await commands.act(here.database, wish)


async def test_a_claim_of_the_last_second_beats_the_timer_and_one_a_second_later_does_not(here: World) -> None:
    day = date(2026, 4, 30)
    in_time, late = await in_remedy(here, day), await in_remedy(here, day)
    swept_at = datetime(2026, 5, 1, 2, tzinfo=UTC)
    await here.sweep_at(swept_at)
    assert [(await here.show(one)).json()["state"] for one in (in_time, late)] == ["referred", "referred"]
    now = swept_at + timedelta(minutes=1)
    await claim(here, in_time, received_at=end_of_day(day) - ONE_SECOND, now=now)
    with pytest.raises(NotNow):
        await claim(here, late, received_at=end_of_day(day), now=now)
    assert (await here.told(in_time))[-2:] == ["case.deadline_set_aside", "case.remedy_claimed"]
    assert [(await here.show(one)).json()["state"] for one in (in_time, late)] == ["verifying", "referred"]


async def test_claims_received_in_time_win_whichever_of_timer_and_claim_comes_first(here: World) -> None:
    """F37: two sweepers and the claims at the same instant, each case in whatever order the locks give."""
    day = date(2026, 4, 30)
    references = [await in_remedy(here, day) for _ in range(8)]
    here.clock.set(datetime(2026, 5, 1, 2, tzinfo=UTC))
    await here.hear_canary()
    now = here.clock.now()

    async def sweep() -> None:
        while await deadlines.sweep(here.database, DEADLINES, now):
            pass

    claims = (claim(here, one, received_at=end_of_day(day) - ONE_SECOND, now=now) for one in references)
    await asyncio.gather(sweep(), sweep(), *claims)
    await sweep()
    assert {(await here.show(one)).json()["state"] for one in references} == {"verifying"}
    assert {(await here.told(one)).count("case.remedy_claimed") for one in references} == {1}
    assert all(one.differences == () for one in await verify(here.database))


async def listed(here: World, **asked: object) -> list[dict[str, Any]]:
    answer = await here.client.get(
        "/escalation/v1/deadlines", params={name: str(value) for name, value in asked.items()}
    )
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["deadlines"]
    return found


async def test_deadlines_are_listed_by_area_body_kind_and_state_with_their_working_and_what_follows(
    here: World,
) -> None:
    reference, elsewhere = await duty_served(here), await here.open_case(OTHER_AREA)
    (asked,) = await listed(here, area=AREA, body="waste", kind="case.asked")
    assert asked["working"].startswith(
        "10 working days after 2 March 2026, leaving out 4 weekend days: the last day is"
    )
    assert (asked["due_on"], asked["on"], asked["reference"]) == (
        "2026-03-16",
        [{"body": "waste", "name": "Waste"}],
        reference,
    )
    assert f"{asked['who']} {asked['does']}" == (
        "Waste must, under the agreement it signed on 1 April 2025, file a complete plan"
    )
    (silence,) = await listed(here, area=AREA, kind="case.silence")
    assert (silence["leads_to"], silence["otherwise"]) == (
        "referred",
        "'no plan' is published and the case goes to the scrutiny committee",
    )
    assert {one["reference"] for one in await listed(here, body="council")} == {elsewhere}
    assert await listed(here, body="council", area=AREA) == []
    assert [one["state"] for one in await listed(here, area=AREA, state="met")] == ["met"] * 3
    await here.sweep_at(datetime(2026, 3, 31, 3, tzinfo=UTC))
    assert {one["kind"] for one in await listed(here, area=AREA, state="fired")} == {
        "case.acknowledgement",
        "case.asked",
        "case.silence",
    }


async def test_the_list_is_led_through_by_its_link_and_refuses_what_it_does_not_know(here: World) -> None:
    for _ in range(3):
        await duty_served(here)
    whole = await listed(here)
    address, seen = "/escalation/v1/deadlines?limit=2", []
    while address:
        answer = await here.client.get(address)
        seen += answer.json()["deadlines"]
        address = answer.headers.get("Link", "").partition(">")[0].lstrip("<")
    assert seen == whole
    assert len(whole) == 9
    assert [one["due_on"] for one in whole] == sorted(one["due_on"] for one in whole)
    answer = await here.client.get("/escalation/v1/deadlines")
    again = await here.client.get("/escalation/v1/deadlines", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    for asked in ({"kind": "case.reminder"}, {"state": "late"}, {"after_on": "soon"}, {"limit": "0"}, {"who": "waste"}):
        assert (await here.client.get("/escalation/v1/deadlines", params=asked)).status_code == 422
    for address, pointer, known in (
        ("/escalation/v1/deadlines?body=nobody", "/body", "waste"),
        ("/escalation/v1/deadlines?area=nowhere", "/area", AREA),
        (f"/escalation/v1/deadlines?area={AREA}&body=nobody", "/body", "inspectors"),
        ("/escalation/v1/inspections?area=nowhere", "/area", AREA),
        ("/escalation/v1/obligations?area=nowhere", "/area", AREA),
        ("/petitions.json?area=nowhere", "/area", AREA),
        ("/petitions.csv?area=nowhere", "/area", AREA),
        ("/petitions.atom?area=nowhere", "/area", AREA),
    ):
        unknown = await here.client.get(address)
        assert unknown.status_code == 422, address
        (fault,) = unknown.json()["errors"]
        assert (fault["pointer"], known in fault["message"]) == (pointer, True), address
    assert (await here.client.get("/escalation/v1/deadlines?body=inspectors")).json() == {"deadlines": []}


def unfolded(content: bytes) -> list[dict[str, str]]:
    """The entries of a calendar, read by the standard's rules and not by ours: unfolded, each name with its value."""
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    entries: list[dict[str, str]] = []
    for line in content.replace(b"\r\n ", b"").decode().split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            entries.append({})
        elif entries:
            entries[-1].setdefault(name, value)
    return entries


async def test_a_calendar_for_a_partner_keeps_an_entrys_name_when_its_day_moves(
    here: World, settings: Settings
) -> None:
    reference = await duty_served(here)
    address = f"/escalation/v1/calendars/{AREA}/bodies/waste.ics"
    first = await here.client.get(address)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    before = unfolded(first.content)
    assert [one["DTSTART;VALUE=DATE"] for one in before] == ["20260309", "20260316", "20260330"]
    assert [one["DTEND;VALUE=DATE"] for one in before] == ["20260310", "20260317", "20260331"]
    assert before[1]["SUMMARY"] == (
        f"Waste must\\, under the agreement it signed on 1 April 2025\\, file a complete plan ({reference})"
    )
    assert before[2]["SUMMARY"].startswith("Last day: ")
    assert before[1]["DESCRIPTION"].startswith(
        "Bins that nobody empties\\nOtherwise: it is published that nothing came."
    )
    assert before[1]["URL"] == f"http://127.0.0.1:8000/record/{reference}"
    again = await here.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    await here.tell(closed(date(2026, 3, 6)))
    await count_again(here, settings)
    after = unfolded((await here.client.get(address)).content)
    assert [one["UID"] for one in after] == [one["UID"] for one in before]
    assert [one["SEQUENCE"] for one in before + after] == ["0"] * 3 + ["1"] * 3
    assert [one["DTSTART;VALUE=DATE"] for one in after] == ["20260310", "20260317", "20260331"]


async def test_a_calendar_for_the_clerk_has_the_committees_days_and_a_moved_hearing_keeps_its_entry(
    here: World,
) -> None:
    reference = await duty_served(here)
    await duty_served(here)
    await here.sweep()
    address = f"/escalation/v1/calendars/{AREA}/committee.ics"
    assert [one["DTSTART;VALUE=DATE"] for one in unfolded((await here.client.get(address)).content)] == [
        "20260515",
        "20260515",
        "20260629",
        "20260629",
    ]
    await here.do("committee", reference, "schedule_hearing", hearing_on="2026-04-20")
    hearing = unfolded((await here.client.get(address)).content)[0]
    assert (hearing["DTSTART;VALUE=DATE"], hearing["SEQUENCE"]) == ("20260420", "0")
    assert "hear the case in public" in hearing["SUMMARY"]
    await here.do("committee", reference, "adjourn_hearing", hearing_on="2026-05-11", reasons="The hall is flooded")
    moved = unfolded((await here.client.get(address)).content)[0]
    assert (moved["UID"], moved["DTSTART;VALUE=DATE"], moved["SEQUENCE"]) == (hearing["UID"], "20260511", "1")
    for nowhere in (f"{OTHER_AREA}x/committee.ics", f"{AREA}/bodies/nobody.ics", "../committee.ics"):
        assert (await here.client.get(f"/escalation/v1/calendars/{nowhere}")).status_code == 404
    assert unfolded((await here.client.get(f"/escalation/v1/calendars/{AREA}/bodies/inspectors.ics")).content) == []


async def test_the_example_in_the_description_has_the_shape_of_what_is_answered(here: World) -> None:
    """When a shape changes on purpose, `RECORD_EXAMPLES=1` with this test writes it anew."""
    await duty_served(here)
    answer = await here.client.get("/escalation/v1/deadlines", params={"limit": "1"})
    told = {"GET /escalation/v1/deadlines": {"status": answer.status_code, "answer": answer.json()}}
    assert_recorded(EXAMPLES, told)
    recorded = json.loads(EXAMPLES.read_text())
    described = (await here.client.get("/escalation/v1/openapi.json")).json()
    shown = described["paths"]["/escalation/v1/deadlines"]["get"]["responses"]["200"]["content"]["application/json"]
    assert shown["example"] == recorded["GET /escalation/v1/deadlines"]["answer"]
