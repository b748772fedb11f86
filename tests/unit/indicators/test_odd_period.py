"""Periods that are odd for their measure are told, and those that only look odd are not."""

from datetime import date

import pytest

from services.indicators.domain.figure.period import Sent, Year, odd
from shared.measures import Frequency
from shared.periods import parse

TODAY = date(2026, 3, 1)
CALENDAR, STRADDLING = {Year.CALENDAR}, {Year.STRADDLING}
AT = ("E08000009", "waste")


def found(
    text: str, frequency: Frequency, years: set[Year], *, is_told: bool = False, today: date = TODAY
) -> list[str]:
    sent = Sent(area=AT[0], measure=AT[1], period=parse(text), is_told=is_told, row=1, rows=1)
    return [one.code.value for one in odd([sent], {AT: frequency}, {AT: years}, today)]


@pytest.mark.parametrize(
    ("text", "frequency", "years", "codes"),
    [
        ("2024/25", Frequency.ANNUAL, STRADDLING, []),
        ("2025", Frequency.ANNUAL, STRADDLING, ["other-kind-of-year"]),
        ("2024/25", Frequency.ANNUAL, CALENDAR, ["other-kind-of-year"]),
        ("2025", Frequency.ANNUAL, CALENDAR | STRADDLING, []),
        ("2025", Frequency.ANNUAL, set(), []),
        ("2025-03", Frequency.ANNUAL, STRADDLING, ["period-shorter"]),
        ("2024/25-Q1", Frequency.ANNUAL, STRADDLING, ["period-shorter"]),
        ("2025-02-2025-04", Frequency.ANNUAL, set(), ["period-shorter"]),
        ("2024-05-2025-04", Frequency.ANNUAL, set(), []),
        ("2020/21-2022/23", Frequency.ANNUAL, STRADDLING, []),
        ("2017-2019", Frequency.MONTHLY, set(), []),
        ("2024-02-2024-04", Frequency.MONTHLY, set(), []),
        ("2025-06-30", Frequency.ANNUAL, STRADDLING, []),
        ("2025-Q1", Frequency.MONTHLY, set(), ["period-longer"]),
        ("2024/25", Frequency.QUARTERLY, set(), ["period-longer"]),
        ("2024/25-Q4", Frequency.QUARTERLY, set(), []),
        ("2024-03", Frequency.BIANNUAL, set(), []),
        ("2024/25", Frequency.BIANNUAL, set(), ["period-longer"]),
        ("2008", Frequency.BIENNIAL, set(), []),
        ("2008-10", Frequency.BIENNIAL, set(), ["period-shorter"]),
        ("2025/26", Frequency.ANNUAL, STRADDLING, ["period-not-over"]),
        ("2024-01-2026-03", Frequency.MONTHLY, set(), ["period-not-over"]),
        ("2026-03-01", Frequency.MONTHLY, set(), []),
    ],
)
def test_a_period_is_held_against_its_measure(
    text: str, frequency: Frequency, years: set[Year], codes: list[str]
) -> None:
    assert found(text, frequency, years) == codes


def test_a_period_that_is_not_over_is_odd_until_its_last_day_is_and_only_where_the_figure_is_not_provisional() -> None:
    assert found("2025/26", Frequency.ANNUAL, STRADDLING, today=date(2026, 3, 31)) == ["period-not-over"]
    assert found("2025/26", Frequency.ANNUAL, STRADDLING, today=date(2026, 4, 1)) == []
    assert found("2025/26", Frequency.ANNUAL, STRADDLING, is_told=True) == []


def test_what_is_odd_is_told_once_for_a_measure_with_its_periods_and_its_first_row() -> None:
    rows = [("2024-02", 5), ("2024-01", 2), ("2023/24", 3)]
    sent = [Sent(area=AT[0], measure=AT[1], period=parse(text), is_told=False, row=at, rows=2) for text, at in rows]
    (one,) = odd(sent, {AT: Frequency.ANNUAL}, {AT: STRADDLING}, TODAY)
    assert (one.periods, one.row, one.rows) == (("2024-01", "2024-02"), 2, 4)


def test_two_kinds_of_year_in_one_batch_are_odd_where_nothing_stands_yet() -> None:
    sent = [Sent(area=AT[0], measure=AT[1], period=parse(t), is_told=False, row=1, rows=1) for t in ("2023", "2023/24")]
    assert [one.code for one in odd(sent, {}, {AT: set()}, TODAY)] == ["other-kind-of-year"]
