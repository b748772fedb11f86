"""A calendar that changes while clocks run: closures, releases of the bank holidays, and elections."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from services.escalation.domain.ladder.clock import Known
from services.escalation.effects.case.clock import fingerprint
from services.escalation.handlers.case import clock as counting
from services.escalation.storage.case import clock as counted
from shared.database import EVERY_AREA
from shared.events import publication as stated
from shared.post.mail import read_folder
from shared.settings import Settings
from tests.integration.escalation.cases import AREA, OTHER_AREA, World
from tests.integration.escalation.moderated import standing, waiting
from tests.integration.escalation.petitions import override
from tests.integration.escalation.test_clock import closed, count_again, duty_served, in_remedy, last_told, open_days
from tests.integration.escalation.verified import verify


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
    # The last two have what petitions are owed, and those that are being checked.
    assert await here.value("select count(*) from escalation.errand where kind <> 'case.moved_on'") == 5


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


async def test_the_day_of_a_petition_that_is_being_checked_moves_with_the_calendar_and_the_sweep_that_comes_first_waits(
    here: World, settings: Settings, tmp_path: Path
) -> None:
    settings = settings.model_copy(update={"mail_folder": tmp_path / "mail"})
    reference, _ = await waiting(here, settings)

    async def due_on() -> date:
        return date.fromisoformat((await standing(here, reference))["due_on"])

    first = await due_on()
    await here.tell(closed(first, "Flood"))
    await count_again(here, settings)
    second = await due_on()
    assert second > first
    told = "select data from escalation.ledger where stream = $1 and type like '%day_moved%' order by version desc"
    moved = json.loads(await here.value(told, f"moderation/{reference}"))
    assert (moved["was_on"], moved["now_on"]) == (str(first), str(second))
    assert moved["because"].endswith("(Flood) is no working day")

    await here.tell(closed(second, "More flood"))  # and nobody has carried its errand when the old day is swept
    await here.sweep_at(datetime.combine(second + timedelta(days=1), time(9), UTC))
    found = await standing(here, reference)
    assert (found["standing"], date.fromisoformat(found["due_on"]) > second) == ("waiting", True)
    assert all(one.differences == () for one in await verify(here.database))
