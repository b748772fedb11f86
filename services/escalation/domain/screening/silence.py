"""What happens while a case is screened when nobody does anything."""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from collections.abc import Callable
from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import When
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.row import Holder, Limit, Silence
from services.escalation.domain.case.silence import closed
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import Steps
from services.escalation.domain.screening import choice
from shared.events import escalation as told

S = State


def _admitted(words: str, *, by_default: bool = False) -> Callable[[Case, Circumstances], Steps]:
    def admitted(case: Case, at: Circumstances) -> Steps:
        level = case.raised.level or "local"
        return (partial(told.CaseAdmitted, level=level, reasons=words, by_default=by_default),)

    return admitted


SILENCES: tuple[Silence, ...] = (
    Silence(name="screening", state=S.SCREENING, to=S.ADMITTED, on=Holder.AUTHORITY, basis="5.2b, D3",
            tells=_admitted("Nobody decided in time.", by_default=True), when=When(choice.TRIGGER, "any other"),
            limit=Limit(keys=("safeguard.decide", "silence.screening"))),
    Silence(name="finding", state=S.SCREENING, to=S.ADMITTED, on=Holder.AUTHORITY, basis="D25",
            tells=_admitted("A body's written finding: only its form is checked."),
            when=When(choice.TRIGGER, "a body's finding"), limit=Limit(keys=("trigger.finding_admitted",))),
    Silence(name="rejected", state=S.REJECTED, to=S.REJECTED_FINAL, tells=closed("not_reviewed"),
            on=Holder.NOBODY, basis="D5", limit=Limit(keys=("safeguard.review_window",))),
    Silence(name="rejection_review", state=S.REJECTION_REVIEW, to=S.ADMITTED, on=Holder.COMMITTEE, basis="D5",
            tells=_admitted("Admitted because the review was not held."),
            limit=Limit(keys=("safeguard.review_hear", "silence.rejection_review"))),
)  # fmt: skip
