"""What happens when nobody does anything while something lies over a case's state: made for every open state."""

# ruff: noqa: ARG005 every row of the table calls its function in the same way

from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.row import Holder, Limit, Silence
from services.escalation.domain.case.silence import closed
from services.escalation.domain.case.state import OPEN_STATES, State
from services.escalation.domain.course import step

REVIEW = Limit(
    anchor="the day on which the pause is looked at",
    start=lambda case, at: case.course.pause.review_on if case.course.pause else None,
    fixed=lambda case, at: "Whoever stopped the clocks fixed this day, on which that is looked at again",
)


ADOPTION = Limit(
    keys=("safeguard.adopt",),
    anchor="the day its organiser left",
    start=lambda case, at: case.course.leaving_since,
)


PAUSED: tuple[Silence, ...] = tuple(
    Silence(name=Overlay.PAUSED.value, state=state, over=Overlay.PAUSED, to=state, tells=step.resumed_by_silence,
            on=Holder.NOBODY, basis="row 44, D21, S16", limit=REVIEW, counter="days_paused")
    for state in OPEN_STATES
)  # fmt: skip

WITHDRAWN: tuple[Silence, ...] = tuple(
    Silence(name=Overlay.WITHDRAWN.value, state=state, over=Overlay.WITHDRAWN, to=State.WITHDRAWN,
            tells=closed("not_adopted"), on=Holder.NOBODY, basis="row 45, D22", limit=ADOPTION)
    for state in OPEN_STATES
)  # fmt: skip

SILENCES: tuple[Silence, ...] = (*PAUSED, *WITHDRAWN)
