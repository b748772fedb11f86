"""Where batches were fetched from and which of them their body has confirmed. Both are only ever added to."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.indicators.domain.figure.source import Source, Unconfirmed
from shared.database import Session, raw

_OF_BATCHES = """
select b.id as batch, b.partner as body, s.address, b.sha256, b.received_at as fetched_at, c.confirmed_at
from batch b join batch_source s on s.batch = b.number left join batch_confirmation c on c.batch = b.number
where b.id = any ($1) order by b.number desc
"""
_UNCONFIRMED = """
select b.id as batch, s.address, b.received_at as fetched_at, b.new + b.revised + b.withdrawn as figures
from batch_source s join batch b on b.number = s.batch
where b.partner = $1 and $2 = any (b.areas) and b.new + b.revised + b.withdrawn > 0
  and not exists (select from batch_confirmation c where c.batch = s.batch)
order by b.number desc limit $3
"""
_CONFIRM = """
insert into batch_confirmation (batch, confirmed_at) values ($1, $2) on conflict do nothing returning confirmed_at
"""
_CONFIRMED_AT = "select confirmed_at from batch_confirmation where batch = $1"


async def of_batches(session: Session, batches: Iterable[UUID]) -> list[Source]:
    """Where those of these batches were fetched from that nobody sent, the latest first."""
    wanted = sorted(set(batches))
    rows = await (await raw(session)).fetch(_OF_BATCHES, wanted) if wanted else []
    return [Source(**row) for row in rows]


async def unconfirmed(session: Session, area: str, body: str, limit: int) -> list[Unconfirmed]:
    """The fetched batches that changed figures of this body in this area and that it has not confirmed."""
    return [Unconfirmed(**row) for row in await (await raw(session)).fetch(_UNCONFIRMED, body, area, limit)]


async def confirm(session: Session, number: int, now: datetime) -> bool:
    """Keep that a batch, by number, was confirmed; False where it was before."""
    return await (await raw(session)).fetchval(_CONFIRM, number, now) is not None


async def confirmed_at(session: Session, number: int) -> datetime | None:
    """When a batch, by number, was confirmed."""
    found: datetime | None = await (await raw(session)).fetchval(_CONFIRMED_AT, number)
    return found
