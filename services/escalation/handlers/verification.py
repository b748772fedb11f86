"""Checking the record: every case and petition is folded again from its events, every count is counted again."""

from collections.abc import Sequence

from services.escalation.storage import case, complaint, petition, signature
from shared.database import Database, Session
from shared.events.escalation import CASE, PETITION
from shared.verification import Verified, each, streams


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [
        await each(database, "cases", streams(CASE), _case),
        await each(database, "counts of complaints", streams(CASE), _complaints),
        await each(database, "petitions", streams(PETITION), _petition),
        await each(database, "counts of signatures", streams(PETITION), _signatures),
    ]


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
