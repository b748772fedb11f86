"""Who inspects: whoever the register names for a kind of body on its day, and nobody with a stake in it."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.inspection_register import OtherInspection
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection.command import (
    AcceptInspection,
    AskAgain,
    DeclineInspection,
    RequestInspection,
)
from services.escalation.domain.inspection.guard import assessor
from services.escalation.domain.inspection.plan import known_intervener
from shared.events import escalation as told
from shared.policy import resolve
from shared.policy.inspectorate import Inspectorate, Inspectorates
from shared.policy.ladder import AssessorKind
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import BODIES, POLICY, REGISTER, SAMPLES, partner
from tests.unit.escalation.test_inspection import STAKES, with_stake


@pytest.mark.parametrize("actor", [ladder.WORKER, partner("police"), partner("fire")], ids=lambda one: one.id)
def test_an_inspectorate_may_be_asked_again_once_by_whoever_asked_or_complains(actor: Actor) -> None:
    walk = ladder.declined()
    with pytest.raises(Refused) as refused:
        walk.do(partner("college"), AskAgain(reasons="Please"))
    assert refused.value.name == "asked_or_complains"
    walk.do(actor, AskAgain(reasons="Things are worse"))
    walk.do(ladder.INSPECTOR, DeclineInspection(reasons="Still no"))
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "declined")


def test_the_body_that_it_is_about_takes_nobodys_seat_by_asking_first() -> None:
    walk = ladder.declined()
    ladder.about_the_council(walk)
    with pytest.raises(Refused) as refused:
        walk.do(ladder.WORKER, AskAgain(reasons="Things are worse"))
    assert refused.value.name == "asked_or_complains"
    walk.do(partner("police"), AskAgain(reasons="Things are worse"))
    assert walk.stands_in(State.WITH_INSPECTORATE)


def elsewhere(
    walk: ladder.Walk,
    *,
    ended_days_ago: int | None = None,
    entered_by: str = "inspectors",
    inspectorate: str = "inspectors",
    began_days_ago: int = 360,
) -> OtherInspection:
    return OtherInspection(
        inspection=UUID(int=1),
        subject="housing",
        measure="NI 1",
        inspectorate=inspectorate,
        ground="programme",
        link="https://regulator.example.org/lifts",
        began_on=walk.day(-began_days_ago),
        ended_on=None if ended_days_ago is None else walk.day(-ended_days_ago),
        entered_by=entered_by,
    )


OLD_TABLE = Inspectorate(body="old inspectors", kinds=("partner",), source="an order", until_on=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, State.DECLINED),
        ({"ended_days_ago": 300, "began_days_ago": 900}, State.DECLINED),
        ({"ended_days_ago": 400, "began_days_ago": 900}, State.WITH_INSPECTORATE),
        ({"began_days_ago": 900}, State.WITH_INSPECTORATE),  # nobody ended it: it counts for a year
        ({"inspectorate": "old inspectors", "entered_by": "old inspectors"}, State.DECLINED),  # theirs when it began
        ({"entered_by": "housing"}, State.WITH_INSPECTORATE),  # what the subject says of itself holds nothing up
        ({"entered_by": "waste"}, State.WITH_INSPECTORATE),  # nor what any other body says
        ({"inspectorate": "fire", "entered_by": "fire"}, State.WITH_INSPECTORATE),  # nor who does not inspect it
    ],
)
def test_what_is_inspected_already_is_not_inspected_twice(said: dict[str, Any], state: State) -> None:
    walk = ladder.brokering()
    walk.policy = replace(walk.policy, inspectorates=Inspectorates((OLD_TABLE,)))
    walk.inspections = (elsewhere(walk, **said),)
    events = walk.do(ladder.FACILITATOR, SAMPLES[RequestInspection][1](walk))
    assert walk.case.state is state
    if state is State.DECLINED:
        assert isinstance(events[-1], told.InspectionDeclined)
        assert events[-1].cause == "already_inspected"
        assert "https://regulator.example.org/lifts" in events[-1].reasons


def test_another_inspection_is_the_answer_once_and_asked_again_the_inspectorate_answers_itself() -> None:
    walk = ladder.brokering()
    walk.inspections = (elsewhere(walk),)
    walk.do(ladder.FACILITATOR, SAMPLES[RequestInspection][1](walk))
    unasked = deepcopy(walk)
    unasked.wait_out()
    assert (unasked.case.state, unasked.case.cause) == (State.CLOSED_UNRESOLVED, "already_inspected")
    walk.do(ladder.WORKER, AskAgain(reasons="That one does not look at lifts"))
    assert walk.stands_in(State.WITH_INSPECTORATE)
    silent = deepcopy(walk)
    walk.do(ladder.INSPECTOR, DeclineInspection(reasons="It does look at them"))
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "declined")
    silent.wait_out()
    assert (silent.case.state, silent.case.cause) == (State.CLOSED_UNRESOLVED, "inspectorate_silent")  # it said no word


def test_where_no_body_takes_such_requests_the_case_says_so_and_ends() -> None:
    for inspectorate, kind in (("No body takes such requests", "council"), ("", "jobcentre")):
        walk = ladder.brokering()
        subject = replace(BODIES["housing"], inspectorate=inspectorate, kind=kind)
        walk.register = replace(REGISTER, bodies={**BODIES, "housing": subject})
        served_with(walk, "", kind)
        events = walk.wait_out()
        assert [type(event) for event in events] == [told.InspectorateMissing, told.InspectionDeclined, told.CaseClosed]
        assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "no_inspectorate")


def test_an_area_may_let_peers_inspect_and_passes_over_those_in_the_quarrel() -> None:
    walk = ladder.brokering()
    stage3 = replace(POLICY.stage3, assessor_kind=AssessorKind.PEER, peer_assessors=("police", "next-county"))
    walk.policy = replace(POLICY, stage3=stage3)
    (asked,) = walk.wait_out()
    assert isinstance(asked, told.InspectionRequested)
    assert (asked.inspectorate, asked.assessor_kind) == ("next-county", "peer")
    peer = Actor(id="peer", body="next-county", roles=frozenset({"inspector"}))
    assert walk.do(peer, AcceptInspection(scope="Lifts"))[0].state == "inspecting"


def served_with(walk: ladder.Walk, inspectorate: str, kind: str = "partner") -> None:
    """The same, with this inspectorate on the day on which the duty was served."""
    assert walk.case.remedy.duty is not None
    duty = replace(walk.case.remedy.duty, inspectorate=inspectorate, lead_kind=kind)
    walk.case = replace(walk.case, remedy=replace(walk.case.remedy, duty=duty))


@pytest.mark.parametrize(
    ("served", "kind", "now", "asked"),
    [
        ("inspectors", "partner", "No body takes such requests", "inspectors"),
        ("inspectors", "partner", "friends", "inspectors"),
        ("old inspectors", "partner", "", "new inspectors"),  # the table's own, which passed its work on
        ("", "jobcentre", "friends", "friends"),  # there was none
        ("", "jobcentre", "No body takes such requests", ""),
    ],
)
def test_a_case_is_held_to_the_inspectorate_of_the_day_of_its_service(
    served: str, kind: str, now: str, asked: str
) -> None:
    walk = ladder.brokering()
    served_with(walk, served, kind)
    new = replace(OLD_TABLE, body="new inspectors", since_on=date(2026, 1, 8), until_on=date.max)
    table = Inspectorates((replace(OLD_TABLE, until_on=date(2026, 1, 7)), new))
    walk.policy = replace(POLICY, inspectorates=table)
    body = replace(BODIES["housing"], inspectorate=now, kind=kind)
    walk.register = replace(REGISTER, bodies={**BODIES, "housing": body})
    assert assessor(walk.case, walk.at(MACHINE))[0] == asked


@pytest.mark.parametrize("stake", ["none", *(one for one in STAKES if one != "inspects"), "brokers"])
def test_nobody_inspects_or_intervenes_who_has_a_stake_in_it(stake: str) -> None:
    walk = ladder.findings_draft()
    walk.case = replace(walk.case, inspection=replace(walk.case.inspection, facilitator=""))
    if stake == "brokers":
        walk.case = replace(walk.case, inspection=replace(walk.case.inspection, facilitator="college"))
    elif stake != "none":
        with_stake(walk, stake)
    peers = replace(POLICY.stage3, assessor_kind=AssessorKind.PEER, peer_assessors=("council", "college"))
    walk.policy = replace(POLICY, stage3=peers)
    at = walk.at(MACHINE)
    is_free = stake == "none"
    expected = ("college", AssessorKind.PEER) if is_free else ("inspectors", AssessorKind.NATIONAL)
    assert assessor(walk.case, at) == expected  # the council lists itself in vain: its committee has judged the case
    walk.policy, before = POLICY, walk.case
    served_with(walk, "college")
    assert assessor(walk.case, walk.at(MACHINE)) == ("college" if is_free else "", AssessorKind.NATIONAL)
    walk.case = before
    imposed = replace(ladder.imposed_plan(walk), intervener="College")  # by its name
    codes = [gap.code for gap in known_intervener(walk.case, imposed, walk.at(ladder.INSPECTOR))]
    assert codes == ([] if is_free else ["tries_the_settlement" if stake == "brokers" else STAKES[stake]])


@pytest.mark.parametrize(
    ("profile", "kind", "on", "inspectorate"),
    [
        ("laa-2008-1", "pct", date(2009, 3, 31), "Healthcare Commission"),
        ("laa-2008-1", "pct", date(2009, 4, 1), "Care Quality Commission"),
        ("laa-2008-1", "fire", date(2009, 4, 1), "Audit Commission"),
        ("lof-2026-1", "icb", date(2026, 4, 1), "Care Quality Commission"),
        ("lof-2026-1", "jobcentre", date(2026, 4, 1), ""),
    ],
)
def test_who_inspects_a_kind_of_body_depends_on_the_day(profile: str, kind: str, on: date, inspectorate: str) -> None:
    assert resolve(profile, (), on).inspectorates.of(kind, on) == inspectorate
