"""Whoever raised a case takes it back: before admission it ends, afterwards it stays while anybody has standing."""

from dataclasses import replace

import pytest

from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.case.refusal import NotYourPart, Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.course.chain import LET_IN
from services.escalation.domain.course.command import Adopt, Withdraw
from services.escalation.domain.ladder.wording import sentence
from services.escalation.domain.remedy.command import ClaimRemedy
from shared.events import escalation as told
from shared.working_days import add_working_days
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import CALENDAR, MONITOR, ORGANISER, WORKER, case_in, partner, pause

LEAVE = Withdraw(reasons="We have moved away")
AGREE = AgreeAsSecond(reasons="She told us too")


@pytest.mark.parametrize("state", [State.SCREENING, State.EVIDENCE], ids=lambda s: s.value)
def test_no_case_worker_takes_a_petitions_case_back_alone(state: State) -> None:
    """Somebody of another body agrees, and the step says who wrote it down; in person the organiser does it alone."""
    walk = case_in(state)
    (asked,) = walk.do(WORKER, LEAVE)
    assert isinstance(asked, told.SecondAsked)
    assert (asked.of, walk.case.overlay, walk.case.state) == ("outsider", None, state)
    for nobody in (MONITOR, ladder.SUBJECT if walk.case.subject else MONITOR):
        with pytest.raises(NotYourPart):
            walk.do(nobody, AGREE)
    _, left = walk.do(partner("police"), AGREE)
    assert isinstance(left, told.CaseWithdrawn)
    assert (left.said_by, left.how) == ("council", "written_down")
    bodies = walk.register.bodies
    assert "Written down by Council" in sentence(left, walk.policy.wording, bodies, {})
    (own,) = case_in(state).do(ORGANISER, LEAVE)
    assert isinstance(own, told.CaseWithdrawn)
    assert "ritten down" not in sentence(own, walk.policy.wording, bodies, {})


@pytest.mark.parametrize("state", [State.SCREENING, State.REJECTED, State.REJECTION_REVIEW], ids=lambda s: s.value)
def test_before_admission_the_organiser_ends_the_case_by_taking_it_back(state: State) -> None:
    walk = case_in(state)
    (withdrawn,) = walk.do(ORGANISER, LEAVE)
    assert (withdrawn.state, withdrawn.ended, walk.case.due_on) == ("withdrawn", "unresolved", None)
    assert (walk.case.course.overlay, walk.case.closed_on) == (None, walk.now.date())


@pytest.mark.parametrize("state", LET_IN, ids=lambda state: state.value)
def test_after_it_the_case_stays_while_anybody_has_standing_and_ends_in_ten_working_days_otherwise(
    state: State,
) -> None:
    walk = case_in(state)
    before = walk.case
    walk.do(ORGANISER, LEAVE)
    assert walk.case.state is state
    if before.inspection.complaints:
        assert (walk.case.due_on, walk.case.silence) == (before.due_on, before.silence)
        return
    ten = add_working_days(walk.now.date(), 10, calendar=CALENDAR).due_on
    assert (walk.case.silence, walk.case.due_on) == ("withdrawn", ten)
    (closed,) = walk.wait_out()
    assert isinstance(closed, told.CaseClosed)
    assert (closed.state, closed.cause) == ("withdrawn", "not_adopted")


def test_a_body_that_takes_the_case_up_sends_it_on_where_it_stood_and_has_standing_from_then() -> None:
    walk = ladder.remedy_running()
    remedy_on = walk.case.remedy.plan.remedy_on if walk.case.remedy.plan else None
    assert remedy_on is not None
    walk.do(ORGANISER, LEAVE)
    with pytest.raises(Refused, match="nothing goes on until 19 January 2026 unless a body takes it up") as refused:
        walk.do(ladder.SUBJECT, ClaimRemedy(evidence="They run"))
    assert refused.value.name == "withdrawn"
    with pytest.raises(NotYourPart):
        walk.do(ladder.SUBJECT, Adopt(reasons="Let us see"))
    walk.pass_days(7).do(partner("fire"), Adopt(reasons="We are called to them"))
    assert (walk.case.silence, walk.case.course.adopters) == ("remedy_running", ("fire",))
    assert walk.case.due_on == add_working_days(remedy_on, 5, calendar=CALENDAR).due_on
    with pytest.raises(Refused, match="Whoever raised this case has left it"):
        walk.do(ORGANISER, LEAVE)


def test_a_body_that_would_judge_its_own_cause_takes_no_case_up_whoever_agrees() -> None:
    walk = ladder.evidence()
    walk.do(ORGANISER, LEAVE)
    own, command = ladder.in_own_cause(walk, Adopt)
    for role, name in (("case_worker", "not_about_itself"), ("scrutiny_officer", "not_your_part")):
        with pytest.raises(Refused) as refused:
            walk.do(replace(own, roles=frozenset({role})), command)
        assert refused.value.name == name
    walk.do(partner("fire"), command)
    assert walk.case.course.adopters == ("fire",)


def test_an_organiser_may_leave_a_case_that_stands_still_and_the_days_of_both_count_once() -> None:
    walk = ladder.evidence()
    due_on = walk.case.due_on
    assert due_on is not None
    walk.pass_days(1).do(MONITOR, pause(walk))
    walk.pass_days(7).do(ORGANISER, LEAVE)
    assert (walk.case.silence, walk.case.course.days_paused) == ("withdrawn", 7)
    walk.pass_days(7).do(partner("fire"), Adopt(reasons="We are called to them"))
    assert walk.case.due_on == add_working_days(due_on, 10, calendar=CALENDAR).due_on
    assert walk.case.silence == "evidence"


def test_a_case_that_a_body_raised_has_no_organiser_to_leave_it() -> None:
    walk = ladder.Walk(trigger="partner_action")
    with pytest.raises(Refused) as refused:
        walk.do(WORKER, LEAVE)
    assert refused.value.name == "organiser_to_leave"
