"""Verification of gatherings of decisions: each is folded again from its events."""

from collections.abc import Sequence

from services.escalation.domain.trigger import gathering
from services.escalation.storage.trigger import gathering as gatherings
from shared import ledger
from shared.database import Database, Session
from shared.events.escalation import TRIGGER
from shared.verification import Verified, in_pages, of_days, told_or_kept, unlike


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [await in_pages(database, "gatherings of decisions", _streams, _gatherings)]


async def _streams(session: Session) -> Sequence[str]:
    stored = [gatherings.stream(reference) for reference in await gatherings.references(session)]
    return await told_or_kept(session, TRIGGER, stored)


async def _gatherings(session: Session, streams: Sequence[str]) -> list[str]:
    told = await ledger.read_streams(session, streams)
    stored = await gatherings.of_references(session, [gatherings.reference_of(stream) for stream in streams])
    rows = {gatherings.stream(reference): kept for reference, kept in stored.items()}
    return unlike(rows, {stream: gathering.refolded(of_days(told[stream])) for stream in streams})
