"""A body ceases: who has what it had to do, which days move and how far, and that no case ends because of it."""

from dataclasses import replace
from datetime import date

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.command import AgreeAsSecond, NoteStanding
from services.escalation.domain.case.part import Part, parts_of
from services.escalation.domain.case.refusal import Incomplete, Refused
from services.escalation.domain.case.register import Ending, Lead
from services.escalation.domain.case.state import OPEN_STATES, State
from services.escalation.domain.inspection.command import AgreePlan, LodgeComplaint
from services.escalation.domain.inspection.settlement import parties
from services.escalation.domain.ladder.holder import on_whom
from services.escalation.domain.ladder.succession import FIXED, concerns
from services.escalation.domain.remedy.command import AgreeRemedy, ClaimRemedy, ContestRemedy, DisputeDuty, VerifyRemedy
from shared.events import escalation as told
from shared.working_days import add_working_days, working_days_between
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import CALENDAR, SAMPLES, SIGNED, Walk, body_ended, case_in, partner

STANDING = [state for state in OPEN_STATES if state is not State.FINDINGS_PUBLISHED]
DAY = date(2026, 4, 1)


def test_a_successor_that_raised_the_case_speaks_for_it_no_more_and_another_body_may_contest() -> None:
    """Nobody judges its own cause: the complainant that takes the duty over neither contests nor agrees."""
    walk = ladder.raised_by_fire(ladder.verifying_by_a_sign)()
    (event,) = walk.do(MACHINE, body_ended(walk, "housing", "fire"))
    assert isinstance(event, told.BodySucceeded)
    assert (event.standing_lost, walk.case.subject, walk.case.raisers) == (("fire",), "fire", ())
    words = ladder.POLICY.wording
    assert "speaks for those who raised it no more: Fire." in words.told(
        "case.body_succeeded", event, {"fire": "Fire"}, {}
    )
    walk.do(partner("police"), VerifyRemedy(reasons="Twelve are in"))
    contest = ContestRemedy(reasons="Two of them stand still")
    itself = "Your organisation raised this case and answers for it now: nobody speaks against itself."
    for nobody, refusal, words_of_it in (
        (partner("fire"), "not_your_part", itself),
        (partner("police"), "did_not_find_it", "Your own body found it put right."),
    ):
        with pytest.raises(Refused, match=words_of_it) as refused:
            walk.do(nobody, contest)
        assert refused.value.name == refusal
    contested, _ = walk.do(partner("college"), contest)
    assert isinstance(contested, told.RemedyContested)
    assert (walk.case.state, contested.how, walk.case.remedy.words) == (State.REFERRED, "outside", ())
    assert words.told("case.remedy_contested", contested, {}, {}).startswith("College contests")


def test_the_successor_of_a_raiser_stands_behind_the_case_in_its_place_and_has_said_what_it_said() -> None:
    walk = ladder.raised_by_fire(ladder.verifying_by_a_sign)()
    walk.do(partner("fire"), ContestRemedy(reasons="Two of them stand still"))
    (event,) = walk.do(MACHINE, body_ended(walk, "fire", "union"))
    assert isinstance(event, told.BodySucceeded)
    assert (event.standing_to, event.standing_ended, event.standing_lost) == ("union", (), ())
    assert [(one.kind, one.body, one.behind.name) for one in walk.case.raisers] == [
        ("partner_action", "union", "Union")
    ]
    assert [(word.raiser.rpartition("/")[2], word.says) for word in walk.case.remedy.words] == [("union", "no")]
    said = ladder.POLICY.wording.told("case.body_succeeded", event, {"fire": "Fire", "union": "Union"}, {})
    assert "Stands behind the case from now on, which Fire raised: Union." in said
    assert "nobody took that over" not in said
    with pytest.raises(Refused) as gone:
        walk.do(partner("fire"), AgreeRemedy(reasons="They run"))
    assert gone.value.words == "Fire ceased on 4 January 2026: Union has now what it had to do."
    walk.do(partner("union"), AgreeRemedy(reasons="They run"))
    assert not concerns(walk.case, "fire")


def test_the_authority_is_no_raisers_successor_unless_the_register_names_it() -> None:
    walk = ladder.raised_by_fire(ladder.verifying_by_a_sign)()
    (event,) = walk.do(MACHINE, body_ended(walk, "fire"))
    assert isinstance(event, told.BodySucceeded)
    assert (event.successor, event.standing_to, event.standing_ended) == ("council", "", ("fire",))
    assert (walk.case.raisers, concerns(walk.case, "fire")) == ((), False)
    said = ladder.POLICY.wording.told("case.body_succeeded", event, {"fire": "Fire", "council": "Council"}, {})
    assert "Raised this case, and nobody took that over: Fire." in said
    note = NoteStanding(ward="W1", name=ladder.WARD.name, records=(ladder.WARD,))
    walk.do(MACHINE, note)
    assert [one.kind for one in walk.case.raisers] == ["councillor_call"]


