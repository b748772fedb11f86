"""Verification of cases: each is folded again from its events, its complaints are counted again, what is stored of
replies and refusals is compared with what was told, and letters with what went.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from services.escalation.domain.case import letter
from services.escalation.domain.case.lookup import Kept
from services.escalation.domain.ladder import history
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import letter as letters
from services.escalation.storage.inspection import complaint, reply
from services.escalation.storage.scrutiny import refusal
from shared import ledger
from shared.database import Database, Session
from shared.events.escalation import (
    CASE,
    FindingsDrafted,
    FindingsPublished,
    InformationRefused,
    RefusalPublished,
    ReplyReceived,
)
from shared.events.escalation.letter import LETTER
from shared.ledger import Recorded
from shared.verification import UNLIKE, Verified, in_pages, of_days, together, told_or_kept


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [
        *await together(database, ("cases", "counts of complaints", "replies", "refusals"), _streams, _cases),
        await in_pages(database, "letters about cases", _letter_streams, _letters),
    ]


async def _streams(session: Session) -> Sequence[str]:
    stored = [cases.stream(reference) for reference in await cases.references(session)]
    return await told_or_kept(session, CASE, stored)


async def _cases(session: Session, streams: Sequence[str]) -> Sequence[Sequence[str]]:
    """What differs in rows, in complaints, in replies and in refusals: a history is read once for all of them."""
    references = [cases.reference_of(stream) for stream in streams]
    told = await ledger.read_streams(session, streams)
    stored = await cases.of_references(session, references)
    lodged = await complaint.counts(session, references)
    filed = await reply.of_references(session, references)
    kept = await refusal.of_references(session, references)
    rows, complaints, replies, refusals = [], [], [], []
    for stream, reference in zip(streams, references, strict=True):
        row = stored.get(reference)
        if row != history.refolded(of_days(told[stream])):
            rows.append(f"{stream}: {UNLIKE}")
        if row is not None and row.inspection.complaints != lodged[reference]:
            complaints.append(
                f"{stream}: {row.inspection.complaints} complaints are told and {lodged[reference]} were lodged"
            )
        replies += [f"{stream}: {one}" for one in _differing(told[stream], filed[reference])]
        refusals += [f"{stream}: {one}" for one in _unlike(told[stream], kept[reference])]
    return rows, complaints, replies, refusals


def _unlike(told: Sequence[Recorded], kept: Mapping[int, Kept]) -> Iterator[str]:
    """What differs between the refusals of information that are kept and those that were told and published."""
    refused = {recorded.event.notice for recorded in told if isinstance(recorded.event, InformationRefused)}
    if refused != kept.keys():
        yield f"{len(refused)} refusals of information were told and {len(kept)} are stored"
    for recorded in told:
        match recorded.event:
            case RefusalPublished(notice=notice, ground=ground, reasons=reasons):
                if kept.get(notice) != Kept(ground=ground, reasons=reasons):
                    yield f"why notice {notice} was refused is published otherwise than it is stored"


def _differing(told: Sequence[Recorded], filed: Mapping[datetime, str]) -> Iterator[str]:
    """What differs between the replies that were filed and those that were told and printed with the findings."""
    words, answered = "", set()
    for recorded in told:
        match recorded.event:
            case FindingsDrafted():
                words = ""
            case ReplyReceived():
                words = filed.get(recorded.occurred_at, "")
                answered.add(recorded.occurred_at)
            case FindingsPublished(reply=printed) if printed != words:
                yield "the findings print another reply than the one that is stored"
    if lost := len(answered - filed.keys()):
        yield f"{lost} replies were told and are not stored"
    if untold := len(filed.keys() - answered):
        yield f"{untold} replies are stored and were not told"


async def _letter_streams(session: Session) -> Sequence[str]:
    return await told_or_kept(session, LETTER, await letters.streams(session))


async def _letters(session: Session, streams: Sequence[str]) -> list[str]:
    told, rows = await ledger.read_streams(session, streams), await letters.kept(session, streams)
    events = {stream: [one.event for one in told[stream]] for stream in streams}
    return [words for stream in streams for words in letter.differing(stream, events[stream], rows.get(stream, ()))]
