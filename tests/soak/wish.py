"""What people wish of a case: somebody who may, or may not, and a command made from its sample, varied at random."""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command, verb
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.part import ROLES, Part, parts_of
from services.escalation.domain.case.process import MENU
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.state import PLACES, State
from services.escalation.domain.course.command import Pause, Withdraw
from services.escalation.domain.course.guard import REASON_CLASSES
from services.escalation.domain.inspection.command import (
    AgreePlan,
    CompletePlan,
    DeclareNoConfidence,
    ImposePlan,
    LodgeComplaint,
    WithdrawNoConfidence,
)
from services.escalation.domain.inspection.guard import GRADES
from services.escalation.domain.inspection.plan import figure_of_plan
from services.escalation.domain.ladder import chain
from services.escalation.domain.ladder.command import ASKED_BY_MACHINE, ASKED_BY_PEOPLE
from services.escalation.domain.ladder.decision import decide
from services.escalation.domain.remedy.command import FilePlan
from services.escalation.domain.screening.command import AllegeSystematicFailure
from services.escalation.domain.screening.guard import LEVELS, REJECTION_REASONS
from services.escalation.domain.scrutiny.command import IssueRecommendations, RecuseMember, Respond
from services.escalation.domain.scrutiny.guard import ANSWERS, PROGRESS
from services.escalation.domain.scrutiny.hearing import ATTENDANCES, GROUNDS
from services.escalation.schemas.case.command import ON_ONE_LINE
from tests.soak.place import Person, people
from tests.unit.escalation.ladder import ALL_SEEN, BODIES, SAMPLES, Walk

LISTS = (LEVELS, REJECTION_REASONS, ANSWERS, PROGRESS, GRADES, ATTENDANCES, GROUNDS, MENU, REASON_CLASSES)
SEATS = tuple("abcdefg")
LASTS = (20, 100, 200)  # days that an action plan lasts: before its first report, or after some
# One-line fields whose words are nobody's choice and are marked too, to be found where they may not stand.
MARKED_LINES = frozenset({"letter", "authorised_by"})
ANYTHING, VARIED, ELSEWHERE = 0.1, 0.25, 0.4
# How often something else is thought of instead of what would be refused, and how often it is asked all the same.
TRIES, ANYHOW = 4, 0.2

# What leads on by the silence behind it, and what may be asked nearly everywhere.
FOR_ITS_SILENCE = (LodgeComplaint, Respond)
BESIDE = (Pause, Withdraw, AllegeSystematicFailure, DeclareNoConfidence, WithdrawNoConfidence, RecuseMember)


@dataclass(frozen=True, slots=True)
class Wish:
    """A command that somebody asks. `may` says whether a row of the tables lets them: no more is asked of it here."""

    person: Person
    command: Command
    may: bool


@dataclass
class Standing(Walk):
    """A case as it is stored, for samples that look at the case and the day they are made for."""

    def stand(self, case: Case) -> "Standing":
        """The same about that case."""
        self.case = case
        return self

    def __post_init__(self) -> None:
        """Nothing is opened: the case is there."""
        self.events = []


def wish(case: Case, at: Circumstances, random: Random, mark: str) -> Wish | None:
    """Something to ask of the case now; mostly by somebody who may, and mostly something that can be done.

    `mark` goes into everything that is written.
    """
    for _ in range(TRIES):
        found = _wish(case, at, random, mark)
        if found is None or random.random() < ANYHOW or _can_be_done(found, case, at):
            return found
    return None


def _can_be_done(wished: Wish, case: Case, at: Circumstances) -> bool:
    """Whether the ladder would do it, as far as the case and the register tell."""
    try:
        decide(case, wished.command, replace(at, actor=wished.person.actor))
    except Refused:
        return False
    return True


def _wish(case: Case, at: Circumstances, random: Random, mark: str) -> Wish | None:
    if random.random() < ANYTHING:
        asked: type[Command] = random.choice(list(ASKED_BY_PEOPLE.values()))
        person = random.choice(people(case.area))
    else:
        rows = _rows(case.state, case.overlay)
        if not rows:
            return None
        (row,) = random.choices(rows, [_weight(row) for row in rows])
        found = _player(case, at, row, random)
        if found is None:
            return None
        asked, person = row.asked, found
    parts = parts_of(case, replace(at, actor=person.actor))
    may = any(parts & row.who for row in _rows(case.state, case.overlay) if row.asked is asked)
    standing = Standing(now=at.now, policy=at.policy, register=at.register).stand(case)
    command = varied(_planned(_sample(asked, standing), case, at, random), case, random)
    return Wish(person, marked(command, mark), may)


