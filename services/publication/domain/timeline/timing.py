"""How long cases stay on each rung, by the kind of body that answers: never by body, and no small numbers.

A stay runs from the day a case came to a rung to the day it left it, in working days of the area; days on which its
clocks stood still are left out. Counted are stays that ended in the last four full quarters, upwards or with the case;
a case that was taken back or became part of another was cut short and is not counted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from statistics import median

from services.publication.domain.register.register import Register
from shared.policy import Wording
from shared.working_days import Calendar, OutsideCalendar, working_days_between

# Fewer stays than this say more of single cases than of how long it takes.
FEWEST_STAYS = 5
# Fewer bodies of a kind than this, and its numbers would be those of one that can be named.
FEWEST_BODIES = 3
RUNGS = 4
QUARTER = 3  # months
_CLOSED = -1
CUT_SHORT = frozenset({"merged", "withdrawn", "lapsed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A step of a case as far as time is concerned: the state it led to, who answers from then on (empty: the same),
    how many working days the clocks had stood still, whether it told of a day that was missed.
    """

    reference: str
    area: str
    state: str
    on: date
    ended: str = ""
    lead: str = ""
    stood_still: int = 0
    is_missed_day: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """One case on one rung: how many working days, for a body of which kind, whether no day was missed meanwhile."""

    rung: int
    area: str
    body: str
    kind: str
    left_on: date
    days: int
    is_in_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The stays of one kind of body on one rung; `kind` empty for all together.

    `stays` None: too few, or of too few bodies, to be shown; then nothing of them is.
    """

    rung: int
    kind: str
    stays: int | None = None
    median: float | None = None
    shortest: int | None = None
    longest: int | None = None
    in_time: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The days in which a stay must have ended to be counted, both ends among them."""

    first_on: date
    last_on: date

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True, slots=True)
class Timing:
    """How long it took, in the days of `span`; `register` is the one area's that was asked for."""

    span: Span
    summaries: tuple[Summary, ...]
    wording: Wording
    register: Register | None = None


def span_before(day: date) -> Span:
    """The last four quarters that were over on a day."""
    began = date(day.year, (day.month - 1) // QUARTER * QUARTER + 1, 1)
    return Span(began.replace(year=began.year - 1), began - timedelta(days=1))


def stays(
    moves: Iterable[Move],
    *,
    rung_of: Callable[[str], Mapping[str, int]],
    kind_of: Callable[[str, str], str],
    calendar_of: Callable[[str], Calendar],
) -> Iterator[Stay]:
    """Every stay of the cases whose steps these are, in order of case and then of time.

    `rung_of` an area tells the rung of each state; `kind_of` an area and a body tells its kind.
    """
    for (area, _), steps in groupby(moves, key=lambda move: (move.area, move.reference)):
        yield from _of_case(list(steps), rung_of(area), partial(kind_of, area), calendar_of(area))


def summaries(found: Iterable[Stay], span: Span) -> tuple[Summary, ...]:
    """Rung by rung: all kinds together, then each kind by name. What is too little to show says only that."""
    counted = [stay for stay in found if stay.left_on in span]
    return tuple(summary for rung in range(RUNGS) for summary in _of_rung(rung, counted))


def _of_rung(rung: int, counted: Sequence[Stay]) -> Iterator[Summary]:
    here = [stay for stay in counted if stay.rung == rung]
    yield _summary(rung, "", here, is_enough=len(here) >= FEWEST_STAYS)
    for kind in sorted({stay.kind for stay in here}):
        of_kind = [stay for stay in here if stay.kind == kind]
        bodies = {(stay.area, stay.body) for stay in of_kind}
        yield _summary(rung, kind, of_kind, is_enough=len(of_kind) >= FEWEST_STAYS and len(bodies) >= FEWEST_BODIES)


def _summary(rung: int, kind: str, found: Sequence[Stay], *, is_enough: bool) -> Summary:
    if not is_enough:
        return Summary(rung=rung, kind=kind)
    days = sorted(stay.days for stay in found)
    return Summary(
        rung=rung,
        kind=kind,
        stays=len(days),
        median=float(median(days)),
        shortest=days[0],
        longest=days[-1],
        in_time=sum(stay.is_in_time for stay in found),
    )


def _of_case(
    steps: Sequence[Move], rung_of: Mapping[str, int], kind_of: Callable[[str], str], calendar: Calendar
) -> Iterator[Stay]:
    """The stays of one case. Before a body is asked it counts for the body that answers later, if any ever does."""
    lead = next((step.lead for step in steps if step.lead), "")
    rung, since, still, is_in_time = _CLOSED, steps[0].on, 0, True
    for step in steps:
        here = _CLOSED if step.ended else rung_of.get(step.state, max(rung, 0))
        lead, still, is_in_time = step.lead or lead, still + step.stood_still, is_in_time and not step.is_missed_day
        if here == rung:
            continue
        if rung != _CLOSED and (step.ended or here > rung) and step.state not in CUT_SHORT:
            days = max(0, _days(since, step.on, calendar) - still)
            about = (step.area, lead, kind_of(lead), step.on)
            yield Stay(rung, *about, days=days, is_in_time=is_in_time)
        rung, since, still, is_in_time = here, step.on, 0, True


def _days(first: date, last: date, calendar: Calendar) -> int:
    try:
        return working_days_between(first, last, calendar=calendar)
    except OutsideCalendar:  # beyond what the calendar knows, weekends alone are left out
        return sum((first + timedelta(days=n)).weekday() < 5 for n in range(1, (last - first).days + 1))
