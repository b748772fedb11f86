"""What the second rung asks and hears, how long it waits, and how it follows up."""

from copy import copy
from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.command import Command, EndProcess, StartProcess
from services.escalation.domain.case.process import MOST_PROCESSES
from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.case.trigger import Raised
from services.escalation.domain.ladder.deadline import Kind, missed
from services.escalation.domain.ladder.decision import open_commands
from services.escalation.domain.ladder.request import requests
from services.escalation.domain.scrutiny.command import (
    AdjournHearing,
    AnswerQuestion,
    Exhaust,
    GiveInformation,
    IssueRecommendations,
    OpenEvidence,
    PublishRefusal,
    RecordAttendance,
    RecordReceipt,
    RefuseInformation,
    RequireAttendance,
    Respond,
)
from shared.events import escalation as told
from shared.policy import HearingQuestions, Override, resolve
from shared.working_days import Span, add_working_days, in_words
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import CALENDAR, OFFICER, SAMPLES, SUBJECT, Walk, minute, partner, sample, seen

FIRE, POLICE, COUNCIL = partner("fire"), partner("police"), partner("council")


def codes(walk: Walk, actor: Actor, command: Command) -> set[str]:
    with pytest.raises(Incomplete) as incomplete:
        walk.do(actor, command)
    return {gap.code for gap in incomplete.value.gaps}


def name_of_refusal(walk: Walk, actor: Actor, command: Command) -> str:
    with pytest.raises(Refused) as refused:
        walk.do(actor, command)
    return refused.value.name


def after_working_days(day: date, count: int) -> date:
    return add_working_days(day, count, calendar=CALENDAR).due_on


def test_recommendations_ask_something_of_whoever_answers_and_nobody_who_raised_it_ends_scrutiny_alone() -> None:
    walk = ladder.evidence()
    walk.case = replace(
        walk.case, trigger="partner_action", raised=Raised(records=(replace(ladder.NOTICE, body="police"),))
    )
    asked, both = (
        IssueRecommendations(
            recommendations=tuple(ladder.smart(body, walk.day(200)) for body in bodies),
            signed_off_by="Chair",
            minute=minute(walk),
        )
        for bodies in (("police",), ("police", "housing"))
    )
    assert codes(walk, OFFICER, asked) == {"nothing_of_the_subject"}
    walk.do(OFFICER, both)
    silent = copy(walk)
    silent.do(SUBJECT, Respond(recommendation=2, answer="accepted", reasons="Yes"))
    assert [type(event) for event in silent.wait_out()] == [told.ResponseMissing, told.MonitoringOpened]
    walk.do(POLICE, Respond(recommendation=1, answer="refused", reasons="It is theirs to do"))
    walk.do(SUBJECT, Respond(recommendation=2, answer="accepted", reasons="Yes"))
    assert walk.stands_in(State.MONITORING)
    assert name_of_refusal(walk, OFFICER, sample(Exhaust, walk)[1]) == "monitored_once_or_refused"


def test_who_answered_is_not_said_to_have_done_nothing_when_another_is_silent() -> None:
    walk = ladder.awaiting("housing", "police")
    walk.do(SUBJECT, Respond(recommendation=1, answer="accepted", reasons="Yes"))
    assert walk.case.asked_by is not None
    walk.go_to(walk.case.asked_by + timedelta(days=1))
    names = {"police": "The police", "housing": "Homes"}
    (event,) = missed(walk.case, Kind.ASKED, walk.at(MACHINE))
    said = walk.policy.wording.told("case.day_missed", event, names, {})
    day = in_words(walk.case.asked_by)
    assert said == f"By {day} this was not done by The police: answer every recommendation."
    (_, spent) = walk.wait_out()
    assert isinstance(spent, told.ScrutinyExhausted)
    assert spent.reasons.startswith("Not every answer that the law asks for had come by ")


def test_the_clock_of_answers_follows_who_is_still_silent() -> None:
    walk = ladder.awaiting("housing", "police")
    assert walk.case.silence == "awaiting_responses"
    first = walk.case.due_on
    walk.do(partner("police"), Respond(recommendation=2, answer="accepted", reasons="Yes"))
    assert walk.case.silence == "awaiting_responses_ordinary"
    assert first is not None
    assert walk.case.due_on is not None
    assert walk.case.due_on > first