def test_behind_a_merged_case_stands_the_successor_of_whoever_raised_that() -> None:
    walk = ladder.remedy_running()
    behind = told.Behind(kind="partner_action", body="fire", name="Fire", party="fire")
    joined = replace(ladder.taken_in().joined[0], behind=(behind, ladder.PETITIONER))
    walk.case = replace(walk.case, course=replace(walk.case.course, joined=(joined,)))
    walk.do(MACHINE, body_ended(walk, "fire", "union"))
    assert [one.body for one in walk.case.raisers if one.reference == ladder.GUEST] == ["union", "organiser"]


def test_whoever_answers_now_neither_complains_of_itself_nor_agrees_with_itself() -> None:
    walk = ladder.declared(State.FINDINGS_DRAFT)
    by = {one.by for one in walk.case.inspection.declarations}
    assert "police" in by
    assert "police" in walk.case.inspection.complainants
    (event,) = walk.do(MACHINE, body_ended(walk, "housing", "police"))
    assert isinstance(event, told.BodySucceeded)
    assert (event.silenced, walk.case.subject) == ("police", "police")
    assert {one.by for one in walk.case.inspection.declarations} == by - {"police"}
    assert "police" not in walk.case.inspection.complainants
    words = ladder.POLICY.wording.told("case.body_succeeded", event, {"police": "Police"}, {})
    assert "what it said against it counts no more: Police." in words
    walk = ladder.action_negotiation()
    walk.do(MACHINE, body_ended(walk, "housing", "police"))
    walk.do(partner("police"), SAMPLES[AgreePlan][1](walk))
    own = Actor(id="worker of police", body="police", roles=frozenset({"case_worker", "partner"}))
    with pytest.raises(Refused):
        walk.do(own, AgreeAsSecond(reasons="It will do"))


def test_a_complaint_of_whoever_takes_over_from_the_subject_makes_no_second_one() -> None:
    walk = ladder.complained(ladder.call_in_open())
    walk.do(MACHINE, body_ended(walk, "housing", "police"))
    walk.complainants = ()  # as it is stored then
    assert walk.case.inspection.complaints == 0
    walk.do(partner("fire"), LodgeComplaint(grounds="It harms our work", authorised_by="Chief officer"))
    assert walk.stands_in(State.CALL_IN_OPEN)


def test_whoever_takes_over_from_the_subject_is_no_party_to_a_settlement_with_itself() -> None:
    walk = ladder.brokering()
    assert "police" in parties(walk.case, walk.at(MACHINE))
    walk.do(MACHINE, body_ended(walk, "housing", "police"))
    assert "police" not in parties(walk.case, walk.at(MACHINE))


def ended(*successors: str, last_on: date = date(2026, 3, 31)) -> Ending:
    return Ending(last_on=last_on, successors=successors, basis="Order of 2026")


# What the register says of bodies that cease, who leads on the measure, and who has the first body's duties on the day.
HEIRS: dict[str, tuple[dict[str, Ending], str, str]] = {
    "its successor": ({"housing": ended("homes")}, "housing", "homes"),
    "nobody, so the responsible authority": ({"housing": ended()}, "housing", "council"),
    "of several, the one that leads": ({"housing": ended("homes", "fire")}, "fire", "fire"),
    "of several, none of which leads: the authority": ({"housing": ended("homes", "fire")}, "college", "council"),
    "its successor's successor": ({"housing": ended("homes"), "homes": ended("fire")}, "housing", "fire"),
    "itself on its last day": ({"housing": ended("homes", last_on=DAY)}, "housing", "housing"),
    "itself": ({"college": ended("homes")}, "housing", "housing"),
    "the authority's own successor": ({"housing": ended(), "council": ended("union")}, "housing", "union"),
}


@pytest.mark.parametrize("who", HEIRS)
def test_what_a_body_had_to_do_passes_to_whom_the_register_says(who: str) -> None:
    endings, leads, heir = HEIRS[who]
    lead = Lead(body=leads, contributors=(), basis="agreement", since_on=SIGNED)
    register = replace(ladder.REGISTER, endings=endings, lead=lead)
    assert register.heir("housing", DAY) == heir
    assert register.as_of(DAY).heir("housing", DAY) == heir


@pytest.mark.parametrize("state", STANDING, ids=lambda state: state.value)
def test_in_every_state_the_case_goes_on_with_the_successor_and_at_most_twenty_working_days_more(state: State) -> None:
    walk = case_in(state).pass_days(1)
    before, was_on = walk.case, on_whom(walk.case, walk.at(MACHINE))
    note = body_ended(walk, "housing", "homes")
    (event,) = walk.do(MACHINE, note)
    assert isinstance(event, told.BodySucceeded)
    assert (walk.case.state, walk.case.silence) == (before.state, before.silence)
    assert before.due_on is not None
    assert walk.case.due_on is not None
    if "housing" not in was_on:
        assert (event.working_days, walk.case.due_on) == (0, before.due_on)
    else:
        later = working_days_between(before.due_on, walk.case.due_on, calendar=CALENDAR)
        in_months = "month" in (before.reckoning or "")
        assert 0 < later <= (23 if in_months else 20), walk.case.reckoning
        assert (event.stood_until is None) is (state in FIXED)
        assert "homes" in on_whom(walk.case, walk.at(MACHINE))
    assert not concerns(walk.case, "housing")
    if before.subject:
        assert (walk.case.subject, walk.case.remedy.duty and walk.case.remedy.duty.lead_name) == ("homes", "Homes")
    while walk.case.is_open:
        walk.wait_out()


