"""A witness says that it saw a checkpoint: its cosignature is kept, and shown under the checkpoint from then on."""

from collections.abc import Sequence

from services.publication.storage.record import record as storage
from services.publication.storage.record.record import Cosigned
from shared.database import EVERY_AREA, Database
from shared.problems import NotFound, NotYours
from shared.proof.notes import NotANote, Verifier, cosigned_at, signature


async def keep(database: Database, size: int, line: str, witnesses: Sequence[Verifier]) -> Cosigned:
    """Keep the line of one of our witnesses under the checkpoint of this size. Said again, it changes nothing.

    NotFound where no checkpoint of that size was signed; NotYours for a line that none of the witnesses signed.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        signed = await storage.signed_at(session, size)
        if signed is None:
            raise NotFound("No checkpoint of this size was signed.")
        cosigned = _cosigned(signed.note.text, size, line, witnesses)
        await storage.cosign(session, cosigned)
    return cosigned


def _cosigned(text: str, size: int, line: str, witnesses: Sequence[Verifier]) -> Cosigned:
    try:
        said = signature(line)
    except NotANote:
        raise NotYours("This is no cosignature.") from None
    for witness in witnesses:
        if (at := cosigned_at(text, said, witness)) is not None:
            return Cosigned(witness.name, size, said.line, at)
    raise NotYours("None of this record's witnesses signed this.")
