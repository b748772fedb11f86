"""A clock that stands still on dated spans: a hand table, and what holds whatever the spans are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.calendars import calendar
from shared.standstill import put_off, reckon, stands_still
from shared.working_days import Period, Span

ENGLAND = calendar("England and Wales")
ELECTION = Span(date(2026, 3, 30), date(2026, 5, 7), "local elections")
COURT = Span(date(2026, 3, 16), date(2026, 3, 20), "a court is looking at it")
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
PERIODS = st.sampled_from(["1 WD", "10 WD", "60 WD", "1 D", "28 D", "3 M", "P2M beginning with"]).map(Period.parse)


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    firsts = draw(st.lists(DAYS, max_size=4))
    return [
        Span(first, first + timedelta(days=draw(st.integers(0, 60))), f"reason {n}") for n, first in enumerate(firsts)
    ]


@pytest.mark.parametrize(
    ("start", "period", "due_on"),
    [
        (date(2026, 3, 27), "1 WD", date(2026, 5, 8)),  # the Friday before; the Friday after the poll
        (date(2026, 3, 26), "10 WD", date(2026, 5, 20)),  # one day before, nine after
        (date(2026, 4, 15), "5 WD", date(2026, 5, 14)),  # begun while it stands still
        (date(2026, 5, 7), "5 WD", date(2026, 5, 14)),  # begun on its last day, which counts for nothing anyhow
        (date(2026, 3, 20), "28 D", date(2026, 5, 26)),  # nine days before, nineteen after
        (date(2026, 3, 10), "P2M beginning with", date(2026, 6, 17)),  # 9 May and the 39 days
        (date(2026, 3, 30), "P1M beginning with", date(2026, 6, 7)),  # its first day is 8 May: 31 days
        (date(2026, 2, 10), "1 M", date(2026, 3, 10)),  # over before it
    ],
)
def test_a_period_waits_for_an_election(start: date, period: str, due_on: date) -> None:
    assert reckon(Period.parse(period), start, ENGLAND, [ELECTION]).due_on == due_on


def test_the_working_says_until_when_and_why() -> None:
    assert reckon(Period.parse("10 WD"), date(2026, 3, 12), ENGLAND, [ELECTION, COURT]).words() == (
        "10 working days after 12 March 2026, leaving out 8 weekend days, standing still from 16 March 2026 to "
        "20 March 2026 (a court is looking at it) and from 30 March 2026 to 7 May 2026 (local elections): "
        "the last day is 13 May 2026."
    )


def test_a_fixed_day_moves_by_the_days_that_stood_still_since_the_clock_began() -> None:
    assert put_off(date(2026, 4, 10), date(2026, 3, 2), [COURT]).due_on == date(2026, 4, 15)
    assert put_off(date(2026, 4, 10), date(2026, 3, 18), [COURT]).due_on == date(2026, 4, 12)
    assert (
        put_off(date(2026, 4, 10), date(2026, 3, 20), [COURT]).words()
        == "This day was fixed, not counted: 10 April 2026."
    )


def test_of_two_spans_the_one_that_ends_last_says_until_when() -> None:
    within = Span(date(2026, 4, 1), date(2026, 4, 2), "short")
    assert stands_still(date(2026, 4, 1), [within, ELECTION]) is ELECTION
    assert stands_still(date(2026, 5, 8), [within, ELECTION]) is None


@given(PERIODS, DAYS, spans())
def test_a_clock_never_ends_while_it_stands_still_and_never_earlier_than_it_would(
    period: Period, start: date, still: list[Span]
) -> None:
    due_on = reckon(period, start, ENGLAND, still).due_on

    assert due_on >= period.reckon(start, ENGLAND).due_on
    assert stands_still(due_on, still) is None


@given(PERIODS, DAYS, spans(), spans())
def test_one_more_span_never_ends_a_clock_earlier_and_order_and_repetition_change_nothing(
    period: Period, start: date, still: list[Span], more: list[Span]
) -> None:
    counted = reckon(period, start, ENGLAND, still)

    assert reckon(period, start, ENGLAND, still + more).due_on >= counted.due_on
    assert reckon(period, start, ENGLAND, [*reversed(still), *still]) == counted


@given(PERIODS, DAYS, spans())
def test_spans_before_the_start_and_after_the_end_change_nothing(
    period: Period, start: date, still: list[Span]
) -> None:
    plain = period.reckon(start, ENGLAND)
    outside = [span for span in still if span.last_on < start or span.first_on > plain.due_on]

    assert reckon(period, start, ENGLAND, outside) == plain


@given(st.integers(1, 90), DAYS, spans())
def test_so_many_days_as_the_period_has_are_counted_and_each_is_one_on_which_the_clock_ran(
    days: int, start: date, still: list[Span]
) -> None:
    due_on = reckon(Period.parse(f"{days} D"), start, ENGLAND, still).due_on
    ran = [n for n in range(1, (due_on - start).days + 1) if stands_still(start + timedelta(days=n), still) is None]

    assert len(ran) == days
    assert put_off(start + timedelta(days=days), start, still).due_on == due_on


@given(PERIODS, DAYS, spans(), st.integers(0, 30))
def test_a_span_is_worth_what_its_two_halves_are_worth(period: Period, start: date, still: list[Span], at: int) -> None:
    halves = []
    for span in still:
        cut = min(span.first_on + timedelta(days=at), span.last_on)
        halves += [Span(span.first_on, cut, span.reason), Span(cut, span.last_on, span.reason)]

    assert reckon(period, start, ENGLAND, halves).due_on == reckon(period, start, ENGLAND, still).due_on