def test_more_time_is_given_once() -> None:
    walk = ladder.duty_served().pass_days(1)
    walk.do(MACHINE, body_ended(walk, "housing", "homes"))
    due_on = walk.case.due_on
    (again,) = walk.pass_days(2).do(MACHINE, body_ended(walk, "homes", "union"))
    assert isinstance(again, told.BodySucceeded)
    assert (again.working_days, walk.case.due_on, walk.case.subject) == (0, due_on, "union")


def test_the_successor_acts_and_the_body_that_ceased_does_not() -> None:
    walk = ladder.remedy_running().pass_days(1)
    plan = walk.case.remedy.plan
    assert plan is not None
    walk.do(MACHINE, body_ended(walk, "housing", "homes"))
    assert walk.case.remedy.plan is not None
    assert walk.case.remedy.plan.remedy_on == add_working_days(plan.remedy_on, 20, calendar=CALENDAR).due_on
    assert walk.case.remedy.plan.sign == plan.sign
    claim = ClaimRemedy(evidence="All lifts run", together="With the fire service")
    with pytest.raises(Refused):
        walk.do(ladder.SUBJECT, claim)
    walk.do(partner("homes"), claim)
    assert walk.stands_in(State.VERIFYING)


def test_only_the_days_of_the_body_that_ceased_move_where_several_are_to_answer() -> None:
    walk = ladder.awaiting("housing", "fire").pass_days(1)
    before = {one.body: one.answer_by for one in walk.case.scrutiny.addressees}
    walk.do(MACHINE, body_ended(walk, "housing", "homes"))
    after = {one.body: one.answer_by for one in walk.case.scrutiny.addressees}
    assert after["fire"] == before["fire"]
    assert after["homes"] == add_working_days(before["housing"], 20, calendar=CALENDAR).due_on
    assert {one.addressee for one in walk.case.scrutiny.recommendations} == {"homes", "fire"}


def test_a_facilitator_that_ceases_is_followed_by_one_outside_the_quarrel() -> None:
    for successor, wanted in (("union", "union"), ("housing", ""), ("police", "")):
        walk = ladder.brokering()
        walk.do(MACHINE, body_ended(walk, "college", successor))
        assert walk.case.inspection.facilitator == wanted
        walk.wait_out()
        assert walk.stands_in(State.WITH_INSPECTORATE)


def test_complainants_declarations_and_processes_pass_on_too() -> None:
    walk = ladder.call_in_admitted()
    count = walk.case.inspection.complaints
    walk.do(MACHINE, body_ended(walk, "police", "union"))
    assert walk.case.inspection.complainants == ("union", "fire")
    assert walk.case.inspection.complaints == count

    tried = ladder.with_a_process()
    tried.do(MACHINE, body_ended(tried, "housing", "homes"))
    assert tried.case.processes[-1].body == "homes"


def test_under_a_pause_the_duty_passes_on_and_no_day_moves() -> None:
    walk = ladder.remedy_running()
    walk.do(ladder.PAUSER, ladder.pause(walk))
    due_on = walk.case.due_on
    (event,) = walk.pass_days(1).do(MACHINE, body_ended(walk, "housing", "homes"))
    assert isinstance(event, told.BodySucceeded)
    assert (event.working_days, walk.case.due_on, walk.case.subject) == (0, due_on, "homes")


def test_a_closed_case_that_is_still_watched_finds_the_successor_when_it_goes_on() -> None:
    walk = ladder.resolved_stage1().pass_days(1)
    walk.do(MACHINE, body_ended(walk, "housing", "homes"))
    assert (walk.case.subject, walk.case.is_open) == ("homes", False)


def test_a_duty_that_was_not_served_yet_is_served_on_the_successor() -> None:
    walk: Walk = ladder.admitted()
    body_ended(walk, "housing", "homes")
    walk.wait_out()
    assert walk.case.subject == "homes"


def test_a_body_that_ceased_is_named_for_nothing_and_plays_no_part() -> None:
    walk = ladder.duty_served()
    body_ended(walk, "college", "union")
    with pytest.raises(Incomplete) as refused:
        walk.do(ladder.SUBJECT, DisputeDuty(body="college", reasons="The college runs the lifts"))
    assert [gap.code for gap in refused.value.gaps] == ["unknown_body"]
    assert Part.OTHER_PARTNER not in parts_of(walk.case, walk.at(partner("college")))
    assert Part.OTHER_PARTNER in parts_of(walk.case, walk.at(partner("union")))
