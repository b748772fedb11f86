"""One entry of a negotiation: what one side said on one item, when, from which paper, who wrote it down.

An entry is never edited, only superseded by a later one of the same side. What is not known is None, not zero.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self

from services.publication.domain.refusal import Wrong


class Side(StrEnum):
    """The two sides of the table."""

    LOCAL = "local"
    GOVERNMENT = "government"


class Party(StrEnum):
    """Who speaks in a negotiation."""

    COUNCIL = "council"
    PARTNER = "partner"
    GOVERNMENT_OFFICE = "government_office"
    MINISTER = "minister"

    @property
    def side(self) -> Side:
        """The side of the table on which this party sits."""
        return Side.LOCAL if self in (Party.COUNCIL, Party.PARTNER) else Side.GOVERNMENT


class EntryKind(StrEnum):
    """What an entry is: put forward, an answer, where a side stands, a fact stated, a decision, a note."""

    PROPOSAL = "proposal"
    RESPONSE = "response"
    POSITION = "position"
    STATEMENT = "statement"
    APPROVAL = "approval"
    NOTE = "note"


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
    COMPILED = "compiled_from_papers"


class NotADay(ValueError):
    """The text is no day, month or year."""


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day as far as the papers tell it: a day, a month or a year; from `first` to `last`."""

    first: date
    last: date
    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2008-06-30`, `2008-06` or `2008`; raises NotADay for anything else."""
        found = re.fullmatch(r"([12]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?", text, re.ASCII)
        if found is None:
            raise NotADay("not a day, a month or a year")
        year, month, day = (int(part) if part else None for part in found.groups())
        try:
            first = date(year or 0, month or 1, day or 1)
        except ValueError as error:
            raise NotADay("there is no such day") from error
        last_month = month or 12
        last_day = day or monthrange(first.year, last_month)[1]
        return cls(first, date(first.year, last_month, last_day), text)

    def words(self) -> str:
        """`30 June 2008`, `June 2008` or `2008`: as much as is known."""
        match len(self.text):
            case 4:
                return self.text
            case 7:
                return f"{self.first:%B %Y}"
            case _:
                return f"{self.first.day} {self.first:%B %Y}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one side said on one item."""

    round: str
    party: Party
    party_name: str
    kind: EntryKind
    item_title: str
    source: str
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
    supersedes: int | None = None
    came: Came | None = None

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
    """An entry on the record: its number in the agreement, the words, and how they came here."""

    number: int
    said: Said
    came: Came
    entered_by: str
    recorded_at: datetime
    superseded_by: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a later entry needs to know of an earlier one."""

    party: Party
    item: str
    is_superseded: bool = False


def wrongs_of(said: Said, at: str, *, today: date, rounds: frozenset[str]) -> Iterator[Wrong]:
    """Every fault of one entry by itself; `at` is its JSON pointer."""
    if said.round not in rounds:
        yield Wrong(f"{at}/round", "unknown-round", "This agreement has no such round; open it first.")
    if said.said_on is not None and said.said_on.first > today:
        yield Wrong(f"{at}/said_on", "in-the-future", "Nobody can have said this yet.")
    if said.status is Status.REJECTED and not said.reason:
        yield Wrong(f"{at}/reason", "reason-missing", "A rejection needs its reason.")
    if said.status is Status.COUNTER_PROPOSED and said.kind is EntryKind.PROPOSAL:
        yield Wrong(f"{at}/status", "not-a-response", "A counter-proposal answers the other side: say kind response.")
    if said.target_value is not None and said.unit is None:
        yield Wrong(f"{at}/unit", "unit-missing", "A figure needs its unit.")


def wrongs_of_superseding(said: Said, at: str, marks: Mapping[int, Mark]) -> Iterator[Wrong]:
    """Every fault in which earlier entry this one says it supersedes."""
    if said.supersedes is None:
        return
    earlier = marks.get(said.supersedes)
    if earlier is None:
        yield Wrong(f"{at}/supersedes", "unknown-entry", "This agreement has no earlier entry of that number.")
        return
    if earlier.is_superseded:
        yield Wrong(f"{at}/supersedes", "already-superseded", "That entry has been superseded already.")
    if earlier.party is not said.party:
        yield Wrong(f"{at}/supersedes", "not-the-same-side", "Only the party that said it can supersede it.")
    if earlier.item != said.item:
        yield Wrong(f"{at}/supersedes", "another-item", "That entry is about another item.")
