"""The form that a body fills in: a line for each figure that it supplies next, and for the latest one, to correct it.

Pure. What a line asks for follows from the reporting calendar; nothing is due because it stands on a form.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from services.indicators.domain.figure.supply import Standing, Supplied, next_due
from shared.periods import Period, parse
from shared.periods.succession import following
from shared.policy import Policy
from shared.working_days import Calendar

# The columns in their order: what tells the clerk, and what is filled in. The others say which figure a line is about.
TELLING = ("place", "title", "unit", "stands", "due by", "last period", "last figure")
FILLED_IN = ("value", "missing", "suppressed", "status", "audit", "reason")
COLUMNS = ("area", *TELLING[:1], "measure", *TELLING[1:3], "period", *TELLING[3:], *FILLED_IN)
MARKS = frozenset(TELLING[3:])  # no other sheet has such columns: by any of them a sheet is known to be a form
MOST_BEHIND = 12  # periods of one series that a form asks for; the others follow when these have come


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Figures that a body supplies: an area's own, or those of a place that the area's register names."""

    place: str
    place_name: str
    supplied: Supplied


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a form. No `period`: nothing was ever sent, so whoever fills it in names one.

    No `standing`: the figure is there, and the line is for correcting it. `due_on` is its last day in time.
    """

    series: Series
    period: Period | None
    standing: Standing | None
    due_on: date | None = None


def lines(series: Series, policy: Policy, calendar: Calendar, today: date) -> list[Line]:
    """The lines of one series: its latest period, and each that has begun since."""
    latest = series.supplied.period
    if latest is None:
        return [Line(series=series, period=None, standing=Standing.NEVER_SENT)]
    found = [Line(series=series, period=parse(latest), standing=None)]
    before = parse(latest)
    while (period := following(before)) is not None and period.starts_on <= today and len(found) <= MOST_BEHIND:
        owed = next_due(replace(series.supplied, period=before.text), policy, calendar, today)
        due_on = None if owed.due is None else owed.due.due_on
        found.append(Line(series=series, period=period, standing=owed.standing, due_on=due_on))
        before = period
    return found


def in_order(found: Iterable[Line]) -> list[Line]:
    """The lines by title and place, each series together, its oldest period first."""
    return sorted(
        found,
        key=lambda line: (
            line.series.supplied.title,
            line.series.supplied.area,
            line.series.place != line.series.supplied.area,
            line.series.place_name,
            line.period.starts_on if line.period else date.max,
        ),
    )
