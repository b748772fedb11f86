"""Who puts a slip right: whoever took the step or the monitoring officer, and always somebody else agrees."""

from dataclasses import replace

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.case.refusal import Incomplete, Refused
from services.escalation.domain.correction.correction import last_step, steps_open
from services.escalation.domain.course.command import Correct, Resume
from services.escalation.domain.remedy.command import (
    Acknowledge,
    ConfirmDuty,
    ContestRemedy,
)
from services.escalation.domain.scrutiny.command import (
    RequestInformation,
    Respond,
)
from shared.events import escalation as told
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import MONITOR, OFFICER, SUBJECT, WORKER, partner
from tests.unit.escalation.test_correction import FIRE_MONITOR, asked_for, near, put_right

OTHER_MONITOR = replace(MONITOR, id="m2")


def test_whoever_took_the_step_asks_or_the_monitoring_officer_and_always_somebody_else_agrees() -> None:
    walk = ladder.admitted()
    with pytest.raises(Refused, match="Only whoever took the last step"):
        walk.do(partner("fire"), asked_for(walk, "reasons", "It cites a measure"))
    put_right(walk, WORKER, "reasons", "It cites a measure", second=MONITOR)
    (asked,) = walk.do(MONITOR, asked_for(walk, "reasons", "It cites the measure NI 1"))
    assert isinstance(asked, told.SecondAsked)
    with pytest.raises(Refused):
        walk.do(MONITOR, AgreeAsSecond(reasons="It was"))
    walk.do(OTHER_MONITOR, AgreeAsSecond(reasons="It was"))
    assert isinstance(walk.events[-1], told.StepCorrected)
    assert (walk.events[-1].was, walk.events[-1].now) == ("It cites a measure", "It cites the measure NI 1")

    own = ladder.remedy_running()
    (asked,) = own.do(SUBJECT, asked_for(own, "owner", "Head of lifts"))
    assert isinstance(asked, told.SecondAsked)
    assert asked.of == "outsider"


def test_nobody_but_whoever_said_it_rewrites_what_a_complainant_says() -> None:
    walk = ladder.raised_by_fire(ladder.verifying)()
    walk.do(partner("fire"), ContestRemedy(reasons="Nothing is better, and two people were hurt"))
    said = walk.taken[-1].event
    assert isinstance(said, told.RemedyContested)
    for body in ("housing", "council", "police"):
        with pytest.raises(Refused) as refused:
            walk.do(replace(MONITOR, id=f"officer of {body}", body=body), asked_for(walk, "reasons", "All is well"))
        assert refused.value.name == "whoever_took_the_step"
    put_right(walk, FIRE_MONITOR, "reasons", "Nothing is better, and three were hurt", second=MONITOR)


def test_a_step_that_somebody_agreed_to_is_still_that_of_whoever_proposed_it() -> None:
    walk = ladder.action_in_force()
    wrong = asked_for(walk, "actions", "Replace all the motors")
    for stranger in (partner("police"), FIRE_MONITOR):
        with pytest.raises(Refused) as refused:
            walk.do(stranger, wrong)
        assert refused.value.name == "whoever_took_the_step"
    walk.do(SUBJECT, wrong)
    with pytest.raises(Refused) as refused:  # somebody outside is not kept waiting, and still rewrites nobody's words
        walk.do(partner("police"), wrong)
    assert refused.value.name == "whoever_took_the_step"


def test_what_two_sides_agreed_is_put_right_only_with_whoever_agreed_to_it() -> None:
    own = replace(MONITOR, id="officer of the subject", body="housing")
    walk = ladder.action_in_force()
    walk.case = replace(walk.case, inspection=replace(walk.case.inspection, complainants=("police", "fire")))
    (asked,) = walk.do(own, asked_for(walk, "actions", "Replace all the motors"))
    assert isinstance(asked, told.SecondAsked)
    assert asked.of == "raiser"
    for other in (FIRE_MONITOR, WORKER, MONITOR, replace(SUBJECT, id="a colleague")):
        with pytest.raises(Refused):
            walk.do(other, AgreeAsSecond(reasons="It was a slip"))
    assert walk.case.inspection.plan_actions == "Replace the motors"
    walk.do(partner("police"), AgreeAsSecond(reasons="It was a slip"))
    assert walk.case.inspection.plan_actions == "Replace all the motors"