def test_a_hearing_is_moved_once_and_no_further_than_the_limit() -> None:
    walk = ladder.scheduled()
    assert walk.case.scrutiny.hearing_on is not None
    with pytest.raises(Incomplete):
        walk.do(
            ladder.OFFICER,
            AdjournHearing(
                hearing_on=walk.case.scrutiny.hearing_on + timedelta(days=90), reasons="-", minute=minute(walk)
            ),
        )
    with pytest.raises(Incomplete):  # not on the day on which it stands
        walk.do(
            ladder.OFFICER,
            AdjournHearing(hearing_on=walk.case.scrutiny.hearing_on, reasons="The chair is away", minute=minute(walk)),
        )
    walk.do(ladder.OFFICER, SAMPLES[AdjournHearing][1](walk))
    with pytest.raises(Refused) as refused:
        walk.do(ladder.OFFICER, SAMPLES[AdjournHearing][1](walk))
    assert refused.value.name == "adjournment_left"
    # An election that is set over the day lets the committee decide once more, as the page says that it does.
    fixed = walk.case.scrutiny.hearing_on
    assert fixed is not None
    span = Span(first_on=fixed, last_on=fixed + timedelta(days=2), reason="before: a by-election")
    at = replace(walk.at(ladder.OFFICER), elections=(span,))
    assert "adjourn_hearing" in {one.name for one in open_commands(walk.case, at)}
    assert "hearing_to_move" in {one.name for one in requests(walk.case, at)}


def test_information_has_twenty_days_and_a_missing_answer_is_seen() -> None:
    walk = ladder.asked_for_information(ladder.evidence)()
    (notice,) = walk.case.scrutiny.notices
    assert notice.by_on == after_working_days(walk.now.date(), 20)
    assert not notice.is_missing(notice.by_on)
    assert notice.is_missing(notice.by_on + timedelta(days=1))
    with pytest.raises(NotYourPart):
        walk.do(POLICE, GiveInformation(notice=1, information="We know nothing"))
    assert codes(walk, FIRE, GiveInformation(notice=2, information="Forty calls")) == {"not_yours"}
    walk.do(FIRE, GiveInformation(notice=1, information="Forty calls"))
    assert not walk.case.scrutiny.notices[0].is_missing(notice.by_on + timedelta(days=1))
    again = GiveInformation(notice=1, information="Forty-one calls")
    assert name_of_refusal(walk, FIRE, again) == "information_left_to_give"


def test_what_was_refused_can_still_be_given_and_whoever_was_asked_is_not_told_that_it_was_not() -> None:
    walk = ladder.asked_for_information(ladder.scheduled)()
    refusal = RefuseInformation(notice=1, ground="not_held", reasons="We keep no such list")
    walk.do(FIRE, refusal)
    assert name_of_refusal(walk, FIRE, refusal) == "a_notice_to_answer"
    walk.do(OFFICER, PublishRefusal(notice=1, minute=minute(walk)))
    walk.do(FIRE, GiveInformation(notice=1, information="Forty calls"))
    notice = walk.case.scrutiny.notices[0]
    assert (notice.answer, notice.words, notice.ground) == ("given", "Forty calls", "")
    assert name_of_refusal(walk, FIRE, refusal) == "a_notice_to_answer"

    answers = ladder.awaiting("housing", "police").pass_days(1)
    answers.do(SUBJECT, Respond(recommendation=1, answer="accepted", reasons="Yes"))
    assert name_of_refusal(answers, SUBJECT, sample(Respond, answers)[1]) == "an_answer_left_to_give"
    receipt = RecordReceipt(addressee="housing", received_on=answers.now.date())
    assert name_of_refusal(answers, SUBJECT, receipt) == "a_receipt_to_tell"


def test_why_information_was_refused_is_told_only_when_the_committee_publishes_it() -> None:
    walk = ladder.asked_for_information(ladder.evidence)()
    assert codes(walk, FIRE, RefuseInformation(notice=1, ground="busy", reasons="No time")) == {"not_a_choice"}
    (refused,) = walk.do(FIRE, RefuseInformation(notice=1, ground="confidential", reasons="Told by a patient"))
    assert "patient" not in str(refused)
    assert "confidential" not in str(refused)
    assert "patient" not in str(walk.case)

    (published,) = walk.do(OFFICER, PublishRefusal(notice=1, minute=minute(walk)))

    assert isinstance(published, told.RefusalPublished)
    assert (published.ground, published.reasons) == ("confidential", "Told by a patient")
    assert walk.case.scrutiny.notices[0].words == "Told by a patient"
    assert name_of_refusal(walk, OFFICER, PublishRefusal(notice=1, minute=minute(walk))) == "a_refusal_to_publish"


