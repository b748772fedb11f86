"""What the events of screening add to a case."""

# ruff: noqa: ARG001 every event is applied in the same way

from dataclasses import replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.history import Additions, Facts
from shared.events import escalation as told


def _admitted(event: told.CaseAdmitted, case: Case, on: date) -> Facts:
    screening = replace(case.screening, level=event.level, is_by_default=event.by_default)
    return {"screening": screening, "policy_on": on}


def _rejected(event: told.CaseRejected, case: Case, on: date) -> Facts:
    return {"cause": event.reason_code}


ADDITIONS: Additions = {
    told.CaseAdmitted: _admitted,
    told.CaseRejected: _rejected,
}
