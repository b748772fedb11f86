"""An agreement under negotiation: opened, taken through rounds of entries, approved, its targets set in force.

`evolve` says what an event changes; what follows from a command is told by `domain/agreement/step.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from services.publication.domain.agreement.answer import (
    Owed,
    owed,
)
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.confirmation import unheard
from services.publication.domain.agreement.mark import (
    marked,
)
from services.publication.domain.agreement.sides import sides_of
from services.publication.domain.entry.entry import Came, Mark
from services.publication.domain.entry.reply import disputed
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.register import Register
from shared.events.publication import (
    AgreementApproved,
    AgreementOpened,
    AgreementRevised,
    EntryPublished,
    EntryReplied,
    MemorandumPublished,
    ResponseOverdue,
    RoundOpened,
)

AgreementEvent = (
    AgreementOpened
    | RoundOpened
    | EntryPublished
    | EntryReplied
    | ResponseOverdue
    | AgreementApproved
    | AgreementRevised
    | MemorandumPublished
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as it stands. Entries are kept as marks; their words stand in their own rows. `promised` tells by
    measure on which day it first had a target of this agreement.
    """

    opened: AgreementOpened
    version: int = 1
    rounds: Mapping[str, RoundOpened] = field(default_factory=dict)
    marks: Mapping[int, Mark] = field(default_factory=dict)
    approved: AgreementApproved | None = None
    overdue: Mapping[int, ResponseOverdue] = field(default_factory=dict)
    memoranda: Mapping[int, MemorandumPublished] = field(default_factory=dict)
    revisions: Mapping[int, AgreementRevised] = field(default_factory=dict)
    replies: Mapping[int, EntryReplied] = field(default_factory=dict)
    promised: Mapping[str, date] = field(default_factory=dict, compare=False)  # of the targets' own streams

    def is_before(self, day: Day | None, came: Came | None) -> bool:
        """Whether this is told from papers of a day before the record of the agreement began, so that it can only be
        repeated here.
        """
        began = self.opened.recorded_on
        return began is None or (came is Came.COMPILED and day is not None and day.last < began)

    def owed(self, by: Circumstances, today: date) -> tuple[Owed, ...]:
        """The answers that clocks were set for, without those on whose items a target was set before their day, as
        what others typed counts on that day. None where nobody speaks for the government.
        """
        if not self.has_government(by.register):
            return ()
        typed = unheard(self.marks, self.replies, by, today)
        return tuple(owed(self.marks, self.promised, disputed(self.replies), typed))

    def has_government(self, register: Register) -> bool:
        """Whether the government's side has a part here."""
        return sides_of(self.opened.parties, self.marks.values(), register).is_two_sided


@dataclass(frozen=True, slots=True)
class Listed:
    """An agreement in a list: what it is, how far it is, how much was said."""

    agreement: str
    area: str
    title: str
    period: str
    approved_on: str | None
    entries: int
    changed_at: datetime


def evolve(agreement: Agreement | None, event: AgreementEvent) -> Agreement:
    """The agreement after an event of its stream."""
    if isinstance(event, AgreementOpened):
        return Agreement(event)
    if agreement is None:
        raise ValueError("the stream of an agreement begins with its opening")
    agreement = replace(agreement, version=agreement.version + 1)
    match event:
        case RoundOpened(round=name):
            return replace(agreement, rounds={**agreement.rounds, name: event})
        case EntryPublished():
            return replace(agreement, marks=marked(agreement.marks, event))
        case EntryReplied(reply=number):
            return replace(agreement, replies={**agreement.replies, number: event})
        case ResponseOverdue(entry=number):
            return replace(agreement, overdue={**agreement.overdue, number: event})
        case AgreementApproved():
            return replace(agreement, approved=event)
        case AgreementRevised(revision=number):
            return replace(agreement, revisions={**agreement.revisions, number: event})
        case MemorandumPublished(memorandum=number):
            return replace(agreement, memoranda={**agreement.memoranda, number: event})
        case _:
            assert_never(event)


def refold(events: Iterable[AgreementEvent]) -> Agreement | None:
    """The agreement as its stream tells it; None for a stream that tells nothing."""
    agreement: Agreement | None = None
    for event in events:
        agreement = evolve(agreement, event)
    return agreement
