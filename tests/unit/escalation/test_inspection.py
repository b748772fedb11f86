"""Stage 3: what is found, the right of reply, and whoever comes to be inspected and settles."""

from copy import deepcopy
from dataclasses import replace

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from services.escalation.domain.case.register import Ending
from services.escalation.domain.case.remedy import Dispute
from services.escalation.domain.case.state import State
from services.escalation.domain.case.trigger import Raised
from services.escalation.domain.inspection.command import (
    AcceptInspection,
    AgreePlan,
    AgreeSettlement,
    AskAgain,
    AssignFacilitator,
    DeclareNoConfidence,
    DeclineInspection,
    DraftFindings,
    FileReply,
    LodgeComplaint,
    PublishFindings,
    Settle,
)
from services.escalation.domain.inspection.facilitator import may_facilitate
from services.escalation.domain.inspection.guard import confidence_is_lost
from shared.events import escalation as told
from shared.events.escalation import Joined
from shared.policy import Policy
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import BODIES, POLICY, REGISTER, SAMPLES, partner


def agreed(walk: ladder.Walk) -> AgreePlan:
    plan = SAMPLES[AgreePlan][1](walk)
    assert isinstance(plan, AgreePlan)
    return plan


def no_confidence(walk: ladder.Walk) -> DeclareNoConfidence:
    declaration = SAMPLES[DeclareNoConfidence][1](walk)
    assert isinstance(declaration, DeclareNoConfidence)
    return declaration


def findings_on_the_council(*declaring: str, policy: Policy = POLICY) -> ladder.Walk:
    """Draft findings about the council, with declarations of no confidence of these partners."""
    walk = ladder.findings_draft()
    walk.policy = policy
    bodies = {**BODIES, "housing": replace(BODIES["housing"], kind="council")}
    walk.register = replace(REGISTER, bodies=bodies)
    for one in declaring:
        walk.do(partner(one), no_confidence(walk))
    return walk


def publish(walk: ladder.Walk) -> str:
    walk.do(ladder.SUBJECT, FileReply(reply="We disagree"))
    walk.do(ladder.INSPECTOR, PublishFindings(findings="Failing", grade="failing"))
    return walk.case.inspection.style


def test_findings_with_nothing_failing_close_the_case() -> None:
    walk = ladder.replied()
    walk.do(ladder.INSPECTOR, PublishFindings(findings="All is well", grade="sound"))
    assert walk.stands_in(State.CLOSED_AFTER_INSPECTION)


def test_the_reply_in_the_findings_is_what_the_subject_filed_itself() -> None:
    walk = ladder.replied()
    published, *_ = walk.do(ladder.INSPECTOR, PublishFindings(findings="Failing", grade="failing"))
    assert isinstance(published, told.FindingsPublished)
    assert published.reply == "We disagree"


def test_a_reply_is_not_told_before_the_findings_and_is_filed_once() -> None:
    walk = ladder.findings_draft()
    (received,) = walk.do(ladder.SUBJECT, FileReply(reply="We disagree"))
    assert "disagree" not in str(received)
    with pytest.raises(Refused) as refused:
        walk.do(ladder.SUBJECT, FileReply(reply="We think again"))
    assert refused.value.name == "not_replied_before"


def test_findings_wait_for_the_reply_or_the_end_of_its_day() -> None:
    walk = ladder.findings_draft()
    with pytest.raises(Refused) as refused:
        walk.do(ladder.INSPECTOR, SAMPLES[PublishFindings][1](walk))
    assert refused.value.name == "reply_came_or_its_day_is_over"

    (missing,) = walk.wait_out()

    assert isinstance(missing, told.ReplyMissing)
    assert walk.stands_in(State.FINDINGS_DRAFT)
    published, *_ = walk.do(ladder.INSPECTOR, SAMPLES[PublishFindings][1](walk))
    assert isinstance(published, told.FindingsPublished)
    assert published.reply == ""


def test_a_reply_after_its_day_is_taken_while_the_findings_are_not_out_and_buys_no_time() -> None:
    walk = ladder.findings_draft()
    walk.wait_out()
    due_on = walk.case.due_on
    walk.pass_days(2).do(ladder.SUBJECT, FileReply(reply="We disagree"))
    assert walk.case.due_on == due_on
    assert walk.wait_out()[0].state == State.DECLINED


def test_a_second_draft_has_its_own_right_of_reply() -> None:
    walk = ladder.replied()
    walk.wait_out()
    walk.do(ladder.WORKER, AskAgain(reasons="Nothing was published"))
    walk.do(ladder.INSPECTOR, AcceptInspection(scope="Lifts"))
    walk.do(ladder.INSPECTOR, DraftFindings())
    assert walk.case.silence == "reply_awaited"


