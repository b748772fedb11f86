"""A closed case goes on hearing figures until its window ends; if the measure fails again it goes on, one step up.

One rule for every end at which something was put right. The window is a time or a number of further figures, whichever
is longer; a figure is a further one when its period ended after the case did. A correction that takes back a figure by
which the case was closed is a failure too. Each end is left once at most.
"""

# ruff: noqa: ARG001 every choice is asked in the same way

from collections.abc import Callable
from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import Choice, When
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command, NoteFigures
from services.escalation.domain.case.figure import closed_by, ended_on
from services.escalation.domain.case.part import MACHINE
from services.escalation.domain.case.referral import referred
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import Partial, Steps, figures
from services.escalation.domain.inspection.guard import style_of_negotiation
from shared.events import escalation as told

FAILS, HOLDS, OVER = "fails again", "any other figure", "not watched any more"
RELAPSED = "relapsed"


def is_watched(case: Case, at: Circumstances) -> bool:
    """Whether a figure that came now could still take the closed case up again."""
    if case.closed_on is None or case.state not in UP or case.state in case.relapsed_from:
        return False
    within = at.policy.relapse.window.reckon(case.closed_on, at.calendar).due_on >= at.today
    return within or len(_further(case)) < at.policy.relapse.figures


def _further(case: Case) -> set[str]:
    """The periods after the end of which a figure was noted."""
    return {figure.period for figure in case.figures if _is_further(case, figure.period)}


def _is_further(case: Case, period: str) -> bool:
    ends_on = ended_on(period)
    return case.closed_on is not None and ends_on is not None and ends_on > case.closed_on


def _watch(case: Case, command: Command | None, at: Circumstances) -> str:
    if not is_watched(case, at):
        return OVER
    if not isinstance(command, NoteFigures) or command.verdict != "missed":
        return HOLDS
    return FAILS if _is_further(case, command.period) or closed_by(case, command.period) else HOLDS


WATCH = Choice("the new figure", (FAILS, HOLDS, OVER), _watch)


def _referred(case: Case, at: Circumstances) -> Partial:
    return referred(case, at, RELAPSED)


def _exhausted(case: Case, at: Circumstances) -> Partial:
    return partial(told.ScrutinyExhausted, cause=RELAPSED, reasons="What scrutiny had put right fails again.")


def _negotiation(case: Case, at: Circumstances) -> Partial:
    return partial(told.NegotiationOpened, style=style_of_negotiation(case, at))


# Where a case goes on from each end, and how that is told.
UP: dict[State, tuple[State, Callable[[Case, Circumstances], Partial]]] = {
    State.RESOLVED_STAGE1: (State.REFERRED, _referred),
    State.RESOLVED_STAGE2: (State.STAGE2_EXHAUSTED, _exhausted),
    State.CLOSED_AFTER_INSPECTION: (State.ACTION_NEGOTIATION, _negotiation),
}


def _relapsed(case: Case, command: NoteFigures, at: Circumstances) -> Steps:
    """The figure, that the case relapsed, and what the state in which it goes on begins with."""
    relapsed = partial(
        told.CaseRelapsed,
        ended_as=case.state.value,
        closed_on=case.closed_on or at.today,
        period=command.period,
        value=command.value,
        target=command.target,
    )
    _, going_on = UP[case.state]
    return (*figures(case, command, at), relapsed, going_on(case, at))


ROWS: tuple[Row, ...] = tuple(
    row
    for end, (to, _) in UP.items()
    for row in (
        Row(state=end, asked=NoteFigures, who=MACHINE, to=to, tells=_relapsed, basis="rows 19, 46, D24, S15",
            when=When(WATCH, FAILS), counter="relapsed_from"),
        Row(state=end, asked=NoteFigures, who=MACHINE, to=end, tells=figures, basis="S15", when=When(WATCH, HOLDS)),
    )
)  # fmt: skip
