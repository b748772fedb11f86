"""A case goes on as part of another about the same matter: into which, what holds for both, and what ends it."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor, Found
from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.lookup import NotLookedUp, OtherCase
from services.escalation.domain.case.part import Part, parts_of
from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.case.trigger import Raised
from services.escalation.domain.course.command import Correct, Merge, Revive, StepBack, Withdraw
from services.escalation.domain.ladder.decision import decide, open_commands
from services.escalation.domain.ladder.merger import as_other, take_in, to_revive
from services.escalation.domain.remedy.observation import latest_remedy_on
from services.escalation.domain.screening.command import Reject
from shared.events import escalation as told
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import GUEST, HOST, ORGANISER, SUBJECT, WORKER, Walk

S = State
WEEK = timedelta(days=7)


def merge_into(walk: Walk, host: Walk) -> None:
    """What the handler does: the one ends, the other takes it in."""
    guest = walk.case
    walk.others = (as_other(host.case),)
    (event,) = walk.do(WORKER, Merge(into=host.case.reference, reasons="The same lifts"))
    assert isinstance(event, told.CaseMerged)
    host.do(MACHINE, take_in(guest, event, walk.at(WORKER)))


def week_later(state: State, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """Another case that people brought to the state a week after the first."""
    with monkeypatch.context() as patched:
        for rungs in (ladder.rung, ladder.later):
            patched.setattr(rungs, "Walk", partial(Walk, now=ladder.MONDAY + timedelta(days=7)))
        walk = ladder.case_in(state)
    walk.case = replace(walk.case, reference=HOST)
    return walk


UNFIT: list[tuple[str, dict[str, object]]] = [
    ("itself", {"reference": "TEST-2026-0001-0"}),
    ("no_such_case", {"reference": "TEST-2026-0007-0"}),
    ("another_area", {"area": "E2"}),
    ("another_measure", {"measure": "NI 2"}),
    ("merged_itself", {"state": S.MERGED, "merged_into": "TEST-2026-0003-0"}),
    ("ended", {"state": S.RESOLVED_STAGE1}),
    ("refused", {"state": S.REJECTED}),
    ("refused", {"state": S.REJECTION_REVIEW}),
    ("stands_still", {"overlay": Overlay.PAUSED}),
    ("said_to_be_put_right", {"state": S.VERIFYING}),
    ("said_to_be_put_right", {"state": S.RESOLUTION_PROPOSED}),
    ("spent", {"state": S.AWAITING_RESPONSES}),
    ("spent", {"state": S.STAGE2_EXHAUSTED}),
    ("another_body", {"subject": "college"}),
    ("not_as_far_on", {"state": S.DUTY_SERVED}),
]


@pytest.mark.parametrize(("code", "facts"), UNFIT, ids=[code for code, _ in UNFIT])
def test_a_case_that_cannot_take_this_one_in_is_refused_by_name(code: str, facts: dict[str, object]) -> None:
    walk = ladder.remedy_running()
    fit = replace(as_other(walk.case), reference="TEST-2026-0002-0")
    other: OtherCase = replace(fit, **{"reference": HOST, **facts})  # type: ignore[arg-type]  # fields by name
    walk.others = (fit, other) if code != "no_such_case" else (fit,)
    with pytest.raises(Incomplete) as refused:
        walk.do(WORKER, Merge(into=other.reference, reasons="The same lifts"))
    assert [(gap.field, gap.code) for gap in refused.value.gaps] == [("into", code)]
    assert walk.case.is_open


def test_where_no_other_case_fits_merging_is_not_open_at_all() -> None:
    walk = ladder.duty_served()
    with pytest.raises(Refused, match="No other open case"):
        walk.do(WORKER, Merge(into=HOST, reasons="The same lifts"))
    walk.others = (replace(as_other(walk.case), reference=HOST),)
    with pytest.raises(NotYourPart):
        walk.do(SUBJECT, Merge(into=HOST, reasons="The same lifts"))


def test_in_ones_own_cause_merging_waits_for_a_second_person() -> None:
    walk = ladder.duty_served()
    (event,) = walk.do(*ladder.in_own_cause(walk, Merge))
    assert isinstance(event, told.SecondAsked)
    assert (event.of, walk.case.is_open) == ("outsider", True)


def test_into_a_case_that_is_with_the_committee_only_whoever_raised_this_one_lets_it_go() -> None:
    walk, merge = ladder.screening(), Merge(into=HOST, reasons="The same lifts")
    for state, of in ((S.REMEDY_RUNNING, None), (S.SCHEDULED, "raiser")):
        walk.others = (replace(as_other(walk.case), reference=HOST, state=state),)
        (event,) = decide(walk.case, merge, walk.at(WORKER))
        assert getattr(event, "of", None) == of
    walk.do(WORKER, merge)
    with pytest.raises(NotYourPart):
        walk.do(SUBJECT, AgreeAsSecond(reasons="It is the same"))
    assert isinstance(walk.do(ORGANISER, AgreeAsSecond(reasons="It is"))[-1], told.CaseMerged)


def test_both_point_to_each_other_and_the_organiser_keeps_standing_in_the_one_that_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guest, host = ladder.duty_served(), week_later(S.REMEDY_RUNNING, monkeypatch)
    merge_into(guest, host)
    assert (guest.case.state, guest.case.cause) == (S.MERGED, "merged")
    assert (guest.case.course.merged_into, guest.case.due_on) == (HOST, None)
    assert [one.reference for one in host.case.course.joined] == [guest.case.reference]
    assert host.case.organisers == (HOST, guest.case.reference)
    assert host.stands_in(S.REMEDY_RUNNING)


def days_of(walk: Walk) -> tuple[date | None, ...]:
    duty, plan = walk.case.remedy.duty, walk.case.remedy.plan
    return (
        walk.case.due_on,
        duty.served_on if duty else None,
        duty.acknowledge_by if duty else None,
        plan.remedy_on if plan else None,
    )


@pytest.mark.parametrize("state", [S.SCREENING, S.ADMITTED, S.DUTY_SERVED, S.REMEDY_RUNNING])
@pytest.mark.parametrize("into", ["the younger", "the older"])
def test_of_the_days_that_both_have_the_earlier_hold(state: State, into: str, monkeypatch: pytest.MonkeyPatch) -> None:
    older, younger = ladder.case_in(state), week_later(state, monkeypatch)
    wanted = days_of(older)
    assert wanted != days_of(younger)
    older.now = younger.now
    guest, host = (older, younger) if into == "the younger" else (younger, older)
    guest.case, host.case = replace(guest.case, reference=GUEST), replace(host.case, reference=HOST)
    merge_into(guest, host)
    assert days_of(host) == wanted


def test_a_case_served_earlier_brings_the_end_of_its_own_period_into_one_that_has_a_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guest, host = ladder.duty_served(), week_later(S.REMEDY_RUNNING, monkeypatch)
    wanted = latest_remedy_on(guest.case, guest.at(MACHINE))
    plan = host.case.remedy.plan
    assert plan is not None
    host.case = replace(host.case, remedy=replace(host.case.remedy, plan=replace(plan, remedy_on=wanted + WEEK)))
    guest.now = host.now
    merge_into(guest, host)
    assert days_of(host)[3] == wanted
    assert host.case.due_on == wanted


def test_a_day_that_is_over_falls_on_today_and_no_earlier() -> None:
    host = ladder.remedy_running()
    host.do(MACHINE, ladder.taken_in(remedy_on=host.day(-3), served_on=host.day(-90)))
    assert host.case.due_on == host.now.date()


def test_what_was_alleged_who_took_it_up_and_the_wider_level_hold_for_both() -> None:
    host = ladder.duty_served()
    host.do(MACHINE, ladder.taken_in(level="area_wide", failure_alleged_on=host.day(0), adopters=("fire",)))
    assert host.case.screening.level == "area_wide"
    assert host.case.screening.failure_alleged_on == host.day(0)
    assert host.case.course.adopters == ("fire",)


def test_each_organiser_leaves_alone_and_with_the_last_the_case_waits_to_be_taken_up() -> None:
    host = ladder.duty_served()
    host.do(MACHINE, ladder.taken_in())
    host.do(ORGANISER, Withdraw(reasons="We have moved away"))
    assert (host.case.organisers, host.case.overlay) == ((GUEST,), None)
    with pytest.raises(Refused):
        host.do(ORGANISER, Withdraw(reasons="We have moved away"))
    with pytest.raises(Refused):
        host.do(ORGANISER, StepBack(organiser_of=GUEST, reasons="The other petition's organiser leaves by itself"))
    other = replace(ORGANISER, id="v", petition=GUEST)
    with pytest.raises(Incomplete):
        host.do(other, StepBack(organiser_of="TEST-2026-0007-0", reasons="They too"))
    host.do(other, StepBack(organiser_of=GUEST, reasons="They too"))
    assert (host.case.organisers, host.case.overlay) == ((), Overlay.WITHDRAWN)


@pytest.mark.parametrize("how", ["refused", "taken back"])
def test_when_the_one_that_took_them_in_is_refused_or_taken_back_they_go_on_where_they_stood(how: str) -> None:
    guest, host = ladder.screening(), ladder.screening()
    host.case = replace(host.case, reference=HOST)
    merge_into(guest, host)
    assert to_revive(host.case) == (guest.case.reference,)
    if how == "refused":
        host.do(WORKER, Reject(reason_code="vexatious", reasons="The same letter forty times"))
        host.do(ladder.MONITOR, AgreeAsSecond(reasons="It is"))
    else:
        host.do(replace(ORGANISER, petition=HOST), Withdraw(reasons="We have moved away"))
    assert not host.case.course.joined
    guest.pass_days(3).do(MACHINE, Revive(host=HOST))
    assert (guest.case.state, guest.case.silence) == (S.SCREENING, "screening")
    assert (guest.case.closed_on, guest.case.first_closed_on, guest.case.since_on) == (None, None, guest.day(0))
    with pytest.raises(Refused, match="was merged before"):
        walk_into(guest)


def walk_into(guest: Walk) -> None:
    guest.do(WORKER, ladder.merge(guest))


def test_what_was_merged_into_a_case_goes_with_it_into_a_third() -> None:
    first, second, third = ladder.screening(), ladder.screening(), ladder.duty_served()
    first.case = replace(first.case, reference=GUEST)
    third.case = replace(third.case, reference=HOST)
    merge_into(first, second)
    merge_into(second, third)
    assert [(one.reference, one.through) for one in third.case.course.joined] == [
        (second.case.reference, ""),
        (GUEST, second.case.reference),
    ]
    assert len(third.case.organisers) == 3


def behind(kind: str, body: str) -> told.Behind:
    return told.Behind(kind=kind, body=body, name=body.title(), party=body)


RAISED_AS: list[tuple[str, str, str, str, bool]] = [
    # in which kind it was raised, by which body, with which role they come, as which account: do they speak for it?
    ("partner_action", "fire", "partner", "clerk", True),
    ("partner_action", "fire", "chief_officer", "clerk", False),
    ("partner_action", "college", "partner", "clerk", False),
    ("partner_action", "housing", "partner", "clerk", False),  # the body that answers
    ("peer_assessment", "fire", "partner", "clerk", False),
    ("peer_assessment", "fire", "peer_lead", "clerk", True),
    ("neighbourhood_decision", "fire", "forum", "clerk", True),
    ("councillor_call", "fire", "councillor", "member", True),
    ("councillor_call", "fire", "councillor", "clerk", False),
]


@pytest.mark.parametrize(("kind", "body", "role", "account", "speaks"), RAISED_AS)
def test_whoever_raised_a_merged_case_plays_that_part_in_the_other_as_they_raised_theirs(
    kind: str, body: str, role: str, account: str, speaks: bool
) -> None:
    host = ladder.remedy_running()
    own = replace(ladder.taken_in().joined[0], behind=(behind(kind, "housing" if body == "housing" else "fire"),))
    host.case = replace(host.case, course=replace(host.case.course, joined=(own,)))
    host.raisers = {GUEST: frozenset({"member"}), host.case.reference: frozenset({"clerk"})}
    actor = Actor(id=account, body=body, roles=frozenset({role}))
    assert (Part.ORGANISER in parts_of(host.case, host.at(actor))) is speaks
    if speaks:
        with pytest.raises(Refused, match="step back from it"):
            host.do(actor, Withdraw(reasons="We have moved away"))
        host.do(actor, StepBack(organiser_of=GUEST, reasons="We have moved away"))
        assert (host.case.organisers, host.case.is_open) == ((host.case.reference,), True)


def test_a_second_person_agrees_to_what_was_asked_and_does_not_do_it_instead() -> None:
    """In their own cause somebody leaves: it is they who do, and not whoever agrees to it."""
    fire = Actor(id="f", body="fire", roles=frozenset({"partner"}))
    member = Actor(id="member", body="housing", roles=frozenset({"councillor"}))
    walk = ladder.remedy_running()
    both = (behind("councillor_call", "housing"), behind("neighbourhood_decision", "sale"))
    joined = replace(ladder.taken_in().joined[0], behind=both)
    walk.case = replace(walk.case, course=replace(walk.case.course, joined=(joined,)))
    walk.raisers = {GUEST: frozenset({"member"})}
    walk.do(member, StepBack(organiser_of=GUEST, reasons="We have moved away"))
    walk.do(fire, AgreeAsSecond(reasons="So they have"))
    assert [one.body for one in walk.case.raisers] == ["organiser", "sale"]


def test_a_body_that_joined_leaves_alone_where_a_petition_or_figures_stand_without_it() -> None:
    fire = Actor(id="f", body="fire", roles=frozenset({"partner"}))
    record = told.TriggerRecord(
        body="fire", name="Fire", party="fire", decided_on=ladder.MONDAY.date(), reference="1/26"
    )
    for trigger, stays in (("petition", ("organiser",)), ("target_missed", ())):
        walk = ladder.remedy_running()
        raised = Raised(records=(record,), joined=(("fire", "partner_action"),))
        walk.case = replace(walk.case, trigger=trigger, raised=raised)
        walk.do(fire, Withdraw(reasons="Put right for us"))
        assert tuple(one.body for one in walk.case.raisers) == stays
        assert (walk.case.is_open, walk.case.overlay) == (True, None)


def test_what_nobody_looked_up_is_not_taken_for_nothing() -> None:
    walk = ladder.duty_served()
    blind = replace(walk.at(WORKER), found=Found())
    with pytest.raises(NotLookedUp, match="reads others"):
        open_commands(walk.case, blind)
    with pytest.raises(NotLookedUp, match="reads taken"):
        decide(walk.case, Correct(step=1, field="reasons", correction="a", reasons="b"), blind)
