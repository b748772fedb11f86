"""Checking the record: registers, agreements and targets are folded again from their events, cases from their rows; and
what searches and feeds tell of each is made anew.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.publication.domain.agreement import agreement as agreements
from services.publication.domain.leaf.leaf import Kind
from services.publication.domain.record import removal as rules
from services.publication.domain.record.counterpart import subject_of
from services.publication.domain.register import register as registers
from services.publication.effects.submission.submission import differing, submission_of
from services.publication.storage.agreement import agreement, target
from services.publication.storage.entry import offer, withholding
from services.publication.storage.leaf import leaf
from services.publication.storage.record import removal
from services.publication.storage.register import measure, register
from services.publication.storage.search import findable
from services.publication.storage.submission import submission
from services.publication.storage.timeline import timeline
from shared import ledger
from shared.database import EVERY_AREA, Database, Session
from shared.events.publication import AGREEMENT, REGISTER, REMOVAL, SUBMISSION, TARGET
from shared.problems import Unavailable
from shared.verification import Names, Verified, each, in_pages, streams, told_or_kept


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [
        await each(database, "registers", streams(REGISTER), _register),
        await each(database, "agreements", streams(AGREEMENT), _agreement),
        await each(database, "targets", _with_rows(TARGET, target.streams), _targets),
        await each(database, "submissions", _with_rows(SUBMISSION, submission.streams), _submission),
        await each(database, "removals", _with_rows(REMOVAL, removal.streams), _removal),
        await in_pages(database, "timelines", timeline.references, _timelines),
        await _findable(database),
        await _withheld(database),
    ]


async def _register(session: Session, stream: str) -> Sequence[str]:
    area = stream.partition("/")[2]
    recorded: Sequence[tuple[Any, datetime]] = [
        (one.event, one.occurred_at) for one in await ledger.read_stream(session, stream)
    ]
    told = registers.refold(area, [event for event, _ in recorded])
    differences = _compared(stream, is_same=told == await register.find(session, area))
    moved = await _moved(session, area, recorded)
    otherwise = await measure.judged_otherwise(session, area)
    judged = [f"{area}/{one}: its judgement is not as the record told it" for one in otherwise]
    return [*differences, *moved, *judged, *_searched(await findable.differing_of_register(session, area))]


async def _moved(session: Session, area: str, recorded: Sequence[tuple[Any, datetime]]) -> Sequence[str]:
    """What the register stated at another moment than its leaf tells: what gates read goes by that moment."""
    signed, times = await leaf.moments_of_area(session, Kind.REGISTER, area), Counter[str]()
    found = list[str]()
    for event, at in recorded:
        subject = subject_of(event)
        times[subject] += 1
        if at != signed.get((subject, times[subject]), at):
            found.append(f"{subject} {times[subject]}: the ledger tells another moment than its leaf")
    return found


async def _agreement(session: Session, stream: str) -> Sequence[str]:
    told, name = agreements.refold(await _events(session, stream)), stream.partition("/")[2]
    differences = _compared(stream, is_same=told == await agreement.find(session, name))
    letters = [f"{name}: letter {one} left when nobody carried it" for one in await offer.sent_otherwise(session, name)]
    return [*differences, *letters, *_searched(await findable.differing_of_agreement(session, name))]


async def _targets(session: Session, stream: str) -> Sequence[str]:
    _, area, measure = stream.split("/")
    told = await _events(session, stream)
    return _compared(stream, is_same=(len(told), frozenset(told)) == await target.series(session, area, measure))


async def _submission(session: Session, stream: str) -> Sequence[str]:
    try:
        held = await submission.find(session, *submission_of(stream))
    except Unavailable as changed:
        return (str(changed),)
    if held is None:
        return _compared(stream, is_same=False)
    return [f"{stream}: {part} is not as its events tell" for part in await differing(session, held)]


async def _removal(session: Session, stream: str) -> Sequence[str]:
    try:
        held = await removal.lock(session, UUID(stream.partition("/")[2]))
    except Unavailable as changed:
        return (f"{stream}: {changed}",)
    told = [(one.event, one.actor, one.occurred_at) for one in await ledger.read_stream(session, stream)]
    return _compared(stream, is_same=held is not None and held == rules.refold(told))


async def _timelines(session: Session, references: Sequence[str]) -> Sequence[str]:
    wholes = await timeline.wholes(session, references)
    differences = [
        sentence
        for reference in references
        for sentence in _compared(reference, is_same=reference in wholes and wholes[reference].is_as_told)
    ]
    return [*differences, *_searched(await findable.differing_of_cases(session, references))]


async def _findable(database: Database) -> Verified:
    """What can be found and followed beyond all that was compared by what it is of: it is of nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        checked, found = await findable.of_nothing(session)
    return Verified("what can be found", checked, tuple(_searched(found)))


async def _withheld(database: Database) -> Verified:
    """Words that nobody may read until they are shown again: compared where they are kept, and told by their entry."""
    async with database.unit_of_work(EVERY_AREA) as session:
        checked, found = await withholding.count_withheld(session), await withholding.otherwise(session)
    sentence = "agreement/{} {}: its withheld words are not those to which its leaf commits"
    return Verified("withheld words", checked, tuple(sentence.format(*one) for one in found))


def _with_rows(kind: str, kept: Callable[[Session], Awaitable[Sequence[str]]]) -> Names[str]:
    """The streams of a kind that were told, and those whose rows are kept: neither may be without the other."""

    async def names(session: Session) -> Sequence[str]:
        return await told_or_kept(session, kind, await kept(session))

    return names


async def _events(session: Session, stream: str) -> Sequence[Any]:
    """The events of a stream; Any: their kind follows from the stream's name."""
    return [recorded.event for recorded in await ledger.read_stream(session, stream)]


def _searched(found: Sequence[str]) -> list[str]:
    """What searches, feeds, changes and letters tell of, and the record does not say so."""
    return [f"{name}: what searches and feeds tell of it is not what its rows say" for name in found]


def _compared(name: str, *, is_same: bool) -> Sequence[str]:
    return () if is_same else (f"{name}: the rows are not what the events tell",)