def test_whoever_is_asked_to_come_has_ten_days_and_it_is_written_down_who_came() -> None:
    walk = ladder.scheduled()
    early = RequireAttendance(notified="fire", wanted="Calls", attend_on=walk.day(9), minute=minute(walk))
    assert codes(walk, OFFICER, early) == {"notice_too_short"}
    stranger = replace(early, notified="nobody", attend_on=after_working_days(walk.now.date(), 10))
    assert codes(walk, OFFICER, stranger) == {"unknown_body"}
    walk.do(OFFICER, replace(stranger, notified="fire"))
    absent = RecordAttendance(notice=1, attendance="did_not_come", minute=seen(walk))
    assert codes(walk, OFFICER, absent) == {"not_yet"}
    assert name_of_refusal(ladder.scheduled(), OFFICER, absent) == "somebody_was_asked_to_come"
    walk.go_to(walk.case.scrutiny.notices[0].by_on)
    before, absent = absent, replace(absent, minute=seen(walk))
    assert codes(walk, OFFICER, absent) == {"not_begun"}
    walk.do(OFFICER, OpenEvidence(questions="Why?", minute=minute(walk)))
    assert codes(walk, OFFICER, before) == {"before_its_time"}
    assert codes(walk, OFFICER, replace(absent, minute=minute(walk))) == {"no_vote"}
    (event,) = walk.do(OFFICER, absent)
    assert walk.case.scrutiny.notices[0].answer == "did_not_come"
    words = walk.policy.wording
    assert words.told("case.attendance_recorded", event, {"fire": "Fire"}, {}) == (
        "Asked to come by notice 1, Fire did not come. "
        f"Written in the minutes of Overview on {in_words(walk.now.date())}, minute 12/26."
    )
    assert codes(walk, OFFICER, absent) == {"recorded_before"}
    (righted,) = walk.do(OFFICER, replace(absent, attendance="came"))
    assert walk.case.scrutiny.notices[0].answer == "came"
    assert words.told("case.attendance_recorded", righted, {"fire": "Fire"}, {}).startswith(
        "Put right: asked to come by notice 1, Fire came. Before, it was written down that it did not come."
    )


@pytest.mark.parametrize(("name", "published"), [("hearing-1", 6), ("hearing-short-1", 2)])
def test_the_hearing_begins_with_the_areas_own_set_of_questions(name: str, published: int) -> None:
    own = Override(
        key="stage2.questions", value=f'"{name}"', basis="local agreement", decided_by="x", since_on=ladder.SIGNED
    )
    walk = ladder.on_the_day()
    walk.policy = resolve("laa-2008-1", (own,), date(2026, 1, 5))
    walk.do(OFFICER, OpenEvidence(questions="How many stand still?\n\nSince when?\n", minute=minute(walk)))
    assert walk.case.scrutiny.question_set == HearingQuestions(name)
    assert len(walk.case.scrutiny.questions) == published + 2
    walk.do(SUBJECT, AnswerQuestion(question=published + 2, information="Since May"))
    assert walk.case.scrutiny.questions[-1].answer == "Since May"
    assert codes(walk, SUBJECT, AnswerQuestion(question=published + 2, information="Since June")) == {"not_open"}


def test_two_things_are_tried_beside_a_hearing_and_the_last_of_them_holds_its_silence_within_its_limit() -> None:
    walk = ladder.evidence()
    first, since = walk.case.due_on, walk.now.date()
    latest = after_working_days(since, 120)
    start = StartProcess(process="mediation", outcome="Peace", until_on=latest + timedelta(days=1), minute=minute(walk))
    assert codes(walk, OFFICER, start) == {"too_late"}
    assert codes(walk, OFFICER, replace(start, until_on=latest, minute=None)) == {"missing"}
    walk.do(OFFICER, replace(start, until_on=walk.day(10)))
    assert walk.case.due_on == first
    walk.do(OFFICER, replace(start, process="training", until_on=latest))
    assert (walk.case.due_on, walk.case.silence) == (latest, "evidence_with_processes")
    assert name_of_refusal(walk, OFFICER, start) == "fewer_processes_than_allowed"
    own = EndProcess(number=2, result="No peace")
    assert codes(walk, SUBJECT, own) == {"not_yours"}
    begun = [one for one in walk.events if isinstance(one, told.ProcessStarted)]
    assert [one.body for one in begun] == ["committee", "committee"]
    said = walk.policy.wording.told("case.process_started", begun[-1], {"council": "Sandford Council"}, {})
    assert said.startswith("The scrutiny committee began something that may help")
    assert "Sandford Council" not in said
    walk.do(OFFICER, own)
    assert (walk.case.due_on, walk.case.silence) == (first, "evidence")
    walk.wait_out()
    assert walk.case.cause == "no_recommendations"


