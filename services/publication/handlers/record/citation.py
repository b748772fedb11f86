"""A page of the record is cited: with the leaf of what it tells."""

from datetime import date

from services.publication.domain.leaf.compilation import body_in
from services.publication.domain.leaf.leaf import Kind
from services.publication.domain.record.citation import Citation
from services.publication.storage.leaf import compilation, leaf
from shared.database import EVERY_AREA, Database
from shared.proof.merkle import leaf_hash


async def cite(
    database: Database, kind: Kind, subject: str, *, path: str, on: date, number: int | None = None
) -> Citation | None:
    """How this is cited on that day; without a number its last leaf. None for what has no leaf."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await leaf.cited(session, kind, subject, number)
        if found is None:
            return None
        late = await leaf.late(session, [(kind.value, subject, found.of)])
        compiled = await compilation.of(session, kind, subject, found.of) if body_in(found.content) else None
    late_on = next(iter(late.values()), None)
    return Citation(path, on, found.place, leaf_hash(found.content).hex(), late_on, compiled)
