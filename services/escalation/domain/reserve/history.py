"""What a matter that was sealed adds to its case."""

# ruff: noqa: ARG001 every event is applied in the same way

from dataclasses import replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.history import Additions, Facts
from shared.events import escalation as told


def _received(event: told.ReserveFindingsReceived, case: Case, on: date) -> Facts:
    inspectorate = event.inspectorate or case.inspection.inspectorate
    return {"inspection": replace(case.inspection, inspectorate=inspectorate, has_failing_findings=True)}


ADDITIONS: Additions = {told.ReserveFindingsReceived: _received}
