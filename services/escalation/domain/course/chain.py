"""What may be asked of a case on any rung, by whom, on which conditions: made for every open state, so that none is
forgotten."""

from collections.abc import Iterator

from services.escalation.domain.case.choice import When
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.part import ADOPTERS, MACHINE, MONITOR, ORGANISER_OR_WORKER, RESUMERS, WORKER
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.second import Second
from services.escalation.domain.case.state import OPEN_STATES, State
from services.escalation.domain.course import choice, command, guard, step

# Nothing can be asked where a case never stands: it is left in the decision that leads to it.
STANDING: tuple[State, ...] = tuple(state for state in OPEN_STATES if state is not State.FINDINGS_PUBLISHED)

BEFORE_ADMISSION = (State.SCREENING, State.REJECTED, State.REJECTION_REVIEW)
LET_IN = tuple(state for state in STANDING if state not in BEFORE_ADMISSION)
REFUSED = (State.REJECTED, State.REJECTION_REVIEW)
# Where a case can still join another: until the committee has it. One that was refused joins none, and takes in none.
MAY_MERGE = (
    *(State.SCREENING, State.ADMITTED, State.DUTY_SERVED, State.DUTY_DISPUTED),
    *(State.REMEDY_RUNNING, State.VERIFYING),
)


def _rows(state: State) -> Iterator[Row]:
    yield Row(
        state=state,
        asked=command.Pause,
        who=MONITOR,
        to=state,
        tells=step.paused,
        basis="row 44, D21, S16",
        checks=(guard.class_listed, guard.review_in_reach, guard.within_all, guard.rests_on_something_new),
        second=Second.AGAIN,
    )
    yield Row(
        state=state,
        over=Overlay.PAUSED,
        asked=command.RenewPause,
        who=MONITOR,
        to=state,
        tells=step.renewed,
        basis="S16",
        checks=(guard.review_in_reach, guard.within_all, guard.rests_on_something_new),
        second=Second.OUTSIDER,
    )
    yield Row(state=state, over=Overlay.PAUSED, asked=command.Resume, who=RESUMERS, to=state, tells=step.resumed,
              basis="row 44")  # fmt: skip
    is_let_in = state not in BEFORE_ADMISSION
    for over in (None, Overlay.PAUSED):
        yield Row(state=state, over=over, asked=command.Withdraw, who=ORGANISER_OR_WORKER,
                  to=state if is_let_in else State.WITHDRAWN,
                  tells=step.withdrawn if is_let_in else step.withdrawn_at_once, basis="row 45, D22",
                  needs=(guard.SOMEBODY_TO_LEAVE, guard.OWN_VOICE, guard.RAISED_THIS,
                         guard.ONE_TO_LEAVE if is_let_in else guard.ALONE_BEHIND),
                  second=Second.WRITTEN_DOWN)  # fmt: skip
        yield Row(state=state, over=over, asked=command.StepBack, who=ORGANISER_OR_WORKER, to=state,
                  tells=step.stepped_back, basis="D6, D22",
                  needs=(guard.HAS_MERGED_ORGANISER, guard.OWN_VOICE, guard.RAISED_A_MERGED),
                  checks=(guard.organiser_named,), second=Second.WRITTEN_DOWN)  # fmt: skip
    if is_let_in:
        yield Row(state=state, over=Overlay.WITHDRAWN, asked=command.Adopt, who=ADOPTERS, to=state, tells=step.adopted,
                  basis="row 45, D22", needs=(guard.NOT_ABOUT_ITSELF,))  # fmt: skip

    if state in MAY_MERGE:
        yield Row(state=state, asked=command.Merge, who=WORKER, to=State.MERGED, tells=step.merged, basis="row 7, D6",
                  needs=(guard.NOT_MERGED_BEFORE, guard.HOST_STANDS), checks=(guard.may_take_in,),
                  second=Second.LATER_RUNG)  # fmt: skip
    if state not in REFUSED:
        yield Row(state=state, asked=command.TakeIn, who=MACHINE, to=state, tells=step.taken_in, basis="row 7, D6")


REVIVED: tuple[Row, ...] = tuple(
    Row(state=State.MERGED, asked=command.Revive, who=MACHINE, to=state, tells=step.revived, basis="D6",
        when=When(choice.MERGED_FROM, state.value), counter="merges")
    for state in MAY_MERGE
)  # fmt: skip

ROWS: tuple[Row, ...] = tuple(row for state in STANDING for row in _rows(state))
