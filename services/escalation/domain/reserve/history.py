"""What a matter that was sealed adds to its case."""

from dataclasses import replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.history import Additions, Facts
from shared.events import escalation as told


def _received(event: told.ReserveFindingsReceived, case: Case, on: date) -> Facts:
    inspectorate = event.inspectorate or case.inspection.inspectorate
    inspection = replace(case.inspection, inspectorate=inspectorate, has_failing_findings=True)
    return {"inspection": inspection, "course": case.course.run_again(on)}


ADDITIONS: Additions = {told.ReserveFindingsReceived: _received}
