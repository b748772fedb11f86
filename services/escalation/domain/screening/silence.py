"""What happens while a case is screened when nobody does anything."""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.row import Limit, Silence
from services.escalation.domain.case.silence import closed
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import Steps
from shared.events import escalation as told

S = State


def _admitted_by_default(case: Case, at: Circumstances) -> Steps:
    words = "Nobody decided in time."
    return (partial(told.CaseAdmitted, level="local", reasons=words, by_default=True),)


SILENCES: tuple[Silence, ...] = (
    Silence(name="screening", state=S.SCREENING, to=S.ADMITTED, tells=_admitted_by_default, basis="5.2b",
            limit=Limit(keys=("safeguard.decide", "silence.screening"))),
    Silence(name="rejected", state=S.REJECTED, to=S.REJECTED_FINAL, tells=closed("not_reviewed"), basis="D5",
            limit=Limit(keys=("safeguard.review_window",))),
)  # fmt: skip
