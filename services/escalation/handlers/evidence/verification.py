"""Verification of files: their rows are folded again from their events, and their bytes looked for."""

from collections.abc import Sequence

from services.escalation.domain.evidence.evidence import refolded
from services.escalation.storage.evidence import evidence as files
from shared import ledger
from shared.database import Database, Session
from shared.events.escalation.evidence import EVIDENCE
from shared.verification import UNLIKE, Verified, in_pages, told_or_kept


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [await in_pages(database, "files", _streams, _files)]


async def _streams(session: Session) -> Sequence[str]:
    stored = [files.stream(file) for file in await files.ids(session)]
    return await told_or_kept(session, EVIDENCE, stored)


async def _files(session: Session, streams: Sequence[str]) -> list[str]:
    """What differs in rows, and files whose bytes are gone without its being told, still there, or not as they came."""
    told = await ledger.read_streams(session, streams)
    ids = [files.id_of(stream) for stream in streams]
    stored, hashes = await files.of_ids(session, ids), await files.hashes(session, ids)
    found = []
    for stream, file in zip(streams, ids, strict=True):
        row, kept = stored.get(file), hashes.get(file)
        if row != refolded((one.event, one.occurred_at, one.actor) for one in told[stream]):
            found.append(f"{stream}: {UNLIKE}")
        elif row is not None and row.is_gone != (kept is None):
            found.append(f"{stream}: the file is {'still there' if row.is_gone else 'gone'}")
        elif kept is not None and (not kept or (row is not None and row.sha256 not in ("", kept))):
            found.append(f"{stream}: the file is not the one that came in")
    return found
