"""The calendars against tables written by hand, local closures, and the rule of Easter computed another way."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from shared.calendars import KNOWN_FROM, KNOWN_UNTIL, UnknownCalendar, calendar
from shared.working_days import Period, add_working_days, is_working

TABLES = Path(__file__).parents[1] / "hand_tables"
ENGLAND = calendar("England and Wales")
TRAFFORD = "E08000009"


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.parametrize("row", table("bank_holidays.csv"), ids=lambda row: f"{row['day']} {row['what']}")
def test_england_works_on_the_days_of_the_hand_table(row: dict[str, str]) -> None:
    assert is_working(date.fromisoformat(row["day"]), ENGLAND) is (row["working"] == "yes")


@pytest.mark.parametrize("row", table("reckonings.csv"), ids=lambda row: f"{row['period']} {row['why']}")
def test_periods_end_where_a_paper_calendar_says(row: dict[str, str]) -> None:
    reckoning = Period.parse(row["period"]).reckon(date.fromisoformat(row["start"]), calendar(row["calendar"]))

    assert reckoning.due_on == date.fromisoformat(row["due_on"])


@pytest.mark.parametrize("year", range(KNOWN_FROM.year, KNOWN_UNTIL.year + 1))
def test_good_friday_and_easter_monday_follow_the_rule_of_easter(year: int) -> None:
    sunday = easter(year)

    assert ENGLAND.reason(sunday - timedelta(days=2)) == "Good Friday"
    assert ENGLAND.reason(sunday + timedelta(days=1)) == "Easter Monday"


@pytest.mark.parametrize("year", range(KNOWN_FROM.year, KNOWN_UNTIL.year + 1))
def test_every_year_has_eight_weekdays_off_and_single_ones_are_known(year: int) -> None:
    single = {2011: 1, 2012: 1, 2022: 2, 2023: 1}
    off = sum(day.year == year for day in ENGLAND.closed)

    assert off == 8 + single.get(year, 0)


def test_all_the_united_kingdom_rests_when_any_nation_does() -> None:
    united = calendar("United Kingdom")

    assert united.closed > ENGLAND.closed
    assert united.reason(date(2026, 1, 2)) == "New Year Holiday"
    assert united.reason(date(2026, 4, 6)) == "Easter Monday"


def test_a_local_closure_is_no_working_day() -> None:
    here = calendar("England and Wales", area=TRAFFORD, closures={date(2026, 12, 29): "Town Hall closed"})

    reckoning = add_working_days(date(2026, 12, 24), 1, calendar=here)

    assert reckoning.due_on == date(2026, 12, 30)
    assert "Town Hall closed (29 December 2026)" in reckoning.words()
    assert is_working(date(2026, 12, 29), ENGLAND)


def test_a_closure_on_a_bank_holiday_leaves_the_holiday_its_name() -> None:
    here = calendar("England and Wales", area=TRAFFORD, closures={date(2026, 12, 25): "closed between the years"})

    assert here.reason(date(2026, 12, 25)) == "Christmas Day"


def test_a_calendar_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownCalendar):
        calendar("Narnia")


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher), apart from the library under test."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
