"""What may be asked while a case is screened, by whom, on which conditions, and where it leads."""

from services.escalation.domain.case.choice import ADMISSION, When
from services.escalation.domain.case.minute import minuted, minuted_by_committee
from services.escalation.domain.case.part import COMMITTEE, ORGANISER_OR_WORKER, REVIEWER, WORKER
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.second import Second
from services.escalation.domain.case.state import State
from services.escalation.domain.screening import command, guard, step

S = State
REFUSES = (guard.reason_listed, guard.repetition_named)


ROWS: tuple[Row, ...] = (
    Row(state=S.SCREENING, asked=command.Admit, who=WORKER, to=S.ADMITTED, tells=step.admitted, basis="row 3, D4",
        needs=(guard.CITES_A_MEASURE,), checks=(guard.level_known, guard.not_excluded, guard.new_since)),
    Row(state=S.SCREENING, asked=command.Reject, who=WORKER, to=S.REJECTED, tells=step.rejected, basis="row 4",
        checks=REFUSES, second=Second.ALWAYS),
    Row(state=S.ADMITTED, asked=command.Reject, who=WORKER, to=S.REJECTED, tells=step.rejected, basis="D3",
        when=When(ADMISSION, "by default"), checks=REFUSES, second=Second.ALWAYS),
    *(Row(state=state, asked=command.AllegeSystematicFailure, who=ORGANISER_OR_WORKER, to=state,
          tells=step.failure_alleged, basis="C87", needs=(guard.NOT_ALLEGED,))
      for state in (S.SCREENING, S.REJECTED, S.REJECTION_REVIEW)),
    Row(state=S.REJECTED, asked=command.RequestReview, who=ORGANISER_OR_WORKER, to=S.REJECTION_REVIEW,
        tells=step.review_requested, basis="row 5", needs=(guard.REVIEW_LEFT, guard.WITHIN_WINDOW), counter="reviews"),
    Row(state=S.REJECTION_REVIEW, asked=command.OverturnRejection, who=REVIEWER | COMMITTEE, to=S.ADMITTED,
        tells=step.rejection_overturned, basis="row 6, D5", needs=(guard.NOT_THE_REFUSER,),
        checks=(minuted_by_committee, guard.level_known)),
    Row(state=S.REJECTION_REVIEW, asked=command.BackRejection, who=REVIEWER, to=S.REJECTION_REVIEW,
        tells=step.rejection_backed, basis="D5",
        needs=(guard.NOT_THE_REFUSER, guard.NOT_BACKED, guard.REASON_STANDS)),
    Row(state=S.REJECTION_REVIEW, asked=command.UpholdRejection, who=COMMITTEE, to=S.REJECTED_FINAL,
        tells=step.rejection_upheld, basis="row 6, D5",
        needs=(guard.NOT_THE_REFUSER, guard.OUTSIDE_SETTLED, guard.REASON_STANDS), checks=(minuted,),
        second=Second.OWN_CAUSE),
)  # fmt: skip
