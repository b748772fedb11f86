"""Verification of what petitions are owed: each obligation is folded again from its events."""

from collections.abc import Sequence

from services.escalation.domain.obligation import obligation
from services.escalation.storage.obligation import obligation as obligations
from shared import ledger
from shared.database import Database, Session
from shared.events.escalation import OBLIGATION
from shared.verification import Verified, in_pages, of_days, told_or_kept, unlike


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [await in_pages(database, "what petitions are owed", _streams, _obligations)]


async def _streams(session: Session) -> Sequence[str]:
    return await told_or_kept(session, OBLIGATION, await obligations.streams(session))


async def _obligations(session: Session, streams: Sequence[str]) -> list[str]:
    told = await ledger.read_streams(session, streams)
    owed = await obligations.of_petitions(session, {obligations.of_stream(stream)[0] for stream in streams})
    rows = {obligations.stream(one.petition, one.name): one for each in owed.values() for one in each}
    return unlike(rows, {stream: obligation.refolded(of_days(told[stream])) for stream in streams})
