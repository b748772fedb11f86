"""Words that another body typed open a gate late: once their own body confirmed them, or did not dispute them for days
after a letter asked it. Where nobody was asked nobody's silence says anything.

Two persons of one body may write down what another one said, and nobody of that body need have seen it. What only shuts
a gate (a consent that is refused, a decision against) counts at once.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.item import on_one_item
from services.publication.domain.entry.entry import Came, EntryKind, Mark, Status
from services.publication.domain.entry.particulars import Outcome
from services.publication.domain.entry.reply import OPERATOR, Stance, disputed, disputes, goes_by
from services.publication.domain.entry.voice import may_advise
from services.publication.domain.register.register import Register
from shared.events.publication import EntryFacts, EntryReplied, PartnerRegistered
from shared.working_days import OutsideCalendar, in_words

CONSENTS, BASIS = "consents", "basis"

_OPENS = frozenset((EntryKind.CONSTRAINTS, EntryKind.ADVICE, EntryKind.PROTOCOL, EntryKind.CONSULTATION))
_SHUTS = frozenset((Status.REJECTED, Status.WITHDRAWN, Status.DEFERRED, Status.PLACEHOLDER, Status.UNDER_DISCUSSION))
_SPEAKS = frozenset((EntryKind.CONSENT, EntryKind.PROTOCOL, EntryKind.CONSULTATION, EntryKind.REVISION))


@dataclass(frozen=True, slots=True)
class Awaited:
    """Words that count for nothing yet: whose they are, and the last day of their wait; None while no day is known,
    since the letter that offers them has not left or the calendar does not reach; or since the register does not know
    their body (`is_unknown`), which nobody can ask; or since no letter went to it (`is_unasked`), for it has no address
    or had none when they came; or since the body itself speaks of it here or disputed what was typed for it
    (`has_spoken`), so that its silence stands for nothing.
    """

    body: str
    until: date | None
    is_unknown: bool = False
    has_spoken: bool = False
    is_unasked: bool = False

    @property
    def is_nobodys(self) -> bool:
        """Whether nobody could be asked, so that no day ends the wait."""
        return self.is_unknown or self.is_unasked

    @property
    def words(self) -> str:
        """What they wait for, as everybody reads it."""
        if self.is_unknown:
            return f"counts for nothing while the area's register does not know {self.body}: nobody could be asked"
        if self.has_spoken:
            return f"waits for the confirmation of {self.body}, which speaks of it here itself"
        if self.is_unasked:
            return (
                f"waits for the confirmation of {self.body}: nobody could be asked, for no letter went to an address "
                "that somebody else named than the body that typed this"
            )
        if self.until is None:
            return f"waits for the confirmation of {self.body}: the letter that asks for it has not left"
        return f"waits for the confirmation of {self.body} until {in_words(self.until)}"


def awaited(
    marks: Mapping[int, Mark], replies: Mapping[int, EntryReplied], by: Circumstances, today: date
) -> dict[int, Awaited]:
    """By its number, each entry that would open a gate and that nobody of its own body stands for yet."""
    spoken, unsaid = _spoken(marks, replies, by.register), disputed(replies)
    heard = spoken | {n: mark for n, mark in marks.items() if n in unsaid}  # who disputes once need not dispute a copy
    found = {}
    for number, mark in marks.items():
        if mark.facts is None or mark.is_superseded or number in spoken or not opens(mark):
            continue
        until = _until(number, mark.facts.recorded_on, by)
        if _is_nobodys(mark, by.register):
            found[number] = Awaited(mark.facts.party_name, None, is_unknown=True)
        elif any(
            _is_on_the_same(mark, own, marks, by.register) or (n in unsaid and _is_bound_again(mark, own, by.register))
            for n, own in heard.items()
            if n != number
        ):
            found[number] = Awaited(mark.facts.party_name, None, has_spoken=True)
        elif until is None or until >= today:
            found[number] = Awaited(mark.facts.party_name, until, is_unasked=number not in by.letters)
    return found


def unheard(
    marks: Mapping[int, Mark], replies: Mapping[int, EntryReplied], by: Circumstances, today: date
) -> frozenset[int]:
    """The turns that another body typed and that nobody of their own body stands for yet, whatever they say: an answer
    that the asker wrote down itself is none.
    """
    spoken = _spoken(marks, replies, by.register)
    typed = ((n, mark) for n, mark in marks.items() if mark.kind.is_of_an_item and mark.facts and n not in spoken)
    return frozenset(
        number
        for number, mark in typed
        if mark.facts and ((until := _until(number, mark.facts.recorded_on, by)) is None or until >= today)
    )


def _spoken(marks: Mapping[int, Mark], replies: Mapping[int, EntryReplied], register: Register) -> dict[int, Mark]:
    """What stands of each body that it entered itself or confirmed."""
    stood_by = confirmed(marks, replies, register)
    return {n: mark for n, mark in marks.items() if not mark.is_superseded and (n in stood_by or is_own(mark))}


def _is_nobodys(mark: Mark, register: Register) -> bool:
    """Whether these are words in a name that the register does not know, or advice in that of a body which advises on
    nothing: its silence says nothing.
    """
    body = speaker(mark.facts.party_name, register) if mark.facts else None
    return body is None or (mark.kind is EntryKind.ADVICE and not may_advise(body))


def _is_on_the_same(typed: Mark, own: Mark, marks: Mapping[int, Mark], register: Register) -> bool:
    """Whether a body itself spoke on what was typed for it, by whichever of its names the item goes: then it could have
    said this too, and its silence stands for nothing. A decision on the whole is one thing, whatever it is called.
    """
    if own.facts is None or typed.facts is None or not _is_of_one_body(own.facts, typed.facts, register):
        return False
    if typed.kind is EntryKind.DECISION and own.kind is EntryKind.DECISION:
        return not (own.facts.items and typed.facts.items) or bool(_meant(own, marks) & _meant(typed, marks))
    if _speaks_on_an_item(typed) and _speaks_on_an_item(own):
        return bool(_meant(own, marks) & _meant(typed, marks))
    return typed.kind is own.kind is EntryKind.ADVICE


def _is_bound_again(typed: Mark, own: Mark, register: Register) -> bool:
    """Whether this says anew for a body what binds it, after it disputed that."""
    is_binding = typed.kind is own.kind is EntryKind.CONSTRAINTS
    return (
        is_binding
        and typed.facts is not None
        and own.facts is not None
        and _is_of_one_body(own.facts, typed.facts, register)
    )


def _is_of_one_body(own: EntryFacts, typed: EntryFacts, register: Register) -> bool:
    names = own.party_name, typed.party_name
    body = speaker(names[0], register)
    return names[0].casefold() == names[1].casefold() or (body is not None and speaker(names[1], register) == body)


def _speaks_on_an_item(mark: Mark) -> bool:
    return mark.kind.is_of_an_item or mark.kind in _SPEAKS


def _meant(mark: Mark, marks: Mapping[int, Mark]) -> frozenset[str]:
    return on_one_item(mark.names, marks)


def opens(mark: Mark) -> bool:
    """Whether a gate may open by it: a consent, advice, a decision to approve, what has to be stated before one; a turn
    on an item that does not refuse, put off or leave open, whatever it states.
    """
    match mark.kind:
        case EntryKind.CONSENT:
            return mark.facts is not None and CONSENTS in mark.facts.flags
        case EntryKind.DECISION:
            return mark.facts is not None and mark.facts.outcome == Outcome.APPROVE.value
        case _:
            return mark.kind in _OPENS or (mark.kind.is_of_an_item and mark.status not in _SHUTS)


def is_own(mark: Mark) -> bool:
    """Whether the body whose words these are typed them itself, by the name that it had when it did: a name that a body
    takes afterwards makes nothing its own.
    """
    if mark.came is Came.BY_AUTHOR:
        return True
    return mark.facts is not None and (mark.facts.typed_by or "").casefold() == mark.facts.party_name.casefold()


def speaker(name: str, register: Register) -> PartnerRegistered | None:
    """The body of the register that bears this name; else the one that bore it, where it was one alone.

    A former name that somebody gives a body of its own makes nobody the speaker of another one's words.
    """
    bodies = register.partners.values()
    bear = [body for body in bodies if body.name.casefold() == name.casefold()]
    found = bear or [body for body in bodies if goes_by(body, name)]
    return found[0] if len(found) == 1 else None


def is_known(name: str, parties: Collection[str], register: Register) -> bool:
    """Whether this names a body of the register, or a party of the agreement."""
    return speaker(name, register) is not None or name.casefold() in {one.casefold() for one in parties}


def serving(
    marks: Mapping[int, Mark],
    began: date | None,
    replies: Mapping[int, EntryReplied],
    register: Register,
    waits: Collection[int] = (),
) -> dict[int, Mark]:
    """What an approval or a revision made here may read, and no gate reads anything else: all but what its own body
    disputes, what waits for that body's confirmation, what another compiled from papers and it did not confirm, and
    decisions and consents that came from papers or were said before the day on which the record of the agreement began.
    What shuts a gate is disputed by the body itself, and not by the link of an address that another one named for it.
    """
    unsaid, stood_by = disputed(replies), confirmed(marks, replies, register)
    itself = {one.entry for one in disputes(replies) if one.link_named_by in (None, one.body, OPERATOR)}
    return {
        number: mark
        for number, mark in marks.items()
        if (number not in unsaid or (number not in itself and not opens(mark)))
        and number not in waits
        and (began is None or not (_is_older(mark, began) or (_is_compiled(mark) and number not in stood_by)))
    }


def _is_compiled(mark: Mark) -> bool:
    return mark.came is Came.COMPILED and not is_own(mark)


def _is_older(mark: Mark, began: date) -> bool:
    if mark.kind not in (EntryKind.DECISION, EntryKind.CONSENT):
        return False
    return mark.came is Came.COMPILED or (mark.said_on is not None and mark.said_on.last < began)


def told_of(numbers: Collection[int], waits: Mapping[int, Awaited]) -> str:
    """Which of these entries wait, as a sentence to add to what a gate says; nothing where none does."""
    told = dict.fromkeys(f"What was typed as entry {n} {waits[n].words}." for n in sorted(numbers) if n in waits)
    return "".join(f" {one}" for one in told)


def confirmed(marks: Mapping[int, Mark], replies: Mapping[int, EntryReplied], register: Register) -> frozenset[int]:
    """The entries that their own body confirms, by a reply that stands."""
    return frozenset(_confirmed(marks, replies, register))


def _confirmed(marks: Mapping[int, Mark], replies: Mapping[int, EntryReplied], register: Register) -> Iterator[int]:
    """What its body confirms. A link proves nothing that was sent to an address which another body named for it."""
    gone = {one.supersedes for one in replies.values()}
    for number, one in replies.items():
        facts = marks[one.entry].facts if one.entry in marks else None
        body = speaker(facts.party_name, register) if facts else None
        is_by_itself = one.link_named_by in (None, one.body, OPERATOR)
        is_theirs = body is not None and body.partner == one.body
        if number not in gone and one.stance == Stance.CONFIRMED and is_by_itself and is_theirs:
            yield one.entry


def _until(number: int, recorded_on: date, by: Circumstances) -> date | None:
    """The last day on which it may be disputed before it counts, from the day on which the letter that asks left; None
    where none did.
    """
    told_on = by.letters.get(number)
    if told_on is None:
        return None
    try:
        return by.policy.negotiation.confirm.reckon(max(told_on, recorded_on), by.calendar).due_on
    except OutsideCalendar:
        return None
