"""Periods that are odd for their measure: not over yet, of another length than its figures, of another kind of year.

Pure. None of them is a fault, for each can be right (decision 15): whoever sends them is told, and decides.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.indicators.domain.figure.observation import Status
from shared.measures import Frequency
from shared.periods import Period

MOST_NAMED = 10  # periods of one warning
Measure = tuple[str, str]  # area and measure


class Oddness(StrEnum):
    """What is odd about a period."""

    NOT_OVER = "period-not-over"
    SHORTER = "period-shorter"
    LONGER = "period-longer"
    OTHER_YEARS = "other-kind-of-year"


class Year(StrEnum):
    """The two kinds of year: one that begins in January, and one that is written with both the years it lies in."""

    CALENDAR = "calendar"
    STRADDLING = "straddling"


_MONTHS = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.BIANNUAL: 1,  # half a year has no spelling of its own: what is shorter may be its last month or quarter
    Frequency.ANNUAL: 12,
    Frequency.BIENNIAL: 12,  # a survey of every second year is for one of the two
}
_LONGEST = {**_MONTHS, Frequency.BIANNUAL: 6, Frequency.BIENNIAL: 24}
_EVERY = {
    Frequency.MONTHLY: "every month",
    Frequency.QUARTERLY: "every quarter",
    Frequency.BIANNUAL: "twice a year",
    Frequency.ANNUAL: "once a year",
    Frequency.BIENNIAL: "every second year",
}
_LIKE = {Year.CALENDAR: "2024", Year.STRADDLING: "2023/24"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a batch says of one period of a measure: its first row from 1, how many rows. `is_told` as one that is not
    over: provisional, or without a value.
    """

    area: str
    measure: str
    period: Period
    is_told: bool
    row: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """One thing that is odd about periods of a measure: the first of them, the first row, how many rows."""

    code: Oddness
    measure: str
    periods: tuple[str, ...]
    row: int
    rows: int
    message: str


@dataclass(slots=True)
class _Found:
    message: str
    rows: list[Sent] = field(default_factory=list)


def year_of(period: Period) -> Year | None:
    """Which kind of year the period is; None for what is no single year."""
    if len(period.text) == len("2024"):
        return Year.CALENDAR
    return Year.STRADDLING if len(period.text) == len("2023/24") and "/" in period.text else None


def years_in(sent: Iterable[Sent]) -> set[Measure]:
    """The measures of which the batch has figures for whole years: of these it matters which years stand."""
    return {(one.area, one.measure) for one in sent if year_of(one.period) is not None}


def odd(
    sent: Sequence[Sent],
    frequencies: Mapping[Measure, Frequency],
    years: Mapping[Measure, Collection[Year]],
    today: date,
) -> list[Odd]:
    """Everything odd about the periods of a batch, in order of row. `years` are the kinds of year in which each measure
    has figures or targets; where it has none, a batch that holds both kinds is told so.
    """
    own = {
        at: {year for one in sent if (one.area, one.measure) == at and (year := year_of(one.period))} for at in years
    }
    found: dict[tuple[Oddness, str], _Found] = {}
    for one in sent:
        at = one.area, one.measure
        for code, message in _oddness(one, frequencies.get(at), years.get(at) or (), own.get(at, set()), today):
            found.setdefault((code, one.measure), _Found(message)).rows.append(one)
    told = [_odd(code, measure, that) for (code, measure), that in found.items()]
    return sorted(told, key=lambda one: (one.row, one.code))


def _oddness(
    one: Sent, frequency: Frequency | None, years: Collection[Year], own: Collection[Year], today: date
) -> Iterable[tuple[Oddness, str]]:
    period, months = one.period, _months(one.period)
    if months and period.ends_on >= today and not one.is_told:
        yield Oddness.NOT_OVER, "this period is not over yet: if the figure may still change, send it as provisional"
    if frequency is not None and 0 < months < _MONTHS[frequency]:
        yield Oddness.SHORTER, f"this measure is taken {_EVERY[frequency]}, and this period is shorter"
    if frequency is not None and months > _LONGEST[frequency] and not _is_span(period):
        yield Oddness.LONGER, f"this measure is taken {_EVERY[frequency]}, and this period is longer"
    year = year_of(period)
    if year is not None and years and year not in years:
        others = " and ".join(sorted(_LIKE[known] for known in years))
        yield Oddness.OTHER_YEARS, f"this measure's years so far are written like {others}, and this is another kind"
    elif year is not None and not years and len(own) > 1:
        yield Oddness.OTHER_YEARS, "years like 2024 and years like 2023/24 stand together for one measure"


def _months(period: Period) -> int:
    """How many months the period has; none where it is a day, at which something was so."""
    first, last = period.starts_on, period.ends_on
    return 0 if first == last else (last.year - first.year) * 12 + last.month - first.month + 1


def _is_span(period: Period) -> bool:
    """Whether the period is a span of several years or months, as those of rolling averages are."""
    return len(period.text) >= len("2017-2019") and "Q" not in period.text and period.starts_on != period.ends_on


def _odd(code: Oddness, measure: str, found: _Found) -> Odd:
    periods = dict.fromkeys(one.period.text for one in sorted(found.rows, key=lambda one: one.row))
    return Odd(
        code=code,
        measure=measure,
        periods=tuple(periods)[:MOST_NAMED],
        row=min(one.row for one in found.rows),
        rows=sum(one.rows for one in found.rows),
        message=found.message,
    )


def is_told(status: str | None, *, has_value: bool) -> bool:
    """Whether a figure of a period that is not over says of itself that it is not the last word."""
    return not has_value or status == Status.PROVISIONAL
