"""The sample petition's way up the ladder, walked with the ladder's own rules from its screening to the findings."""

from dataclasses import MISSING, fields
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from deploy.sample import exports
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import MACHINE, Actor, Circumstances, Found, Proposal
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.register import Body, Lead, Register
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection.step import complainants_with
from services.escalation.domain.ladder.command import COMMANDS
from services.escalation.domain.ladder.decision import Events, decide, fire, open_case
from services.escalation.domain.ladder.history import evolve, opened
from services.escalation.domain.scrutiny.recommendation import Draft
from shared.calendars import calendar
from shared.events.escalation import CaseOpened, Minute
from shared.policy import resolve

HANDED_IN = date(2026, 11, 24)
STORY = exports.petition()
ACTORS = {
    row["account"]: Actor(id=row["account"], body=row["body"], roles=frozenset(row["roles"]))
    for row in STORY["account"]
}


@cache
def register() -> Register:
    body: Any = exports.register().body
    measure = STORY["petition"]["measure"]
    lead = next(row for row in body["leads"] if row["measure"] == measure)
    return Register(
        version=1,
        authority=body["area"]["responsible_authority"],
        committee=body["area"]["committee"],
        bodies={row["partner"]: body_of(row) for row in body["partners"]},
        lead=Lead(
            body=lead["lead"],
            contributors=tuple(lead["contributors"]),
            basis=lead["basis"],
            since_on=date.fromisoformat(lead["since_on"]),
        ),
    )


def body_of(row: dict[str, Any]) -> Body:
    return Body(
        id=row["partner"],
        name=row["name"],
        kind=row["partner_kind"],
        regime=row["regime"],
        inspectorate=row["inspectorate"],
        signed_on=date.fromisoformat(row["signed_on"]) if row["signed_on"] else None,
        parent=row["parent_body"],
    )


def circumstances(
    day: date, actor: Actor = MACHINE, complainants: tuple[str, ...] = (), proposal: Proposal | None = None
) -> Circumstances:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    policy = resolve("lof-2026-1", (), day)
    return Circumstances(
        now=noon,
        policy=policy,
        calendar=calendar(policy.clock.calendar),
        register=register(),
        frequency="",
        judged="",
        elections=(),
        actor=actor,
        found=Found(
            complainants=complainants,
            proposal=proposal,
            reply="",
            earlier=(),
            raisers={},
            inspections=(),
            others=(),
            taken=(),
            meetings={},
        ),
    )


def command_of(step: dict[str, Any], day: date) -> Command:
    said: dict[str, Any] = dict(step["says"])
    days: dict[str, Any] = {name: day + timedelta(days=count) for name, count in step.get("in_days", {}).items()}
    if "minute" in said:
        said["minute"] = Minute(**said["minute"], met_on=day)
    if "recommendations" in said:
        said["recommendations"] = tuple(Draft(**words, **days) for words in said["recommendations"])
        return COMMANDS[step["command"]](**said)
    return COMMANDS[step["command"]](**said, **days)


def after(case: Case, events: Events, day: date) -> Case:
    for event in events:
        case = evolve(case, event, day)
    return case


def wait(case: Case, day: date, days: int) -> tuple[Case, date]:
    """Let the days pass; each silence fires on the first day after its own."""
    for _ in range(days):
        day += timedelta(days=1)
        if case.due_on and day > case.due_on:
            case = after(case, fire(case, circumstances(day)), day)
    return case, day


def walk(day: date = HANDED_IN) -> tuple[Case, date, list[State], list[str]]:
    """The case at the end of the story, the day, the state after every step, and the reasons of refusals."""
    petition = STORY["petition"]
    handed_in = CaseOpened(
        case="TRAF-2026-0001-7",
        state=State.SCREENING,
        area=petition["area"],
        trigger="petition",
        title=petition["title"],
        measure=petition["measure"],
        signatures=STORY["signers"]["count"],
        policy_version="lof-2026-1",
    )
    first, *_ = open_case(handed_in, circumstances(day))
    assert isinstance(first, CaseOpened)
    case, states, refusals = opened(first, day), [State.SCREENING], []
    complainants: tuple[str, ...] = ()
    proposal: Proposal | None = None
    for step in STORY["step"]:
        case, day = wait(case, day, step["after_days"])
        at = circumstances(day, ACTORS[step["account"]], complainants, proposal)
        try:
            command = command_of(step, day)
            case = after(case, decide(case, command, at), day)
            proposal = Proposal(command=command, by=at.actor) if case.waiting else None
            complainants = complainants_with(at) if step["command"] == "lodge_complaint" else complainants
        except Refused as refusal:
            refusals.append(refusal.name)
        states.append(case.state)
    return case, day, states, refusals


def test_every_command_of_the_story_says_what_it_asks_for() -> None:
    for step in STORY["step"]:
        parts = fields(COMMANDS[step["command"]])
        needed = {part.name for part in parts if part.default is MISSING}
        in_days = set() if step["command"] == "issue_recommendations" else set(step.get("in_days", {}))
        assert needed <= set(step["says"]) | in_days <= {part.name for part in parts}


@pytest.mark.parametrize("handed_in", [HANDED_IN, date(2026, 12, 21), date(2027, 3, 22), date(2028, 2, 29)])
def test_the_story_climbs_from_screening_to_published_findings_whenever_it_begins(handed_in: date) -> None:
    case, _, states, _ = walk(handed_in)
    assert states == [State.SCREENING, *(State(step["leads_to"]) for step in STORY["step"])]
    assert (states[-1], case.inspection.has_failing_findings) == (State.ACTION_NEGOTIATION, True)


def test_the_story_takes_about_a_year_and_refuses_only_the_second_complaint_of_one_organisation() -> None:
    case, day, _, refusals = walk()
    assert timedelta(days=270) < day - HANDED_IN < timedelta(days=400)
    assert refusals == [step["refused"] for step in STORY["step"] if "refused" in step]
    assert case.inspection.complainants == ("gmca", "l-and-q")


def test_the_inspection_is_asked_of_the_inspectorate_of_the_subject() -> None:
    case, *_ = walk()
    assert case.inspection.inspectorate == register().bodies[STORY["petition"]["subject"]].inspectorate


def test_everybody_who_acts_in_the_story_has_an_account() -> None:
    assert {step["account"] for step in STORY["step"]} == ACTORS.keys() - {"registrar", "negotiator", "administrator"}
