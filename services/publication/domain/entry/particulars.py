"""What an entry of a negotiation tells beside its words, by the kind of entry: terms of an item, grounds, declarations.

Shapes only; each is a value as it was stated, kept to the digit. Which entry may carry which is `domain/entry.py`'s.
"""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum


class ItemClass(StrEnum):
    """What an item is in the agreement: designated by the minister, one of the statutory set, or the place's own."""

    DESIGNATED = "designated"
    STATUTORY = "statutory"
    LOCAL = "local"


class Relation(StrEnum):
    """How a relative target stands to what it is measured from."""

    BELOW = "below"
    ABOVE = "above"
    SAME = "same"


class ReasonCode(StrEnum):
    """The closed list of reasons for a rejection; `other` says which in words."""

    AFFORDABILITY = "affordability"
    EVIDENCE = "evidence"
    STATUTE = "statute"
    EQUITY = "equity"
    NATIONAL_STANDARD = "national_standard"
    CAPACITY = "capacity"
    OTHER = "other"


REASONS = {
    ReasonCode.AFFORDABILITY: "it cannot be afforded",
    ReasonCode.EVIDENCE: "the evidence does not bear it",
    ReasonCode.STATUTE: "the law does not allow it",
    ReasonCode.EQUITY: "it would not be fair to others",
    ReasonCode.NATIONAL_STANDARD: "a national standard stands against it",
    ReasonCode.CAPACITY: "there are not the people to do it",
    ReasonCode.OTHER: "another reason",
}
"""Each reason in words."""


class ConstraintKind(StrEnum):
    """What may bind a party before it begins to negotiate."""

    MONEY = "money"
    STATUTE = "statute"
    INFORMATION = "information"
    POLICY = "policy"
    OTHER = "other"


class Role(StrEnum):
    """What a body's team does beside the two sides: broker between them, or provide for one of them."""

    BROKER = "broker"
    PROVIDER = "provider"


class AdviserKind(StrEnum):
    """Who may be asked for advice before a decision."""

    INSPECTORATE = "inspectorate"
    PEER_PANEL = "peer_panel"
    AUDITOR = "auditor"
    ACADEMIC = "academic"
    CITIZEN_PANEL = "citizen_panel"
    OTHER = "other"


class Outcome(StrEnum):
    """What is advised, and what is decided: as proposed, with changes, not at all."""

    APPROVE = "approve"
    REQUIRE_CHANGES = "require_changes"
    REFUSE = "refuse"


OUTCOMES = {
    Outcome.APPROVE: "approve",
    Outcome.REQUIRE_CHANGES: "ask for changes",
    Outcome.REFUSE: "refuse",
}
"""Each outcome in words, after "to"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A target as a distance from something: `by` `unit` below, above or the same as `of` ("2004", "the region")."""

    relation: Relation
    of: str
    by: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTarget:
    """The target for one period: a figure, a relative one, or none because nothing is measured then."""

    period: str
    value: Decimal | None = None
    stretch: Decimal | None = None
    relative: Relative | None = None
    is_surveyed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """An item as an object: its class, where it holds, how far it reaches, what is promised for each period.

    `measure` is its code in the area's register where it has one; `interval` the whole width of the 95 per cent
    interval of a figure, in its own unit; an exploratory item has its target later and is looked at on `review_on`;
    `basis` is the law by which a statutory one is set.
    """

    item_class: ItemClass | None = None
    measure: str | None = None
    definition: str | None = None
    scope: str | None = None
    department: str | None = None
    stretch_value: Decimal | None = None
    interval: Decimal | None = None
    targets: tuple[PeriodTarget, ...] = ()
    relative: Relative | None = None
    is_exploratory: bool = False
    review_on: date | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """On what a rejection rests, and what the department has to gain from it: its declaration."""

    department: str | None = None
    code: ReasonCode | None = None
    other: str | None = None
    evidence: str | None = None
    interest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One thing that binds a party."""

    kind: ConstraintKind
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What binds a party before it negotiates; or that it waives to say."""

    is_waived: bool = False
    constraints: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A team takes a role on this agreement, with its interests and the grants that it administers."""

    role: Role
    interests: str
    team: str | None = None
    grants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceRequest:
    """Advice is asked of a body, on some items or on the whole agreement."""

    asked_of: str
    adviser_kind: AdviserKind
    question: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The advice of a third party: its declaration of independence, what it found, what it recommends."""

    adviser_kind: AdviserKind
    independence: str
    findings: str
    recommendation: Outcome
    recommended: str
    request: int | None = None
    items: tuple[str, ...] = ()
    is_inspecting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided, on which items; why it departs from the advice, or why it could not wait for any."""

    outcome: Outcome
    reasons: str
    relied_on: str
    items: tuple[str, ...] = ()
    departure: str | None = None
    urgency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A body consents, or not, to an item that relates to it."""

    is_given: bool


class RevisionKind(StrEnum):
    """What a revision would do to a target."""

    CHANGE = "change"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A proposal to revise an approved target, naming who has consented to it."""

    change: RevisionKind
    consented: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """Who accounts for an item, who does what, how money and interests are handled."""

    accountability: str
    responsibility: str
    probity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """Those who do the work were asked: who, and what changed by it."""

    consulted: str
    changed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One step of a delivery plan."""

    title: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How an item will be delivered: its milestones."""

    milestones: tuple[Milestone, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """All that an entry may carry beside its words; what it does not carry is None."""

    terms: Terms | None = None
    rejection: Rejection | None = None
    constraints: Constraints | None = None
    appointment: Appointment | None = None
    advice_request: AdviceRequest | None = None
    advice: Advice | None = None
    decision: Decision | None = None
    consent: Consent | None = None
    revision: Revision | None = None
    protocol: Protocol | None = None
    consultation: Consultation | None = None
    plan: Plan | None = None

    @property
    def named(self) -> frozenset[str]:
        """The names of those that are there."""
        return frozenset(field.name for field in fields(self) if getattr(self, field.name) is not None)


NOTHING = Particulars()
