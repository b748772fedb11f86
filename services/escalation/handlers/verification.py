"""Checking the record: every case and petition is folded again from its events, every count is counted again."""

from collections.abc import Awaitable, Callable, Sequence
from itertools import islice

from services.escalation.storage import case, complaint, petition, signature
from shared.database import EVERY_AREA, Database, Session
from shared.events.escalation import CASE, PETITION
from shared.ledger import streams_of
from shared.verification import Verified

PAGE = 100

Check = Callable[[Session, str], Awaitable[Sequence[str]]]


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [
        await _each(database, "cases", CASE, _case),
        await _each(database, "counts of complaints", CASE, _complaints),
        await _each(database, "petitions", PETITION, _petition),
        await _each(database, "counts of signatures", PETITION, _signatures),
    ]


async def _each(database: Database, subject: str, kind: str, check: Check) -> Verified:
    """Check every stream of the kind, some at a time in short transactions."""
    async with database.unit_of_work(EVERY_AREA) as session:
        streams = iter([stream async for stream in streams_of(session, kind)])
    checked, differences = 0, list[str]()
    while page := list(islice(streams, PAGE)):
        checked += len(page)
        async with database.unit_of_work(EVERY_AREA) as session:
            for stream in page:
                differences += await check(session, stream)
    return Verified(subject, checked, tuple(differences))


async def _case(session: Session, stream: str) -> Sequence[str]:
    reference = case.reference_of(stream)
    stored, told = await case.find(session, reference), await case.refold(session, reference)
    return () if stored == told else (f"{stream}: the row is not what the events tell",)


async def _complaints(session: Session, stream: str) -> Sequence[str]:
    reference = case.reference_of(stream)
    stored, lodged = await case.find(session, reference), await complaint.complainants(session, reference)
    shown = stored.complaints if stored else 0
    return () if shown == len(lodged) else (f"{stream}: {shown} complaints are told and {len(lodged)} were lodged",)


async def _petition(session: Session, stream: str) -> Sequence[str]:
    reference = petition.reference_of(stream)
    stored, told = await petition.find(session, reference), await petition.refold(session, reference)
    return () if stored is not None and stored.petition == told else (f"{stream}: the row is not what the events tell",)


async def _signatures(session: Session, stream: str) -> Sequence[str]:
    reference = petition.reference_of(stream)
    stored, counted = await petition.find(session, reference), await signature.count(session, reference)
    shown = stored.signatures if stored else 0
    return () if shown == counted else (f"{stream}: {shown} signatures are shown and {counted} are confirmed",)
