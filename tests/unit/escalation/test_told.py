"""How a case is told: who did what in the name it had then, what is open, what is owed on which ground."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.refusal import Incomplete
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection.command import AgreeSettlement, CompletePlan, Settle
from services.escalation.domain.ladder import wording
from services.escalation.domain.ladder.clock import Known, counted_again
from services.escalation.domain.ladder.decision import decide, silence_row
from services.escalation.domain.ladder.history import evolve
from services.escalation.domain.ladder.silence import TABLE
from services.escalation.domain.remedy.command import ContestRemedy, FilePlan
from services.escalation.domain.scrutiny import meeting
from services.escalation.domain.scrutiny.command import (
    OpenEvidence,
    RequestInformation,
    RequireAttendance,
    ScheduleHearing,
)
from services.escalation.pages.case import standing as stands
from services.escalation.pages.scrutiny import scrutiny
from shared.events import escalation as told
from shared.policy import Basis
from shared.web.chips import Status
from shared.web.components import Strong
from shared.working_days import Span, london_day
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import Walk, body_ended
from tests.unit.escalation.test_standing import PROFILES, WALKS, answers, standing

WORDS = PROFILES["lof-2026-1"]
COUNCILLOR = replace(ladder.NOTICE, body="housing", name="Councillor Ann Day", party="housing")


def history(walk: Walk) -> list[str]:
    """The sentences of everything that happened, as `GET /escalation/v1/cases/{id}` tells them."""
    bodies, facts = wording.named(walk.case, walk.at(MACHINE)), wording.facts(walk.case, walk.at(MACHINE), "Trafford")
    return wording.sentences([(one.event, london_day(one.at)) for one in walk.taken], WORDS, bodies, facts)


def test_what_a_renamed_body_did_is_told_in_the_name_it_had_then() -> None:
    walk = ladder.verifying()
    at, known = walk.at(MACHINE), wording.facts(walk.case, walk.at(MACHINE), "Trafford")
    days = [(one.event, london_day(one.at)) for one in walk.taken]
    bodies, renamed_on = dict(wording.named(walk.case, at)), days[-1][1]
    housing = replace(bodies["housing"], name="Homes for All", former_names=("Housing",), renamed_on=(renamed_on,))
    bodies["housing"] = housing
    said = wording.sentences([*((event, on - timedelta(days=1)) for event, on in days), days[-1]], WORDS, bodies, known)
    assert said[:-1] == history(walk)
    assert said[-1] == said[-2].replace("Housing", "Homes for All") != said[-2]


def test_what_a_body_did_is_told_in_its_name_and_what_is_owed_in_its_successors() -> None:
    walk = ladder.verifying()
    before = history(walk)
    walk.do(MACHINE, body_ended(walk, "housing", "homes"))
    after = history(walk)
    assert after[: len(before)] == before
    assert "Housing says that the failure is put right." in " ".join(after)
    said = answers(walk, WORDS)
    assert "Homes took over from Housing on" in said["where"]
    drawn = standing(walk, WORDS)
    assert drawn.answered_by[-2:] == ["Housing", "Homes"]
    assert (Strong("Housing"), " says that the failure is put right. Its evidence: All lifts run.") in [
        one.words[0] if isinstance(one.words, tuple) else "" for one in stands.story(drawn)
    ]
    assert drawn.bearing("homes").startswith("Homes, which took over from Housing on ")
    assert drawn.bearing("fire") == "Fire"
    assert walk.case.state is State.VERIFYING


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", WALKS)
def test_everything_open_beside_a_state_is_told_once_and_nothing_is_where_a_case_has_ended(
    name: str, profile: str
) -> None:
    walk = WALKS[name]()
    said = answers(walk, PROFILES[profile])
    asked = [said["who"]["sentence"], *(one["who"]["sentence"] for one in said["also"])]
    assert len(asked) == len(set(asked))
    shown = str(scrutiny.tables(standing(walk, PROFILES[profile])))
    assert not (walk.case.is_open is False and (said["also"] or "Awaited" in shown or "It runs" in shown))
    if walk.case.waiting is not None:
        assert any("may agree to a decision that waits" in one for one in asked)


def test_what_was_asked_of_bodies_stands_beside_the_hearing_with_its_day_until_the_case_is_over() -> None:
    walk = ladder.scheduled()
    for command in (RequestInformation, RequireAttendance):
        walk.do(*ladder.sample(command, walk))
    assert walk.case.scrutiny.hearing_on is not None
    said = {one["who"]["sentence"]: one["by"]["asked_by"] for one in answers(walk, WORDS)["also"]}
    notices = walk.case.scrutiny.notices
    assert len(said) == 2
    assert sorted(said.values()) == sorted(one.by_on.isoformat() for one in notices)
    walk.go_to(walk.case.scrutiny.hearing_on)
    walk.do(*ladder.sample(OpenEvidence, walk))
    open_then = [one["who"]["sentence"] for one in answers(walk, WORDS)["also"]]
    assert any("answer what the committee asked and nobody has answered: 1" in one for one in open_then)
    assert "Awaited" in str(scrutiny.tables(standing(walk, WORDS)))
    for _ in range(2):
        walk.wait_out()
    assert not walk.case.is_open
    assert answers(walk, WORDS)["also"] == []
    assert "Awaited" not in str(scrutiny.tables(standing(walk, WORDS)))


def test_more_time_that_is_asked_for_and_a_settlement_that_is_offered_are_open_beside_the_state() -> None:
    (asked,) = answers(ladder.more_time_asked(), WORDS)["also"]
    assert "the council decides about the later day that Housing asks for: " in asked["who"]["sentence"]
    walk = ladder.brokering()
    walk.do(*ladder.sample(Settle, walk))
    offered = [one["who"]["name"] for one in answers(walk, WORDS)["also"]]
    assert offered == ["Police", "Fire", "The organiser"]
    walk.do(ladder.partner("fire"), AgreeSettlement())
    assert [one["who"]["name"] for one in answers(walk, WORDS)["also"]] == ["Police", "The organiser"]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", WALKS)
def test_words_of_duty_follow_what_the_step_itself_rests_on(name: str, profile: str) -> None:
    drawn = standing(WALKS[name](), PROFILES[profile])
    must, wording = drawn.must, drawn.wording
    binding = [chip.words for chip in stands.chips(drawn) if chip.status is Status.LOCKED]
    assert "No law stands" not in str(stands.ladder(drawn).basis)
    if must is None or must.is_right or must.is_nobodys:
        assert binding == []
        return
    by_law = any(one.basis is Basis.STATUTE for one in must.grounds)
    by_agreement = "under the agreement it signed" in must.does
    asked = wording.obligations["chip"].capitalize()
    assert binding == [stands.BY_LAW if by_law else stands.BY_AGREEMENT if by_agreement else asked]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", WALKS)
def test_every_step_that_somebody_took_names_them_and_every_other_came_by_itself(name: str, profile: str) -> None:
    walk = WALKS[name]()
    bodies, facts = wording.named(walk.case, walk.at(MACHINE)), wording.facts(walk.case, walk.at(MACHINE), "Trafford")
    said = wording.sentences([(one.event, london_day(one.at)) for one in walk.taken], PROFILES[profile], bodies, facts)
    names = {one: body.name for one, body in bodies.items()}
    for one, words in zip(walk.taken, said, strict=True):
        if isinstance(one.event, told.Deed) and one.event.done_by:
            assert names.get(one.event.done_by, one.event.done_by).casefold() in words.casefold(), words
        elif isinstance(one.event, told.Deed):
            assert re.search("by itself|Nobody|nobody", words), words


def test_the_record_names_who_ended_scrutiny_who_closed_and_who_proposed() -> None:
    walk = ladder.exhausted()
    (spent,) = (one.event for one in walk.taken if isinstance(one.event, told.ScrutinyExhausted))
    assert spent.done_by == "committee"
    closing = ladder.measured(ladder.case_in(State.ACTION_IN_FORCE))
    events = closing.do(ladder.FACILITATOR, CompletePlan(reasons="We looked at all of it", figure="95"))
    assert [event.done_by for event in events if isinstance(event, told.Deed)] == ["college"]
    assert history(closing)[-1] == (
        "College checked the action plan and found it kept, by a figure of the measure. The measure shows: 95. "
        "Reasons: We looked at all of it."
    )
    refused = ladder.rejected()
    assert history(refused)[-1].startswith("Council refused the case: ")
    assert "committee said so" not in " ".join(WORDS.codes.values())


def test_whoever_raised_it_speaks_for_themselves_and_who_writes_for_another_is_told() -> None:
    walk = ladder.verifying()
    walk.case = replace(
        walk.case, trigger="councillor_call", raised=replace(walk.case.raised, records=(COUNCILLOR,), by="")
    )
    walk.raisers = {walk.case.reference: frozenset({"c"})}
    councillor = Actor(id="c", body="housing", roles=frozenset({"councillor"}))
    walk.do(councillor, ContestRemedy(reasons="Two lifts still stand"))
    assert history(walk)[-1] == "Councillor Ann Day, who raised it, does not find it put right: Two lifts still stand."
    other = ladder.verifying()
    other.do(ladder.partner("fire"), ContestRemedy(reasons="Two lifts still stand"))
    assert history(other)[-1].endswith("Written down by Fire: Two lifts still stand.")


def test_every_day_that_is_not_counted_says_who_set_it_or_which_law() -> None:
    unsaid = [row.name for row in TABLE if row.limit and not row.limit.asked().keys and row.limit.fixed is None]
    assert unsaid == []
    walk = ladder.case_in(State.AWAITING_RESPONSES)
    why = answers(walk, WORDS)["why_then"]
    assert "set by law (" in why or "asked for and not set by law" in why
    assert "Fixed, not counted" not in why
    planned = answers(ladder.remedy_running(), WORDS)["why_then"]
    assert planned.startswith("Housing has this day for the remedy by its plan: ")


def test_a_day_that_people_fixed_says_when_nobody_works_on_it() -> None:
    walk = ladder.duty_served()
    day = date(2026, 1, 31)
    walk.do(ladder.SUBJECT, FilePlan(actions="New motors", owner="Head of repairs", target="95 %", by_on=day))
    assert answers(walk, WORDS)["why_then"].endswith("It is no working day (weekend); what was fixed stays.")


def test_a_hearing_has_one_day_everywhere_and_none_in_the_weeks_before_an_election() -> None:
    walk = ladder.referred()
    first, _ = meeting.reach(walk.case, walk.at(ladder.OFFICER))
    span = Span(first_on=first, last_on=first + timedelta(days=20), reason="local elections")
    at = replace(walk.at(ladder.OFFICER), elections=(span,))
    _, asked = ladder.sample(ScheduleHearing, walk)
    assert isinstance(asked, ScheduleHearing)
    asked = replace(asked, hearing_on=first)
    with pytest.raises(Incomplete) as refused:
        decide(walk.case, asked, at)
    assert "before_election" in [gap.code for gap in refused.value.gaps]
    after = span.last_on + timedelta(days=7)
    (event,) = decide(walk.case, replace(asked, hearing_on=after), at)
    assert (event.asked_by, event.hearing_on) == (after, after)  # type: ignore[attr-defined]  # a hearing is scheduled
    (stood,) = decide(walk.case, replace(asked, hearing_on=first), walk.at(ladder.OFFICER))
    case = evolve(walk.case, stood, walk.now.date())
    found = silence_row(case, at).limit
    assert found is not None
    kept = found.asked().reckon(case, at)
    assert kept is not None
    assert kept.due_on == first


def test_an_election_set_after_a_hearing_was_fixed_moves_nothing_and_leaves_it_to_the_committee() -> None:
    walk = ladder.case_in(State.SCHEDULED)
    fixed = walk.case.scrutiny.hearing_on
    assert fixed is not None
    span = Span(
        first_on=fixed - timedelta(days=3), last_on=fixed + timedelta(days=20), reason="before: local elections"
    )
    before, at = Known.of(walk.at(MACHINE).calendar, ()), replace(walk.at(MACHINE), elections=(span,))
    (event,) = counted_again(walk.case, at, before)
    said = wording.sentence(event, WORDS, {}, {})
    assert "the day of the hearing" in said
    assert "it was fixed, and stays until the committee moves it" in said
    assert counted_again(evolve(walk.case, event, walk.now.date()), at, Known.of(at.calendar, (span,))) == ()
    parts = wording.answers(walk.case, at, WORDS, "Trafford")
    (to_move,) = [one for one in parts if one.acting and "whether to move the hearing" in one.acting.does]
    assert to_move.acting is not None
    assert (to_move.acting.who, to_move.acting.asked_by) == ("The scrutiny committee", fixed)
    assert "hearings wait from" in to_move.answers.why_then
    _, asked = ladder.sample(RequireAttendance, walk)
    assert isinstance(asked, RequireAttendance)
    with pytest.raises(Incomplete) as refused:
        decide(walk.case, replace(asked, attend_on=fixed), replace(walk.at(ladder.OFFICER), elections=(span,)))
    assert ("attend_on", "before_election") in [(gap.field, gap.code) for gap in refused.value.gaps]


def test_a_day_on_a_weekend_is_named_in_the_sentence() -> None:
    walk = ladder.duty_served()
    day = date(2026, 1, 31)
    walk.do(ladder.SUBJECT, FilePlan(actions="New motors", owner="Head of repairs", target="95 %", by_on=day))
    assert "Saturday 31 January 2026" in history(walk)[-1]
    assert answers(walk, WORDS)["by"]["sentence"] == "By the end of Saturday 31 January 2026."


def test_a_fixed_day_on_which_the_office_is_closed_later_stays_and_that_is_told() -> None:
    walk = ladder.duty_served()
    walk.do(ladder.SUBJECT, FilePlan(actions="New motors", owner="Head", target="95 %", by_on=date(2026, 2, 12)))
    at = walk.at(MACHINE)
    assert walk.case.due_on is not None
    before = Known.of(at.calendar, ())
    shut = replace(
        at.calendar,
        closed=at.calendar.closed | {walk.case.due_on},
        reasons={**at.calendar.reasons, walk.case.due_on: "Snow"},
    )
    assert counted_again(walk.case, at, before) == ()
    (event,) = counted_again(walk.case, replace(at, calendar=shut), before)
    assert (event.due_on, event.asked_by) == (walk.case.due_on, walk.case.asked_by)
    said = wording.sentence(event, WORDS, {}, {})
    assert "(Snow) is no working day; it was fixed, and stays. No day moved" in said
    walk.take((event,))
    assert "It is no working day (Snow)" in answers(walk, WORDS)["why_then"]
    assert counted_again(walk.case, replace(at, calendar=shut), Known.of(shut, ())) == ()
