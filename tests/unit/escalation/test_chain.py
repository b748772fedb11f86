"""The ladder's two tables hold together, and every pair of state and command does what the table says or is refused."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.case.command import (
    Command,
    NoteFigures,
    verb,
)
from services.escalation.domain.case.part import Part, parts_of
from services.escalation.domain.case.refusal import Incomplete, Refused
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.second import Second
from services.escalation.domain.case.state import ENDS, OPEN_STATES, PLACES, State
from services.escalation.domain.inspection.command import (
    CompletePlan,
    PublishFindings,
)
from services.escalation.domain.ladder import chain, relapse
from services.escalation.domain.ladder import command as ask
from services.escalation.domain.ladder.decision import decide, open_commands
from services.escalation.domain.ladder.history import evolve
from services.escalation.domain.ladder.table import print_table
from services.escalation.domain.remedy import choice
from services.escalation.domain.remedy.command import FilePlan, ServeDuty
from services.escalation.domain.reserve.command import ReceiveReserveFindings
from services.escalation.domain.screening.command import Admit
from services.escalation.domain.scrutiny.command import Respond
from shared.events import escalation as told
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import POLICY, SAMPLES, Walk, case_in, partner, plan, standing_for

MET = (choice.SHOWS, choice.SHOWS_IN_TIME, relapse.HOLDS)
AT_ONCE = {
    (State.FINDINGS_PUBLISHED, PublishFindings): State.ACTION_NEGOTIATION,
    (State.FINDINGS_PUBLISHED, ReceiveReserveFindings): State.ACTION_NEGOTIATION,
    (State.AWAITING_RESPONSES, Respond): State.MONITORING,
}


def name_of(row: Row) -> str:
    return f"{row.state.value}-{verb(row.asked)}-{row.when.answer if row.when else 'always'}"


def command_for(row: Row, walk: Walk) -> Command:
    """What is asked so that just this row holds; figures say what the row's condition wants."""
    if row.asked is NoteFigures and row.when is not None:
        return ladder.figure("met" if row.when.answer in MET else "missed", "2026-03")
    if row.asked is CompletePlan and walk.case.figures:
        return CompletePlan(reasons="It was checked", figure=walk.case.figures[-1].value)
    return SAMPLES[row.asked][1](walk)


@pytest.mark.parametrize("row", chain.TABLE, ids=name_of)
def test_every_row_of_the_table_leads_where_it_says(row: Row) -> None:
    answer = row.when.answer if row.when else ""
    walk = standing_for(row)
    actor, command = ladder.asker(row.asked, walk), command_for(row, walk)
    in_time = walk.now - timedelta(days=2) if row.counter == "set_aside_on" or "in time" in answer else None

    events = decide(walk.case, command, walk.at(actor, received_at=in_time))

    if row.second in (Second.ALWAYS, Second.OTHER_SIDE, Second.OUTSIDER, Second.AS_AT_FIRST):
        assert [(type(event), event.state) for event in events] == [(told.SecondAsked, row.state.value)]
        return
    assert events[0].state == row.to.value
    assert events[-1].state == AT_ONCE.get((row.to, row.asked), row.to).value
    assert all(event.case == walk.case.reference for event in events)
    assert (events[-1].due_on is not None) is (State(events[-1].state) not in ENDS)
    assert {event.ended for event in events} == {PLACES[State(events[-1].state)].ended}


@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_every_pair_without_a_row_is_refused_by_name(state: State) -> None:
    rows = {row.asked for row in chain.TABLE if row.state is state}
    assert all(state in OPEN_STATES or asked in ask.ASKED_BY_MACHINE for asked in rows)
    walk = case_in(state)
    answers = {asked: answer_to(asked, walk) for asked in ask.ALL if asked not in rows}
    assert answers
    assert {asked: said for asked, said in answers.items() if said != "not_in_this_state"} == {}


def answer_to(asked: type[Command], walk: ladder.Walk) -> str:
    """By which name the case refuses it; that it was done, if it does not."""
    actor, sample = SAMPLES[asked]
    try:
        decide(walk.case, sample(walk), walk.at(actor))
    except Refused as refused:
        return refused.name
    return "done"


@pytest.mark.parametrize("state", dict.fromkeys(row.state for row in chain.TABLE), ids=lambda state: state.value)
def test_nobody_may_ask_who_plays_none_of_the_parts(state: State) -> None:
    rows = [row for row in chain.TABLE if row.state is state]
    answers = [(name_of(row), *answer) for row in rows for answer in answers_to_strangers(row)]
    assert answers
    assert [answer for answer in answers if answer[-1] != "NotYourPart"] == []


def answers_to_strangers(row: Row) -> Iterator[tuple[str, str]]:
    """What everybody hears who plays none of the parts that may ask for it; there is somebody for every row."""
    walk = standing_for(row)
    command = command_for(row, walk)
    actors = [MACHINE, ladder.WORKER, ladder.OFFICER, ladder.INSPECTOR, *map(partner, ladder.BODIES)]
    strangers = [a for a in actors if not parts_of(walk.case, walk.at(a)) & row.who]
    assert strangers, name_of(row)
    for stranger in strangers:
        try:
            decide(walk.case, command, walk.at(stranger))
        except Refused as refused:
            yield stranger.id, type(refused).__name__
        else:
            yield stranger.id, "done"


def test_what_a_command_leaves_empty_is_named_field_by_field() -> None:
    walk = ladder.duty_served()
    with pytest.raises(Incomplete) as incomplete:
        walk.do(ladder.SUBJECT, FilePlan(actions=" ", owner="", target="95", by_on=walk.day(0)))
    assert [(gap.field, gap.code) for gap in incomplete.value.gaps] == [
        ("actions", "missing"),
        ("owner", "missing"),
        ("by_on", "not_ahead"),
    ]


def test_everybody_is_told_what_is_open_to_them_and_why_the_rest_is_not() -> None:
    walk = ladder.agreed()
    offers = {offer.name: offer for offer in open_commands(walk.case, walk.at(ladder.WORKER))}
    assert offers["verify_remedy"].is_open
    assert not offers["admit"].is_open
    assert offers["admit"].reason.startswith("This cannot be done while the case stands here")
    theirs = {offer.name: offer for offer in open_commands(walk.case, walk.at(ladder.SUBJECT))}
    assert not theirs["verify_remedy"].is_open
    checker = "a case worker or partner outside the subject that did not raise the case"
    assert theirs["verify_remedy"].reason == f"Only {checker} can do this."


def test_refolding_the_events_gives_the_same_case() -> None:
    walk = Walk()
    begun = walk.case
    days: list[date] = []
    folded = begun
    for actor, command in [
        (ladder.WORKER, Admit(level="local", reasons="Yes")),
        (ladder.WORKER, ServeDuty()),
        (ladder.SUBJECT, plan(walk, days=40)),
    ]:
        for event in walk.do(actor, command):
            days.append(walk.now.date())
            folded = evolve(folded, event, days[-1])
        walk.pass_days(1)
    assert folded == walk.case
    assert folded.version == 5


def test_the_printed_table_names_every_command_and_every_limit() -> None:
    printed = print_table(POLICY)
    for command in ask.ASKED_BY_PEOPLE:
        assert command.replace("_", " ") in printed
    assert "| 1A | duty served |  | 20 working days after the day the state began | referred |" in printed


def test_every_part_is_played_by_somebody() -> None:
    assert {part for row in chain.TABLE for part in row.who} == set(Part)
