"""What a decision rests on besides the case itself: the moment, the rules, the register as known here, who acts.

Values only; nothing here is looked up, and nothing here decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from services.escalation.domain.case.command import Command
from services.escalation.domain.case.committee import Committee
from services.escalation.domain.case.inspection_register import OtherInspection
from services.escalation.domain.case.lookup import Earlier, Kept, OtherCase, PauseGround, Taken, Unlooked, looked_up
from services.escalation.domain.case.measure import NOT_KNOWN, Measure
from services.escalation.domain.case.meeting import Meetings
from shared.events.escalation.answering import name_on
from shared.policy import Policy, UnknownRegime
from shared.working_days import Calendar, Span, london_day

SYSTEM = "system"
NOBODY = "no body takes such requests"  # an entry of the register


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body of the register: who it is, how scrutiny reaches it, who inspects it, what it has signed.

    `parent` is the body that it is a part of, in a case as that began; `parent_now` as it is today, where that is
    another. `former_parents` are those it had, empty for none, each until the day of `moved_on` beside it.
    """

    id: str
    name: str
    kind: str = ""
    regime: str = "ordinary"
    inspectorate: str = ""
    signed_on: date | None = None
    parent: str | None = None
    former_names: tuple[str, ...] = ()
    renamed_on: tuple[date, ...] = ()
    former_parents: tuple[str, ...] = ()
    moved_on: tuple[date, ...] = ()
    parent_now: str | None = None

    def since(self, day: date) -> "Body":
        """The same as a part of whatever it was a part of on that day, a move of the day itself not counted."""
        was = next((one for one, until in zip(self.former_parents, self.moved_on, strict=True) if day <= until), None)
        return self if was is None else replace(self, parent=was or None, parent_now=self.parent or self.id)

    def name_on(self, day: date) -> str:
        """What it was called on that day."""
        return name_on(day, self.name, self.former_names, self.renamed_on)

    @property
    def organisation(self) -> str:
        """What counts as one: two arms of one organisation are one complainant."""
        return self.parent or self.id

    @property
    def organisations(self) -> frozenset[str]:
        """The one it was a part of when the case began, and the one that it is a part of now."""
        return frozenset({self.organisation, self.parent_now or self.organisation})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Who answers for a measure on a day, and why."""

    body: str
    contributors: tuple[str, ...]
    basis: str
    since_on: date
    data_owners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A body's last day, who takes its duties on, and on what ground."""

    last_on: date
    successors: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The register of an area as this service's copy has it: version, bodies, who leads on the case's measure.

    `committee` is the name of the one committee of an area that does not name `committees`. `endings` are those of
    bodies that cease, some of them only later; `gone` are those that have ceased by the day that is looked at.
    """

    version: int
    authority: str
    committee: str
    bodies: Mapping[str, Body]
    lead: Lead | None = None
    committees: tuple[Committee, ...] = ()
    endings: Mapping[str, Ending] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def heir(self, id: str, on: date) -> str:
        """The body that has on that day what this one had to do: itself, while it has not ceased.

        Of several successors it is the one that leads on the measure; without one, the responsible authority.
        """
        heir, passed = id, set[str]()
        while heir not in passed and self.has_ended(heir, on):
            passed.add(heir)
            successors = self.endings[heir].successors
            leads = [one for one in successors if self.lead is not None and self.lead.body == one]
            heir = successors[0] if len(successors) == 1 else next(iter(leads), self.authority)
        return heir

    def has_ended(self, id: str, on: date) -> bool:
        """Whether the body ceased before that day."""
        ending = self.endings.get(id)
        return ending is not None and ending.last_on < on

    def as_of(self, on: date) -> "Register":
        """The same as it stands on that day: who has ceased, and the authority and the lead where either has."""
        lead = self.lead
        if lead is not None:
            contributors = tuple(dict.fromkeys(self.heir(one, on) for one in lead.contributors))
            lead = replace(lead, body=self.heir(lead.body, on), contributors=contributors)
        gone = frozenset(body for body in self.endings if self.has_ended(body, on))
        return replace(self, authority=self.heir(self.authority, on), lead=lead, gone=gone)

    def body(self, id: str) -> Body | None:
        """The body of that id, or None when the copy does not know it or it has ceased."""
        return None if id in self.gone else self.bodies.get(id)

    @property
    def signatories(self) -> tuple[Body, ...]:
        """The bodies that signed the agreement and have not ceased."""
        return tuple(one for one in self.bodies.values() if one.signed_on is not None and one.id not in self.gone)

    @property
    def answering(self) -> str:
        """Whoever answers for the measure: its lead, and the responsible authority where nobody leads."""
        return self.lead.body if self.lead else self.authority

    def organisation(self, id: str) -> str:
        """What a body counts as; an unknown body counts as itself."""
        known = self.bodies.get(id)
        return known.organisation if known else id

    def since(self, day: date) -> "Register":
        """The same for a case that began on that day: who was whose arm then is so in it, whatever is stated later."""
        return replace(self, bodies={one: body.since(day) for one, body in self.bodies.items()})

    def organisations(self, id: str) -> frozenset[str]:
        """What a body counts as where it would judge: what it did when the case began, and what it does now."""
        known = self.bodies.get(id)
        return known.organisations if known else frozenset({id})

    def are_one(self, one: str, other: str) -> bool:
        """Whether two bodies are arms of one organisation, or were when the case began."""
        return bool(self.organisations(one) & self.organisations(other))


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
    """What somebody decided that waits for a second person: the command, and who proposed it."""

    command: Command
    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was looked up about one case for a decision; the case itself tells none of it. See `Circumstances`."""

    complainants: tuple[str, ...] | Unlooked = Unlooked.YET
    reply: str | Unlooked = Unlooked.YET
    proposal: Proposal | Unlooked | None = Unlooked.YET
    earlier: tuple[Earlier, ...] | Unlooked = Unlooked.YET
    refusers: frozenset[str] | Unlooked = Unlooked.YET
    raisers: Mapping[str, frozenset[str]] | Unlooked = Unlooked.YET
    kept: Mapping[int, Kept] | Unlooked = Unlooked.YET
    grounds: tuple[PauseGround, ...] | Unlooked = Unlooked.YET
    inspections: tuple[OtherInspection, ...] | Unlooked = Unlooked.YET
    others: tuple[OtherCase, ...] | Unlooked = Unlooked.YET
    taken: tuple[Taken, ...] | Unlooked = Unlooked.YET
    meetings: Mapping[str, Meetings] | Unlooked = Unlooked.YET
    files: Mapping[int, str] | Unlooked = Unlooked.YET


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Everything outside the case that a decision may look at. `received_at` is when the door had the words.

    `frequency` is the measure's, `judged` the last period of it that was judged, `measure` what else is known of it;
    `elections` are the area's periods before elections. `found` is what was looked up about the case; each part of it
    is read by its own name here, and reading one that nobody looked up raises NotLookedUp. `asked_by` is whoever asked
    for what a second person agrees to.
    """

    now: datetime
    policy: Policy
    calendar: Calendar
    register: Register
    frequency: str
    judged: str
    elections: tuple[Span, ...]
    actor: Actor = MACHINE
    asked_by: Actor | None = None
    received_at: datetime | None = None
    measure: Measure = NOT_KNOWN
    found: Found = Found()

    @property
    def complainants(self) -> tuple[str, ...]:
        """The organisations that have complained so far, in the order they did."""
        return looked_up(self.found.complainants, "complainants")

    @property
    def reply(self) -> str:
        """What the subject answered to draft findings; empty while it has not."""
        return looked_up(self.found.reply, "reply")

    @property
    def proposal(self) -> Proposal | None:
        """What waits for a second person; None when nothing does."""
        return looked_up(self.found.proposal, "proposal")

    @property
    def earlier(self) -> tuple[Earlier, ...]:
        """Other cases about the measure that have ended."""
        return looked_up(self.found.earlier, "earlier")

    @property
    def refusers(self) -> frozenset[str]:
        """The accounts that refused the case."""
        return looked_up(self.found.refusers, "refusers")

    @property
    def raisers(self) -> Mapping[str, frozenset[str]]:
        """The accounts that raised this case, or one merged into it, in person: by the reference of that."""
        return looked_up(self.found.raisers, "raisers")

    @property
    def grounds(self) -> tuple[PauseGround, ...]:
        """What the pauses of the case rested on so far."""
        return looked_up(self.found.grounds, "grounds")

    @property
    def kept(self) -> Mapping[int, Kept]:
        """Refusals of information that are not public, by the number of the notice."""
        return looked_up(self.found.kept, "kept")

    @property
    def inspections(self) -> tuple[OtherInspection, ...]:
        """Those of the case's subject and measure, begun on any ground, the latest first."""
        return looked_up(self.found.inspections, "inspections")

    @property
    def others(self) -> tuple[OtherCase, ...]:
        """The open cases about the measure, and whichever a command names."""
        return looked_up(self.found.others, "others")

    @property
    def taken(self) -> tuple[Taken, ...]:
        """What the ledger tells of the case, oldest first."""
        return looked_up(self.found.taken, "taken")

    @property
    def meetings(self) -> Mapping[str, Meetings]:
        """Those of the area's committees, by code."""
        return looked_up(self.found.meetings, "meetings")

    @property
    def files(self) -> Mapping[int, str]:
        """Where each file that the case holds stands, by its number; none that is gone."""
        return looked_up(self.found.files, "files")

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
