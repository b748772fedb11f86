"""What waits for a body in a negotiation: what its side is to answer, and its own words that another typed; and what it
may not say now, and why. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.agreement.answer import owed
from services.publication.domain.agreement.basis import lead_of, protocol_of
from services.publication.domain.agreement.broker import plain_name, roles, unstated
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.confirmation import unheard
from services.publication.domain.agreement.consent import without_consent
from services.publication.domain.agreement.conversation import Item, items_of, record_reaches
from services.publication.domain.agreement.version import stated_by
from services.publication.domain.entry.entry import Entry, EntryKind, Mark, Party, Side, Status
from services.publication.domain.entry.particulars import ItemClass, Role
from services.publication.domain.entry.reply import Confirmation, Heard, Reply, disputed, goes_by, heard
from services.publication.domain.entry.voice import VOICES, voice_of
from services.publication.domain.leaf.day import Day
from services.publication.domain.submission.deed import AskReply
from services.publication.domain.submission.submission import Submission
from shared.events.publication import PartnerRegistered


@dataclass(frozen=True, slots=True)
class Waits:
    """The items that a body's side has not answered, and the words that it has neither confirmed nor disputed."""

    items: tuple[Item, ...]
    words: tuple[Heard, ...]

    def but_answered(self, handed_in: Sequence[Submission]) -> "Waits":
        """The same without the words to which an answer of the body waits for a second person."""
        answered = {one.deed.entry for one in handed_in if isinstance(one.deed, AskReply)}
        return replace(self, words=tuple(one for one in self.words if one.entry.number not in answered))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """An agreement as far as it tells what waits in it: its entries without their words, and the replies.

    `approved_on` is the day of its approval, `promised` by measure that on which its first target was set.
    """

    agreement: str
    title: str
    approved_on: Day | None
    promised: Mapping[str, date]
    told: Sequence[tuple[Entry, Mark]]
    replies: tuple[Reply, ...]
    letters: Mapping[int, date | None] = field(default_factory=dict)

    def waits_for(self, body: PartnerRegistered, *, by: Circumstances, today: date) -> Waits:
        """What waits for this body in it on that day."""
        entries, until = [entry for entry, _ in self.told], self.approved_on.last if self.approved_on else None
        marks, replies = (
            {entry.number: mark for entry, mark in self.told},
            {one.number: one.event for one in self.replies},
        )
        typed = unheard(marks, replies, replace(by, letters=self.letters), today)
        items = items_of(
            entries,
            until=record_reaches(entries, approved_until=until, today=today),
            calendar=by.calendar,
            approved_until=until,
            owed=tuple(owed(marks, self.promised, disputed(replies), typed)),
        )
        return waits_for(body, items, heard(entries, self.replies, by.register))


def waits_for(body: PartnerRegistered, items: Sequence[Item], told: Sequence[Heard]) -> Waits:
    """What waits for this body. A partner of the place answers for no side: the council and government do."""
    sides = {party.side for party in voice_of(body.partner_kind).parties if party is not Party.PARTNER} - {Side.BETWEEN}
    owed = [item for item in items if item.missing and item.has_no_answer and item.missing.side in sides]
    own = [
        one
        for one in told
        if one.confirmation is Confirmation.NOT_ANSWERED
        and one.entry.superseded_by is None
        and goes_by(body, one.entry.said.party_name)
    ]
    return Waits(tuple(owed), tuple(own))


def wanted_of(
    body: PartnerRegistered, items: Sequence[tuple[Item, str]], agreement: Agreement, by: Circumstances, today: date
) -> list[tuple[Item, EntryKind]]:
    """What an approval would still need of this body, item by item, each with its measure: its consent to a target that
    it leads or contributes to, its protocol where it leads on one that is more than the place's own.
    """
    found = list[tuple[Item, EntryKind]]()

    def has_protocol(measure: str) -> bool:
        return protocol_of(measure, today, agreement.marks, by.register) is not None

    for item, measure in items if agreement.approved is None else ():
        if item.status in (Status.REJECTED, Status.WITHDRAWN, Status.DEFERRED):
            continue
        kind = (item.terms.item_class if item.terms else None) or ItemClass.LOCAL
        if kind is ItemClass.LOCAL or item.status is Status.DEMOTED_TO_LOCAL:
            after = max((one.number for one in item.entries if any(stated_by(one))), default=0)
            if body.name in without_consent(measure, today, agreement.marks, by.register, after=after):
                found.append((item, EntryKind.CONSENT))
        elif lead_of(measure, today, by.register) == body.partner and not has_protocol(measure):
            found.append((item, EntryKind.PROTOCOL))
    return found


def closed_to(body: PartnerRegistered, kind: EntryKind, agreement: Agreement, *, is_registrar: bool) -> str:
    """Why this body cannot say a thing of this kind here now, in a sentence; nothing where it can.

    A registrar may write down words of others, and so is held back only by where the agreement stands.
    """
    if kind.is_of_an_item and not agreement.rounds:
        silent = ", ".join(unstated(agreement.opened.parties, agreement.marks))
        waits = f" It opens when these have said what binds them: {silent}." if silent else ""
        return f"No round is open yet.{waits}"
    if kind is EntryKind.REVISION and agreement.approved is None:
        return "Nothing is approved yet that could be revised."
    if is_registrar:
        return ""
    if kind not in voice_of(body.partner_kind).kinds:
        own = [
            name.replace("ministers_", "minister's ").replace("_", " ")
            for name, voice in VOICES.items()
            if kind in voice.kinds
        ]
        return f"That is for a body of another kind: {', '.join(own)}." if own else "That is for partners of the place."
    if kind is EntryKind.CONSTRAINTS and not any(goes_by(body, party) for party in agreement.opened.parties):
        return "Your body is no party to this agreement."
    brokers = {plain_name(name) for name, _, role in roles(agreement.marks) if role is Role.BROKER}
    if kind is EntryKind.BROKER_LOG and plain_name(body.name) not in brokers:
        return "Your body was not appointed as broker."
    return ""
