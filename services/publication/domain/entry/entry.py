"""One entry of a negotiation: what one side said on one item, when, from which paper, who wrote it down.

An entry is never edited, only superseded by a later one of the same side. What is not known is None, not zero.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from services.publication.domain.entry.clearance import Clearance, Hidden, Later
from services.publication.domain.entry.particulars import NOTHING, ItemClass, Particulars, PeriodTarget, Terms
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import Wrong
from shared.events.publication import EntryFacts
from shared.periods.dialects import spelt


class Side(StrEnum):
    """The two sides of the table, and those who sit at neither: they speak, and nobody owes them an answer."""

    LOCAL = "local"
    GOVERNMENT = "government"
    BETWEEN = "between"


class Party(StrEnum):
    """Who speaks in a negotiation."""

    COUNCIL = "council"
    PARTNER = "partner"
    GOVERNMENT_OFFICE = "government_office"
    MINISTER = "minister"
    DEPARTMENT = "department"
    BROKER = "broker"
    ADVISER = "adviser"

    @property
    def side(self) -> Side:
        """The side of the table on which this party sits."""
        match self:
            case Party.COUNCIL | Party.PARTNER:
                return Side.LOCAL
            case Party.BROKER | Party.ADVISER:
                return Side.BETWEEN
            case _:
                return Side.GOVERNMENT


class EntryKind(StrEnum):
    """What an entry is: put forward, an answer, where a side stands, a fact stated, a decision, a note; then what is
    said beside the items: what binds a party, who brokers, what is advised and decided, who consents, who accounts.
    """

    PROPOSAL = "proposal"
    RESPONSE = "response"
    POSITION = "position"
    STATEMENT = "statement"
    APPROVAL = "approval"
    NOTE = "note"
    CONSTRAINTS = "constraints"
    APPOINTMENT = "appointment"
    BROKER_LOG = "broker_log"
    ADVICE_REQUEST = "advice_request"
    ADVICE = "advice"
    DECISION = "decision"
    CONSENT = "consent"
    REVISION = "revision"
    PROTOCOL = "protocol"
    CONSULTATION = "consultation"
    DELIVERY_PLAN = "delivery_plan"

    @property
    def is_of_an_item(self) -> bool:
        """Whether it is a turn in the conversation on one item."""
        return self in _TURNS


_TURNS = frozenset(
    (EntryKind.PROPOSAL, EntryKind.RESPONSE, EntryKind.POSITION, EntryKind.STATEMENT, EntryKind.APPROVAL)
)

# What an entry of a kind must carry; terms and the grounds of a rejection go with any turn of a conversation.
_CARRIES = {
    EntryKind.CONSTRAINTS: "constraints",
    EntryKind.APPOINTMENT: "appointment",
    EntryKind.ADVICE_REQUEST: "advice_request",
    EntryKind.ADVICE: "advice",
    EntryKind.DECISION: "decision",
    EntryKind.CONSENT: "consent",
    EntryKind.REVISION: "revision",
    EntryKind.PROTOCOL: "protocol",
    EntryKind.CONSULTATION: "consultation",
    EntryKind.DELIVERY_PLAN: "plan",
}


class Status(StrEnum):
    """Where a side says an item stands. That an answer is missing is worked out when read, never stored."""

    PROPOSED = "proposed"
    COUNTER_PROPOSED = "counter_proposed"
    AGREED = "agreed"
    PLACEHOLDER = "placeholder"
    DEFERRED = "deferred"
    DEMOTED_TO_LOCAL = "demoted_to_local"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    UNDER_DISCUSSION = "under_discussion"

    @property
    def awaits_answer(self) -> bool:
        """Whether the other side has something to answer."""
        return self in (Status.PROPOSED, Status.COUNTER_PROPOSED, Status.UNDER_DISCUSSION)


class Came(StrEnum):
    """How the words came onto this record."""

    BY_AUTHOR = "entered_by_author"
    TRANSCRIBED = "transcribed_by_other_side"
    OWN_SIDE = "transcribed_by_own_side"
    COMPILED = "compiled_from_papers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one side said on one item; `hidden` where its words are to be withheld from the day it is published, `later`
    where it is to be published on a later day.
    """

    party: Party
    party_name: str
    kind: EntryKind
    item_title: str
    source: str
    round: str | None = None
    item_code: str | None = None
    status: Status | None = None
    reason: str | None = None
    said_on: Day | None = None
    baseline_value: Decimal | None = None
    baseline_period: str | None = None
    target_value: Decimal | None = None
    target_period: str | None = None
    unit: str | None = None
    lead_partner: str | None = None
    national_issue: bool = False
    deferred_until: Day | None = None
    particulars: Particulars = NOTHING
    supersedes: int | None = None
    note: str | None = None
    came: Came | None = None
    hidden: Hidden | None = None
    later: Later | None = None

    @property
    def item(self) -> str:
        """The name of the item within its agreement: its code, or its title where it has none."""
        return self.item_code or self.item_title

    @property
    def anchor(self) -> str:
        """Where the item stands on the agreement's page."""
        return "item-" + re.sub(r"[^a-z0-9]+", "-", self.item.lower()).strip("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry on the record: its number in the agreement, the words, and how they came here.

    `clearance` is None for one that was published before this was asked. `withheld` while its words are not shown,
    which are then not in `said` either; `is_sealed` where they were not shown from the first day.
    """

    number: int
    said: Said
    came: Came
    entered_by: str
    recorded_at: datetime
    superseded_by: int | None = None
    clearance: Clearance | None = None
    withheld: Hidden | None = None
    is_sealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a later entry needs to know of an earlier one. `facts` are None for one recorded before they were kept."""

    party: Party
    kind: EntryKind
    item: str
    status: Status | None = None
    said_on: Day | None = None
    came: Came = Came.COMPILED
    facts: EntryFacts | None = None
    superseded_by: int | None = None

    @property
    def is_superseded(self) -> bool:
        """Whether a later entry stands in its place."""
        return self.superseded_by is not None

    @property
    def names(self) -> frozenset[str]:
        """The items it is about, as `bare_name` spells them: its own, its measure's code, those that it names."""
        told = (*self.facts.items, self.facts.measure or "") if self.facts else ()
        return frozenset(bare_name(name) for name in (self.item, *told) if name)

    def is_about(self, item: str) -> bool:
        """Whether it is about this item: its own, one of those it names, or the register's measure of that code."""
        return bare_name(item) in self.names


def is_same_item(one: str, other: str) -> bool:
    """Whether two codes or titles name the same item: `NI 191` is `NI-191`."""
    return bare_name(one) == bare_name(other)


@lru_cache(maxsize=10_000)
def bare_name(name: str) -> str:
    """A code or title without what people spell differently."""
    return re.sub(r"[\s_./-]+", "", name).casefold()


def wrongs_of(said: Said, at: str, *, today: date, rounds: frozenset[str], blocked: str = "") -> Iterator[Wrong]:
    """Every fault of one entry by itself; `at` is its JSON pointer, `blocked` what keeps a round from opening."""
    if said.round is None and said.kind.is_of_an_item:
        yield Wrong(f"{at}/round", "missing", "Say in which round this was said.")
    if said.round is not None and said.round not in rounds:
        yield Wrong(f"{at}/round", "unknown-round", f"This agreement has no such round; open it first.{blocked}")
    if said.said_on is not None and said.said_on.first > today:
        yield Wrong(f"{at}/said_on", "in-the-future", "Nobody can have said this yet.")
    if said.status is Status.COUNTER_PROPOSED and said.kind is EntryKind.PROPOSAL:
        yield Wrong(f"{at}/status", "not-a-response", "A counter-proposal answers the other side: say kind response.")
    if said.status is not None and said.party.side is Side.BETWEEN:
        yield Wrong(f"{at}/status", "not-a-side", "Who sits at neither side of the table does not settle an item.")
    if said.target_value is not None and said.unit is None:
        yield Wrong(f"{at}/unit", "unit-missing", "A figure needs its unit.")
    if said.deferred_until is not None and said.status is not Status.DEFERRED:
        yield Wrong(f"{at}/deferred_until", "not-deferred", "Only what is deferred is put off until a day.")
    yield from _wrongs_of_carrying(said, at)
    yield from _wrongs_of_terms(said, at)


def _wrongs_of_carrying(said: Said, at: str) -> Iterator[Wrong]:
    """An entry carries what its kind asks for, and nothing that belongs to another kind."""
    needed = _CARRIES.get(said.kind)
    if needed is not None and needed not in said.particulars.named:
        yield Wrong(f"{at}/{needed}", "missing", f"An entry of this kind needs its {needed.replace('_', ' ')}.")
    allowed = {needed} if needed else {"terms", "rejection"} if said.kind.is_of_an_item else set()
    if said.kind is EntryKind.REVISION and _is_figures_alone(said.particulars.terms):
        allowed.add("terms")  # several years at once; what stands beside a figure is said on the item
    for name in sorted(said.particulars.named - allowed):
        yield Wrong(f"{at}/{name}", "not-of-this-kind", "An entry of this kind does not carry this.")
    if said.particulars.rejection is not None and said.status is not Status.REJECTED:
        yield Wrong(f"{at}/rejection", "not-rejected", "Only a rejection has grounds of a rejection.")


def _is_figures_alone(terms: Terms | None) -> bool:
    """Whether these terms say a figure of each year, and nothing besides."""
    if terms is None:
        return False
    figures = (PeriodTarget(period=one.period, value=one.value) for one in terms.targets if one.value is not None)
    return terms == Terms(targets=tuple(figures))


def _wrongs_of_terms(said: Said, at: str) -> Iterator[Wrong]:
    terms = said.particulars.terms
    if terms is None:
        return
    if terms.is_exploratory and terms.review_on is None:
        yield Wrong(f"{at}/terms/review_on", "missing", "What is exploratory needs the day it is looked at again.")
    if terms.basis is not None and terms.item_class is not ItemClass.STATUTORY:
        yield Wrong(f"{at}/terms/basis", "not-statutory", "Only a statutory target is set by a law of its own.")
    figures = [terms.stretch_value, terms.interval, *(one.value for one in terms.targets)]
    if said.unit is None and any(figure is not None for figure in figures):
        yield Wrong(f"{at}/unit", "unit-missing", "A figure needs its unit.")
    seen = {spelt(said.target_period): said.target_value} if said.target_period else {}
    told: set[str] = set()
    for index, target in enumerate(terms.targets):
        period = spelt(target.period)
        if period in told or seen.get(period, target.value) != target.value:
            yield Wrong(f"{at}/terms/targets/{index}", "told-twice", "This period has a target above.")
        if not target.is_surveyed and (target.value, target.relative) != (None, None):
            yield Wrong(f"{at}/terms/targets/{index}", "not-measured-then", "Nothing is measured in this period.")
        told.add(period)
