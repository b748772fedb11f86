"""When the next figure of the case's measure is to come: whether it can show a remedy, and how long that may take."""

from datetime import date

from services.escalation.domain.case import standstill
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.figure import MET, MISSES
from services.escalation.domain.case.measure import number
from services.escalation.domain.case.state import State
from services.escalation.domain.case.trigger import NO, answer_of
from shared.measures import Frequency, readable
from shared.periods import NotAPeriod, Period, parse
from shared.periods.succession import following
from shared.working_days import OutsideCalendar, Reckoning


def next_figure_on(at: Circumstances) -> date | None:
    """The last day in time for the first figure that is not late today; None where nothing says when it comes."""
    if at.frequency not in set(Frequency):
        return None
    allowed = at.policy.period(f"figures.late_{at.frequency}")
    try:
        period = _after(parse(at.judged), at)
        while period is not None:
            due_on = allowed.reckon(period.ends_on, at.calendar).due_on
            if due_on >= at.today:
                return due_on
            period = _after(period, at)
    except (NotAPeriod, OutsideCalendar):
        return None
    return None


def latest_remedy_on(case: Case, at: Circumstances) -> date:
    """The latest day for the remedy."""
    return latest_remedy(case, at).due_on


def latest_remedy(case: Case, at: Circumstances) -> Reckoning:
    """The latest day for the remedy with its working, from the day of service: the period, or some days after a figure
    that comes later. However late that figure comes, there is a longest period.
    """
    served_on = case.remedy.duty.served_on if case.remedy.duty else at.today
    stage = at.policy.stage1
    running, spans = State.REMEDY_RUNNING, case.course.spans
    ordinary = standstill.reckon(stage.remedy, served_on, running, at, spans)
    figure_on = next_figure_on(at)
    if figure_on is None or figure_on <= ordinary.due_on:
        return ordinary
    after_figure = standstill.reckon(stage.remedy_after_figure, figure_on, running, at, spans)
    longest = standstill.reckon(stage.remedy_max, served_on, running, at, spans)
    return min(after_figure, longest, key=lambda one: one.due_on)


def latest_figure(case: Case) -> str:
    """What the latest figure of the measure says of the remedy, in a sentence: that none came, that it cannot be
    judged, or by how much it misses the target.
    """
    if not case.figures:
        return "No figure of the measure has come while this case runs."
    last = case.figures[-1]
    shown = f"The latest figure, {last.value} for {last.period},"
    if last.verdict == MET:
        return (
            f"{shown} does not show it: its period must end after the duty was served, and a miss counts no more by a "
            "correction that came after the remedy was claimed."
        )
    if last.verdict not in MISSES:
        return f"{shown} is not judged."
    value, target = number(last.value), number(last.target)
    by = f" by {readable(abs(target - value)):f}" if value is not None and target is not None else ""
    return f"{shown} misses the target of {last.target}{by}."


def raiser_says(case: Case) -> str:
    """What whoever raised the case says of the claimed remedy, in a sentence."""
    if answer_of(case.who_speaks, case.remedy.words) == NO:
        return "Whoever raised it does not agree."
    return "Whoever raised it has not said that it is put right."


def _after(period: Period, at: Circumstances) -> Period | None:
    next_one = following(period)
    if next_one is not None and at.frequency == Frequency.BIENNIAL:
        return following(next_one)
    return next_one
