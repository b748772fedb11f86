"""Putting an entry on the record: the event that tells its place, and the mark that later entries are judged by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.publication.domain.agreement.advice import ADVISES, URGENT
from services.publication.domain.agreement.answer import answer_due
from services.publication.domain.agreement.broker import WAIVED
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.command import PublishEntries
from services.publication.domain.agreement.confirmation import BASIS, CONSENTS, confirmed, is_own, speaker
from services.publication.domain.entry.entry import Came, EntryKind, Mark, Party, Said, Side, Status
from services.publication.domain.entry.particulars import Particulars
from services.publication.domain.entry.reply import disputed, goes_by
from services.publication.domain.entry.voice import may_advise, wrongs_of_part
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register
from shared.events.publication import (
    AgreementOpened,
    EntryFacts,
    EntryPublished,
    EntryReplied,
    PartnerRegistered,
    RoundOpened,
)


def published(
    opened: AgreementOpened,
    said: Said,
    number: int,
    *,
    came: Came,
    today: date,
    by: Circumstances,
    of: PublishEntries,
) -> EntryPublished:
    """The event of an entry that goes on the record today, the words having come here in this way, `of` a command."""
    return EntryPublished(
        area=opened.area,
        agreement=opened.agreement,
        round=said.round or "",
        entry=number,
        party=said.party.value,
        entry_kind=said.kind.value,
        status=said.status.value if said.status else None,
        item=said.item,
        said_on=said.said_on.text if said.said_on else None,
        came=came.value,
        supersedes=said.supersedes,
        facts=replace(facts_of(said, came, today, by), received_on=of.received_on, typed_by=of.author),
    )


def is_of_papers(said: Said, opened: AgreementOpened, rounds: Mapping[str, RoundOpened]) -> bool:
    """Whether this may have been taken from papers: said before the record of the agreement began and, in a round that
    was opened as it happened, before that round. Of words without a day their round tells, or all rounds where they
    belong to none.
    """
    began = opened.recorded_on
    if began is None:
        return True
    of = [one for name, one in rounds.items() if said.round in (None, name)]
    if said.said_on is None:
        return bool(of) and all(_is_old(one, began) for one in of)
    last = said.said_on.last
    if last >= began:
        return False
    running = [] if said.round is None else [one for one in of if not _is_old(one, began)]
    return all(one.opened_on is None or last < one.opened_on for one in running)


def told_on(said: Said, rounds: Mapping[str, RoundOpened]) -> date | None:
    """The last day on which papers may have been written: their own, else that of the last round that tells it."""
    days = [one.opened_on for name, one in rounds.items() if said.round in (None, name) and one.opened_on is not None]
    return said.said_on.last if said.said_on is not None else max(days, default=None)


def _is_old(one: RoundOpened, began: date) -> bool:
    return one.came == Came.COMPILED and one.opened_on is not None and one.opened_on < began


def came_of(said: Said, author: str | None, marks: Mapping[int, Mark], *, is_of_papers: bool) -> Came:
    """How words came here: as the entry says; else by their author, from papers if they can be, or written down.

    `author` is the body that enters them, by its name.
    """
    if said.came is not None:
        return said.came
    if said.party_name == author:
        return Came.BY_AUTHOR
    if is_of_papers:
        return Came.COMPILED
    return Came.OWN_SIDE if author is not None and said.party.side is side_of(author, marks) else Came.TRANSCRIBED


def side_of(name: str, marks: Mapping[int, Mark]) -> Side:
    """The side for which a body of the area's register types: the place's, unless it has spoken for the government."""
    return Side.GOVERNMENT if Side.GOVERNMENT in _sides(name, marks) else Side.LOCAL


def _sides(name: str, marks: Mapping[int, Mark]) -> frozenset[Side]:
    held = (mark for mark in marks.values() if mark.facts is not None and not mark.is_superseded)
    return frozenset(mark.party.side for mark in held if mark.facts and mark.facts.party_name == name)


def wrongs_of_typing(said: Said, at: str, author: str | None, marks: Mapping[int, Mark]) -> Iterator[Wrong]:
    """Every fault in how an entry says that it came here, by who sends it."""
    if said.came is Came.BY_AUTHOR and said.party_name != author:
        yield Wrong(f"{at}/came", "not-the-author", "These are the words of another body.")
    if author is None or said.came not in (Came.TRANSCRIBED, Came.OWN_SIDE):
        return
    is_own_side = said.party.side is side_of(author, marks)
    if is_own_side and said.came is Came.TRANSCRIBED:
        yield Wrong(f"{at}/came", "not-the-other-side", "These are words of your own side: transcribed_by_own_side.")
    if not is_own_side and said.came is Came.OWN_SIDE:
        yield Wrong(f"{at}/came", "not-your-side", "These are words of the other side: transcribed_by_other_side.")


def wrongs_of_name(
    said: Said,
    at: str,
    marks: Mapping[int, Mark],
    replies: Mapping[int, EntryReplied],
    *,
    parties: Sequence[str],
    register: Register,
) -> Iterator[Wrong]:
    """Every fault of whose words these are said to be, of what was not taken from papers.

    Who takes a turn on an item, and whoever speaks for the place or the government's office, is a party of the
    agreement or a body of the register; ministers, brokers, providers and advisers come from outside. A body of the
    register speaks as its kind, whoever types; only words that it typed or confirmed bind it to a side.
    """
    body = speaker(said.party_name, register)
    if body is not None and said.kind is not EntryKind.APPOINTMENT:  # a team of any body may broker or provide
        yield from wrongs_of_part(said, at, body)
    is_bound = said.kind.is_of_an_item or said.party in (Party.COUNCIL, Party.PARTNER, Party.GOVERNMENT_OFFICE)
    if said.party.side is Side.BETWEEN or not is_bound or said.kind in (EntryKind.CONSTRAINTS, EntryKind.APPOINTMENT):
        return
    known = {name for one in register.partners.values() for name in (one.name, *one.former_names)}
    if said.party_name not in {*parties, *known}:
        words = f"Name a body of the area's register, or a party: {', '.join(parties)}."
        yield Wrong(f"{at}/party_name", "not-a-party", words)
    bound = _own(body, marks, replies, register) if body is not None else _undisputed(marks, replies)
    names = (body.name, *body.former_names) if body is not None else (said.party_name,)
    if frozenset().union(*(_sides(name, bound) for name in names)) - {said.party.side, Side.BETWEEN}:
        yield Wrong(f"{at}/party", "spoke-for-the-other-side", "This body speaks for the other side on this record.")


def _undisputed(marks: Mapping[int, Mark], replies: Mapping[int, EntryReplied]) -> dict[int, Mark]:
    unsaid = disputed(replies)
    return {number: mark for number, mark in marks.items() if number not in unsaid}


def _own(
    body: PartnerRegistered, marks: Mapping[int, Mark], replies: Mapping[int, EntryReplied], register: Register
) -> dict[int, Mark]:
    """What this body typed itself, or confirmed, and does not dispute."""
    told = {
        n: one for n, one in _undisputed(marks, replies).items() if one.facts and goes_by(body, one.facts.party_name)
    }
    stood_by = confirmed(told, replies, register)
    return {number: mark for number, mark in told.items() if number in stood_by or is_own(mark)}


def facts_of(said: Said, came: Came, today: date, by: Circumstances) -> EntryFacts:
    """What later rules need of an entry; of the words nothing."""
    told, rules = said.particulars, by.policy.negotiation
    due = answer_due(said, came, today=today, within=rules.government_response, calendar=by.calendar)
    flags = {
        WAIVED: told.constraints is not None and told.constraints.is_waived,
        CONSENTS: told.consent is not None and told.consent.is_given,
        URGENT: told.decision is not None and told.decision.urgency is not None,
        ADVISES: told.advice_request is not None and _advises(told.advice_request.asked_of, by.register),
        BASIS: told.terms is not None and told.terms.basis is not None,
        "exploratory": told.terms is not None and told.terms.is_exploratory,
    }
    about = told.advice or told.decision or told.advice_request
    return EntryFacts(
        party_name=said.party_name,
        recorded_on=today,
        measure=told.terms.measure if told.terms else None,
        item_class=told.terms.item_class.value if told.terms and told.terms.item_class else None,
        role=told.appointment.role.value if told.appointment else None,
        team=told.appointment.team if told.appointment else None,
        request=told.advice.request if told.advice else None,
        items=about.items if about else (),
        outcome=_outcome(told),
        flags=tuple(name for name, is_so in flags.items() if is_so),
        answer_due_on=due.due_on if due else None,
        asked_of=told.advice_request.asked_of if told.advice_request else None,
    )


def _advises(name: str, register: Register) -> bool:
    body = speaker(name, register)
    return body is not None and may_advise(body)


def mark_of(event: EntryPublished) -> Mark:
    """What later entries need of an event's entry."""
    return Mark(
        party=Party(event.party),
        kind=EntryKind(event.entry_kind),
        item=event.item,
        status=Status(event.status) if event.status else None,
        said_on=Day.parse(event.said_on) if event.said_on else None,
        came=Came(event.came),
        facts=event.facts,
    )


def marked(marks: Mapping[int, Mark], event: EntryPublished) -> dict[int, Mark]:
    """The marks with that of an entry that was published, and the one before it superseded where it says so."""
    after = {**marks, event.entry: mark_of(event)}
    if event.supersedes in after:
        after[event.supersedes] = replace(after[event.supersedes], superseded_by=event.entry)
    return after


def _outcome(told: Particulars) -> str | None:
    if told.advice is not None:
        return told.advice.recommendation.value
    return told.decision.outcome.value if told.decision is not None else None
