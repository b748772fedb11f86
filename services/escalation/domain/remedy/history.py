"""What the events of the first rung add to a case."""

# ruff: noqa: ARG001 every event is applied in the same way

from dataclasses import replace
from datetime import date
from typing import Any

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.history import Additions, Facts
from services.escalation.domain.case.remedy import Dispute, Duty, Plan
from services.escalation.domain.case.trigger import NO, YES, with_words
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


def _disputed(event: told.DutyDisputed, case: Case, on: date) -> Facts:
    """Whoever says that another is the right one has received the duty."""
    dispute = Dispute(holder=event.holder, body=event.body, disputed_on=on)
    duty = case.remedy.duty
    received = duty and replace(duty, acknowledged_on=duty.acknowledged_on or on)
    return {"remedy": replace(case.remedy, duty=received, disputes=(*case.remedy.disputes, dispute))}


def _reassigned(event: told.DutyReassigned, case: Case, on: date) -> Facts:
    return {"remedy": replace(case.remedy, reassignments=case.remedy.reassignments + 1)}


def _planned(event: told.RemedyPlanned, case: Case, on: date) -> Facts:
    plan = Plan(
        actions=event.actions,
        owner=event.owner,
        target=event.target,
        filed_on=on,
        remedy_on=event.remedy_on,
        sign=event.sign,
    )
    return {"remedy": replace(case.remedy, plan=plan)}


def _claimed(event: told.RemedyClaimed, case: Case, on: date) -> Facts:
    plan = case.remedy.plan
    if plan is None:
        return {}
    claims = plan.claims + 1
    claimed = replace(plan, claims=claims, claimed_on=on, evidence=event.evidence, together=event.together)
    return {"remedy": replace(case.remedy, plan=claimed, words=(), found_on=None, found_by="")}


def _more_time_requested(event: told.MoreTimeRequested, case: Case, on: date) -> Facts:
    return _on_plan(case, more_time_until=event.until_on)


def _more_time_granted(event: told.MoreTimeGranted, case: Case, on: date) -> Facts:
    return _on_plan(case, more_time_until=None, remedy_on=event.remedy_on, extensions=_extensions(case) + 1)


def _more_time_refused(event: told.MoreTimeRefused, case: Case, on: date) -> Facts:
    return _on_plan(case, more_time_until=None, extensions=_extensions(case) + 1)


def _extensions(case: Case) -> int:
    return case.remedy.plan.extensions if case.remedy.plan else 0


def _on_plan(case: Case, **changed: Any) -> Facts:  # noqa: ANN401 fields of a plan, each of its own type
    return {"remedy": replace(case.remedy, plan=replace(case.remedy.plan, **changed))} if case.remedy.plan else {}


def _agreed(event: told.RemedyAgreed, case: Case, on: date) -> Facts:
    return _said(case, event, YES)


def _contested(event: told.RemedyContested, case: Case, on: date) -> Facts:
    return _said(case, event, NO)


def _said(case: Case, event: told.RemedyAgreed | told.RemedyContested, says: str) -> Facts:
    words = with_words(case.remedy.words, event.speaks_for, says, by=event.said_by, how=event.how)
    return {"remedy": replace(case.remedy, words=words)}


def _found(event: told.RemedyFound, case: Case, on: date) -> Facts:
    return {"remedy": replace(case.remedy, found_on=on, found_by=event.body)}


def _referred(event: told.CaseReferred, case: Case, on: date) -> Facts:
    return {
        "remedy": replace(case.remedy, referral_cause=event.cause, spent_on=on, missed_on=case.due_on),
        "scrutiny": replace(
            case.scrutiny,
            committee=event.committee,
            regime=event.regime,
            why=event.why,
            quorum=event.quorum,
            seats=event.seats,
            recused=event.recused,
        ),
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
    told.DutyDisputed: _disputed,
    told.DutyReassigned: _reassigned,
    told.MoreTimeRequested: _more_time_requested,
    told.MoreTimeGranted: _more_time_granted,
    told.MoreTimeRefused: _more_time_refused,
    told.RemedyAgreed: _agreed,
    told.RemedyContested: _contested,
    told.RemedyFound: _found,
    told.CaseReferred: _referred,
    told.DeadlineSetAside: _set_aside,
}
