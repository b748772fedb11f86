"""Periods on one line: a place tells its period again, and the line has the order that readers see."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from services.indicators.domain.figure.observation import period_at, place_in_time
from shared.periods import EARLIEST_YEAR, LATEST_YEAR, Period, parse

_YEARS = st.integers(EARLIEST_YEAR, LATEST_YEAR - 10)
_MORE = st.integers(1, 9)  # years or months


def _straddling(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def _month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"


_TEXTS = st.one_of(
    st.dates(date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31)).map(date.isoformat),
    _YEARS.map(str),
    _YEARS.map(_straddling),
    st.builds(lambda year, quarter: f"{year}-Q{quarter}", _YEARS, st.integers(1, 4)),
    st.builds(lambda year, quarter: f"{_straddling(year)}-Q{quarter}", _YEARS, st.integers(1, 4)),
    st.builds(lambda year, more: f"{year}-{year + more}", _YEARS, _MORE),
    st.builds(lambda year, more: f"{_straddling(year)}-{_straddling(year + more)}", _YEARS, _MORE),
    st.builds(lambda year, month: _month(12 * year + month), _YEARS, st.integers(0, 11)),
    st.builds(
        lambda year, month, more: f"{_month(12 * year + month)}-{_month(12 * year + month + more)}",
        *(_YEARS, st.integers(0, 11), st.integers(1, 40)),
    ),
)
_PERIODS = _TEXTS.map(parse)


@settings(max_examples=150)
@given(_PERIODS, _PERIODS)
def test_a_place_tells_its_period_again_and_stands_where_the_period_does(one: Period, other: Period) -> None:
    here, there = place_in_time(one), place_in_time(other)
    assert period_at(here) == one
    assert (here == there) == (one == other)
    if one.ends_on != other.ends_on:
        assert (here < there) == (one.ends_on < other.ends_on)
