"""How a case comes to the later rungs: calls for inspection, complaints, inspection, plans; and to each state."""

from collections.abc import Callable
from dataclasses import replace

from services.escalation.domain.case.circumstances import Actor
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.part import answering
from services.escalation.domain.case.register import Lead
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection.command import (
    AcceptInspection,
    AgreePlan,
    AgreeSettlement,
    AssignFacilitator,
    CompletePlan,
    DeclareNoConfidence,
    DeclineInspection,
    DraftFindings,
    FileReply,
    LodgeComplaint,
    PublishFindings,
    RequestCallIn,
    RequestInspection,
    Settle,
)
from shared.policy import Policy
from tests.unit.escalation.ladder.place import FACILITATOR, INSPECTOR, OFFICER, POLICY, SIGNED, SUBJECT, WORKER, partner
from tests.unit.escalation.ladder.rung import (
    admitted,
    awaiting,
    disputed,
    duty_served,
    evidence,
    exhausted,
    monitoring,
    referred,
    rejected,
    remedy_running,
    resolution_proposed,
    resolved_stage1,
    resolved_stage2,
    scheduled,
    screening,
    under_review,
    verifying,
)
from tests.unit.escalation.ladder.sample import SAMPLES
from tests.unit.escalation.ladder.walk import PLAN_SHOWN, Walk, measured, put_plan_in_force


def call_in_open(policy: Policy = POLICY) -> Walk:
    walk = exhausted()
    walk.policy = policy
    walk.do(WORKER, RequestCallIn())
    return walk


def complained(walk: Walk) -> Walk:
    walk.do(partner("police"), LodgeComplaint(grounds="It harms our work", authorised_by="Chief officer"))
    return walk


def call_in_admitted(policy: Policy = POLICY) -> Walk:
    walk = call_in_open(policy)
    for complainant in ("police", "fire"):
        walk.do(partner(complainant), LodgeComplaint(grounds="It harms our work", authorised_by="Chief officer"))
    return walk


def brokering() -> Walk:
    walk = call_in_admitted()
    walk.do(WORKER, AssignFacilitator(facilitator="college", declaration="It has none"))
    return walk


def settlement_proposed() -> Walk:
    walk = brokering()
    walk.do(FACILITATOR, Settle(terms="New motors by May"))
    return walk


def with_inspectorate() -> Walk:
    walk = brokering()
    walk.do(FACILITATOR, RequestInspection(reasons="No settlement"))
    return walk


def declined() -> Walk:
    walk = with_inspectorate()
    walk.do(INSPECTOR, DeclineInspection(reasons="Looked at last year"))
    return walk


def inspecting() -> Walk:
    walk = with_inspectorate()
    walk.do(INSPECTOR, AcceptInspection(scope="Lifts and their upkeep"))
    return walk


def findings_draft() -> Walk:
    walk = inspecting()
    walk.do(INSPECTOR, DraftFindings())
    return walk


def replied() -> Walk:
    walk = findings_draft()
    walk.do(SUBJECT, FileReply(reply="We disagree"))
    return walk


def action_negotiation() -> Walk:
    walk = replied()
    walk.do(INSPECTOR, PublishFindings(findings="Upkeep is failing", grade="failing"))
    return walk


def to_be_imposed() -> Walk:
    walk = action_negotiation()
    walk.case = replace(walk.case, inspection=replace(walk.case.inspection, style="directive"))
    return walk


def declared(state: State) -> Walk:
    walk = case_in(state)
    actor, sample = SAMPLES[DeclareNoConfidence]
    walk.do(actor, sample(walk))
    return walk


def action_in_force() -> Walk:
    walk = action_negotiation()
    put_plan_in_force(walk, AgreePlan(actions="Replace the motors", last_on=walk.day(200), **PLAN_SHOWN))
    return walk


def plan_over(plans: int = 1) -> Walk:
    """The last day of so many action plans has passed, each but the last found not kept."""
    walk = action_negotiation()
    for number in range(plans):
        if number:
            measured(walk, "70").do(INSPECTOR, CompletePlan(reasons="Not kept", figure="70"))
        put_plan_in_force(walk, AgreePlan(actions="Motors", last_on=walk.day(20), **PLAN_SHOWN))
        walk.pass_days(21)
    return walk


def in_own_cause(walk: Walk, asked: type[Command]) -> tuple[Actor, Command]:
    """A command, asked by somebody whose own body the case is about, or by whoever writes it down for another."""
    if asked is AgreeSettlement:
        return partner("newcomer"), AgreeSettlement(reasons="The organiser said so at the desk")
    actor, sample = SAMPLES[asked]
    if actor is INSPECTOR:
        return actor, sample(walk)
    if actor is OFFICER:
        about_the_council(walk)
    return replace(actor, body=answering(walk.case, walk.at(actor))), sample(walk)


def closed_after_inspection() -> Walk:
    walk = measured(action_in_force())
    walk.do(INSPECTOR, CompletePlan(reasons="Kept", figure="95"))
    return walk


def about_the_council(walk: Walk) -> None:
    """From now on the case is about the council itself, whose officers speak for the committee."""
    walk.register = replace(walk.register, lead=Lead(body="council", contributors=(), basis="its own", since_on=SIGNED))
    if walk.case.remedy.duty is not None:
        duty = replace(walk.case.remedy.duty, lead="council")
        walk.case = replace(walk.case, remedy=replace(walk.case.remedy, duty=duty))


REACH: dict[State, Callable[[], Walk]] = {
    State.SCREENING: screening,
    State.REJECTED: rejected,
    State.REJECTION_REVIEW: under_review,
    State.ADMITTED: admitted,
    State.DUTY_SERVED: duty_served,
    State.DUTY_DISPUTED: disputed,
    State.REMEDY_RUNNING: remedy_running,
    State.VERIFYING: verifying,
    State.REFERRED: referred,
    State.SCHEDULED: scheduled,
    State.EVIDENCE: evidence,
    State.AWAITING_RESPONSES: awaiting,
    State.MONITORING: monitoring,
    State.RESOLUTION_PROPOSED: resolution_proposed,
    State.STAGE2_EXHAUSTED: exhausted,
    State.CALL_IN_OPEN: call_in_open,
    State.CALL_IN_ADMITTED: call_in_admitted,
    State.BROKERING: brokering,
    State.WITH_INSPECTORATE: with_inspectorate,
    State.DECLINED: declined,
    State.INSPECTING: inspecting,
    State.FINDINGS_DRAFT: findings_draft,
    State.ACTION_NEGOTIATION: action_negotiation,
    State.ACTION_IN_FORCE: action_in_force,
    State.RESOLVED_STAGE1: resolved_stage1,
    State.RESOLVED_STAGE2: resolved_stage2,
    State.CLOSED_AFTER_INSPECTION: closed_after_inspection,
}


def case_in(state: State) -> Walk:
    """A case that people brought to the state; ends and the state that is left at once are set by hand."""
    if state in REACH:
        return REACH[state]()
    walk = call_in_admitted()
    walk.case = replace(walk.case, state=state, due_on=None)
    return walk
