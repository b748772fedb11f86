"""Replies: whose words an entry gives, who typed them, and what the bodies that it names put beside it.

A body named in an entry has one reply to it, corrected only by superseding. The body whose words another one typed may
confirm or dispute them; until it does, the record says that it did not answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from services.publication.domain.entry.clearance import Clearance
from services.publication.domain.entry.entry import Came, Entry, Said
from services.publication.domain.register.refusal import Refused, Wrong
from services.publication.domain.register.register import Register
from shared.events.publication import AgreementOpened, EntryReplied, PartnerRegistered
from shared.working_days import Calendar, OutsideCalendar, london_day, working_days_between

MOST_WORDS = 300
LATE_AFTER = 5  # working days from the day something was said to the day it came onto the record


OPERATOR, RUNS_THIS = "command-line", "whoever runs this record"
"""Who named an address where whoever runs the installation did, and that in words."""


class Stance(StrEnum):
    """What a body says of an entry: that these are its words, that they are not, or something beside them."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    REPLIED = "replied"


class Confirmation(StrEnum):
    """What the body whose words were typed by another says of them."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    NOT_ANSWERED = "not_answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class PutReply:
    """A body puts its reply beside an entry. `note` says why, where it supersedes its earlier one.

    `link_named_by` is the body that named the address by whose link this is said; None where the body came by itself.
    """

    entry: Entry
    body: PartnerRegistered
    stance: Stance
    words: str | None = None
    supersedes: int | None = None
    note: str | None = None
    link_named_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply on the record: its number in the agreement, the entry it stands beside, the body by code and name.

    `link_named_by` is as in the command; `namer` is that body's name today, which no row keeps. `clearance` is how it
    came to be published; None for one that came by a letter's link, and for those put before that was kept.
    """

    agreement: str
    area: str
    number: int
    entry: int
    body: str
    name: str
    stance: Stance
    words: str | None
    note: str | None
    supersedes: int | None
    recorded_at: datetime
    link_named_by: str | None = None
    superseded_by: int | None = None
    namer: str = ""
    clearance: Clearance | None = None

    @property
    def event(self) -> EntryReplied:
        """What the ledger tells of it."""
        return EntryReplied(
            area=self.area,
            agreement=self.agreement,
            reply=self.number,
            entry=self.entry,
            body=self.body,
            stance=self.stance.value,
            supersedes=self.supersedes,
            link_named_by=self.link_named_by,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """That words were offered to the body whose they are: by a letter booked on a day, to an address that `namer`
    named. `is_own` says that the body named it itself.
    """

    on: date
    namer: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An entry with all that tells whose words it gives: the name of the body that typed it, its replies, and the last
    letter by which its words were offered to their author.
    """

    entry: Entry
    typed_by: str
    is_typed_by_another: bool
    replies: tuple[Reply, ...] = ()
    offered: Offered | None = None

    @property
    def standing(self) -> tuple[Reply, ...]:
        """The replies that no later one superseded."""
        return tuple(reply for reply in self.replies if reply.superseded_by is None)

    @property
    def answer(self) -> Reply | None:
        """The reply by which the body whose words these are confirms or disputes them; None where there is none."""
        return next((reply for reply in self.standing if reply.stance is not Stance.REPLIED), None)

    @property
    def confirmation(self) -> Confirmation | None:
        """What the body whose words these are says of them; None where it typed them itself."""
        if not self.is_typed_by_another:
            return None
        return Confirmation(self.answer.stance) if self.answer else Confirmation.NOT_ANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Something came onto the record later than it should; `days` are None where the calendar does not reach."""

    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """How the words of one body came here: how many it typed itself, others wrote down, or were taken from papers.

    `late` counts what came late and was not taken from papers; `unconfirmed` what the body has not answered, `offered`
    how much of that a letter has offered to it.
    """

    name: str
    entries: int
    by_author: int
    transcribed: int
    compiled: int
    late: int
    unconfirmed: int
    disputed: int
    offered: int


def goes_by(body: PartnerRegistered, name: str) -> bool:
    """Whether this is the name of the body, or one that it had."""
    return name.casefold() in {one.casefold() for one in (body.name, *body.former_names)}


def named_in(said: Said) -> tuple[str, ...]:
    """The bodies that an entry names: whose words it gives, who is to lead, provides, advises, rejects, consents."""
    told = said.particulars
    found = (
        said.party_name,
        said.lead_partner,
        told.terms.department if told.terms else None,
        told.rejection.department if told.rejection else None,
        told.appointment.team if told.appointment else None,
        told.advice_request.asked_of if told.advice_request else None,
        *(told.revision.consented if told.revision else ()),
    )
    return tuple(dict.fromkeys(name for name in found if name))


def is_named(said: Said, body: PartnerRegistered) -> bool:
    """Whether an entry names this body."""
    return any(goes_by(body, name) for name in named_in(said))


def replied(opened: AgreementOpened, command: PutReply, replies: Mapping[int, EntryReplied]) -> EntryReplied:
    """The event that follows; Refused naming every fault of the reply."""
    if wrongs := list(_wrongs(command, replies)):
        raise Refused(wrongs)
    return EntryReplied(
        area=opened.area,
        agreement=opened.agreement,
        reply=len(replies) + 1,
        entry=command.entry.number,
        body=command.body.partner,
        stance=command.stance.value,
        supersedes=command.supersedes,
        link_named_by=command.link_named_by,
    )


def _wrongs(command: PutReply, replies: Mapping[int, EntryReplied]) -> Iterator[Wrong]:
    if command.stance is not Stance.REPLIED:
        if not goes_by(command.body, command.entry.said.party_name):
            words = "Only the body whose words the entry gives may confirm or dispute them: say replied."
            yield Wrong("/stance", "not-your-words", words)
        elif _is_typist(command.entry, command.body):
            words = "Your body entered these words itself. Supersede the entry, or say replied."
            yield Wrong("/stance", "entered-by-yourself", words)
    if command.words is None and command.stance is not Stance.CONFIRMED:
        yield Wrong("/words", "missing", "Say in words what you reply.")
    if command.words is not None and len(command.words.split()) > MOST_WORDS:
        yield Wrong("/words", "too-long", f"A reply has at most {MOST_WORDS} words.")
    yield from _wrongs_of_superseding(command, replies)


def _wrongs_of_superseding(command: PutReply, replies: Mapping[int, EntryReplied]) -> Iterator[Wrong]:
    """One reply of each body to each entry stands; a further one says which it supersedes, and why."""
    own = {number for number, one in replies.items() if (one.entry, one.body) == _place(command)}
    standing = own - {one.supersedes for one in replies.values()}
    if command.supersedes is None and standing:
        words = "Your body has replied to this entry. A further reply supersedes that one and says why."
        yield Wrong("/supersedes", "replied-already", words)
    if command.supersedes is not None and command.supersedes not in standing:
        words = "Your body has no reply of this number to this entry that still stands."
        yield Wrong("/supersedes", "not-your-reply", words)
    if command.supersedes is not None and command.note is None:
        yield Wrong("/note", "missing", "Say why the earlier reply is superseded.")
    if command.supersedes is None and command.note is not None:
        yield Wrong("/note", "nothing-superseded", "Only a reply that supersedes another says why.")


def _place(command: PutReply) -> tuple[int, str]:
    return command.entry.number, command.body.partner


def _is_typist(entry: Entry, body: PartnerRegistered) -> bool:
    return entry.came is Came.BY_AUTHOR or entry.entered_by == body.partner


def heard(
    entries: Sequence[Entry], replies: Sequence[Reply], register: Register, offered: Mapping[int, Offered] | None = None
) -> list[Heard]:
    """Entries with who typed them, what was replied, and when it was `offered` by its number; in the same order."""
    found = []
    for entry in entries:
        typist = register.partners.get(entry.entered_by)
        is_own = entry.came is Came.BY_AUTHOR or (typist is not None and goes_by(typist, entry.said.party_name))
        found.append(
            Heard(
                entry=entry,
                typed_by=typist.name if typist else entry.entered_by,
                is_typed_by_another=not is_own,
                replies=tuple(_told_by(reply, register) for reply in replies if reply.entry == entry.number),
                offered=(offered or {}).get(entry.number),
            )
        )
    return found


def disputed(replies: Mapping[int, EntryReplied]) -> frozenset[int]:
    """The entries whose words the body that they are put down to disputes, as its reply stands now."""
    return frozenset(one.entry for one in disputes(replies))


def disputes(replies: Mapping[int, EntryReplied]) -> Sequence[EntryReplied]:
    """The replies that dispute, and stand."""
    gone = {one.supersedes for one in replies.values()}
    return [one for n, one in replies.items() if n not in gone and one.stance == Stance.DISPUTED]


def _told_by(reply: Reply, register: Register) -> Reply:
    namer = register.partners.get(reply.link_named_by or "")
    return replace(reply, namer=namer.name if namer else (reply.link_named_by or "").replace(OPERATOR, RUNS_THIS))


def late(entry: Entry, calendar: Calendar) -> Late | None:
    """How late an entry was handed in; None where it came in time, or nobody knows when it was said.

    What waited for a second person counts from the day it was received: the wait is told beside it.
    """
    if entry.said.said_on is None:
        return None
    received_at = entry.clearance.received_at if entry.clearance else entry.recorded_at
    said_on, recorded_on = entry.said.said_on.last, london_day(received_at)
    if recorded_on <= said_on:
        return None
    try:
        days = working_days_between(said_on, recorded_on, calendar=calendar)
    except OutsideCalendar:
        return Late(days=None)
    return Late(days=days) if days > LATE_AFTER else None


def writers(told: Sequence[Heard], calendar: Calendar) -> list[Writer]:
    """Each body whose words are here, in the order in which they were first heard, with how its words came."""
    names = dict.fromkeys(one.entry.said.party_name for one in told)
    return [_writer(name, [one for one in told if one.entry.said.party_name == name], calendar) for name in names]


def _writer(name: str, told: Sequence[Heard], calendar: Calendar) -> Writer:
    came = [one.entry.came for one in told]
    confirmations = [one.confirmation for one in told]
    told_late = [one for one in told if one.entry.came is not Came.COMPILED and late(one.entry, calendar)]
    return Writer(
        name=name,
        entries=len(told),
        by_author=came.count(Came.BY_AUTHOR),
        transcribed=came.count(Came.TRANSCRIBED) + came.count(Came.OWN_SIDE),
        compiled=came.count(Came.COMPILED),
        late=len(told_late),
        unconfirmed=confirmations.count(Confirmation.NOT_ANSWERED),
        disputed=confirmations.count(Confirmation.DISPUTED),
        offered=sum(one.confirmation is Confirmation.NOT_ANSWERED and one.offered is not None for one in told),
    )
