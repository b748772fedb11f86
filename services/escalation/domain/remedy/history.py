"""What the events of the first rung add to a case."""

# ruff: noqa: ARG001 every event is applied in the same way

from dataclasses import replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.history import Additions, Facts
from services.escalation.domain.case.remedy import Duty, Plan
from shared.events import escalation as told


def _duty_served(event: told.DutyServed, case: Case, on: date) -> Facts:
    duty = Duty(
        lead=event.lead,
        lead_name=event.lead_name,
        lead_kind=event.lead_kind,
        regime=event.regime,
        inspectorate=event.inspectorate,
        contributors=event.contributors,
        basis=event.basis,
        register_version=event.register_version,
        lead_missing=event.lead_missing,
        served_on=on,
        acknowledge_by=event.acknowledge_by,
    )
    return {
        "remedy": replace(case.remedy, duty=duty),
        "inspection": replace(case.inspection, inspectorate=event.inspectorate),
    }


def _acknowledged(event: told.DutyAcknowledged, case: Case, on: date) -> Facts:
    if case.remedy.duty is None:
        return {}
    return {"remedy": replace(case.remedy, duty=replace(case.remedy.duty, acknowledged_on=on))}


def _planned(event: told.RemedyPlanned, case: Case, on: date) -> Facts:
    plan = Plan(actions=event.actions, owner=event.owner, target=event.target, filed_on=on, remedy_on=event.remedy_on)
    return {"remedy": replace(case.remedy, plan=plan)}


def _claimed(event: told.RemedyClaimed, case: Case, on: date) -> Facts:
    plan = case.remedy.plan
    if plan is None:
        return {}
    return {"remedy": replace(case.remedy, plan=replace(plan, claims=plan.claims + 1, evidence=event.evidence))}


def _referred(event: told.CaseReferred, case: Case, on: date) -> Facts:
    return {
        "remedy": replace(case.remedy, referral_cause=event.cause, spent_on=on, missed_on=case.due_on),
        "scrutiny": replace(case.scrutiny, committee=event.committee),
    }


def _set_aside(event: told.DeadlineSetAside, case: Case, on: date) -> Facts:
    return {
        "remedy": replace(case.remedy, set_aside_on=on, spent_on=None, referral_cause="", missed_on=None),
        "scrutiny": replace(case.scrutiny, committee=""),
    }


ADDITIONS: Additions = {
    told.DutyServed: _duty_served,
    told.DutyAcknowledged: _acknowledged,
    told.RemedyPlanned: _planned,
    told.RemedyClaimed: _claimed,
    told.CaseReferred: _referred,
    told.DeadlineSetAside: _set_aside,
}