@pytest.mark.parametrize("is_council", [False, True])
def test_what_the_body_that_answers_begins_neither_moves_nor_fills_nor_cuts_the_committees_course(
    *, is_council: bool
) -> None:
    walk = ladder.evidence()
    if is_council:
        ladder.about_the_council(walk)
    subject = partner("council" if is_council else "housing")
    latest = after_working_days(walk.now.date(), 120)
    due = (walk.case.due_on, walk.case.silence)
    start = StartProcess(process="mediation", outcome="Peace", until_on=latest)
    assert codes(walk, subject, replace(start, minute=minute(walk))) == {"not_yours"}  # nor in the committee's name
    for process in ("mediation", "training"):
        walk.do(subject, replace(start, process=process))
        assert (walk.case.due_on, walk.case.silence) == due
    assert name_of_refusal(walk, subject, start) == "fewer_processes_than_allowed"
    walk.do(OFFICER, replace(start, minute=minute(walk)))  # the same, and beside those two
    assert (walk.case.due_on, walk.case.silence) == (latest, "evidence_with_processes")
    assert codes(walk, subject, EndProcess(number=3, result="No peace")) == {"not_yours"}
    assert codes(walk, OFFICER, EndProcess(number=1, result="No peace")) == {"not_yours"}
    for count in range(MOST_PROCESSES - 1):
        running = (one for one in walk.case.processes if one.is_running(walk.now.date()) and not one.of_committee)
        walk.do(subject, EndProcess(number=next(running).number, result="Nothing came of it"))
        if count < MOST_PROCESSES - 2:
            walk.do(subject, replace(start, process="secondment", outcome=f"Hands{count * ' more'}"))
    assert name_of_refusal(walk, subject, start) == "room_for_another_process"
    assert walk.case.due_on == latest


def test_something_may_be_tried_while_the_committee_follows_up() -> None:
    walk = ladder.monitoring()
    due = walk.case.due_on
    walk.do(
        OFFICER, StartProcess(process="training", outcome="Skill", until_on=walk.day(60), minute=ladder.minute(walk))
    )
    assert (walk.stands_in(State.MONITORING), walk.case.due_on) == (True, due)


def test_recommendations_are_signed_off_by_a_post() -> None:
    walk = ladder.evidence()
    unsigned = IssueRecommendations(
        recommendations=(ladder.smart("housing", walk.day(60)),), signed_off_by=" ", minute=minute(walk)
    )
    assert codes(walk, OFFICER, unsigned) == {"missing"}
    walk.do(OFFICER, replace(unsigned, signed_off_by="Chair"))
    assert walk.case.scrutiny.signed_off_by == "Chair"


def test_the_clock_of_an_answer_rests_on_the_day_of_receipt_which_moves_once_and_not_far() -> None:
    walk = ladder.awaiting("police", "council", "housing")
    served_on = walk.now.date()
    clocks = {one.body: (one.answer_by, one.is_owed) for one in walk.case.scrutiny.addressees}
    assert clocks["police"] == (served_on + timedelta(days=28), True)
    assert clocks["council"] == (date(served_on.year, served_on.month + 2, served_on.day - 1), True)
    received_on = walk.pass_days(3).now.date()
    assert codes(walk, OFFICER, RecordReceipt(addressee="police", received_on=served_on)) == {"not_in_reach"}
    assert codes(walk, POLICE, RecordReceipt(addressee="council", received_on=received_on)) == {"not_yours"}
    assert codes(walk, OFFICER, RecordReceipt(addressee="fire", received_on=received_on)) == {"not_addressed"}
    walk.do(POLICE, RecordReceipt(addressee="police", received_on=received_on))
    assert walk.case.due_on == after_working_days(received_on + timedelta(days=28), 10)
    assert codes(walk, OFFICER, RecordReceipt(addressee="police", received_on=received_on)) == {"recorded_before"}
    walk.pass_days(20)
    assert codes(walk, OFFICER, RecordReceipt(addressee="council", received_on=walk.now.date())) == {"too_late"}


def test_every_recommendation_has_its_own_answer_and_half_an_answer_is_none() -> None:
    walk = ladder.evidence()
    drafts = tuple(ladder.smart(body, walk.day(90)) for body in ("police", "police", "fire", "housing"))
    walk.do(OFFICER, IssueRecommendations(recommendations=drafts, signed_off_by="Chair", minute=minute(walk)))
    walk.do(POLICE, Respond(recommendation=1, answer="accepted", reasons="Yes"))
    assert codes(walk, POLICE, Respond(recommendation=1, answer="refused", reasons="No")) == {"answered_before"}
    assert codes(walk, POLICE, Respond(recommendation=3, answer="maybe", reasons="-")) == {"not_yours", "not_a_choice"}
    walk.do(FIRE, Respond(recommendation=3, answer="accepted_in_part", reasons="Half"))
    walk.do(SUBJECT, Respond(recommendation=4, answer="accepted", reasons="Yes"))
    walk.wait_out()
    assert (walk.case.state, walk.case.cause) == (State.STAGE2_EXHAUSTED, "no_reply")
    assert [(one.recommendation, one.answer) for one in walk.case.scrutiny.answers][-1] == (2, "none")
