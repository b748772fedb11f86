"""What waits for a body in a negotiation: what its side is to answer, and its own words that another typed; and what it
may not say now, and why. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from services.publication.domain.agreement.advice import Gate, is_decided
from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.agreement.answer import owed
from services.publication.domain.agreement.approver import deciding
from services.publication.domain.agreement.basis import consultation_of, lead_of, protocol_of
from services.publication.domain.agreement.broker import plain_name, roles, unstated
from services.publication.domain.agreement.change import Revise
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.confirmation import unheard
from services.publication.domain.agreement.consent import without_consent
from services.publication.domain.agreement.conversation import Item, items_of, record_reaches
from services.publication.domain.agreement.revision import is_revision_decided, proposed_by
from services.publication.domain.agreement.settling import stands_by_all
from services.publication.domain.agreement.sides import Sides, sides_of
from services.publication.domain.agreement.standing import read_by_gates
from services.publication.domain.agreement.stated import OnRecord, told_on
from services.publication.domain.agreement.version import stated_by
from services.publication.domain.entry.entry import Came, Entry, EntryKind, Mark, Party, Side, Status
from services.publication.domain.entry.particulars import ItemClass, Role
from services.publication.domain.entry.reply import Confirmation, Heard, Reply, disputed, goes_by, heard
from services.publication.domain.entry.voice import VOICES, voice_of
from services.publication.domain.leaf.day import Day
from services.publication.domain.submission.deed import AskReply
from services.publication.domain.submission.submission import Submission
from shared.events.publication import PartnerRegistered

_REFUSED = (Status.REJECTED, Status.WITHDRAWN, Status.DEFERRED)


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
    owed = [item for item in items if _asked(item) in sides]
    own = [
        one
        for one in told
        if one.confirmation is Confirmation.NOT_ANSWERED
        and one.entry.superseded_by is None
        and goes_by(body, one.entry.said.party_name)
    ]
    return Waits(tuple(owed), tuple(own))


def _asked(item: Item) -> Side | None:
    """The side that has not answered what the other one put forward, were it today; None where neither is asked."""
    if item.missing is not None and item.has_no_answer:
        return item.missing.side
    last = next((entry for entry in reversed(item.entries) if entry.said.status), None)
    if last is None or last.came is Came.COMPILED or item.status is None or not item.status.awaits_answer:
        return None
    return Side.GOVERNMENT if last.said.party.side is Side.LOCAL else Side.LOCAL


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that waits for one body alone: what it would say, on which item, of which entry. Neither an item nor an
    entry where it is about the agreement as a whole. `asked_by` is who asks it for advice.
    """

    kind: EntryKind
    item: Item | None = None
    entry: int = 0
    asked_by: str = ""


def wanted_of(
    body: PartnerRegistered,
    items: Sequence[tuple[Item, str]],
    agreement: Agreement,
    gate: Gate,
    *,
    figures: Sequence[OnRecord],
    by: Circumstances,
    today: date,
) -> list[Wanted]:
    """What a negotiation still needs of this body: what binds it, before the first round; the advice that it is asked
    for; then what an approval needs, item by item, each with its measure: its consent to a target that it leads or
    contributes to, its protocol where it leads on one that is more than the place's own, that those who do the work
    were asked, that its side stands by all that is agreed; at last its decision.
    """
    found, sides = list[Wanted](), sides_of(agreement.opened.parties, agreement.marks.values(), by.register)
    if any(goes_by(body, party) for party in unstated(agreement.opened.parties, agreement.marks)):
        found.append(Wanted(EntryKind.CONSTRAINTS))
    for one in gate.asked:
        facts = one.mark.facts
        if facts is not None and one.given_by is None and goes_by(body, facts.asked_of or ""):
            found.append(Wanted(EntryKind.ADVICE, entry=one.entry, asked_by=facts.party_name))
    if agreement.approved is not None:
        return found
    promised = [(item, measure) for item, measure in items if item.status not in _REFUSED]
    for item, measure in promised:
        kinds = _wanted_on(body, item, measure, agreement.marks, figures=figures, sides=sides, by=by, today=today)
        found += [Wanted(kind, item) for kind in kinds]
    if promised and _decides(body, by) and not is_decided(_gates(agreement, by)):
        found.append(Wanted(EntryKind.DECISION))
    return found


