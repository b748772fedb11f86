"""How events make a case: `opened` begins it and `evolve` is the only way it changes. Neither reads policy or clock.

Refolding a stream with these must give the stored row, so an event carries whatever the row shows; the day is the one
on which the ledger says it happened.
"""

# ruff: noqa: ARG001 every event is applied in the same way

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import singledispatch
from typing import Any

from services.escalation.domain.case import Answer, Case, Duty, Figure, Plan
from services.escalation.domain.state import PLACES, State
from shared.events import escalation as told

# Fields of a case by name. Any: each has a type of its own; `replace` refuses a name that there is not.
Facts = Mapping[str, Any]


def opened(event: told.CaseOpened, on: date) -> Case:
    """The case that a trigger opened on that day."""
    case = Case(
        reference=event.case,
        area=event.area,
        title=event.title,
        measure=event.measure,
        trigger=event.trigger,
        signatures=event.signatures,
        policy_version=event.policy_version,
        opened_on=on,
        policy_on=on,
        state=State(event.state),
        since_on=on,
    )
    return evolve(case, event, on)


def evolve(case: Case, event: told.CaseStep, on: date) -> Case:
    """The case after the event that happened on that day."""
    return replace(case, **_standing(event, case, on), **_facts(event, case, on))


def evolved(case: Case, events: Sequence[told.CaseStep], on: date) -> Case:
    """The case after all of these events of one day."""
    for event in events:
        case = evolve(case, event, on)
    return case


def refolded(history: Iterable[tuple[told.CaseStep, date]]) -> Case | None:
    """The case that its whole history makes, each event with its day; None when the first does not open it."""
    case: Case | None = None
    for event, on in history:
        if case is not None:
            case = evolve(case, event, on)
        elif isinstance(event, told.CaseOpened):
            case = opened(event, on)
        else:
            return None
    return case


def _standing(event: told.CaseStep, case: Case, on: date) -> Facts:
    """Where the case stands and the clock that runs: the part that every step tells."""
    state = State(event.state)
    moved = state is not case.state or case.version == 0
    has_new_clock = moved or event.due_on != case.due_on
    is_end = PLACES[state].is_end
    return {
        "state": state,
        "since_on": on if moved else case.since_on,
        "version": case.version + 1,
        "round": case.round + 1 if has_new_clock else case.round,
        "due_on": event.due_on,
        "asked_by": event.asked_by,
        "reckoning": event.reckoning,
        "silence": event.silence,
        "late_since": event.late_since if moved else case.late_since,
        "closed_on": on if is_end and case.closed_on is None else case.closed_on,
    }


@singledispatch
def _facts(event: told.CaseStep, case: Case, on: date) -> Facts:
    """What the event adds to the case besides its place; nothing, for an event without facts of its own."""
    return {}


@_facts.register
def _(event: told.CaseAdmitted, case: Case, on: date) -> Facts:
    return {"level": event.level, "is_admitted_by_default": event.by_default, "policy_on": on}


@_facts.register
def _(event: told.CaseRejected, case: Case, on: date) -> Facts:
    return {"cause": event.reason_code}


@_facts.register
def _(event: told.DutyServed, case: Case, on: date) -> Facts:
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
    return {"duty": duty, "inspectorate": event.inspectorate}


@_facts.register
def _(event: told.DutyAcknowledged, case: Case, on: date) -> Facts:
    return {"duty": replace(case.duty, acknowledged_on=on)} if case.duty else {}


@_facts.register
def _(event: told.RemedyPlanned, case: Case, on: date) -> Facts:
    plan = Plan(actions=event.actions, owner=event.owner, target=event.target, filed_on=on, remedy_on=event.remedy_on)
    return {"plan": plan}


@_facts.register
def _(event: told.RemedyClaimed, case: Case, on: date) -> Facts:
    if case.plan is None:
        return {}
    return {"plan": replace(case.plan, claims=case.plan.claims + 1, evidence=event.evidence)}


