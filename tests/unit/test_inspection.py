"""Stage 3: findings, the right of reply, facilitators and action plans."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.case.inspection_register import OtherInspection
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
    CompletePlan,
    DeclareNoConfidence,
    DeclineInspection,
    DraftFindings,
    FileReply,
    LodgeComplaint,
    PublishFindings,
    ReportProgress,
    RequestInspection,
    Settle,
    WithdrawNoConfidence,
)
from services.escalation.domain.inspection.facilitator import may_facilitate
from services.escalation.domain.inspection.guard import assessor, confidence_is_lost, signatories_besides
from services.escalation.domain.inspection.plan import known_intervener
from services.escalation.domain.ladder.decision import decide
from shared.events import escalation as told
from shared.events.escalation import Joined
from shared.policy import Policy, resolve
from shared.policy.inspectorate import Inspectorate, Inspectorates
from shared.policy.ladder import AssessorKind
from tests.unit import ladder
from tests.unit.ladder import BODIES, POLICY, REGISTER, SAMPLES, partner

SEEN = "1: They all run now\n2: We opened every door\n3: We met the night shift"


def agreed(walk: ladder.Walk) -> AgreePlan:
    plan = SAMPLES[AgreePlan][1](walk)
    assert isinstance(plan, AgreePlan)
    return plan


def no_confidence(walk: ladder.Walk) -> DeclareNoConfidence:
    declaration = SAMPLES[DeclareNoConfidence][1](walk)
    assert isinstance(declaration, DeclareNoConfidence)
    return declaration


def test_a_plan_that_is_not_kept_is_negotiated_once_more_and_then_ends_unresolved() -> None:
    walk = ladder.action_in_force()
    (missing,) = walk.wait_out()
    assert isinstance(missing, told.ReportMissing)
    assert (missing.missed, missing.state) == (1, "action_in_force")
    walk.wait_out()  # the second report
    assert walk.stands_in(State.ACTION_NEGOTIATION)
    ladder.put_plan_in_force(walk, replace(agreed(walk), last_on=walk.day(20)))
    walk.wait_out()  # no report before its last day; that day and its grace
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "plan_not_kept")


def test_reports_keep_a_plan_in_force_until_its_last_day() -> None:
    walk = ladder.action_in_force()
    (reported,) = walk.pass_days(80).do(ladder.SUBJECT, ReportProgress(report="Half the motors are new"))
    assert isinstance(reported, told.ProgressReported)
    assert (reported.report_by - walk.now.date()).days > 90  # a quarter from the day on which it came
    assert walk.case.due_on == reported.report_by
    walk.wait_out()
    assert walk.case.silence == "action_in_force"
    walk.wait_out()
    assert walk.stands_in(State.ACTION_NEGOTIATION)


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


def test_a_lost_confidence_imposes_the_plan_by_the_nearest_intervener_and_every_partner_is_told() -> None:
    walk = findings_on_the_council("police", "fire", "college")  # three of five signatories besides the subject
    assert publish(walk) == "directive"
    with pytest.raises(Refused) as refused:
        walk.do(ladder.SUBJECT, agreed(walk))
    assert refused.value.name == "confidence_not_lost"
    imposed, noticed = walk.do(ladder.INSPECTOR, ladder.imposed_plan(walk, "national"))
    assert isinstance(imposed, told.PlanImposed)
    assert imposed.passed_over == ("family_peer", "improvement_partnership")
    assert (imposed.reasons, imposed.power) == (
        "none that stands nearer was ready to",
        "section 15 of the Local Government Act 1999",
    )
    assert (imposed.report_by - walk.now.date()).days < 32  # monthly
    assert isinstance(noticed, told.InterventionNoticed)
    assert set(noticed.partners) == {"council", "police", "fire", "college", "housing", "hospital", "clinic"}


@pytest.mark.parametrize(
    ("declaring", "style"),
    [
        (("police", "fire"), "negotiated"),  # fewer than three
        (("police", "fire", "hospital"), "directive"),
    ],
)
def test_no_confidence_needs_three_partners_and_more_than_half(declaring: tuple[str, ...], style: str) -> None:
    assert publish(findings_on_the_council(*declaring)) == style


def test_bodies_that_have_ceased_are_neither_counted_nor_waited_for() -> None:
    walk = findings_on_the_council("police", "fire", "hospital")
    gone = {one: ladder.body(one) for one in ("quango-one", "quango-two", "quango-three")}
    walk.register = replace(walk.register, bodies={**walk.register.bodies, **gone})
    at = walk.at(MACHINE)
    assert (signatories_besides("housing", at), confidence_is_lost(walk.case, at)) == (8, False)
    endings = {one: Ending(last_on=walk.day(-1), successors=("newcomer",), basis="an order") for one in gone}
    walk.register = replace(walk.register, endings=endings).as_of(walk.day(0))
    at = walk.at(MACHINE)
    assert (signatories_besides("housing", at), confidence_is_lost(walk.case, at)) == (5, True)
    assert publish(walk) == "directive"
    _, noticed = walk.do(ladder.INSPECTOR, ladder.imposed_plan(walk, "national"))
    assert isinstance(noticed, told.InterventionNoticed)
    assert not set(noticed.partners) & set(gone)
    # a declaration that has passed to the body that answers, or to one that did not sign, is none of a partner
    walk.register = replace(walk.register, endings={**endings, "police": endings["quango-one"]}).as_of(walk.day(0))
    assert not confidence_is_lost(walk.case, walk.at(MACHINE))


def test_no_confidence_ends_after_its_window_or_when_it_is_taken_back_and_two_arms_declare_once() -> None:
    walk = findings_on_the_council("police", "fire", "hospital")
    for stranger, name in (("clinic", "not_declared_before"), ("newcomer", "signatory_of_the_agreement")):
        with pytest.raises(Refused) as refused:
            walk.do(partner(stranger), no_confidence(walk))
        assert refused.value.name == name
    walk.do(partner("clinic"), WithdrawNoConfidence(reasons="They listen now"))
    assert publish(walk) == "negotiated"
    late = findings_on_the_council("police", "fire", "hospital")
    late.pass_days(91)
    assert publish(late) == "negotiated"
    renewed = findings_on_the_council("police", "fire", "hospital")
    renewed.pass_days(91)
    for one in ("police", "fire", "hospital"):
        renewed.do(partner(one), no_confidence(renewed))
    assert len(renewed.case.inspection.declarations) == len(late.case.inspection.declarations)
    assert publish(renewed) == "directive"


@pytest.mark.parametrize(
    ("said", "gap"),
    [
        ({"power": "because we can"}, ("power", "unknown_power")),
        ({"power": "signed_agreement", "subject_signed": False}, ("power", "not_signed")),
        ({"passed_over_because": ""}, ("passed_over_because", "missing")),
        ({"passed_over_because": "we like this one"}, ("passed_over_because", "not_a_choice")),
        ({"intervener_kind": "family_peer"}, ("passed_over_because", "nobody_passed_over")),
    ],
)
def test_who_imposes_a_plan_and_why_not_somebody_nearer_comes_of_closed_lists_with_their_basis(
    said: dict[str, Any], gap: tuple[str, str]
) -> None:
    walk = ladder.to_be_imposed()
    at = walk.at(ladder.INSPECTOR)
    if not said.pop("subject_signed", True):
        unsigned = replace(at.register.bodies["housing"], signed_on=None)
        at = replace(at, register=replace(at.register, bodies={**at.register.bodies, "housing": unsigned}))
    with pytest.raises(Incomplete) as refused:
        decide(walk.case, replace(ladder.imposed_plan(walk, "national"), **said), at)
    assert [(one.field, one.code) for one in refused.value.gaps] == [gap]


def test_where_nobody_has_such_a_power_or_the_subject_is_no_council_a_plan_is_never_imposed() -> None:
    lof = resolve("lof-2026-1", (), date(2026, 1, 5))
    walk = findings_on_the_council("police", "fire", "college", policy=lof)
    assert publish(walk) == "negotiated"
    with pytest.raises(Refused) as refused:
        walk.do(ladder.INSPECTOR, ladder.imposed_plan(walk))
    assert refused.value.name == "plan_may_be_imposed"
    walk.wait_out()
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "no_plan")

    partner_subject = ladder.findings_draft()
    for one in ("police", "fire", "council"):
        partner_subject.do(partner(one), no_confidence(partner_subject))
    assert publish(partner_subject) == "negotiated"


def test_after_a_plan_that_was_not_kept_a_council_may_get_one_imposed() -> None:
    walk = findings_on_the_council()
    publish(walk)
    ladder.put_plan_in_force(walk, agreed(walk))
    walk.wait_out()
    walk.wait_out()
    assert (walk.case.state, walk.case.inspection.style) == (State.ACTION_NEGOTIATION, "either")


def test_a_plan_says_by_which_figure_it_is_kept_and_findings_have_a_grade_of_the_list() -> None:
    walk = ladder.action_negotiation()
    with pytest.raises(Incomplete) as incomplete:
        walk.do(ladder.SUBJECT, replace(agreed(walk), value="much better", last_on=walk.day(0)))
    assert {gap.code for gap in incomplete.value.gaps} == {"not_ahead", "not_a_number"}
    odd = replace(agreed(walk), value="-4", unit="bananas", owner="Nobody in the world", measure="NI 2")
    walk.measure = ladder.KNOWN
    with pytest.raises(Incomplete) as aimless:
        walk.do(ladder.SUBJECT, odd)
    codes = ["no_post", "another_measure", "another_unit", "below_nothing"]
    assert [gap.code for gap in aimless.value.gaps] == codes
    walk.measure = replace(ladder.KNOWN, value=Decimal(96))
    with pytest.raises(Incomplete) as reached:
        walk.do(ladder.SUBJECT, agreed(walk))
    assert [(gap.field, gap.code) for gap in reached.value.gaps] == [("value", "reached_already")]
    walk.measure = ladder.KNOWN
    with pytest.raises(Incomplete) as endless:
        walk.do(ladder.SUBJECT, replace(agreed(walk), last_on=walk.day(365 + 2)))
    assert [gap.code for gap in endless.value.gaps] == ["too_late"]
    drafted = ladder.replied()
    with pytest.raises(Incomplete) as ungraded:
        drafted.do(ladder.INSPECTOR, PublishFindings(findings="Hm", grade="so-so"))
    assert [gap.code for gap in ungraded.value.gaps] == ["unknown_grade"]


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


@pytest.mark.parametrize("actor", [ladder.WORKER, partner("police"), partner("fire")], ids=lambda one: one.id)
def test_an_inspectorate_may_be_asked_again_once_by_whoever_asked_or_complains(actor: Actor) -> None:
    walk = ladder.declined()
    with pytest.raises(Refused) as refused:
        walk.do(partner("college"), AskAgain(reasons="Please"))
    assert refused.value.name == "asked_or_complains"
    walk.do(actor, AskAgain(reasons="Things are worse"))
    walk.do(ladder.INSPECTOR, DeclineInspection(reasons="Still no"))
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "declined")


def test_the_body_that_it_is_about_takes_nobodys_seat_by_asking_first() -> None:
    walk = ladder.declined()
    ladder.about_the_council(walk)
    with pytest.raises(Refused) as refused:
        walk.do(ladder.WORKER, AskAgain(reasons="Things are worse"))
    assert refused.value.name == "asked_or_complains"
    walk.do(partner("police"), AskAgain(reasons="Things are worse"))
    assert walk.stands_in(State.WITH_INSPECTORATE)


def elsewhere(
    walk: ladder.Walk,
    *,
    ended_days_ago: int | None = None,
    entered_by: str = "inspectors",
    inspectorate: str = "inspectors",
    began_days_ago: int = 360,
) -> OtherInspection:
    return OtherInspection(
        inspection=UUID(int=1),
        subject="housing",
        measure="NI 1",
        inspectorate=inspectorate,
        ground="programme",
        link="https://regulator.example.org/lifts",
        began_on=walk.day(-began_days_ago),
        ended_on=None if ended_days_ago is None else walk.day(-ended_days_ago),
        entered_by=entered_by,
    )


OLD_TABLE = Inspectorate(body="old inspectors", kinds=("partner",), source="an order", until_on=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, State.DECLINED),
        ({"ended_days_ago": 300, "began_days_ago": 900}, State.DECLINED),
        ({"ended_days_ago": 400, "began_days_ago": 900}, State.WITH_INSPECTORATE),
        ({"began_days_ago": 900}, State.WITH_INSPECTORATE),  # nobody ended it: it counts for a year
        ({"inspectorate": "old inspectors", "entered_by": "old inspectors"}, State.DECLINED),  # theirs when it began
        ({"entered_by": "housing"}, State.WITH_INSPECTORATE),  # what the subject says of itself holds nothing up
        ({"entered_by": "waste"}, State.WITH_INSPECTORATE),  # nor what any other body says
        ({"inspectorate": "fire", "entered_by": "fire"}, State.WITH_INSPECTORATE),  # nor who does not inspect it
    ],
)
def test_what_is_inspected_already_is_not_inspected_twice(said: dict[str, Any], state: State) -> None:
    walk = ladder.brokering()
    walk.policy = replace(walk.policy, inspectorates=Inspectorates((OLD_TABLE,)))
    walk.inspections = (elsewhere(walk, **said),)
    events = walk.do(ladder.FACILITATOR, SAMPLES[RequestInspection][1](walk))
    assert walk.case.state is state
    if state is State.DECLINED:
        assert isinstance(events[-1], told.InspectionDeclined)
        assert events[-1].cause == "already_inspected"
        assert "https://regulator.example.org/lifts" in events[-1].reasons


def test_another_inspection_is_the_answer_once_and_asked_again_the_inspectorate_answers_itself() -> None:
    walk = ladder.brokering()
    walk.inspections = (elsewhere(walk),)
    walk.do(ladder.FACILITATOR, SAMPLES[RequestInspection][1](walk))
    unasked = deepcopy(walk)
    unasked.wait_out()
    assert (unasked.case.state, unasked.case.cause) == (State.CLOSED_UNRESOLVED, "already_inspected")
    walk.do(ladder.WORKER, AskAgain(reasons="That one does not look at lifts"))
    assert walk.stands_in(State.WITH_INSPECTORATE)
    silent = deepcopy(walk)
    walk.do(ladder.INSPECTOR, DeclineInspection(reasons="It does look at them"))
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "declined")
    silent.wait_out()
    assert (silent.case.state, silent.case.cause) == (State.CLOSED_UNRESOLVED, "inspectorate_silent")  # it said no word


def test_where_no_body_takes_such_requests_the_case_says_so_and_ends() -> None:
    for inspectorate, kind in (("No body takes such requests", "council"), ("", "jobcentre")):
        walk = ladder.brokering()
        subject = replace(BODIES["housing"], inspectorate=inspectorate, kind=kind)
        walk.register = replace(REGISTER, bodies={**BODIES, "housing": subject})
        served_with(walk, "", kind)
        events = walk.wait_out()
        assert [type(event) for event in events] == [told.InspectorateMissing, told.InspectionDeclined, told.CaseClosed]
        assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "no_inspectorate")


def test_an_area_may_let_peers_inspect_and_passes_over_those_in_the_quarrel() -> None:
    walk = ladder.brokering()
    stage3 = replace(POLICY.stage3, assessor_kind=AssessorKind.PEER, peer_assessors=("police", "next-county"))
    walk.policy = replace(POLICY, stage3=stage3)
    (asked,) = walk.wait_out()
    assert isinstance(asked, told.InspectionRequested)
    assert (asked.inspectorate, asked.assessor_kind) == ("next-county", "peer")
    peer = Actor(id="peer", body="next-county", roles=frozenset({"inspector"}))
    assert walk.do(peer, AcceptInspection(scope="Lifts"))[0].state == "inspecting"


def served_with(walk: ladder.Walk, inspectorate: str, kind: str = "partner") -> None:
    """The same, with this inspectorate on the day on which the duty was served."""
    assert walk.case.remedy.duty is not None
    duty = replace(walk.case.remedy.duty, inspectorate=inspectorate, lead_kind=kind)
    walk.case = replace(walk.case, remedy=replace(walk.case.remedy, duty=duty))


@pytest.mark.parametrize(
    ("served", "kind", "now", "asked"),
    [
        ("inspectors", "partner", "No body takes such requests", "inspectors"),
        ("inspectors", "partner", "friends", "inspectors"),
        ("old inspectors", "partner", "", "new inspectors"),  # the table's own, which passed its work on
        ("", "jobcentre", "friends", "friends"),  # there was none
        ("", "jobcentre", "No body takes such requests", ""),
    ],
)
def test_a_case_is_held_to_the_inspectorate_of_the_day_of_its_service(
    served: str, kind: str, now: str, asked: str
) -> None:
    walk = ladder.brokering()
    served_with(walk, served, kind)
    new = replace(OLD_TABLE, body="new inspectors", since_on=date(2026, 1, 8), until_on=date.max)
    table = Inspectorates((replace(OLD_TABLE, until_on=date(2026, 1, 7)), new))
    walk.policy = replace(POLICY, inspectorates=table)
    body = replace(BODIES["housing"], inspectorate=now, kind=kind)
    walk.register = replace(REGISTER, bodies={**BODIES, "housing": body})
    assert assessor(walk.case, walk.at(MACHINE))[0] == asked


@pytest.mark.parametrize("stake", ["none", *(one for one in STAKES if one != "inspects"), "brokers"])
def test_nobody_inspects_or_intervenes_who_has_a_stake_in_it(stake: str) -> None:
    walk = ladder.findings_draft()
    walk.case = replace(walk.case, inspection=replace(walk.case.inspection, facilitator=""))
    if stake == "brokers":
        walk.case = replace(walk.case, inspection=replace(walk.case.inspection, facilitator="college"))
    elif stake != "none":
        with_stake(walk, stake)
    peers = replace(POLICY.stage3, assessor_kind=AssessorKind.PEER, peer_assessors=("council", "college"))
    walk.policy = replace(POLICY, stage3=peers)
    at = walk.at(MACHINE)
    is_free = stake == "none"
    expected = ("college", AssessorKind.PEER) if is_free else ("inspectors", AssessorKind.NATIONAL)
    assert assessor(walk.case, at) == expected  # the council lists itself in vain: its committee has judged the case
    walk.policy, before = POLICY, walk.case
    served_with(walk, "college")
    assert assessor(walk.case, walk.at(MACHINE)) == ("college" if is_free else "", AssessorKind.NATIONAL)
    walk.case = before
    imposed = replace(ladder.imposed_plan(walk), intervener="College")  # by its name
    codes = [gap.code for gap in known_intervener(walk.case, imposed, walk.at(ladder.INSPECTOR))]
    assert codes == ([] if is_free else ["tries_the_settlement" if stake == "brokers" else STAKES[stake]])


@pytest.mark.parametrize(
    ("profile", "kind", "on", "inspectorate"),
    [
        ("laa-2008-1", "pct", date(2009, 3, 31), "Healthcare Commission"),
        ("laa-2008-1", "pct", date(2009, 4, 1), "Care Quality Commission"),
        ("laa-2008-1", "fire", date(2009, 4, 1), "Audit Commission"),
        ("lof-2026-1", "icb", date(2026, 4, 1), "Care Quality Commission"),
        ("lof-2026-1", "jobcentre", date(2026, 4, 1), ""),
    ],
)
def test_who_inspects_a_kind_of_body_depends_on_the_day(profile: str, kind: str, on: date, inspectorate: str) -> None:
    assert resolve(profile, (), on).inspectorates.of(kind, on) == inspectorate


@pytest.mark.parametrize(
    ("figure", "outputs", "found"),
    [
        ("", "", "outputs missing"),
        ("much better", "", "figure not_a_number"),
        ("95", SEEN, "figure no_such_figure"),
        ("", "All the motors are new", "outputs not_numbers"),
        ("", "1, 2, 3", "outputs not_numbers"),  # and what was seen of them?
        ("", "1: They all run now\n4: We saw the ramps", "outputs no_such_action"),
        ("", "1: They all run now\n1: They all run still", "outputs named_twice"),
        ("", "1: yes", "outputs says_nothing"),
        ("", "2: New doors, everywhere", "outputs says_nothing"),  # the plan's own words
        ("", "1: They run, and NI 1 shows 95 now", "outputs names_the_measure"),
        ("", "1: Lifts that run are 95 of 100", "outputs names_the_measure"),
        ("", "none", "not_kept"),
        ("", "1. They all run now; 3) We met the night shift", "kept_in_part"),
        ("", SEEN, "kept"),
    ],
)
def test_a_plan_that_no_figure_tells_of_is_kept_by_its_own_actions_and_somebody_of_another_body_agrees(
    figure: str, outputs: str, found: str
) -> None:
    walk = with_a_plan()
    asked = CompletePlan(reasons="We rode in them", figure=figure, outputs=outputs)
    if " " in found:
        with pytest.raises(Incomplete) as incomplete:
            walk.do(ladder.INSPECTOR, asked)
        assert [f"{gap.field} {gap.code}" for gap in incomplete.value.gaps] == [found]
        assert walk.stands_in(State.ACTION_IN_FORCE)
        return
    (event,) = walk.do(ladder.INSPECTOR, asked)
    assert walk.stands_in(State.ACTION_IN_FORCE)  # until its last day, or until somebody agrees
    if found != "kept":
        assert isinstance(event, told.PlanJudged)
        assert (event.outcome, event.rests_on, walk.case.inspection.plan_outcome) == (found, "by_actions", found)
        return
    assert walk.case.waiting is not None
    assert walk.case.waiting.of == "outsider"
    yes = AgreeAsSecond(reasons="We rode in them too")
    colleague = partner("inspectors")
    for own in (ladder.SUBJECT, colleague, replace(ladder.MONITOR, body="housing")):
        with pytest.raises(NotYourPart):
            walk.do(own, yes)
    late = ladder.measured(deepcopy(walk), "70")  # a figure comes that tells otherwise
    with pytest.raises(Incomplete):
        late.do(partner("police"), yes)
    _, kept = walk.do(partner("police"), yes)
    assert isinstance(kept, told.PlanCompleted)
    assert (kept.rests_on, kept.done_by) == ("by_actions", "inspectors")
    assert walk.stands_in(State.CLOSED_AFTER_INSPECTION)


@pytest.mark.parametrize(
    ("figure", "outputs", "found"),
    [
        ("95", "", "figure no_such_figure"),  # what the plan asks for, and nothing shows
        ("80", "", "figure no_such_figure"),  # what it showed when the plan came into force
        ("", SEEN, "figure missing"),
        ("70", "", "not_kept"),
        ("90", SEEN, "kept_in_part"),
        ("96.0", "", "kept"),
    ],
)
def test_a_plan_is_kept_by_the_figure_that_the_case_holds_and_by_no_other(
    figure: str, outputs: str, found: str
) -> None:
    walk = with_a_plan()
    shows = figure if " " not in found else "91"
    ladder.measured(walk, shows)
    asked = CompletePlan(reasons="We rode in them", figure=figure, outputs=outputs)
    if " " in found:
        with pytest.raises(Incomplete) as incomplete:
            walk.do(ladder.INSPECTOR, asked)
        assert [f"{gap.field} {gap.code}" for gap in incomplete.value.gaps] == [found]
        assert "shows 91" in incomplete.value.gaps[0].message
        return
    (event,) = walk.do(ladder.INSPECTOR, asked)
    assert isinstance(event, told.PlanCompleted | told.PlanJudged)
    assert event.rests_on == "by_figure"
    assert getattr(event, "outcome", "kept") == found
    assert walk.stands_in(State.CLOSED_AFTER_INSPECTION if found == "kept" else State.ACTION_IN_FORCE)


def test_no_figure_of_a_period_before_the_plan_and_none_that_is_not_judged_shows_that_it_was_kept() -> None:
    walk = with_a_plan()
    for number, verdict in enumerate(("met", "no_target")):
        walk.do(MACHINE, ladder.figure(verdict, ("2026-01", "2027-01")[number]))
        with pytest.raises(Incomplete) as incomplete:
            walk.do(ladder.INSPECTOR, CompletePlan(reasons="We rode in them", figure="96"))
        assert [gap.code for gap in incomplete.value.gaps] == ["no_such_figure"]


def with_a_plan() -> ladder.Walk:
    """Three actions, and 95 where the measure showed 80."""
    walk = ladder.action_negotiation()
    walk.measure = ladder.KNOWN
    walk.do(MACHINE, replace(ladder.figure("missed", "2026-01"), value="80"))
    ladder.put_plan_in_force(walk, replace(agreed(walk), actions="New motors\n\nNew doors everywhere\nA night shift"))
    return walk


@pytest.mark.parametrize(
    ("figures", "style", "cause"),
    [(("90", "92"), "negotiated", "plan_kept_in_part"), (("70", "60"), "either", "plan_not_kept")],
)
def test_what_follows_a_plan_whose_time_is_over_depends_on_how_it_was_kept(
    figures: tuple[str, str], style: str, cause: str
) -> None:
    walk = findings_on_the_council()
    publish(walk)
    walk.measure = ladder.KNOWN
    walk.do(MACHINE, replace(ladder.figure("missed"), value="80"))
    for number, figure in enumerate(figures):
        ladder.put_plan_in_force(walk, replace(agreed(walk), last_on=walk.day(20)))
        ladder.measured(walk, figure)
        if number:
            break
        walk.do(ladder.INSPECTOR, CompletePlan(reasons="We rode in them", figure=figure))
        assert (walk.case.state, walk.case.inspection.style) == (State.ACTION_NEGOTIATION, style)
    by_silence = deepcopy(walk)
    walk.do(ladder.INSPECTOR, CompletePlan(reasons="We rode in them", figure=figures[-1]))
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, cause)
    by_silence.wait_out()
    assert (by_silence.case.state, by_silence.case.cause) == (State.CLOSED_UNRESOLVED, "plan_not_kept")


def test_a_plan_is_agreed_by_the_body_that_answers_and_somebody_for_those_who_raised_the_case() -> None:
    walk = ladder.action_negotiation()
    for alone in (ladder.FACILITATOR, ladder.WORKER, partner("police")):
        with pytest.raises(NotYourPart):
            walk.do(alone, agreed(walk))
    (asked,) = walk.do(ladder.SUBJECT, agreed(walk))
    assert isinstance(asked, told.SecondAsked)
    assert (asked.of, walk.case.state) == ("raiser", State.ACTION_NEGOTIATION)
    for stranger in (ladder.SUBJECT, ladder.WORKER, ladder.MONITOR, ladder.FACILITATOR, partner("hospital")):
        with pytest.raises(NotYourPart):
            walk.do(stranger, AgreeAsSecond(reasons="It will do"))
    organiser = ladder.ORGANISER
    for who in (organiser, partner("police")):  # whoever raised the case, or complains of it
        other = ladder.action_negotiation()
        other.do(ladder.SUBJECT, agreed(other))
        other.do(who, AgreeAsSecond(reasons="It will do"))
        assert other.stands_in(State.ACTION_IN_FORCE)
