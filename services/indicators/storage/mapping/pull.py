"""Which mappings name a public address, and every pull that was done, kept for the body to read."""

import json
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from asyncpg import Record

from services.indicators.domain.mapping.mapping import Kept
from services.indicators.domain.mapping.pull import STANDING, Outcome, Pull
from shared.database import Session, raw
from shared.register import lead_on

_COLUMNS = (
    "id, body, mapping, version, address, asked_at, outcome, sha256, etag, last_modified, batch, detail, errors, "
    "total_errors"
)
_MAPPINGS = """
select * from (
  select distinct on (body, mapping) body, mapping as id, version, document, stored_at from mapping
  where ($1::text is null or body = $1) and ($2::text is null or mapping = $2)
  order by body, mapping, version desc
) newest
where document->'source' is not null order by body, id
"""
_LAST = f"""
select {_COLUMNS} from pull where body = $1 and mapping = $2 and outcome = any ($3)
order by asked_at desc, id desc limit 1
"""  # noqa: S608 fixed columns
_SAVE = f"""
insert into pull ({_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::text::jsonb, $14)
on conflict do nothing
"""  # noqa: S608 fixed columns
_PAGE = f"""
select {_COLUMNS} from pull where body = $1 and ($2::uuid is null or id < $2) and ($3::text is null or mapping = $3)
order by id desc limit $4
"""  # noqa: S608 fixed columns
_SERVED = f"""
select distinct m.area from measure m join lateral {lead_on("m", "$2")} l on $1 = any (l.owners)
"""  # noqa: S608 a fixed subquery


async def mappings(session: Session, body: str | None, mapping: str | None) -> list[Kept]:
    """The newest versions that name an address; of one body, or of one name, where these are given."""
    return [Kept(**row) for row in await (await raw(session)).fetch(_MAPPINGS, body, mapping)]


async def last(session: Session, body: str, mapping: str) -> Pull | None:
    """The last pull of a mapping that left nothing to do."""
    row = await (await raw(session)).fetchrow(_LAST, body, mapping, list(STANDING))
    return None if row is None else _pull(row)


async def served(session: Session, body: str, on: date) -> frozenset[str]:
    """The areas in whose register the body may give figures of some measure on that day."""
    return frozenset(row["area"] for row in await (await raw(session)).fetch(_SERVED, body, on))


async def save(session: Session, pull: Pull) -> None:
    """Keep a pull; a second one that took the same batch, done at the same moment, is the same one."""
    values = [getattr(pull, name) for name in _COLUMNS.split(", ")]
    values[_COLUMNS.split(", ").index("errors")] = json.dumps(list(pull.errors), ensure_ascii=False)
    await (await raw(session)).execute(_SAVE, *values)


async def page(session: Session, body: str, *, mapping: str | None, before: UUID | None, limit: int) -> Sequence[Pull]:
    """A page of a body's pulls, the latest first."""
    return [_pull(row) for row in await (await raw(session)).fetch(_PAGE, body, before, mapping, limit)]


def _pull(row: Record) -> Pull:
    return Pull(**{**row, "outcome": Outcome(row["outcome"]), "errors": tuple(row["errors"])})
