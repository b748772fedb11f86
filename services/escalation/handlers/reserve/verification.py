"""Verification of the sealed store: every day of it is reckoned again, which tells of no matter in it."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.escalation.domain.reserve.commitment import leaf_of
from services.escalation.storage.reserve import commitment as commitments
from shared import ledger
from shared.database import Database, Session
from shared.events.escalation import COMMITMENT, CommitmentMade, CommitmentOpened, OpenedEntry
from shared.verification import Verified, in_pages


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [
        await in_pages(database, "days of the store", commitments.all_days, _days_of_store),
        await in_pages(database, "opened matters", _opened_streams, _opened),
    ]


async def _days_of_store(session: Session, days: Sequence[date]) -> list[str]:
    """What differs between the hashes that were told and those that the sealed store gives. It tells of no matter."""
    told = await _leaves(session)
    made = {day.day: day.leaf for day in await commitments.days(session, days)}
    return [f"{day}: the hash is not what the sealed store gives" for day in days if told.get(day) != made[day]]


async def _opened_streams(session: Session) -> Sequence[str]:
    return [stream for stream in await ledger.streams_of(session, COMMITMENT) if stream != commitments.STREAM]


async def _opened(session: Session, streams: Sequence[str]) -> list[str]:
    """Matters that were unsealed, of which an entry does not lead to the hash that was told of its day."""
    leaves = await _leaves(session)
    told = await ledger.read_streams(session, streams)
    return [
        f"{stream}: an entry does not lead to the hash of its day"
        for stream in streams
        if not all(_leads(entry, leaves) for recorded in told[stream] for entry in _entries(recorded.event))
    ]


async def _leaves(session: Session) -> dict[date, str]:
    told = (recorded.event for recorded in await ledger.read_stream(session, commitments.STREAM))
    return {event.day: event.leaf for event in told if isinstance(event, CommitmentMade)}


def _entries(event: object) -> Sequence[OpenedEntry]:
    return event.entries if isinstance(event, CommitmentOpened) else ()


def _leads(entry: OpenedEntry, leaves: Mapping[date, str]) -> bool:
    try:
        return entry.proof is None or leaf_of(entry) == leaves.get(entry.proof.day)
    except ValueError:
        return False
