"""What the events of screening add to a case."""

# ruff: noqa: ARG001 every event is applied in the same way

from dataclasses import replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.history import Additions, Facts
from shared.events import escalation as told


def _admitted(event: told.CaseAdmitted, case: Case, on: date) -> Facts:
    screening = replace(case.screening, level=event.level, is_by_default=event.by_default)
    return {"screening": screening, "policy_on": on, "cause": ""}


def _rejected(event: told.CaseRejected, case: Case, on: date) -> Facts:
    screening = replace(case.screening, refused_by=event.refused_by, advised_on=None)
    course = replace(case.course, joined=())  # they go on by themselves
    return {"screening": screening, "cause": event.reason_code, "course": course}


def _failure_alleged(event: told.SystematicFailureAlleged, case: Case, on: date) -> Facts:
    return {"screening": replace(case.screening, failure_alleged_on=on)}


def _review_requested(event: told.ReviewRequested, case: Case, on: date) -> Facts:
    return {"screening": replace(case.screening, reviews=case.screening.reviews + 1)}


def _backed(event: told.RejectionBacked, case: Case, on: date) -> Facts:
    return {"screening": replace(case.screening, advised_on=on)}


ADDITIONS: Additions = {
    told.CaseAdmitted: _admitted,
    told.CaseRejected: _rejected,
    told.SystematicFailureAlleged: _failure_alleged,
    told.ReviewRequested: _review_requested,
    told.RejectionBacked: _backed,
}