def _planned(command: Command, case: Case, at: Circumstances, random: Random) -> Command:
    """The samples plan for one measure, the case has its own; a plan is found kept, in part or not, as it falls."""
    match command:
        case AgreePlan() | ImposePlan():
            unit = at.measure.unit or command.unit
            return replace(command, measure=case.measure, unit=unit, last_on=at.today + timedelta(random.choice(LASTS)))
        case CompletePlan():
            held = figure_of_plan(case)
            figure = random.choice((held.value, held.value, "1", "") if held else ("", "", "", "1"))
            return replace(
                command,
                figure=figure,
                outputs="" if figure else random.choice((ALL_SEEN, "none", "2: nobody saw it there")),
            )
        case FilePlan():
            return replace(command, target=command.target.partition(" ")[0])
    return command


def _player(case: Case, at: Circumstances, row: Row, random: Random) -> Person | None:
    """Somebody who plays one of the row's parts in the case."""
    everybody = [one for one in people(case.area) if one.actor.roles & _roles(row.who)]
    random.shuffle(everybody)
    players = (one for one in everybody if parts_of(case, replace(at, actor=one.actor)) & row.who)
    return next(players, None)


@cache
def _roles(parts: frozenset[Part]) -> frozenset[str]:
    return frozenset[str]().union(*(ROLES[part] for part in parts))


def _sample(asked: type[Command], standing: Standing) -> Command:
    return SAMPLES[asked][1](standing)


def _weight(row: Row) -> float:
    """What leads on is asked more often than what leaves the case where it is, and what ends it more seldom."""
    if row.asked in FOR_ITS_SILENCE:
        return 4.0
    if row.over is not None:
        return 1.0
    if PLACES[row.to].is_end:
        return 0.3
    if row.to is not row.state:
        return 3.0
    return 0.15 if row.asked in BESIDE else 0.7


@cache
def _rows(state: State, over: Overlay | None) -> tuple[Row, ...]:
    rows = (row for row in chain.TABLE if row.state is state and row.over is over and row.asked not in ASKED_BY_MACHINE)
    return tuple(rows)


def varied(command: Command, case: Case, random: Random) -> Command:
    """The same with some of what it says changed: other numbers, days, bodies, seats and choices of closed lists."""
    if random.random() > VARIED:
        return _to_the_subject(command, case)
    changed = {field.name: _other(getattr(command, field.name), case, random) for field in fields(command)}
    return replace(command, **changed)


def _to_the_subject(command: Command, case: Case) -> Command:
    """The samples name one subject; the case has its own."""
    own = {
        field.name: case.subject
        for field in fields(command)
        if field.name in {"addressee", "notified"} and case.subject and getattr(command, field.name) == "housing"
    }
    if isinstance(command, IssueRecommendations) and case.subject:
        own["recommendations"] = tuple(
            replace(one, addressee=case.subject, measure=case.measure) for one in command.recommendations
        )  # type: ignore[assignment]  # a field of another kind
    return replace(command, **own)


def _other(value: Any, case: Case, random: Random) -> Any:
    if random.random() > ELSEWHERE:
        return value
    if type(value) is int:
        return random.randint(0, 3)
    if isinstance(value, date):
        return value + timedelta(days=random.choice((-20, -3, -1, 1, 5, 30, 200)))
    if not isinstance(value, str):
        return value
    if value in BODIES:
        return random.choice((case.subject or "housing", *BODIES))
    for choices in (*LISTS, SEATS):
        if value in choices:
            return random.choice((*choices, "something else"))
    return random.choice((value, value, ""))


def marked(command: Command, mark: str) -> Command:
    """The same with the mark in everything that is written freely."""
    said = {
        field.name: f"{getattr(command, field.name)} {mark}"
        for field in fields(command)
        if isinstance(getattr(command, field.name), str)
        and getattr(command, field.name).strip()
        and (field.name not in ON_ONE_LINE or field.name in MARKED_LINES)
    }
    return replace(command, **said)


def story(wished: Wish) -> str:
    """What is asked, in a line."""
    said = {field.name: getattr(wished.command, field.name) for field in fields(wished.command)}
    return f"{wished.person.name}: {verb(type(wished.command))} {said}"
