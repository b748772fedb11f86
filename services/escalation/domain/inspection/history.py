"""What the events of the third rung add to a case."""

# ruff: noqa: ARG001 every event is applied in the same way

from dataclasses import replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.history import Additions, Facts
from services.escalation.domain.case.inspection import Declaration, Settlement
from shared.events import escalation as told


def _requested(event: told.CallInRequested, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, requester=event.requester)}


def _complained(event: told.ComplaintLodged | told.ComplaintWithdrawn, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, complaints=event.distinct_complaints)}


def _admitted(event: told.CallInAdmitted, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, complainants=event.complainants)}


def _facilitated(event: told.FacilitatorAssigned, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, facilitator=event.facilitator, declaration=event.declaration)}


def _settlement_proposed(event: told.SettlementProposed, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, settlement=Settlement(terms=event.terms))}


def _settlement_agreed(event: told.SettlementAgreed, case: Case, on: date) -> Facts:
    proposed = case.inspection.settlement
    if proposed is None:
        return {}
    agreed = replace(proposed, agreed=(*proposed.agreed, event.by))
    return {"inspection": replace(case.inspection, settlement=agreed)}


def _inspectorate_asked(event: told.InspectionRequested, case: Case, on: date) -> Facts:
    asked = replace(case.inspection, inspectorate=event.inspectorate, assessor_kind=event.assessor_kind)
    return {"inspection": asked}


def _no_inspectorate(event: told.InspectorateMissing, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, inspectorate="")}


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
    return {"inspection": replace(case.inspection, has_failing_findings=event.is_failing, grade=event.grade)}


def _negotiated(event: told.NegotiationOpened, case: Case, on: date) -> Facts:
    negotiations = case.inspection.negotiations + 1
    return {"inspection": replace(case.inspection, negotiations=negotiations, style=event.style)}


def _no_confidence(event: told.NoConfidenceDeclared, case: Case, on: date) -> Facts:
    declared = Declaration(by=event.by, counts_until=event.counts_until or on)
    others = (one for one in case.inspection.declarations if one.by != event.by)
    return {"inspection": replace(case.inspection, declarations=(*others, declared))}


def _no_confidence_withdrawn(event: told.NoConfidenceWithdrawn, case: Case, on: date) -> Facts:
    left = tuple(one for one in case.inspection.declarations if one.by != event.by)
    return {"inspection": replace(case.inspection, declarations=left)}


def _plan_agreed(event: told.PlanAgreed | told.PlanImposed, case: Case, on: date) -> Facts:
    planned = replace(
        case.inspection,
        plan_since=on,
        plan_until=event.last_on,
        plan_actions=event.actions,
        plan_value=event.value,
        plan_outcome="",
        plan_from=case.figures[-1].value if case.figures else "",
        is_imposed=isinstance(event, told.PlanImposed),
        report_by=event.report_by,
        reports_missed=0,
        report_missed_on=None,
    )
    return {"inspection": planned}


def _judged(event: told.PlanJudged, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, plan_outcome=event.outcome)}


def _reported(event: told.ProgressReported, case: Case, on: date) -> Facts:
    return {"inspection": replace(case.inspection, report_by=event.report_by)}


def _report_missing(event: told.ReportMissing, case: Case, on: date) -> Facts:
    return {
        "inspection": replace(
            case.inspection, report_by=event.report_by, reports_missed=event.missed, report_missed_on=on
        )
    }


ADDITIONS: Additions = {
    told.CallInRequested: _requested,
    told.ComplaintLodged: _complained,
    told.ComplaintWithdrawn: _complained,
    told.CallInAdmitted: _admitted,
    told.FacilitatorAssigned: _facilitated,
    told.SettlementProposed: _settlement_proposed,
    told.SettlementAgreed: _settlement_agreed,
    told.InspectionRequested: _inspectorate_asked,
    told.InspectorateMissing: _no_inspectorate,
    told.InspectionDeclined: _declined,
    told.FindingsDrafted: _drafted,
    told.ReplyReceived: _replied,
    told.ReplyMissing: _reply_missing,
    told.FindingsPublished: _published,
    told.NegotiationOpened: _negotiated,
    told.NoConfidenceDeclared: _no_confidence,
    told.NoConfidenceWithdrawn: _no_confidence_withdrawn,
    told.PlanAgreed: _plan_agreed,
    told.PlanImposed: _plan_agreed,
    told.PlanJudged: _judged,
    told.ProgressReported: _reported,
    told.ReportMissing: _report_missing,
}
