"""Whoever asks for a case is told in plain words: where it stands, who must act, by when and why then, what else."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.state import ENDS, OPEN_STATES, PLACES, RUNGS, State
from services.escalation.domain.course.command import Withdraw
from services.escalation.domain.ladder import wording
from services.escalation.domain.ladder.decision import open_commands
from services.escalation.domain.remedy.command import Acknowledge
from services.escalation.handlers.case.case import Seen
from services.escalation.pages.case import standing as stands
from services.escalation.schemas.case import case as shown
from shared.events import escalation as told
from shared.events.base import DECLARED
from shared.ledger import Recorded
from shared.policy import Wording, resolve
from shared.web.must_line import MustLine
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import REACH, SPECIAL, Walk, case_in

CODE_WORDS = re.compile(r"_|\{|\}|\d{4}-\d\d-\d\d|None\b(?!\.)|True|False|not recorded|none given|\.\.")
SENTENCE = re.compile(r"[A-Z'“0-9].*[.?!”]", re.DOTALL)
QUESTIONS = ("where", "who", "by", "why_then", "otherwise")
PROFILES = {name: resolve(name, (), date(2026, 11, 22)).wording for name in ("laa-2008-1", "lof-2026-1")}


def paused(build: Callable[[], Walk]) -> Callable[[], Walk]:
    def built() -> Walk:
        walk = build()
        walk.do(ladder.PAUSER, ladder.pause(walk))
        return walk

    return built


def left(build: Callable[[], Walk]) -> Callable[[], Walk]:
    def built() -> Walk:
        walk = build()
        walk.do(*ladder.sample(Withdraw, walk))
        return walk

    return built


def ended(state: State) -> Walk:
    walk = REACH[state]() if state in REACH else case_in(state)
    walk.case = replace(walk.case, silence=None, asked_by=None, due_on=None, reckoning=None)
    return walk


WALKS: dict[str, Callable[[], Walk]] = {
    **{state.value: partial(case_in, state) for state in OPEN_STATES},
    **{f"{state.value}, {asked.__name__} {answer}": build for (state, asked, answer), build in SPECIAL.items()},
    **{f"{state.value}, stands still": paused(REACH[state]) for state in (State.REMEDY_RUNNING, State.EVIDENCE)},
    **{f"{state.value}, left": left(REACH[state]) for state in (State.ADMITTED, State.MONITORING)},
    "waits for a second person": ladder.refusal_proposed,
    "merged from admitted": partial(ladder.merged_from, State.ADMITTED),
    **{f"end {state.value}": partial(ended, state) for state in ENDS},
}


def answers(walk: Walk, words: Wording) -> dict[str, Any]:
    """As `GET /escalation/v1/cases/{id}` answers."""
    return shown.standing(wording.answers(walk.case, walk.at(MACHINE), words, "Trafford"))


def sentences(standing: dict[str, Any]) -> dict[str, str]:
    """The sentence that answers each question."""
    return {name: said if isinstance(said := standing[name], str) else said["sentence"] for name in QUESTIONS}


def all_sentences(walk: Walk, words: Wording) -> Iterator[str]:
    standing = answers(walk, words)
    yield from sentences(standing).values()
    for one in standing["also"]:
        yield from (one["who"]["sentence"], one["by"]["sentence"], one["why_then"], one["otherwise"])
    bodies, facts = wording.named(walk.case, walk.at(MACHINE)), wording.facts(walk.case, walk.at(MACHINE), "Trafford")
    yield from (wording.sentence(one.event, words, bodies, facts) for one in walk.taken)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", WALKS)
def test_every_standing_answers_the_five_questions_in_plain_sentences(name: str, profile: str) -> None:
    walk = WALKS[name]()
    for said in all_sentences(walk, PROFILES[profile]):
        assert SENTENCE.fullmatch(said), said
        assert not CODE_WORDS.search(said), said


@pytest.mark.parametrize("state", [one for one in OPEN_STATES if one is not State.FINDINGS_PUBLISHED])
def test_every_open_state_names_its_days_whoever_acts_and_what_silence_does(state: State) -> None:
    walk, words = case_in(state), PROFILES["laa-2008-1"]
    said, line = answers(walk, words), stands.must_line(standing(walk, words))
    assert isinstance(line, MustLine)
    assert said["who"]["sentence"] == f"{line.subject} {line.duty}"
    assert said["by"]["asked_by"] == line.on.isoformat()
    assert said["by"]["moves_after"] == walk.case.due_on.isoformat()  # type: ignore[union-attr]  # a clock runs
    assert str(walk.case.reckoning) in str(said["why_then"])
    assert words.state(state.value).title in str(said["where"])


def test_a_case_that_stands_still_says_so_since_when_and_why() -> None:
    walk, words = WALKS["remedy_running, stands still"](), PROFILES["lof-2026-1"]
    said = sentences(answers(walk, words))
    assert said["where"].startswith("Standing still. ")
    assert "Being put right" in said["where"]
    assert "A court or tribunal is dealing with the matter." in said["where"]
    assert said["who"] == "Nobody is waited for: the clocks stand still."
    assert said["otherwise"].startswith("Then the clocks run again by themselves")
    line = stands.must_line(standing(walk, words))
    assert line is not None
    assert (line.label, line.on, line.otherwise_label) == ("Clock stopped", walk.now.date(), "Then:")


def test_a_decision_that_waits_for_a_second_person_is_told_beside_the_state() -> None:
    where = sentences(answers(ladder.refusal_proposed(), PROFILES["laa-2008-1"]))["where"]
    assert "proposed a decision (to refuse the case). It waits for the monitoring officer to agree." in where


def test_a_merged_case_says_where_it_goes_on_and_an_ended_one_why_it_ended() -> None:
    said = sentences(answers(WALKS["merged from admitted"](), PROFILES["laa-2008-1"]))
    assert said["where"] == f"Joined to another case. It goes on as part of another case. That case is {ladder.HOST}."
    assert said["who"] == "Nobody has to act: it has ended."
    walk = ladder.exhausted()
    walk.wait_out()
    where = sentences(answers(walk, PROFILES["laa-2008-1"]))["where"]
    assert where.endswith("Nobody asked for an inspectorate call-in in time.")


def test_what_has_a_day_of_its_own_is_told_besides() -> None:
    walk = ladder.duty_served()
    (received,) = answers(walk, PROFILES["laa-2008-1"])["also"]
    assert received["who"]["sentence"].endswith("say that it has received the duty.")
    assert received["by"]["asked_by"] == walk.case.remedy.duty.acknowledge_by.isoformat()  # type: ignore[union-attr]  # it is served
    assert received["who"]["bodies"] == ["housing"]
    walk.do(*ladder.sample(Acknowledge, walk))
    assert answers(walk, PROFILES["laa-2008-1"])["also"] == []


def test_a_day_of_today_and_one_that_is_over_are_said_as_such() -> None:
    walk = ladder.duty_served()
    assert walk.case.asked_by is not None
    walk.go_to(walk.case.asked_by)
    assert sentences(answers(walk, PROFILES["laa-2008-1"]))["by"] == "By the end of today."
    walk.pass_days(1)
    assert sentences(answers(walk, PROFILES["laa-2008-1"]))["by"].endswith("and it is over.")


def test_words_of_people_end_with_one_full_stop_in_every_sentence() -> None:
    words = PROFILES["lof-2026-1"]
    corrected = told.StepCorrected(
        case="T", state="admitted", step=1, what="admitted", said_on=date(2026, 1, 5), field="reasons",
        was="Evry lift.", now="Every lift!", reasons="A letter was left out", day=None, number=0, answer_by=None,
    )  # fmt: skip
    said = words.told("case.step_corrected", corrected, {}, {})
    assert said.endswith("It read: Evry lift. It reads now: Every lift! A letter was left out.")
    for days, lasting in (
        (0, "before a working day had passed"),
        (1, "after 1 working day"),
        (3, "after 3 working days"),
    ):
        assert f"{lasting}." in words.sentence("case.resumed", {"working_days": days, "reasons": "It is done"})
    reminder = words.sentence("case.reminded", {"about": "asked", "asked_on": date(2026, 1, 5), "days_left": 0})
    assert reminder == "This service sent a reminder to act by 5 January 2026: no working day is left after this one."


def standing(walk: Walk, words: Wording) -> stands.Standing:
    return stands.standing(seen(walk, words))


def seen(walk: Walk, words: Wording, actor: Actor = MACHINE) -> Seen:
    at = walk.at(actor)
    history = [
        Recorded(
            position=one.version,
            stream="case/T",
            version=one.version,
            type=DECLARED[type(one.event)].type,
            event=one.event,
            area="E1",
            actor=one.actor,
            occurred_at=one.at,
        )
        for one in walk.taken
    ]
    offers = open_commands(walk.case, at)
    return Seen(case=walk.case, at=at, wording=words, area_name="Trafford", offers=offers, history=history)


def test_a_clock_is_the_readers_only_where_it_runs_on_them() -> None:
    """Whoever raised a matter may take it back at any time, and agree or contest: that is no turn of theirs."""
    raiser, worker, officer = ladder.partner("fire"), ladder.WORKER, ladder.OFFICER
    turns = {
        State.SCREENING: (worker,),
        State.DUTY_SERVED: (ladder.SUBJECT,),
        State.REMEDY_RUNNING: (ladder.SUBJECT,),
        State.VERIFYING: (worker,),
        State.REFERRED: (officer,),
        State.AWAITING_RESPONSES: (ladder.SUBJECT,),
        State.MONITORING: (officer,),
        State.BROKERING: (ladder.FACILITATOR,),
        State.WITH_INSPECTORATE: (ladder.INSPECTOR,),
    }
    for state, whose in turns.items():
        walk = case_in(state)
        walk.trigger = "partner_action"
        raised = replace(walk.case.raised, records=(ladder.NOTICE,))
        walk.case = replace(walk.case, trigger="partner_action", raised=raised)
        for actor in (raiser, worker, officer, ladder.SUBJECT, ladder.FACILITATOR, ladder.INSPECTOR):
            found = seen(walk, PROFILES["laa-2008-1"], actor)
            assert stands.is_readers(stands.standing(found), found.offers) is (actor in whose), (
                state,
                actor.id,
            )


def test_a_remedy_of_the_authority_itself_is_for_everybody_else_to_check() -> None:
    walk = ladder.verifying()
    walk.register = replace(walk.register, authority="housing")
    for actor, is_theirs in ((ladder.partner("fire"), True), (ladder.SUBJECT, False)):
        found = seen(walk, PROFILES["laa-2008-1"], actor)
        assert stands.is_readers(stands.standing(found), found.offers) is is_theirs


def test_the_first_rung_says_how_a_case_came_about() -> None:
    words = PROFILES["laa-2008-1"]
    walk = ladder.duty_served()
    assert "Handed in with 60 signatures on 5 January 2026." in str(stands.ladder(standing(walk, words)).rungs[0].words)
    walk.case = replace(walk.case, trigger="partner_action", signatures=0)
    first = stands.ladder(standing(walk, words)).rungs[0]
    assert first.words == "Raised on 5 January 2026 by a partner's written finding."


def test_nobody_is_late_with_what_they_only_may_do() -> None:
    right, duty = ladder.rejected(), ladder.duty_served()
    for walk, is_late in ((right, False), (duty, True)):
        assert walk.case.due_on is not None
        walk.go_to(walk.case.due_on).pass_days(1)
        drawn = standing(walk, PROFILES["laa-2008-1"])
        assert drawn.is_late is is_late
        assert "until" not in str(stands.ladder(drawn).rungs[RUNGS.index(PLACES[walk.case.state].rung)].words).lower()
