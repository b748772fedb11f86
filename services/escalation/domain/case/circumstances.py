"""What a decision rests on besides the case itself: the moment, the rules, the register as known here, who acts.

Values only; nothing here is looked up, and nothing here decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.escalation.domain.case.command import Command
from services.escalation.domain.case.committee import Committee
from shared.policy import Policy, UnknownRegime
from shared.working_days import Calendar, Span, london_day

SYSTEM = "system"
NOBODY = "no body takes such requests"  # an entry of the register


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body of the register: who it is, how scrutiny reaches it, who inspects it, what it has signed."""

    id: str
    name: str
    kind: str = ""
    regime: str = "ordinary"
    inspectorate: str = ""
    signed_on: date | None = None
    parent: str | None = None

    @property
    def organisation(self) -> str:
        """What counts as one: two arms of one organisation are one complainant."""
        return self.parent or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Who answers for a measure on a day, and why."""

    body: str
    contributors: tuple[str, ...]
    basis: str
    since_on: date
    data_owners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The register of an area as this service's copy has it: version, bodies, who leads on the case's measure.

    `committee` is the name of the one committee of an area that does not name `committees`.
    """

    version: int
    authority: str
    committee: str
    bodies: Mapping[str, Body]
    lead: Lead | None = None
    committees: tuple[Committee, ...] = ()

    def body(self, id: str) -> Body | None:
        """The body of that id, or None when the copy does not know it."""
        return self.bodies.get(id)

    def organisation(self, id: str) -> str:
        """What a body counts as; an unknown body counts as itself."""
        known = self.bodies.get(id)
        return known.organisation if known else id


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: an account or key, the body it acts for, the roles it holds for that body."""

    id: str
    body: str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)

    @property
    def public_name(self) -> str:
        """What the record calls whoever acts: the body, else the organiser or the council; never an account."""
        return self.body or ("organiser" if "organiser" in self.roles else "council")


MACHINE = Actor(id=SYSTEM, roles=frozenset({SYSTEM}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody decided that waits for a second person: the command, and the account that proposed it."""

    command: Command
    actor: str


class Ground(StrEnum):
    """Why a body is inspected."""

    PROGRAMME = "programme"
    RISK = "risk"
    STATUTE = "statute"
    REQUEST = "request"
    CASE = "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherInspection:
    """An inspection of a body about a measure, as the register of inspections has it. `reference`: begun on a case."""

    inspection: UUID
    subject: str
    measure: str
    inspectorate: str
    ground: str
    link: str
    began_on: date
    entered_by: str
    ended_on: date | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Why a body refused information, kept back until the committee publishes it: the ground, and its reasons."""

    ground: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Another case about the same measure that has ended, however it ended."""

    reference: str
    closed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Everything outside the case that a decision may look at. `received_at` is when the door had the words.

    `inspections` are those of the case's subject and measure, begun on any ground.
    `complainants` are the organisations that have complained so far, `reply` is what the subject answered to draft
    findings, `proposal` is what waits for a second person: the case itself tells none of them before its time.
    `frequency` is the measure's, `judged` the last period of it that was judged; `earlier`, `refusers` and `raisers`
    (the accounts that refused the case, and those that raised it in person) and `kept` (refusals of information, by the
    notice's number) are looked up where they count.
    `elections` are the area's periods before elections.
    """

    now: datetime
    policy: Policy
    calendar: Calendar
    register: Register
    actor: Actor = MACHINE
    received_at: datetime | None = None
    complainants: tuple[str, ...] = ()
    reply: str = ""
    proposal: Proposal | None = None
    frequency: str = ""
    judged: str = ""
    earlier: tuple[Earlier, ...] = ()
    refusers: frozenset[str] = frozenset()
    raisers: frozenset[str] = frozenset()
    elections: tuple[Span, ...] = ()
    kept: Mapping[int, Kept] = field(default_factory=dict)
    inspections: tuple[OtherInspection, ...] = ()

    def inspectorate_of(self, body: Body) -> str:
        """Who inspects a body today: as the register says, else by its kind; empty where no body takes requests."""
        if body.inspectorate:
            return "" if body.inspectorate.casefold() == NOBODY else body.inspectorate
        return self.policy.inspectorates.of(body.kind, self.today)

    def regime_of(self, body: Body) -> str:
        """The scrutiny regime that reaches a body: the responsible authority's own, else as the register says."""
        if body.id == self.register.authority:
            return "executive"
        try:
            self.policy.regime(body.regime)
        except UnknownRegime:
            return "ordinary"
        return body.regime

    @property
    def today(self) -> date:
        """The day in London."""
        return london_day(self.now)

    @property
    def received_on(self) -> date:
        """The day in London on which the words came in."""
        return london_day(self.received_at or self.now)
