"""A slip in the last step is put right by an event of its own, within two working days, and nothing else is."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from functools import partial
from typing import get_type_hints

import pytest

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.command import AgreeAsSecond, RefuseAsSecond
from services.escalation.domain.case.refusal import Incomplete, Refused
from services.escalation.domain.case.row import Row
from services.escalation.domain.correction import check, likeness, slip
from services.escalation.domain.correction.correction import last_step
from services.escalation.domain.course.command import Correct
from services.escalation.domain.ladder import chain
from services.escalation.domain.remedy.command import (
    RequestMoreTime,
)
from services.escalation.domain.scrutiny.command import (
    RecordReceipt,
    Respond,
)
from shared.events import escalation as told
from shared.events.base import DECLARED
from shared.events.escalation import CaseStep
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import MONITOR, OFFICER, SUBJECT, WORKER, Walk, partner, standing_for
from tests.unit.escalation.test_chain import command_for

FIRE_MONITOR = Actor(id="f", body="fire", roles=frozenset({"monitoring_officer", "partner"}))


def asked_for(walk: Walk, field: str, now: str, *, step: int | None = None) -> Correct:
    """Where a committee decided the step, under the minute of today."""
    last = last_step(walk.at(MACHINE))
    assert last is not None
    minute = ladder.minute(walk) if slip.is_decided(last.event) and field not in slip.MINUTED else None
    return Correct(step=step or last.version, field=field, correction=now, reasons="Typed wrong", minute=minute)


def put_right(walk: Walk, who: Actor, field: str, now: str, *, second: Actor = FIRE_MONITOR) -> told.StepCorrected:
    """Whoever took the step asks, and somebody else agrees."""
    (asked,) = walk.do(who, asked_for(walk, field, now))
    assert isinstance(asked, told.SecondAsked)
    *_, event = walk.do(second, AgreeAsSecond(reasons="It was a slip"))
    assert isinstance(event, told.StepCorrected)
    return event


def near(day: date | None) -> str:
    """The day before, or the one after it, in the same month."""
    assert day is not None
    return day.replace(day=day.day - 1 or 2).isoformat()


def more_time(walk: Walk) -> None:
    walk.do(SUBJECT, RequestMoreTime(until_on=walk.day(60), reasons="The motors are late"))


def receipt() -> Walk:
    walk = ladder.awaiting().pass_days(4)
    walk.do(SUBJECT, RecordReceipt(addressee="housing", received_on=walk.day(-1)))
    return walk


def refused_answer() -> Walk:
    walk = ladder.awaiting()
    walk.do(SUBJECT, Respond(recommendation=1, answer="refused", reasons="No mony"))
    return walk


# How a case came there, who took the step, the field, what it says then, and where in the case that stands.
FOLLOWS: dict[str, tuple[Callable[[], Walk], Actor, str, Callable[[Walk], str], Callable[[Case], object]]] = {
    "the day of a plan": (
        ladder.remedy_running, SUBJECT, "by_on", lambda w: w.day(30).isoformat(),
        lambda c: c.remedy.plan and c.remedy.plan.remedy_on.isoformat(),
    ),
    "the words of a plan": (
        ladder.remedy_running, SUBJECT, "actions", lambda _: "New motors and brakes",
        lambda c: c.remedy.plan and c.remedy.plan.actions,
    ),
    "the evidence of a claim": (
        ladder.verifying, SUBJECT, "evidence", lambda _: "All of them run",
        lambda c: c.remedy.plan and c.remedy.plan.evidence,
    ),
    "the day that was asked for": (
        ladder.more_time_asked, SUBJECT, "until_on",
        lambda w: near(w.case.remedy.plan.more_time_until if w.case.remedy.plan else None),
        lambda c: c.remedy.plan and c.remedy.plan.more_time_until and c.remedy.plan.more_time_until.isoformat(),
    ),
    "what is tried beside": (
        ladder.with_a_process, SUBJECT, "until_on", lambda w: w.day(25).isoformat(),
        lambda c: c.processes[-1].until_on.isoformat(),
    ),
    "the day of a hearing": (
        ladder.scheduled, OFFICER, "hearing_on", lambda w: w.day(21).isoformat(),
        lambda c: c.scrutiny.hearing_on and c.scrutiny.hearing_on.isoformat(),
    ),
    "the figure of a recommendation": (
        ladder.awaiting, OFFICER, "1/value", lambda _: "96", lambda c: c.scrutiny.recommendations[0].value,
    ),
    "the day of a recommendation": (
        ladder.awaiting, OFFICER, "1/by_on", lambda w: w.day(80).isoformat(),
        lambda c: c.scrutiny.recommendations[0].by_on.isoformat(),
    ),
    "the day of a receipt": (
        receipt, SUBJECT, "received_on", lambda w: w.day(-3).isoformat(),
        lambda c: c.scrutiny.addressees[0].received_on.isoformat(),
    ),
    "the reasons of an answer": (
        refused_answer, SUBJECT, "reasons", lambda _: "No money is left",
        lambda c: c.scrutiny.answers[-1].reasons,
    ),
    "what a body was asked": (
        ladder.asked_for_information(ladder.scheduled), OFFICER, "wanted", lambda _: "Every call to any lift",
        lambda c: c.scrutiny.notices[-1].wanted,
    ),
    "interests declared": (
        ladder.brokering, WORKER, "declaration", lambda _: "It has none at all",
        lambda c: c.inspection.declaration,
    ),
    "terms proposed": (
        ladder.settlement_proposed, ladder.FACILITATOR, "terms", lambda _: "New motors by June",
        lambda c: c.inspection.settlement and c.inspection.settlement.terms,
    ),
    "the last day of an action plan": (
        ladder.action_in_force, SUBJECT, "last_on",
        lambda w: near(w.case.inspection.plan_until),
        lambda c: c.inspection.plan_until and c.inspection.plan_until.isoformat(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FOLLOWS)
def test_what_was_typed_wrongly_is_put_right_in_the_case_and_both_versions_are_told(name: str) -> None:
    build, who, field, said, fact = FOLLOWS[name]
    walk = build()
    before, state, now = fact(walk.case), walk.case.state, said(walk)
    of_plan = isinstance(walk.taken[-1].event, told.PlanAgreed)  # which the police agreed to
    event = put_right(walk, who, field, now, second=partner("police") if of_plan else FIRE_MONITOR)
    assert before != now
    assert (fact(walk.case), walk.case.state) == (now, state)
    assert event.was != event.now
    assert event.reasons == "Typed wrong"
    last = last_step(walk.at(MACHINE))
    assert last is not None
    assert (last.version, slip.values(last.event)[field]) == (event.step, event.day or event.now)


def test_the_clock_is_counted_again_from_what_it_says_now() -> None:
    walk = ladder.remedy_running()
    assert walk.case.due_on == walk.day(40)
    put_right(walk, SUBJECT, "by_on", walk.day(30).isoformat())
    assert walk.case.due_on == walk.day(30)

    late = receipt()
    was = late.case.scrutiny.addressees[0].answer_by
    put_right(late, SUBJECT, "received_on", late.day(-3).isoformat())
    assert late.case.scrutiny.addressees[0].answer_by == was - timedelta(days=2)


@pytest.mark.parametrize(
    ("build", "who", "field", "now", "code"),
    [
        (ladder.admitted, WORKER, "level", "area_wide", "not_a_slip"),
        (ladder.rejected, MONITOR, "reason_code", "abusive", "not_a_slip"),
        (refused_answer, SUBJECT, "answer", "accepted", "not_a_slip"),
        (ladder.remedy_running, SUBJECT, "by_on", "31 May", "not_a_day"),
        (ladder.remedy_running, SUBJECT, "by_on", "2026-01-05", "not_ahead"),
        (ladder.remedy_running, SUBJECT, "by_on", "2027-01-05", "too_late"),
        (ladder.remedy_running, SUBJECT, "actions", "New motors", "no_change"),
        (ladder.scheduled, OFFICER, "hearing_on", "2027-01-05", "too_late"),
        (ladder.scheduled, OFFICER, "met_on", "2027-01-05", "not_yet"),
        (ladder.awaiting, OFFICER, "1/by_on", "2026-01-05", "time-bound"),
        (ladder.awaiting, OFFICER, "1/value", "30", "another_thing"),
        (ladder.action_in_force, SUBJECT, "actions", "Write a letter to somebody", "another_thing"),
        (ladder.action_in_force, SUBJECT, "last_on", "2027-03-30", "another_thing"),
        (ladder.awaiting, OFFICER, "1/addressee", "fire", "not_a_slip"),
    ],
)
def test_an_outcome_or_something_that_could_not_have_been_said_is_refused(
    build: Callable[[], Walk], who: Actor, field: str, now: str, code: str
) -> None:
    walk = build()
    with pytest.raises(Incomplete) as refused:
        walk.do(who, asked_for(walk, field, now))
    assert code in [gap.code for gap in refused.value.gaps]
    assert walk.case.waiting is None


@pytest.mark.parametrize(
    ("was", "now", "is_one"),
    [
        ("It cites a mesure", "It cites a measure", True),
        ("Hire two dentists", "Hire two more dentists now", True),
        ("Hire two dentists now", "Write a letter to somebody", False),
        ("It fails in many ways still.", "All is splendid with it, we find.", False),
        ("95 % of lifts", "59 % of lifts", True),
        ("95 % of lifts", "1 % of lifts", False),
        ("30", "94", False),
        ("30", "3.0", True),
        ("5", "6", True),
        ("", "94", False),
        ("94", "", False),
        (date(2027, 5, 4), date(2027, 4, 5), True),
        (date(2027, 4, 20), date(2027, 4, 2), True),
        (date(2027, 4, 20), date(2026, 4, 20), True),
        (date(2027, 4, 20), date(2027, 5, 12), False),
    ],
)
def test_a_slip_is_the_same_thing_typed_rightly(was: str | date, now: str | date, is_one: bool) -> None:
    assert likeness.is_slip(was, now) is is_one


def test_two_working_days_are_left_and_a_second_person_may_take_longer() -> None:
    walk = ladder.remedy_running()  # on a Monday
    for days, is_open in ((2, True), (1, False)):
        walk.pass_days(days)
        if is_open:
            walk.do(SUBJECT, asked_for(walk, "owner", "Head of lifts"))
            walk.do(FIRE_MONITOR, RefuseAsSecond(reasons="Which head?"))
            continue
        with pytest.raises(Refused, match="are over"):
            walk.do(SUBJECT, asked_for(walk, "owner", "Head of lifts"))
    other = ladder.remedy_running().pass_days(2)
    other.do(SUBJECT, asked_for(other, "owner", "Head of lifts"))
    other.pass_days(5).do(FIRE_MONITOR, AgreeAsSecond(reasons="A slip"))
    assert other.case.remedy.plan is not None
    assert other.case.remedy.plan.owner == "Head of lifts"


def test_what_somebody_acted_on_stays_and_what_the_machine_notes_is_no_acting() -> None:
    walk = ladder.duty_served()
    served = last_step(walk.at(MACHINE))
    assert served is None
    walk = ladder.remedy_running()
    filed = last_step(walk.at(MACHINE))
    assert filed is not None
    walk.do(MACHINE, ladder.figure("missed"))
    assert last_step(walk.at(MACHINE)) == filed
    more_time(walk)
    with pytest.raises(Incomplete) as refused:
        walk.do(SUBJECT, asked_for(walk, "owner", "Head of lifts", step=filed.version))
    assert [(gap.field, gap.code) for gap in refused.value.gaps] == [("step", "acted_on")]
    with pytest.raises(Incomplete, match="missing or not right"):
        walk.do(SUBJECT, asked_for(walk, "reasons", "Late", step=99))

    silent = ladder.referred()
    with pytest.raises(Refused, match="came by itself"):
        silent.do(WORKER, Correct(step=silent.case.version, field="cause", correction="x", reasons="y"))


def test_while_the_second_person_thinks_somebody_may_act_and_then_the_slip_stays() -> None:
    walk = ladder.remedy_running()
    walk.do(SUBJECT, asked_for(walk, "owner", "Head of lifts"))
    more_time(walk)
    with pytest.raises(Incomplete) as refused:
        walk.do(FIRE_MONITOR, AgreeAsSecond(reasons="A slip"))
    assert [gap.code for gap in refused.value.gaps] == ["acted_on"]


def test_every_step_says_what_of_it_may_be_put_right_or_that_nothing_may() -> None:
    """When this fails, a step is new: give it a place in `slip.SLIPS`, or in one of the lists beside it."""
    places = (*slip.SLIPS, *slip.NOTES, *slip.FOLLOWS, *slip.STANDS)
    steps = [shape for shape in DECLARED if issubclass(shape, CaseStep)]
    assert sorted(shape.__name__ for shape in steps if shape not in places) == []
    assert sorted(shape.__name__ for shape in steps if places.count(shape) > 1) == []
    assert len(steps) > 90


def test_a_day_that_may_be_put_right_is_held_against_the_rules_that_held_when_it_was_said() -> None:
    days = {
        (shape, name)
        for shape, names in slip.SLIPS.items()
        for name in names
        if get_type_hints(shape)[name] in (date, date | None)
    }
    assert len(days) > 8
    assert not {(shape.__name__, name) for shape, name in days if (shape, name) not in check._CHECKS}


def test_every_field_that_may_be_put_right_is_one_of_its_step_and_no_outcome() -> None:
    outcomes = {"level", "reason_code", "answer", "grade", "is_failing", "progress", "body", "holder", "verdict"}
    for shape, names in slip.SLIPS.items():
        known = set(shape.__dataclass_fields__)
        assert set(names) <= known, shape
        if shape not in (told.QuestionAnswered, told.ProgressReported):  # there these are words
            assert not set(names) & outcomes, shape


def test_a_correction_calls_things_what_the_command_called_them() -> None:
    """Every name under which something is put right is a field of a command that says it."""
    said: dict[object, set[str]] = {}
    for row in chain.BY_PEOPLE:
        for step in told_by(row):
            said.setdefault(step, set()).update(one.name for one in fields(row.asked))
    for shape, own in slip.SLIPS.items():
        names = {slip.SAID_AS.get((shape, name), name) for name in own}
        assert names <= said[shape], shape


def told_by(row: Row) -> list[object]:
    """What the row tells first, and what that says beside it, whoever has to agree."""
    walk = standing_for(row)
    command, at = command_for(row, walk), walk.at(ladder.asker(row.asked, walk))
    return [step.func if isinstance(step, partial) else step for step in row.tells(walk.case, command, at)]