@_facts.register
def _(event: told.CaseReferred, case: Case, on: date) -> Facts:
    return {
        "committee": event.committee,
        "referral_cause": event.cause,
        "stage1_spent_on": on,
        "missed_on": case.due_on,
    }


@_facts.register
def _(event: told.DeadlineSetAside, case: Case, on: date) -> Facts:
    return {"set_aside_on": on, "stage1_spent_on": None, "referral_cause": "", "committee": "", "missed_on": None}


@_facts.register
def _(event: told.HearingScheduled, case: Case, on: date) -> Facts:
    return {"hearing_on": event.hearing_on}


@_facts.register
def _(event: told.HearingAdjourned, case: Case, on: date) -> Facts:
    return {"hearing_on": event.hearing_on, "adjournments": case.adjournments + 1}


@_facts.register
def _(event: told.RecommendationsIssued, case: Case, on: date) -> Facts:
    return {"recommendations": event.recommendations, "addressees": event.addressees}


@_facts.register
def _(event: told.ResponseReceived, case: Case, on: date) -> Facts:
    answer = Answer(body=event.body, answer=event.answer, reasons=event.reasons, answered_on=on)
    return {"answers": (*case.answers, answer)}


@_facts.register
def _(event: told.ResponseMissing, case: Case, on: date) -> Facts:
    silent = (Answer(body=body, answer="none", reasons="", answered_on=on) for body in event.bodies)
    return {"answers": (*case.answers, *silent)}


@_facts.register
def _(event: told.MonitoringOpened, case: Case, on: date) -> Facts:
    return {"monitored_since": on}


@_facts.register
def _(event: told.ScrutinyExhausted, case: Case, on: date) -> Facts:
    return {"stage2_spent_on": on, "cause": event.cause}


@_facts.register
def _(event: told.CallInRequested, case: Case, on: date) -> Facts:
    return {"requester": event.requester}


@_facts.register
def _(event: told.ComplaintLodged, case: Case, on: date) -> Facts:
    return {"complaints": event.distinct_complaints}


@_facts.register
def _(event: told.CallInAdmitted, case: Case, on: date) -> Facts:
    return {"complainants": event.complainants}


@_facts.register
def _(event: told.FacilitatorAssigned, case: Case, on: date) -> Facts:
    return {"facilitator": event.facilitator}


@_facts.register
def _(event: told.InspectionRequested, case: Case, on: date) -> Facts:
    return {"inspectorate": event.inspectorate}


@_facts.register
def _(event: told.InspectionDeclined, case: Case, on: date) -> Facts:
    return {"declines": case.declines + 1, "decline_cause": event.cause}


@_facts.register
def _(event: told.FindingsDrafted, case: Case, on: date) -> Facts:
    return {"replied_on": None, "reply_missed_on": None}


@_facts.register
def _(event: told.ReplyReceived, case: Case, on: date) -> Facts:
    return {"replied_on": on}


@_facts.register
def _(event: told.ReplyMissing, case: Case, on: date) -> Facts:
    return {"reply_missed_on": on}


@_facts.register
def _(event: told.FindingsPublished, case: Case, on: date) -> Facts:
    return {"has_failing_findings": event.is_failing}


@_facts.register
def _(event: told.NegotiationOpened, case: Case, on: date) -> Facts:
    return {"negotiations": case.negotiations + 1}


@_facts.register
def _(event: told.PlanAgreed, case: Case, on: date) -> Facts:
    return {"plan_until": event.last_on}


@_facts.register
def _(event: told.CaseClosed, case: Case, on: date) -> Facts:
    return {"cause": event.cause}


@_facts.register
def _(event: told.FiguresNoted, case: Case, on: date) -> Facts:
    figure = Figure(period=event.period, value=event.value, target=event.target, verdict=event.verdict, noted_on=on)
    return {"figures": (*case.figures, figure)[-24:]}
