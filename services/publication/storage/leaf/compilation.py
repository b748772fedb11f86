"""What was compiled, read from the leaves that say so and the words beside them."""

from collections import Counter
from collections.abc import Mapping, Sequence

import asyncpg

from services.publication.domain.leaf.compilation import Compilation, Loading, body_in
from services.publication.domain.leaf.leaf import Kind
from services.publication.storage.leaf.leaf import at
from shared.database import Session, raw
from shared.working_days import london_day

_COMPILED = """
select l.content, by.value as by, paper.value as paper
from leaf l
left join leaf_words by on (by.leaf, by.area, by.name) = (l.leaf, l.area, 'compiled_by')
left join leaf_words paper on (paper.leaf, paper.area, paper.name) = (l.leaf, l.area, 'compiled_from')
where position('"compiled_for"'::bytea in l.content) > 0 and l.kind = $1 and
"""
_ONE = f"{_COMPILED} l.subject = $2 and l.number = $3"
_OF_AREA = f"{_COMPILED} l.area = $2"
GONE = "[removed]"


async def of(session: Session, kind: Kind, subject: str, number: int) -> Compilation | None:
    """Who compiled what this leaf tells, the body by its name; None for a leaf without the mark."""
    rows = await (await raw(session)).fetch(_ONE, kind.value, subject, number)
    names = await _names(session, rows)
    return next((one for row in rows if (one := _compilation(row, names))), None)


async def of_register(session: Session, area: str) -> Sequence[Loading]:
    """All that was compiled of an area's register, by day and hand, the latest first."""
    rows = await (await raw(session)).fetch(_OF_AREA, Kind.REGISTER.value, area)
    names = await _names(session, rows)
    told = ((at(row["content"]), _compilation(row, names)) for row in rows)
    counts = Counter((london_day(moment), one) for moment, one in told if moment and one)
    found = [Loading(compilation, on, facts) for (on, compilation), facts in counts.items()]
    return sorted(found, key=lambda one: (one.on, one.facts), reverse=True)


def _compilation(row: asyncpg.Record, names: Mapping[str, str]) -> Compilation | None:
    body = body_in(row["content"])
    return None if body is None else Compilation(row["by"] or GONE, names.get(body, body), row["paper"])


async def _names(session: Session, rows: Sequence[asyncpg.Record]) -> Mapping[str, str]:
    """The names of the bodies for which these were compiled, as the register has them today."""
    bodies = {body for row in rows if (body := body_in(row["content"]))}
    query = "select partner, name from partner where partner = any ($1) order by area desc"
    found = await (await raw(session)).fetch(query, list(bodies)) if bodies else []
    return {one["partner"]: one["name"] for one in found}
