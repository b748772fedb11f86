"""Stage 3: findings, the right of reply, facilitators and action plans."""

from dataclasses import replace

import pytest

from services.escalation.domain.case.refusal import Incomplete, Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection.command import (
    AcceptInspection,
    AgreePlan,
    AskAgain,
    AssignFacilitator,
    DeclineInspection,
    DraftFindings,
    FileReply,
    PublishFindings,
)
from shared.events import escalation as told
from tests.unit import ladder
from tests.unit.ladder import SAMPLES, partner


def test_a_plan_that_is_not_kept_is_negotiated_once_more_and_then_ends_unresolved() -> None:
    walk = ladder.action_in_force()
    walk.wait_out()
    assert walk.stands_in(State.ACTION_NEGOTIATION)
    walk.do(ladder.FACILITATOR, SAMPLES[AgreePlan][1](walk))
    walk.wait_out()
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "plan_not_kept")


def test_findings_with_nothing_failing_close_the_case() -> None:
    walk = ladder.replied()
    walk.do(ladder.INSPECTOR, PublishFindings(findings="All is well", is_failing=False))
    assert walk.stands_in(State.CLOSED_AFTER_INSPECTION)


def test_the_reply_in_the_findings_is_what_the_subject_filed_itself() -> None:
    walk = ladder.replied()
    published, *_ = walk.do(ladder.INSPECTOR, PublishFindings(findings="Failing", is_failing=True))
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


@pytest.mark.parametrize("facilitator", ["nobody-at-all", "housing", "police", "estates", "patrols"])
def test_a_facilitator_is_a_body_of_the_register_outside_the_quarrel(facilitator: str) -> None:
    arms = {one.id: one for one in (ladder.body("estates", parent="housing"), ladder.body("patrols", parent="police"))}
    walk = ladder.call_in_admitted()
    walk.register = replace(walk.register, bodies={**walk.register.bodies, **arms})
    with pytest.raises(Incomplete) as incomplete:
        walk.do(ladder.WORKER, AssignFacilitator(facilitator=facilitator))
    expected = "unknown_body" if facilitator == "nobody-at-all" else "in_the_quarrel"
    assert [(gap.field, gap.code) for gap in incomplete.value.gaps] == [("facilitator", expected)]


def test_an_inspectorate_may_be_asked_again_once_by_whoever_asked() -> None:
    walk = ladder.declined()
    with pytest.raises(Refused) as refused:
        walk.do(partner("police"), AskAgain(reasons="Please"))
    assert refused.value.name == "is_the_requester"
    walk.do(ladder.WORKER, AskAgain(reasons="Things are worse"))
    walk.do(ladder.INSPECTOR, DeclineInspection(reasons="Still no"))
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "declined")