def test_what_needed_somebody_outside_is_put_right_only_with_somebody_outside() -> None:
    """When the duty is settled the body that it was said to be of is out of sight, and this was its own cause too."""
    walk = ladder.disputed()
    college = Actor(id="c", body="college", roles=frozenset({"case_worker", "monitoring_officer"}))
    walk.do(college, ConfirmDuty(reasons="The lifts are not ours at all"))
    walk.do(FIRE_MONITOR, AgreeAsSecond(reasons="They are not"))
    (asked,) = walk.do(college, asked_for(walk, "reasons", "These lifts are not ours at all"))
    assert isinstance(asked, told.SecondAsked)
    assert asked.of == "outsider"


def test_published_findings_stand_as_they_were_published() -> None:
    walk = ladder.action_negotiation()
    assert any(isinstance(one.event, told.FindingsPublished) for one in walk.taken)
    assert not [one for one in steps_open(walk.at(MACHINE)) if isinstance(one.event, told.FindingsPublished)]
    wanted = Correct(step=walk.case.version, field="findings", correction="All is well with it", reasons="Typed wrong")
    with pytest.raises(Refused) as refused:
        walk.do(ladder.INSPECTOR, wanted)
    assert refused.value.name == "a_step_to_correct"


def test_what_a_committee_decided_reads_otherwise_by_its_own_decision_only() -> None:
    walk = ladder.scheduled()
    fixed = walk.case.scrutiny.hearing_on
    other = near(fixed)
    bare = replace(asked_for(walk, "hearing_on", other), minute=None)
    lost = replace(bare, minute=replace(ladder.minute(walk), votes_for=1, votes_against=4))
    not_its = replace(bare, field="minute_reference", correction="13/26", minute=ladder.minute(walk))
    for who, wanted, pointer, code in (
        (OFFICER, bare, "minute/reference", "missing"),
        (MONITOR, replace(bare, minute=ladder.minute(walk)), "minute/reference", "not_yours"),
        (OFFICER, lost, "minute/votes_for", "not_carried"),
        (OFFICER, not_its, "minute/reference", "not_decided"),
    ):
        with pytest.raises(Incomplete) as refused:
            walk.do(who, wanted)
        assert [(gap.field, gap.code) for gap in refused.value.gaps] == [(pointer, code)]
    assert walk.case.scrutiny.hearing_on == fixed
    event = put_right(walk, OFFICER, "hearing_on", other)
    assert event.minute is not None
    assert event.minute.body == walk.case.scrutiny.committee
    put_right(walk, OFFICER, "minute_reference", "13/26")  # where it is written down is no decision


def test_a_second_notice_or_another_bodys_answer_leaves_the_first_to_be_put_right() -> None:
    walk = ladder.asked_for_information(ladder.scheduled)()
    wanted = RequestInformation(notified="police", wanted="Every patrol of it", minute=ladder.minute(walk))
    walk.do(OFFICER, wanted)
    second, first = steps_open(walk.at(MACHINE))
    said = "Every call to any lift"
    walk.do(
        OFFICER,
        Correct(
            step=first.version,
            field="wanted",
            correction=said,
            reasons="Typed wrong",
            minute=ladder.minute(walk),
        ),
    )
    walk.do(FIRE_MONITOR, AgreeAsSecond(reasons="It was a slip"))
    assert [one.wanted for one in walk.case.scrutiny.notices] == [said, "Every patrol of it"]
    assert [one.version for one in steps_open(walk.at(MACHINE))] == [second.version, first.version]

    answers = ladder.awaiting("housing", "fire")
    answers.do(SUBJECT, Respond(recommendation=1, answer="accepted", reasons="We wil do that"))
    answers.do(partner("fire"), Respond(recommendation=2, answer="accepted", reasons="So will we"))
    _, own = steps_open(answers.at(MACHINE))
    asked = Correct(step=own.version, field="reasons", correction="We will do that", reasons="Typed wrong")
    with pytest.raises(Incomplete) as refused:
        answers.do(partner("fire"), asked)
    assert [(gap.field, gap.code) for gap in refused.value.gaps] == [("step", "not_yours")]
    answers.do(SUBJECT, asked)
    answers.do(FIRE_MONITOR, AgreeAsSecond(reasons="It was a slip"))
    assert [one.reasons for one in answers.case.scrutiny.answers] == ["We will do that", "So will we"]


def test_that_a_duty_was_received_ends_nobodys_days_to_put_a_slip_right() -> None:
    walk = ladder.duty_served()
    walk.do(MONITOR, ladder.pause(walk))
    walk.do(WORKER, ladder.SAMPLES[Resume][1](walk))
    resumed = last_step(walk.at(MACHINE))
    walk.do(SUBJECT, Acknowledge())
    assert resumed is not None
    assert last_step(walk.at(MACHINE)) == resumed
