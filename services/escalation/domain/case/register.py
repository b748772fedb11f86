"""The register of an area as this service's copy has it: bodies, who leads on a measure, who ceases and who follows.

Values only; nothing here is looked up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.escalation.domain.case.committee import Committee
from shared.events.escalation.answering import name_on


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