@pytest.mark.parametrize(
    ("facilitator", "expected"),
    [
        ("nobody-at-all", "unknown_body"),
        ("housing", "in_the_quarrel"),
        ("police", "in_the_quarrel"),
        ("estates", "in_the_quarrel"),
        ("patrols", "in_the_quarrel"),
        ("owner", "provider_or_funder"),
    ],
)
def test_a_facilitator_is_a_body_of_the_register_without_a_stake(facilitator: str, expected: str) -> None:
    arms = {one.id: one for one in (ladder.body("estates", parent="housing"), ladder.body("patrols", parent="police"))}
    arms["owner"] = ladder.body("owner", parent="figures")
    walk = ladder.call_in_admitted()
    assert walk.register.lead is not None
    lead = replace(walk.register.lead, data_owners=("owner",))
    walk.register = replace(walk.register, bodies={**walk.register.bodies, **arms}, lead=lead)
    with pytest.raises(Incomplete) as incomplete:
        walk.do(ladder.WORKER, AssignFacilitator(facilitator=facilitator, declaration="None"))
    assert ("facilitator", expected) in [(gap.field, gap.code) for gap in incomplete.value.gaps]


STAKES = {
    **dict.fromkeys(("raised", "left", "merged", "adopted", "declared"), "in_the_quarrel"),
    "inspects": "inspects_it",
    "ceased": "has_ceased",
    "held": "provider_or_funder",
    "heir": "provider_or_funder",
}


@pytest.mark.parametrize("stake", STAKES)
def test_nobody_facilitates_who_stands_on_a_side_inspects_or_is_gone(stake: str) -> None:
    walk = ladder.call_in_admitted(replace(POLICY, stage3=replace(POLICY.stage3, facilitators=("college",))))
    assert may_facilitate(walk.case, "college", walk.at(ladder.WORKER))
    with_stake(walk, stake)
    with pytest.raises(Incomplete) as incomplete:
        walk.do(ladder.WORKER, AssignFacilitator(facilitator="college", declaration="It has no stake in it"))
    assert [gap.code for gap in incomplete.value.gaps] == [STAKES[stake]]
    assert not isinstance(walk.wait_out()[0], told.FacilitatorAssigned)  # nor by the area's own list


def with_stake(walk: ladder.Walk, stake: str) -> None:
    """From now on the college has this stake in the case."""
    case, on = walk.case, walk.day(-1)
    record = told.TriggerRecord(body="college", name="College", party="college", decided_on=on, reference="letter")
    behind = told.Behind(kind="partner_action", body="college", name="College", party="college")
    match stake:
        case "raised":
            walk.case = replace(case, trigger="partner_action", raised=Raised(records=(record,)))
        case "left":
            walk.case = replace(case, trigger="partner_action", raised=Raised(records=(record,), left=("college",)))
        case "merged":
            one = Joined(reference="TEST-2", opened_on=on, signatures=0, behind=(behind,))
            walk.case = replace(case, course=replace(case.course, joined=(one,)))
        case "adopted":
            walk.case = replace(case, course=replace(case.course, adopters=("college",)))
        case "declared":
            walk.do(partner("college"), no_confidence(walk))
        case "inspects":
            subject = replace(BODIES["housing"], inspectorate="College")  # by its name
            walk.register = replace(walk.register, bodies={**BODIES, "housing": subject})
        case "ceased":
            endings = {"college": Ending(last_on=on, successors=("newcomer",), basis="an order")}
            walk.register = replace(walk.register, endings=endings).as_of(walk.day(0))
        case "held":
            dispute = Dispute(holder="college", body="housing", disputed_on=on)
            walk.case = replace(case, remedy=replace(case.remedy, disputes=(dispute,)))
        case "heir":
            endings = {"fire": Ending(last_on=on, successors=("college",), basis="an order")}
            walk.register = replace(walk.register, endings=endings).as_of(walk.day(0))


@pytest.mark.parametrize("held", ["facilitator", "inspectorate"])
def test_whoever_comes_to_stand_on_a_side_loses_the_part(held: str) -> None:
    walk = ladder.brokering() if held == "facilitator" else ladder.with_inspectorate()
    if held == "inspectorate":
        walk.case = replace(walk.case, inspection=replace(walk.case.inspection, inspectorate="college", facilitator=""))
    inspector = Actor(id="c", body="college", roles=frozenset({"inspector"}))
    actor, ask = (
        (ladder.FACILITATOR, Settle(terms="Ours"))
        if held == "facilitator"
        else (inspector, DeclineInspection(reasons="It is our own complaint"))
    )
    before = deepcopy(walk)
    before.do(actor, ask)
    with_stake(walk, "merged")
    with pytest.raises(NotYourPart):
        walk.do(actor, ask)
    walk.wait_out()  # and its silence leads on
    assert walk.case.state in {State.WITH_INSPECTORATE, State.DECLINED}


