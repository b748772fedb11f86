"""Stage 1: the duty to remedy, its plan, and who says that a claim is true."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder.deadline import Kind, missed
from services.escalation.domain.ladder.decision import open_commands
from services.escalation.domain.remedy.command import (
    AgreeRemedy,
    ClaimRemedy,
    ConfirmDuty,
    ContestRemedy,
    RefuseRemedy,
    ServeDuty,
    VerifyRemedy,
)
from services.escalation.domain.screening.command import Admit
from shared.events import escalation as told
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import POLICY, Walk, partner, plan


def test_a_plan_names_its_own_day_and_none_after_the_period_from_service() -> None:
    early, late = ladder.duty_served(), ladder.duty_served()
    early.do(ladder.SUBJECT, plan(early, days=30))
    assert early.case.due_on == early.day(30)
    assert late.case.remedy.duty is not None
    latest = POLICY.stage1.remedy.reckon(late.case.remedy.duty.served_on, ladder.CALENDAR)
    with pytest.raises(Incomplete) as refused:
        late.do(ladder.SUBJECT, plan(late, days=300))
    assert [gap.code for gap in refused.value.gaps] == ["too_late"]
    assert latest.words() in refused.value.gaps[0].message
    late.do(ladder.SUBJECT, plan(late, days=(latest.due_on - late.now.date()).days))
    assert late.case.due_on == latest.due_on


def test_a_claim_that_came_in_time_sets_aside_what_the_machine_did() -> None:
    walk = ladder.referred_unclaimed()
    received = walk.now - timedelta(days=2)
    events = walk.do(ladder.SUBJECT, ClaimRemedy(evidence="They run", together="Nothing"), received_at=received)
    assert [type(event) for event in events] == [told.DeadlineSetAside, told.RemedyClaimed]
    assert walk.stands_in(State.VERIFYING)
    assert walk.case.remedy.spent_on is None


def test_a_claim_that_came_late_is_refused_by_name() -> None:
    walk = ladder.referred_unclaimed()
    with pytest.raises(Refused) as refused:
        walk.do(ladder.SUBJECT, ClaimRemedy(evidence="They run", together="Nothing"))
    assert refused.value.name == "claim_received_in_time"


def test_a_claim_found_wrong_early_goes_back_once_and_then_to_scrutiny() -> None:
    walk = ladder.verifying()
    walk.do(ladder.WORKER, RefuseRemedy(reasons="Two stand still"))
    assert walk.stands_in(State.REMEDY_RUNNING)
    walk.do(ladder.SUBJECT, ClaimRemedy(evidence="Now they run", together="Nothing"))
    walk.do(ladder.WORKER, RefuseRemedy(reasons="One stands still"))
    assert walk.stands_in(State.REFERRED)
    assert walk.case.remedy.referral_cause == "not_verified"


def test_recovered_figures_verify_a_claim_without_anybody() -> None:
    walk = ladder.verifying()
    events = walk.do(MACHINE, ladder.figure("met"))
    assert isinstance(events[-1], told.RemedyVerified)
    assert events[-1].how == "figures"
    assert walk.stands_in(State.RESOLVED_STAGE1)


def test_nobody_of_the_subject_verifies_its_remedy() -> None:
    walk = ladder.verifying()
    own = Actor(id="x", body="housing", roles=frozenset({"case_worker", "partner"}))
    with pytest.raises(NotYourPart):
        walk.do(own, VerifyRemedy(reasons="We are fine"))


def test_a_council_under_duty_is_verified_by_another_partner_only() -> None:
    lead = replace(ladder.REGISTER.lead, body="council") if ladder.REGISTER.lead else None
    walk = Walk(register=replace(ladder.REGISTER, lead=lead))
    walk.do(ladder.WORKER, Admit(level="local", reasons="Yes"))
    walk.do(ladder.WORKER, ServeDuty())
    walk.do(partner("council"), plan(walk, days=20))
    walk.do(partner("council"), ClaimRemedy(evidence="Done", together="All of it"))
    walk.do(ladder.ORGANISER, AgreeRemedy(reasons="They run for us"))
    with pytest.raises(NotYourPart):
        walk.do(ladder.WORKER, VerifyRemedy(reasons="Our own is fine"))
    walk.do(partner("police"), VerifyRemedy(reasons="It is"))
    assert walk.stands_in(State.RESOLVED_STAGE1)


def test_without_a_lead_the_responsible_authority_is_served_and_that_is_said() -> None:
    walk = Walk(register=replace(ladder.REGISTER, lead=None))
    walk.do(ladder.WORKER, Admit(level="local", reasons="Yes"))
    walk.wait_out()
    assert walk.case.remedy.duty is not None
    assert walk.case.remedy.duty.lead == "council"
    assert walk.case.remedy.duty.lead_missing
    assert walk.case.remedy.duty.register_version == ladder.REGISTER.version


def test_a_plan_is_owned_by_a_post_and_aims_at_what_the_measures_figures_can_show() -> None:
    walk = ladder.duty_served()
    walk.measure = ladder.KNOWN
    filed = ladder.plan(walk, days=30)
    for odd, field, code in (
        (replace(filed, owner="Nobody in the world"), "owner", "no_post"),
        (replace(filed, target="4 bananas"), "target", "another_unit"),
        (replace(filed, target="Three new motors in each house"), "target", "not_a_number"),
        (replace(filed, target="104%"), "target", "out_of_range"),
        (replace(filed, target="80 percent"), "target", "reached_already"),
    ):
        with pytest.raises(Incomplete) as incomplete:
            walk.do(ladder.SUBJECT, odd)
        assert [(gap.field, gap.code) for gap in incomplete.value.gaps] == [(field, code)]
    walk.do(ladder.SUBJECT, replace(filed, target="95 per cent, with three new motors in each house"))
    assert walk.case.remedy.plan is not None


def test_why_a_remedy_cannot_be_found_real_yet_is_said_as_it_is() -> None:
    for figure, says in (
        (None, "No figure of the measure has come while this case runs."),
        (("not sent", "95", "not_judged"), "The latest figure, not sent for 2026-03, is not judged."),
        (("90.5", "95", "missed"), "The latest figure, 90.5 for 2026-03, misses the target of 95 by 4.5."),
        (("3 of 5 parts met", "every part met", "missed"), "misses the target of every part met."),
    ):
        walk = ladder.verifying()
        if figure is not None:
            value, target, verdict = figure
            noted = replace(ladder.figure(verdict), value=value, target=target)
            walk.do(MACHINE, noted)
        with pytest.raises(Refused) as refused:
            walk.do(ladder.WORKER, VerifyRemedy(reasons="We rode in them"))
        assert refused.value.name == "shown_to_be_put_right"
        assert says in refused.value.words
        assert "Whoever raised it has not said that it is put right." in refused.value.words
        walk.do(partner("fire"), ladder.SAMPLES[ContestRemedy][1](walk))
        (offer,) = [one for one in open_commands(walk.case, walk.at(ladder.WORKER)) if one.name == "verify_remedy"]
        assert "Whoever raised it does not agree." in offer.reason


def test_whoever_disputes_a_duty_has_received_it_and_is_not_told_as_silent() -> None:
    walk = ladder.disputed()
    by = walk.case.remedy.duty.acknowledge_by if walk.case.remedy.duty else None
    assert by is not None
    walk.do(ladder.WORKER, ConfirmDuty(reasons="The register names it"))
    walk.go_to(by + timedelta(days=1))
    assert walk.case.state is State.DUTY_SERVED
    assert missed(walk.case, Kind.ACKNOWLEDGEMENT, walk.at(MACHINE)) == ()
