"""Which lines a form has: the latest period, those that have begun since, and never more than can be filled in."""

from dataclasses import replace
from datetime import date

import pytest

from services.indicators.domain.figure.form import MOST_BEHIND, Series, lines
from services.indicators.domain.figure.supply import Standing, Supplied
from services.indicators.schemas.figure.trap import letters
from shared.calendars import calendar
from shared.measures import Frequency
from shared.policy import resolve

TODAY = date(2026, 3, 2)
POLICY = resolve("lof-2026-1", (), TODAY)
DAYS = calendar(POLICY.clock.calendar, area="E08000009", closures={})
SUPPLIED = Supplied(
    area="E08000009",
    area_name="Trafford",
    measure="bus-delays",
    title="Bus delays",
    unit="minutes",
    frequency=Frequency.MONTHLY,
    since_on=date(2020, 1, 1),
    period=None,
    value=None,
    missing=None,
    received_on=None,
)


def asked(period: str | None, frequency: Frequency = Frequency.MONTHLY) -> list[tuple[str | None, Standing | None]]:
    supplied = replace(SUPPLIED, period=period, frequency=frequency)
    series = Series(place=supplied.area, place_name=supplied.area_name, supplied=supplied)
    return [(one.period.text if one.period else None, one.standing) for one in lines(series, POLICY, DAYS, TODAY)]


@pytest.mark.parametrize(
    ("period", "frequency", "expected"),
    [
        (None, Frequency.MONTHLY, [(None, Standing.NEVER_SENT)]),
        ("2026-01", Frequency.MONTHLY, [("2026-01", None), ("2026-02", Standing.DUE), ("2026-03", Standing.IN_TIME)]),
        ("2026-03", Frequency.MONTHLY, [("2026-03", None)]),
        ("2024/25", Frequency.ANNUAL, [("2024/25", None), ("2025/26", Standing.IN_TIME)]),
        ("2024", Frequency.ANNUAL, [("2024", None), ("2025", Standing.DUE), ("2026", Standing.IN_TIME)]),
        ("2026-01-15", Frequency.MONTHLY, [("2026-01-15", None)]),
    ],
)  # fmt: skip  # a table reads better in rows
def test_a_form_asks_for_every_period_that_has_begun_since_the_latest(
    period: str | None, frequency: Frequency, expected: list[tuple[str | None, Standing | None]]
) -> None:
    assert asked(period, frequency) == expected


def test_a_form_asks_for_no_more_periods_of_a_series_than_can_be_filled_in() -> None:
    found = asked("2024-06")
    assert len(found) == MOST_BEHIND + 1
    assert found[-1] == ("2025-06", Standing.LATE)


def test_columns_are_called_as_a_spreadsheet_calls_them() -> None:
    assert [letters(column) for column in (1, 26, 27, 52, 702, 703)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]
