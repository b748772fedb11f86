"""Which figures of a case's measure show that something was put right, and what it showed last. Pure.

A figure shows it only for a period that ended after the duty was served, or after the committee's last recommendations.
A period that was judged a miss shows it by a correction only where that came before the remedy was claimed; once there
are recommendations, by none. Whether a figure is provisional does not matter: it counts until the final one comes.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.escalation.domain.case.case import Case, Figure
from services.escalation.domain.case.command import Command, NoteFigures
from shared.periods import NotAPeriod, parse

MET = "met"
MISSES = ("missed", "near")


def shown(case: Case) -> tuple[bool, ...]:
    """Of each period that can show it, in order of their ends: whether it does."""
    came, settled = _since(case)
    return tuple(_shows(figures, settled) for figures in _after(case, came).values())


def is_shown(case: Case) -> bool:
    """Whether the last of these periods shows it."""
    return shown(case)[-1:] == (True,)


def is_shown_by(case: Case, command: Command | None, on: date) -> bool:
    """Whether the figure that arrives now is of the last of these periods, and shows it."""
    if not isinstance(command, NoteFigures):
        return False
    came, _ = _since(case)
    arrived = with_figure(case, command, on)
    return [*_after(arrived, came)][-1:] == [command.period] and is_shown(arrived)


def with_figure(case: Case, command: NoteFigures, on: date) -> Case:
    """The case with the figure that arrives now."""
    figure = Figure(
        period=command.period, value=command.value, target=command.target, verdict=command.verdict, noted_on=on
    )
    return replace(case, figures=(*case.figures, figure))


def closed_by(case: Case, period: str) -> bool:
    """Whether the figure of this period showed, when the case was closed, that it was put right."""
    if case.closed_on is None:
        return False
    came, _ = _since(case)
    until = tuple(figure for figure in case.figures if figure.noted_on <= case.closed_on)
    figures = _after(replace(case, figures=until), came).get(period, ())
    return bool(figures) and figures[-1].verdict == MET


def judged_since(case: Case, day: date) -> Figure | None:
    """What the measure shows now: the figure of the last judged period that ended after the day; None without one."""
    latest = (figures[-1] for figures in _after(case, day).values())
    return next((one for one in reversed([*latest]) if one.verdict in (MET, *MISSES)), None)


def _since(case: Case) -> tuple[date, date | None]:
    """After which day a period must end, and from which day on no correction turns a miss into a figure that counts."""
    duty, plan = case.remedy.duty, case.remedy.plan
    served_on = duty.served_on if duty else case.opened_on
    if case.scrutiny.issued_on is None:
        return served_on, plan.claimed_on if plan else None
    came = max(served_on, case.scrutiny.issued_on)
    return came, came


def _after(case: Case, day: date) -> Mapping[str, Sequence[Figure]]:
    """The figures of each period that ended after the day, in order of the periods' ends."""
    found: defaultdict[str, list[Figure]] = defaultdict(list)
    for figure in case.figures:
        if (ends_on := ended_on(figure.period)) is not None and ends_on > day:
            found[figure.period].append(figure)
    return dict(sorted(found.items(), key=lambda one: ended_on(one[0]) or day))


def ended_on(period: str) -> date | None:
    """The last day of the period; None where it is not legible."""
    try:
        return parse(period).ends_on
    except NotAPeriod:
        return None


def _shows(figures: Sequence[Figure], settled: date | None) -> bool:
    if figures[-1].verdict != MET:
        return False
    missed = [number for number, figure in enumerate(figures) if figure.verdict in MISSES]
    if not missed or settled is None:
        return True
    corrected = next(figure for figure in figures[missed[-1] :] if figure.verdict == MET)
    return corrected.noted_on < settled
