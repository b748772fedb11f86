"""The sums of time: working days, calendar days, months beginning with a day, clear days, the end of a day."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.calendars import KNOWN_FROM, KNOWN_UNTIL, calendar
from shared.working_days import (
    Calendar,
    NotAPeriod,
    OutsideCalendar,
    Period,
    Unit,
    add_working_days,
    at_time,
    clear_days_before,
    clear_days_between,
    days_after,
    end_of_day,
    is_working,
    months_after,
    months_beginning_with,
    swept_from,
    working_days_between,
    working_days_left,
)

ENGLAND = calendar("England and Wales")
DAYS = st.dates(date(2006, 1, 1), date(2033, 12, 31))
COUNTS = st.integers(1, 250)


def test_the_working_names_what_was_left_out() -> None:
    reckoning = add_working_days(date(2026, 4, 2), 2, calendar=ENGLAND)

    assert reckoning.words() == (
        "2 working days after 2 April 2026, leaving out 2 weekend days, Good Friday (3 April 2026)"
        " and Easter Monday (6 April 2026): the last day is 8 April 2026."
    )


def test_the_working_of_a_plain_week_names_nothing() -> None:
    words = add_working_days(date(2026, 11, 23), 1, calendar=ENGLAND).words()

    assert words == "1 working day after 23 November 2026: the last day is 24 November 2026."


def test_the_working_can_be_kept_as_json() -> None:
    kept = json.loads(json.dumps(add_working_days(date(2026, 4, 2), 1, calendar=ENGLAND).document()))

    assert kept["due_on"] == "2026-04-07"
    assert kept["skipped"][0] == {"day": "2026-04-03", "reason": "Good Friday"}


def test_a_day_outside_the_known_years_is_refused_and_not_guessed() -> None:
    with pytest.raises(OutsideCalendar, match="1 January 2036 is outside the England and Wales calendar"):
        add_working_days(date(2035, 12, 31), 1, calendar=ENGLAND)
    with pytest.raises(OutsideCalendar, match="31 December 2005"):
        is_working(date(2005, 12, 31), ENGLAND)
    with pytest.raises(OutsideCalendar):
        Period.parse("28 D").reckon(date(2005, 12, 31), ENGLAND)


def test_a_calendar_without_reasons_says_closed() -> None:
    bare = Calendar("bare", frozenset({date(2026, 11, 24)}), date(2026, 1, 1), date(2026, 12, 31))

    assert bare.reason(date(2026, 11, 24)) == "closed"
    assert add_working_days(date(2026, 11, 23), 1, calendar=bare).due_on == date(2026, 11, 25)


@pytest.mark.parametrize("days", [0, -1])
def test_no_working_days_is_no_period(days: int) -> None:
    with pytest.raises(NotAPeriod):
        add_working_days(date(2026, 11, 23), days, calendar=ENGLAND)


def test_clear_days_count_neither_the_notice_nor_the_meeting() -> None:
    assert clear_days_before(date(2026, 5, 20), 5, calendar=ENGLAND) == date(2026, 5, 12)


def test_clear_days_pass_over_a_bank_holiday() -> None:
    assert clear_days_before(date(2026, 5, 11), 5, calendar=ENGLAND) == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("meeting", "last_notice"),
    [
        # Counted by hand on a wall calendar: five whole working days lie between the two.
        ((2026, 1, 20), (2026, 1, 12)),  # an ordinary Tuesday: the Tuesday to the Friday, and the Monday, in between
        ((2026, 1, 17), (2026, 1, 9)),  # a Saturday
        ((2026, 4, 9), (2026, 3, 30)),  # Easter: Good Friday 3 April and Easter Monday 6 April do not count
        ((2026, 4, 7), (2026, 3, 26)),  # the Tuesday after Easter
        ((2026, 5, 5), (2026, 4, 24)),  # the day after the May bank holiday
        ((2026, 12, 29), (2026, 12, 17)),  # Christmas on a Friday, Boxing Day's substitute on Monday 28
        ((2027, 1, 6), (2026, 12, 24)),  # over Christmas and New Year's Day
        ((2022, 1, 5), (2021, 12, 23)),  # 27 and 28 December and 3 January were substitutes
        ((2025, 12, 31), (2025, 12, 19)),  # Christmas Day and Boxing Day in midweek
    ],
)
def test_the_last_day_of_notice_that_leaves_five_clear_days(
    meeting: tuple[int, int, int], last_notice: tuple[int, int, int]
) -> None:
    met, noticed = date(*meeting), date(*last_notice)

    assert clear_days_before(met, 5, calendar=ENGLAND) == noticed
    assert clear_days_between(noticed, met, calendar=ENGLAND) == 5
    later = add_working_days(noticed, 1, calendar=ENGLAND).due_on
    assert clear_days_between(later, met, calendar=ENGLAND) == 4


def test_notice_on_the_day_of_the_meeting_or_after_leaves_less_than_nothing() -> None:
    monday = date(2026, 1, 19)

    assert clear_days_between(date(2026, 1, 18), monday, calendar=ENGLAND) == 0
    assert clear_days_between(monday, monday, calendar=ENGLAND) < 0
    assert clear_days_between(date(2026, 1, 20), monday, calendar=ENGLAND) < 0


def test_working_days_left_on_the_last_day_are_none() -> None:
    friday = date(2026, 11, 27)

    assert working_days_left(date(2026, 11, 20), friday, calendar=ENGLAND) == 5
    assert working_days_left(friday, friday, calendar=ENGLAND) == 0


def test_late_is_negative_and_never_none() -> None:
    saturday = date(2026, 5, 9)

    assert working_days_left(date(2026, 5, 10), saturday, calendar=ENGLAND) == -1
    assert working_days_left(date(2026, 5, 12), saturday, calendar=ENGLAND) == -2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("20 WD", "20 working days"),
        ("1 WD", "1 working day"),
        ("28 D", "28 days"),
        ("12 M", "12 months"),
        ("P2M beginning with", "2 months beginning with the day itself"),
    ],
)
def test_a_period_reads_back_as_it_was_written(text: str, words: str) -> None:
    assert str(Period.parse(text)) == text
    assert Period.parse(text).words() == words


@pytest.mark.parametrize(
    "text",
    ["", "20", "WD", "20WD", "0 WD", "-1 WD", "1.5 D", "20 wd", "P2M", "2M beginning with", "20 WD ", "٢ WD", "1_0 D"],
)
def test_what_is_not_a_period_is_refused(text: str) -> None:
    with pytest.raises(NotAPeriod):
        Period.parse(text)


def test_periods_counted_alike_can_be_added_and_others_not() -> None:
    assert Period.parse("10 WD") + Period.parse("5 WD") == Period(15, Unit.WORKING_DAYS)
    with pytest.raises(NotAPeriod):
        Period.parse("10 WD") + Period.parse("5 D")
    with pytest.raises(NotAPeriod):
        Period.parse("P2M beginning with") + Period.parse("P2M beginning with")


def test_a_day_ends_at_midnight_in_london_summer_and_winter() -> None:
    assert end_of_day(date(2026, 7, 1)) == datetime(2026, 7, 1, 23, tzinfo=UTC)
    assert end_of_day(date(2026, 12, 1)) == datetime(2026, 12, 2, tzinfo=UTC)


def test_a_day_on_which_the_clocks_change_still_ends_at_midnight() -> None:
    assert end_of_day(date(2026, 3, 28)) == datetime(2026, 3, 29, tzinfo=UTC)
    assert end_of_day(date(2026, 3, 29)) == datetime(2026, 3, 29, 23, tzinfo=UTC)
    assert end_of_day(date(2026, 10, 25)) == datetime(2026, 10, 26, tzinfo=UTC)


def test_a_deadline_is_swept_in_the_night_after_its_day() -> None:
    assert swept_from(date(2026, 7, 1), time(3)) == datetime(2026, 7, 2, 2, tzinfo=UTC)
    assert at_time(date(2026, 7, 2), time(9)) == datetime(2026, 7, 2, 8, tzinfo=UTC)


@given(DAYS, COUNTS)
def test_a_sum_of_working_days_ends_on_a_working_day(start: date, days: int) -> None:
    assert is_working(add_working_days(start, days, calendar=ENGLAND).due_on, ENGLAND)


@given(DAYS, COUNTS)
def test_what_was_added_can_be_counted_back(start: date, days: int) -> None:
    due_on = add_working_days(start, days, calendar=ENGLAND).due_on

    assert working_days_between(start, due_on, calendar=ENGLAND) == days
    assert working_days_between(due_on, start, calendar=ENGLAND) == -days


@given(DAYS, COUNTS)
def test_every_day_on_the_way_is_either_counted_or_named_as_left_out(start: date, days: int) -> None:
    reckoning = add_working_days(start, days, calendar=ENGLAND)

    assert (reckoning.due_on - start).days == days + len(reckoning.skipped)
    assert not any(is_working(skipped.day, ENGLAND) for skipped in reckoning.skipped)


@given(DAYS, DAYS, COUNTS)
def test_a_later_start_never_ends_earlier(one: date, other: date, days: int) -> None:
    first, second = sorted((one, other))

    sums: list[Callable[[date], date]] = [
        lambda day: add_working_days(day, days, calendar=ENGLAND).due_on,
        lambda day: months_beginning_with(day, days % 12 + 1),
        lambda day: months_after(day, days % 12 + 1),
        lambda day: days_after(day, days),
    ]

    for reckoned in sums:
        assert reckoned(first) <= reckoned(second)


@given(DAYS, COUNTS, COUNTS)
def test_two_periods_of_working_days_end_where_their_sum_ends(start: date, one: int, other: int) -> None:
    halfway = add_working_days(start, one, calendar=ENGLAND).due_on

    assert (
        add_working_days(halfway, other, calendar=ENGLAND).due_on
        == add_working_days(start, one + other, calendar=ENGLAND).due_on
    )


@given(DAYS, st.integers(1, 24))
def test_months_beginning_with_a_day_end_just_before_the_same_day_or_with_the_month(start: date, months: int) -> None:
    until = months_beginning_with(start, months)
    following = date.fromordinal(until.toordinal() + 1)

    assert following.day in (start.day, 1)
    assert (following.year - start.year) * 12 + following.month - start.month == months + (
        following.day == 1 and start.day != 1
    )


@given(DAYS.filter(lambda day: day > date(2006, 3, 1)), st.integers(0, 20))
def test_clear_days_leave_so_many_working_days_between(meeting: date, days: int) -> None:
    notice = clear_days_before(meeting, days, calendar=ENGLAND)
    between = [date.fromordinal(n) for n in range(notice.toordinal() + 1, meeting.toordinal())]

    assert is_working(notice, ENGLAND)
    assert sum(is_working(day, ENGLAND) for day in between) == days


@given(st.dates(KNOWN_FROM, date(KNOWN_UNTIL.year - 1, 12, 31)))
def test_a_day_lasts_23_to_25_hours(day: date) -> None:
    length = end_of_day(day) - end_of_day(date.fromordinal(day.toordinal() - 1))

    assert length.total_seconds() / 3600 in (23, 24, 25)
