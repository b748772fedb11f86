"""What the events of the third rung add to a case."""

# ruff: noqa: ARG001 every event is applied in the same way

from dataclasses import replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.history import Additions, Facts
from shared.events import escalation as told


def _requested(event: told.CallInRequested, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, requester=event.requester)}


def _complained(event: told.ComplaintLodged, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, complaints=event.distinct_complaints)}


def _admitted(event: told.CallInAdmitted, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, complainants=event.complainants)}


def _facilitated(event: told.FacilitatorAssigned, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, facilitator=event.facilitator)}


def _inspectorate_asked(event: told.InspectionRequested, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, inspectorate=event.inspectorate)}


def _declined(event: told.InspectionDeclined, case: Case, on: date) -> Facts:
    declines = case.inspection.declines + 1
    return {"inspection": replace(case.inspection, declines=declines, decline_cause=event.cause)}


def _drafted(event: told.FindingsDrafted, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, replied_on=None, reply_missed_on=None)}


def _replied(event: told.ReplyReceived, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, replied_on=on)}


def _reply_missing(event: told.ReplyMissing, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, reply_missed_on=on)}


def _published(event: told.FindingsPublished, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, has_failing_findings=event.is_failing)}


def _negotiated(event: told.NegotiationOpened, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, negotiations=case.inspection.negotiations + 1)}


def _plan_agreed(event: told.PlanAgreed, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, plan_until=event.last_on)}


ADDITIONS: Additions = {
    told.CallInRequested: _requested,
    told.ComplaintLodged: _complained,
    told.CallInAdmitted: _admitted,
    told.FacilitatorAssigned: _facilitated,
    told.InspectionRequested: _inspectorate_asked,
    told.InspectionDeclined: _declined,
    told.FindingsDrafted: _drafted,
    told.ReplyReceived: _replied,
    told.ReplyMissing: _reply_missing,
    told.FindingsPublished: _published,
    told.NegotiationOpened: _negotiated,
    told.PlanAgreed: _plan_agreed,
}
