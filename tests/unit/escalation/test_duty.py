"""Whose duty it is, what a plan must say, more time, what is tried beside it, and when a remedy counts as real."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.command import AgreeAsSecond, EndProcess, StartProcess
from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder.wording import sentence
from services.escalation.domain.remedy.command import (
    AgreeRemedy,
    ClaimRemedy,
    ConfirmDuty,
    ContestRemedy,
    DisputeDuty,
    FilePlan,
    GrantMoreTime,
    ReassignDuty,
    RequestMoreTime,
    VerifyRemedy,
)
from services.escalation.domain.screening.command import Admit
from shared.events import escalation as told
from shared.working_days import add_working_days, in_words
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import CALENDAR, OFFICER, SAMPLES, SUBJECT, WORKER, Walk, partner


def gaps_of(incomplete: pytest.ExceptionInfo[Incomplete]) -> list[tuple[str, str]]:
    return [(gap.field, gap.code) for gap in incomplete.value.gaps]


def plan(walk: Walk, days: int, sign: str = "") -> FilePlan:
    return FilePlan(actions="New motors", owner="Head", target="95 %", by_on=walk.day(days), sign=sign)


def test_a_duty_passes_on_once_and_each_holder_disputes_it_once() -> None:
    walk = ladder.disputed()
    assert walk.case.remedy.disputes[0].body == "college"
    passed, served = walk.pass_days(3).do(WORKER, ReassignDuty(body="fire", reasons="It runs them"))
    assert isinstance(passed, told.DutyReassigned)
    assert isinstance(served, told.DutyServed)
    assert "to which it had passed it" in sentence(served, walk.policy.wording, walk.register.bodies, {})
    assert (walk.case.subject, walk.case.inspection.inspectorate) == ("fire", "inspectors")
    assert walk.case.due_on == add_working_days(walk.now.date(), 20, calendar=CALENDAR).due_on  # its own days

    walk.do(partner("fire"), DisputeDuty(body="college", reasons="Not we"))
    with pytest.raises(Refused) as spent:
        walk.do(WORKER, ReassignDuty(body="housing", reasons="Perhaps"))
    assert spent.value.name == "reassignment_left"
    (stays,) = walk.wait_out()
    assert isinstance(stays, told.DutyConfirmed)
    assert (walk.case.state, walk.case.subject) == (State.DUTY_SERVED, "fire")
    assert walk.case.due_on == add_working_days(walk.now.date(), 20, calendar=CALENDAR).due_on
    with pytest.raises(Refused) as again:
        walk.do(partner("fire"), DisputeDuty(body="college", reasons="Not we"))
    assert again.value.name == "not_disputed_before"


def test_a_duty_is_passed_to_nobody_who_raised_the_case_and_to_nobody_without_a_part_in_the_measure() -> None:
    for build, body, code in (
        (ladder.disputed, "college", "not_of_the_measure"),
        (ladder.raised_by_fire(ladder.disputed), "fire", "raised_it"),
    ):
        walk = build()
        with pytest.raises(Incomplete) as incomplete:
            walk.do(WORKER, ReassignDuty(body=body, reasons="It runs them"))
        assert gaps_of(incomplete) == [("body", code)]
        assert (walk.case.subject, walk.case.state) == ("housing", State.DUTY_DISPUTED)


def test_a_dispute_comes_within_five_days_and_names_another_body_of_the_register() -> None:
    walk = ladder.duty_served()
    for body, code in (("nobody-at-all", "unknown_body"), ("housing", "holds_it_now")):
        with pytest.raises(Incomplete) as incomplete:
            walk.do(SUBJECT, DisputeDuty(body=body, reasons="Not we"))
        assert gaps_of(incomplete) == [("body", code)]
    with pytest.raises(Refused) as late:
        walk.pass_days(8).do(SUBJECT, DisputeDuty(body="fire", reasons="Not we"))
    assert late.value.name == "within_the_days_for_a_dispute"


def test_a_dispute_does_not_lengthen_the_time_for_the_remedy_itself() -> None:
    walk = ladder.disputed()
    served_on = walk.case.remedy.duty.served_on if walk.case.remedy.duty else None
    walk.wait_out()
    assert served_on is not None
    latest = add_working_days(served_on, 60, calendar=CALENDAR)
    with pytest.raises(Incomplete) as late:
        walk.do(SUBJECT, plan(walk, (latest.due_on - walk.now.date()).days + 1))
    assert [(gap.field, gap.code, gap.message) for gap in late.value.gaps] == [
        ("by_on", "too_late", f"The latest day allowed is {in_words(latest.due_on)}. {latest.words()}")
    ]
    walk.do(SUBJECT, plan(walk, (latest.due_on - walk.now.date()).days))
    assert walk.case.due_on == latest.due_on


@pytest.mark.parametrize(
    ("frequency", "judged", "needs_a_sign", "latest"),
    [
        ("monthly", "2025-12", False, 60),  # the next figure is there before the day
        ("annual", "2024/25", True, 120),  # it is not, and comes after the longest period too
        ("annual", "2023/24", True, 120),  # one that is late by now says nothing of when it comes; the one after does
        ("quarterly", "2025-Q4", False, 111),  # it comes after the ordinary period: 91 working days, and 20 more
        ("biennial", "2023", False, 120),  # it comes just before the end of the longest period
        ("annual", "", False, 60),  # nothing was judged yet: nobody can say
        ("sometimes", "2024/25", False, 60),
    ],
)
def test_a_plan_whose_figure_comes_too_late_names_what_else_will_show_it(
    frequency: str, judged: str, needs_a_sign: bool, latest: int
) -> None:
    walk = ladder.duty_served()
    walk.frequency, walk.judged = frequency, judged
    assert walk.case.remedy.duty is not None
    last_on = add_working_days(walk.case.remedy.duty.served_on, latest, calendar=CALENDAR).due_on
    days = (last_on - walk.now.date()).days
    sign = "Twelve motors are in" if needs_a_sign else ""
    if needs_a_sign:
        with pytest.raises(Incomplete) as incomplete:
            walk.do(SUBJECT, plan(walk, days))
        assert gaps_of(incomplete) == [("sign", "missing")]
    with pytest.raises(Incomplete) as too_late:
        walk.do(SUBJECT, plan(walk, days + 1, sign=sign))
    assert gaps_of(too_late) == [("by_on", "too_late")]
    assert in_words(last_on) in too_late.value.gaps[0].message
    walk.do(SUBJECT, plan(walk, days, sign=sign))
    assert walk.case.due_on == last_on


def test_a_short_plan_before_the_next_figure_names_what_will_show_it() -> None:
    walk = ladder.duty_served()
    walk.frequency, walk.judged = "quarterly", "2025-Q3"
    with pytest.raises(Incomplete) as incomplete:
        walk.do(SUBJECT, plan(walk, 10))
    assert gaps_of(incomplete) == [("sign", "missing")]
    assert "The next figure of the measure comes by" in incomplete.value.gaps[0].message


def test_more_time_is_asked_for_once_granted_by_another_and_lapses_on_the_day() -> None:
    granted, silent = ladder.more_time_asked(), ladder.more_time_asked()
    day = granted.case.due_on
    with pytest.raises(NotYourPart):
        granted.do(SUBJECT, GrantMoreTime(reasons="We are busy"))
    granted.do(WORKER, GrantMoreTime(reasons="The motors are late"))
    assert day is not None
    assert granted.case.due_on == day + timedelta(days=14)
    with pytest.raises(Refused) as refused:
        granted.do(SUBJECT, RequestMoreTime(until_on=granted.day(90), reasons="Again"))
    assert refused.value.name == "more_time_left"

    in_time = silent.now
    events = silent.wait_out()
    assert {type(event) for event in events} == {told.CaseReferred, told.MoreTimeRefused}
    assert silent.stands_in(State.REFERRED)
    silent.do(SUBJECT, SAMPLES[ClaimRemedy][1](silent), received_at=in_time)  # a claim in time is heard all the same
    assert silent.stands_in(State.VERIFYING)


def test_more_time_has_its_limit() -> None:
    walk = ladder.remedy_running()
    assert walk.case.due_on is not None
    for until_on, code in ((walk.case.due_on, "not_later"), (walk.case.due_on + timedelta(days=60), "too_late")):
        with pytest.raises(Incomplete) as incomplete:
            walk.do(SUBJECT, RequestMoreTime(until_on=until_on, reasons="The motors are late"))
        assert gaps_of(incomplete) == [("until_on", code)]


def test_a_claim_says_what_was_done_with_those_who_help_or_why_nothing_was() -> None:
    walk = ladder.remedy_running()
    with pytest.raises(Incomplete) as incomplete:
        walk.do(SUBJECT, ClaimRemedy(evidence="They run"))
    assert gaps_of(incomplete) == [("together", "missing")]
    assert "Fire" in incomplete.value.gaps[0].message


def test_two_things_of_the_menu_may_run_at_once_each_to_a_day_before_the_remedys() -> None:
    walk = ladder.remedy_running()
    due_on = walk.case.due_on
    assert due_on is not None
    for process, until_on, field in (
        ("a_party", walk.day(5), "process"),
        ("training", walk.day(0), "until_on"),
        ("training", due_on + timedelta(days=1), "until_on"),
    ):
        with pytest.raises(Incomplete) as incomplete:
            walk.do(SUBJECT, StartProcess(process=process, outcome="Skill", until_on=until_on))
        assert [gap.field for gap in incomplete.value.gaps] == [field]
    walk.do(SUBJECT, StartProcess(process="training", outcome="Skill", until_on=walk.day(7)))
    with pytest.raises(Incomplete) as again:
        walk.do(SUBJECT, StartProcess(process="training", outcome=" skill.", until_on=walk.day(9)))
    assert [(gap.field, gap.code) for gap in again.value.gaps] == [("process", "runs_already")]
    assert "number 1 of this case" in again.value.gaps[0].message
    walk.do(
        OFFICER,
        StartProcess(process="mediation", outcome="Agreed hours", until_on=walk.day(20), minute=ladder.minute(walk)),
    )
    with pytest.raises(Incomplete):
        walk.do(SUBJECT, EndProcess(number=2, result="Not ours to end"))

    walk.do(OFFICER, EndProcess(number=2, result="Hours are agreed"))
    walk.do(SUBJECT, StartProcess(process="secondment", outcome="Hands", until_on=walk.day(20)))
    third = StartProcess(process="peer_inspection", outcome="Eyes", until_on=walk.day(20))
    with pytest.raises(Refused) as refused:
        walk.do(SUBJECT, third)
    assert refused.value.name == "fewer_processes_than_allowed"
    walk.do(OFFICER, replace(third, minute=ladder.minute(walk)))  # the committee has room of its own
    walk.pass_days(8)  # the training is over by its day, whether or not anybody says so
    walk.do(SUBJECT, StartProcess(process="consultancy", outcome="A look", until_on=walk.day(7)))
    assert [one.result for one in walk.case.processes] == ["", "Hours are agreed", "", "", ""]
    assert walk.case.due_on == due_on


def test_people_find_it_put_right_only_with_a_figure_or_the_organiser_behind_them() -> None:
    walk = ladder.verifying()
    with pytest.raises(Refused) as refused:
        walk.do(WORKER, VerifyRemedy(reasons="It looks well"))
    assert refused.value.name == "shown_to_be_put_right"
    with pytest.raises(NotYourPart):
        walk.do(SUBJECT, AgreeRemedy(reasons="She told us"))  # nobody of the subject speaks for the organiser
    walk.do(ladder.ORGANISER, AgreeRemedy(reasons="They run for us"))
    walk.do(partner("fire"), VerifyRemedy(reasons="We rode in them"))
    assert walk.stands_in(State.RESOLVED_STAGE1)

    with_sign = ladder.verifying_by_a_sign()
    with_sign.do(WORKER, ContestRemedy(reasons="She wrote that they do not"))
    with pytest.raises(Refused):
        with_sign.do(WORKER, VerifyRemedy(reasons="Twelve are in"))


@pytest.mark.parametrize("finds", ["fire", "police"])
def test_what_is_written_down_for_the_organiser_never_ends_a_case_at_once(finds: str) -> None:
    walk = ladder.verifying()
    walk.do(partner("fire"), AgreeRemedy(reasons="She wrote that they run"))
    assert walk.case.silence == "verifying"  # nor does it where nobody checks: the committee has it then
    walk.do(partner(finds), VerifyRemedy(reasons="Twelve are in"))
    assert walk.stands_in(State.VERIFYING)
    assert walk.case.silence == "remedy_found"


@pytest.mark.parametrize("said_no", [ladder.ORGANISER, partner("police")], ids=["in person", "written by another"])
def test_a_yes_that_is_written_down_undoes_no_earlier_no(said_no: Actor) -> None:
    walk = ladder.verifying()
    walk.do(said_no, ContestRemedy(reasons="Two stand still"))
    with pytest.raises(Refused) as refused:
        walk.do(partner("fire"), AgreeRemedy(reasons="She wrote that they run"))
    assert refused.value.name == "not_denied_before"
    walk.do(said_no, AgreeRemedy(reasons="Now they run"))
    assert {one.says for one in walk.case.remedy.words} == {"yes"}


def test_what_one_person_finds_by_a_sign_holds_when_nobody_contests_it_in_ten_days() -> None:
    silent, contested = ladder.found(), ladder.found()
    for walk in (silent, contested):
        assert (walk.case.state, walk.case.silence) == (State.VERIFYING, "remedy_found")
        assert walk.case.due_on == add_working_days(walk.now.date(), 10, calendar=ladder.CALENDAR).due_on
        with pytest.raises(Refused):
            walk.do(partner("fire"), VerifyRemedy(reasons="Twelve are in"))
    silent.wait_out()
    assert silent.stands_in(State.RESOLVED_STAGE1)
    contested.do(WORKER, ContestRemedy(reasons="She wrote that they do not"))
    assert (contested.case.state, contested.case.remedy.referral_cause) == (State.REFERRED, "finding_contested")


def test_of_several_that_raised_it_none_settles_it_over_the_others_heads() -> None:
    fire, hale = partner("fire"), Actor(id="hale", body="hale", roles=frozenset({"forum"}))
    walk = ladder.raised_by_fire(ladder.verifying)()
    other = told.TriggerRecord(body="hale", name="Hale", party="hale", decided_on=walk.now.date(), reference="2/26")
    raised = walk.case.raised.with_record(other, "neighbourhood_decision")
    walk.case = replace(walk.case, raised=raised)
    (said,) = walk.do(fire, AgreeRemedy(reasons="They run for us"))
    assert isinstance(said, told.RemedyAgreed)
    assert (said.said_by, said.how) == ("Fire", "in_person")
    with pytest.raises(Refused):
        walk.do(WORKER, VerifyRemedy(reasons="We rode in them"))
    with pytest.raises(Refused) as refused:  # for bodies that can speak nobody else does
        walk.do(WORKER, AgreeRemedy(reasons="They told us"))
    assert refused.value.name == "speaks_for_who_raised_it"
    assert "Here: Fire; Hale." in refused.value.words
    against = replace(walk.case)
    walk.do(hale, AgreeRemedy(reasons="For us too"))
    walk.do(WORKER, VerifyRemedy(reasons="We rode in them"))
    assert walk.stands_in(State.RESOLVED_STAGE1)
    walk.case = against
    walk.do(hale, ContestRemedy(reasons="Not in our streets"))
    walk.wait_out()
    assert walk.stands_in(State.REFERRED)


@pytest.mark.parametrize(
    ("said", "ends"), [(AgreeRemedy, State.RESOLVED_STAGE1), (ContestRemedy, State.REFERRED), (None, State.REFERRED)]
)
def test_when_nobody_checks_the_organiser_decides_by_what_it_said(
    said: type[AgreeRemedy | ContestRemedy] | None, ends: State
) -> None:
    walk = ladder.verifying()
    if said is not None:
        walk.do(ladder.ORGANISER, said(reasons="We tried them all"))
    walk.wait_out()
    assert walk.stands_in(ends)


def test_a_figure_in_time_still_verifies_what_was_referred_unchecked() -> None:
    walk = ladder.referred_unchecked()
    walk.do(MACHINE, ladder.figure("met"), received_at=walk.now - timedelta(days=3))
    assert walk.stands_in(State.RESOLVED_STAGE1)
    assert walk.case.first_closed_on == walk.now.date() != date.min


@pytest.mark.parametrize("who", ["the holder", "the body that it names"])
def test_the_council_does_not_decide_alone_a_dispute_about_itself(who: str) -> None:
    walk = ladder.duty_served()
    if who == "the holder":
        walk = Walk(register=replace(ladder.REGISTER, lead=None))
        walk.do(WORKER, SAMPLES[Admit][1](walk))
        walk.wait_out()
    names = "fire" if who == "the holder" else "council"
    walk.do(partner(walk.case.subject), DisputeDuty(body=names, reasons="Not we"))
    (asked,) = walk.do(WORKER, ConfirmDuty(reasons="It stays"))
    assert isinstance(asked, told.SecondAsked)
    assert asked.of == "outsider"
    walk.do(partner("police"), AgreeAsSecond(reasons="It is so"))
    assert walk.stands_in(State.DUTY_SERVED)


def test_the_council_does_not_grant_itself_more_time_alone() -> None:
    walk = Walk(register=replace(ladder.REGISTER, lead=None))
    walk.do(WORKER, SAMPLES[Admit][1](walk))
    walk.wait_out()
    council = partner("council")
    walk.do(council, plan(walk, 30))
    day = walk.case.due_on
    walk.do(council, SAMPLES[RequestMoreTime][1](walk))
    walk.do(WORKER, GrantMoreTime(reasons="We need it"))
    assert walk.case.due_on == day
    walk.wait_out()  # nobody else agreed: the day stands, and the case goes on
    assert walk.stands_in(State.REFERRED)