def _wanted_on(
    body: PartnerRegistered,
    item: Item,
    measure: str,
    marks: Mapping[int, Mark],
    *,
    figures: Sequence[OnRecord],
    sides: Sides,
    by: Circumstances,
    today: date,
) -> Iterator[EntryKind]:
    own = by.register.about.responsible_authority if by.register.about else None
    is_leads = lead_of(measure, today, by.register) == body.partner
    kind = (item.item_class if item.status is not Status.DEMOTED_TO_LOCAL else None) or ItemClass.LOCAL
    spoke = {sides.who(marks[one.number]) for one in item.entries if one.number in marks}
    side = sides.parties.get(body.partner)
    is_open = side is not None and body.partner in spoke and not stands_by_all(side, measure, marks, figures, sides)
    if is_open and item.status is Status.AGREED and kind is not ItemClass.STATUTORY:
        yield EntryKind.RESPONSE
    if kind is ItemClass.LOCAL:
        after = max((one.number for one in item.entries if any(stated_by(one))), default=0)
        if body.name in without_consent(measure, today, marks, by.register, after=after):
            yield EntryKind.CONSENT
        return
    if is_leads and protocol_of(measure, today, marks, by.register) is None:
        yield EntryKind.PROTOCOL
    is_asking = kind is ItemClass.DESIGNATED and (is_leads or body.partner == own)
    if is_asking and consultation_of(measure, today, marks, by.register) is None:
        yield EntryKind.CONSULTATION


def wanted_of_revision(
    body: PartnerRegistered,
    items: Sequence[tuple[Item, str]],
    agreement: Agreement,
    *,
    held: Revise,
    by: Circumstances,
    today: date,
) -> list[Wanted]:
    """What proposals to revise still need of this body: its decision on those that the minister's office decides, its
    consent to the others; of a measure that is new to the agreement what an approval would. `held` are the targets in
    force, with what was spent on each.
    """
    classes, found = {row.measure: row.item_class for row in held.standing}, list[Wanted]()
    marks, figures = agreement.marks, held.figures
    sides = sides_of(agreement.opened.parties, marks.values(), by.register)
    who, side = body.partner, sides.parties.get(body.partner)
    for item, measure in items:
        proposed = proposed_by(measure, marks, held.spent.get(measure, 0))
        kind = classes.get(measure, item.item_class or ItemClass.LOCAL)
        if proposed is None or kind is ItemClass.STATUTORY:
            continue
        since = told_on(marks[proposed])
        spoke = {sides.who(marks[one.number]) for one in item.entries if one.number > proposed and one.number in marks}
        if side is not None and who not in {*spoke, sides.who(marks[proposed])}:
            found.append(Wanted(EntryKind.RESPONSE, item, proposed))
        if kind is ItemClass.DESIGNATED and by.is_ministers:
            if _decides(body, by) and not is_revision_decided(measure, marks, after=proposed, register=by.register):
                found.append(Wanted(EntryKind.DECISION, item, proposed))
        elif body.name in without_consent(measure, today, marks, by.register, after=proposed, since=since):
            found.append(Wanted(EntryKind.CONSENT, item, proposed))
        if measure not in classes:
            kinds = _wanted_on(body, item, measure, marks, figures=figures, sides=sides, by=by, today=today)
            found += [Wanted(one, item) for one in kinds if one is not EntryKind.CONSENT]
    return found


def _decides(body: PartnerRegistered, by: Circumstances) -> bool:
    """Whether the agreement waits for this body to decide: the minister's office, else the place's own authority."""
    own = by.register.about.responsible_authority if by.register.about else None
    is_theirs = body.partner == own if not by.is_ministers else Party.MINISTER in voice_of(body.partner_kind).parties
    return is_theirs and EntryKind.DECISION in voice_of(body.partner_kind).kinds


def _gates(agreement: Agreement, by: Circumstances) -> Mapping[int, Mark]:
    return deciding(read_by_gates(agreement, by), by.register, is_ministers=by.is_ministers)


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