def test_a_facilitator_is_named_by_day_five_or_the_next_on_the_areas_list_takes_it_up() -> None:
    unlisted = ladder.call_in_admitted()
    walk = ladder.call_in_admitted(replace(POLICY, stage3=replace(POLICY.stage3, facilitators=("fire", "college"))))
    assert unlisted.case.due_on is not None
    assert walk.case.due_on is not None
    assert walk.case.due_on < unlisted.case.due_on
    (assigned,) = walk.wait_out()
    assert isinstance(assigned, told.FacilitatorAssigned)
    assert (assigned.facilitator, assigned.state) == ("college", "brokering")  # the fire service contributes
    (asked,) = unlisted.wait_out()
    assert isinstance(asked, told.InspectionRequested)
    assert asked.cause == "no_facilitator"


def test_the_councils_own_people_do_not_name_the_facilitator_of_a_case_about_the_council_alone() -> None:
    walk = ladder.call_in_admitted()
    walk.do(*ladder.in_own_cause(walk, AssignFacilitator))
    assert walk.stands_in(State.CALL_IN_ADMITTED)
    with pytest.raises(NotYourPart):
        walk.do(ladder.FACILITATOR, AgreeAsSecond(reasons="We take it up gladly"))  # the college about itself
    walk.do(partner("police"), AgreeAsSecond(reasons="It has no stake"))
    assert walk.case.inspection.facilitator == "college"


def test_who_is_no_party_writes_down_that_the_organiser_agrees_and_another_body_confirms_it() -> None:
    walk = ladder.settlement_proposed()
    for party in (partner("police"), partner("fire")):
        walk.do(party, AgreeSettlement())
    said = AgreeSettlement(reasons="Said so at the desk on Monday")
    for nobody in (ladder.FACILITATOR, partner("police"), ladder.SUBJECT):
        with pytest.raises(Refused):
            walk.do(nobody, said)
    with pytest.raises(Incomplete) as empty:
        walk.do(partner("newcomer"), AgreeSettlement())
    assert [gap.field for gap in empty.value.gaps] == ["reasons"]
    walk.do(partner("newcomer"), said)
    assert walk.stands_in(State.BROKERING)
    walk.do(partner("clinic"), AgreeAsSecond(reasons="The organiser told us the same"))
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_AFTER_INSPECTION, "settled")


def test_a_settlement_closes_the_case_when_every_complainant_and_the_organiser_have_agreed() -> None:
    walk = ladder.settlement_proposed()
    organiser = ladder.ORGANISER
    walk.do(partner("police"), AgreeSettlement())
    for stranger, name in ((partner("police"), "not_agreed_before"), (ladder.FACILITATOR, "party_to_the_settlement")):
        with pytest.raises(Refused) as refused:
            walk.do(stranger, AgreeSettlement())
        assert refused.value.name == name
    walk.do(organiser, AgreeSettlement())
    walk.do(ladder.FACILITATOR, Settle(terms="New motors by April"))  # other terms: everybody is asked again
    for party in (partner("police"), partner("fire")):
        walk.do(party, AgreeSettlement())
    assert walk.stands_in(State.BROKERING)
    walk.do(organiser, AgreeSettlement())
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_AFTER_INSPECTION, "settled")


def test_a_settlement_that_one_party_leaves_open_does_not_keep_the_inspection_waiting() -> None:
    walk = ladder.settlement_proposed()
    with pytest.raises(NotYourPart):
        walk.do(ladder.WORKER, Settle(terms="Ours"))
    walk.wait_out()
    assert walk.stands_in(State.WITH_INSPECTORATE)


def answered_by(walk: ladder.Walk, body: str) -> None:
    """From now on this body answers: it has taken over from the one that did."""
    assert walk.case.remedy.duty is not None
    walk.case = replace(walk.case, remedy=replace(walk.case.remedy, duty=replace(walk.case.remedy.duty, lead=body)))


def test_a_complainant_that_comes_to_answer_complains_settles_agrees_and_declares_no_more() -> None:
    walk = ladder.action_negotiation()
    answered_by(walk, "police")
    walk.do(partner("police"), agreed(walk))
    with pytest.raises(NotYourPart):
        walk.do(replace(partner("police"), id="another"), AgreeAsSecond(reasons="It will do"))
    walk.do(partner("fire"), AgreeAsSecond(reasons="It will do"))
    assert walk.stands_in(State.ACTION_IN_FORCE)
    brokered = ladder.brokering()
    answered_by(brokered, "police")
    (proposed,) = brokered.do(ladder.FACILITATOR, Settle(terms="New motors by April"))
    assert isinstance(proposed, told.SettlementProposed)
    assert proposed.parties == ("fire", "organiser")
    open_still = ladder.complained(ladder.call_in_open())
    answered_by(open_still, "police")
    complaint = LodgeComplaint(grounds="It harms our work", authorised_by="Chief officer")
    open_still.do(partner("fire"), complaint)
    assert open_still.stands_in(State.CALL_IN_OPEN)  # one complains, and one answers
    open_still.do(partner("college"), complaint)
    assert open_still.case.inspection.complainants == ("fire", "college")
    walk = findings_on_the_council("police", "fire", "hospital")
    assert confidence_is_lost(walk.case, walk.at(MACHINE))
    answered_by(walk, "police")
    assert not confidence_is_lost(walk.case, walk.at(MACHINE))
