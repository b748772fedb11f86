"""What the ledger tells of every case, read behind the walk and held against the rules of the ladder, step by step."""

import json
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

import asyncpg

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.state import ENDS, PLACES, RUNGS, State
from services.escalation.domain.ladder import chain, silence
from services.escalation.domain.ladder.history import evolve, opened
from shared import ledger
from shared.events import escalation as told
from shared.events import short_name
from shared.events.base import DECLARED
from shared.working_days import london_day

# Where one step may lead: what the tables say, in one go or through states that are left at once.
EDGES = {(row.state, row.to) for row in chain.TABLE} | {(row.state, row.to) for row in silence.TABLE}
LONGEST_CLOCK = timedelta(days=800)
NEWS = """
select position, stream, version, type, data::text as data, occurred_at, xmin::text as deed from escalation.ledger
where position > $1 and kind = 'escalation.case' order by stream, version
"""


# The version that a case came to by an event, and the day.
Step = tuple[int, told.CaseStep, date]


class Broken(AssertionError):
    """A rule of the ladder does not hold; the message says which, of which case, and how it came there."""


@dataclass
class Follower:
    """Every case as its events make it.

    `steps` counts transitions, each from one version of a case to the next; `deeds` the transactions in which a case
    made some: decisions of people, of silence, and news.
    """

    position: int = 0
    steps: int = 0
    deeds: int = 0
    cases: dict[str, Case] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    past_the_ladder: set[str] = field(default_factory=set)
    figures: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seen: Counter[str] = field(default_factory=Counter)
    stories: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=80)))

    async def catch_up(self, admin: asyncpg.Connection) -> None:
        """Read what is new in the ledger, and hold each step against the rules."""
        rows = await admin.fetch(NEWS, self.position)
        self.moved = {row["stream"].removeprefix("case/") for row in rows}
        for (stream, _), deed in groupby(rows, key=lambda row: (row["stream"], row["deed"])):
            self.follow(stream.removeprefix("case/"), [_step(row) for row in deed])
        self.position = max((row["position"] for row in rows), default=self.position)

    def follow(self, reference: str, deed: Sequence[Step]) -> None:
        """Hold what one decision or one silence did to a case against the rules, step by step."""
        self.deeds += 1
        first = self.cases.get(reference)
        for version, event, on in deed:
            self.steps += 1
            name = short_name(DECLARED[type(event)].type)
            self.seen[name] += 1
            self.stories[reference].append(f"  {on} {version} {name} -> {event.state}")
            before = self.cases.get(reference)
            if before is None:
                self._require(isinstance(event, told.CaseOpened), reference, "begins by something else")
                assert isinstance(event, told.CaseOpened)
                self.cases[reference] = opened(event, on)
                continue
            self._require(version == before.version + 1, reference, "skips a version")
            self.cases[reference] = after = evolve(before, event, on)
            self._check_step(reference, before, event, after)
            self._check_clock(reference, after, on)
        self._check_deed(reference, first, self.cases[reference])

    def _check_step(self, reference: str, before: Case, event: told.CaseStep, after: Case) -> None:
        """One rung at a time, along the tables, and never from an end but by a relapse."""
        is_by_findings = isinstance(event, told.DutyServed) and event.is_by_findings
        if is_by_findings or isinstance(event, told.ReserveFindingsReceived):
            self.past_the_ladder.add(reference)
        elif rung(after) > rung(before) + 1:
            self._fail(reference, "skips a rung")
        if before.state is not after.state and (before.state, after.state) not in EDGES:
            self._fail(reference, f"goes from {before.state} to {after.state}, which no row does")
        if before.state in ENDS and before.state is not after.state:
            self._require(isinstance(event, told.CaseRelapsed | told.FiguresNoted), reference, "leaves its end")
        if isinstance(event, told.FiguresNoted):
            number = int(float(event.value))
            self._require(number > self.figures[reference], reference, f"notes figure {number} twice or out of turn")
            self.figures[reference] = number
        if after.state is State.CALL_IN_ADMITTED and reference not in self.past_the_ladder:
            spent = after.remedy.duty is not None and after.scrutiny.spent_on is not None
            self._require(spent, reference, "is called in before remedy and scrutiny were tried")

    def _check_clock(self, reference: str, case: Case, on: date) -> None:
        """An end has no clock; every other state has one that ends in reach, but those that are left at once."""
        if not case.is_open:
            self._require(case.due_on is None and case.closed_on is not None, reference, "is closed and has a clock")
        elif case.due_on is not None:
            self._require(case.due_on - on <= LONGEST_CLOCK, reference, f"waits until {case.due_on}")

    def _check_deed(self, reference: str, first: Case | None, last: Case) -> None:
        """What one decision or one silence did, all together."""
        self._require(not last.is_open or last.due_on is not None, reference, "stands open without a clock")
        if first is not None and first.is_open and reference not in self.past_the_ladder:
            self._require(rung(last) <= rung(first) + 1, reference, "climbs two rungs at once")

    def _require(self, holds: object, reference: str, fault: str) -> None:
        if not holds:
            self._fail(reference, fault)

    def _fail(self, reference: str, fault: str) -> None:
        raise Broken("\n".join([f"{reference} {fault}", *self.stories[reference]]))


def _step(row: asyncpg.Record) -> Step:
    event = ledger.load(row["type"], json.loads(row["data"]))
    assert isinstance(event, told.CaseStep)
    return row["version"], event, london_day(row["occurred_at"])


def rung(case: Case) -> int:
    """The rung on which the case stands, counted from 0."""
    return RUNGS.index(PLACES[case.state].rung)
