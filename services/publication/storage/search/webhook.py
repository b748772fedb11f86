"""Rows of webhooks, and of what is on its way to them: one delivery at a time for each."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from services.publication.domain.search.change import Mark
from services.publication.domain.search.search import Kind
from services.publication.domain.search.webhook import Delivery, Webhook
from shared.database import Session, raw

_MARK = "epoch, told_in, told_kind, told_area, told_code"
_COLUMNS = f"id, area, body, name, address, kinds, {_MARK}, named_at, arrived_at, failed_at, ended_at, sent_since"


async def moment(session: Session) -> datetime:
    """The machine's time, by which attempts are counted."""
    at: datetime = await (await raw(session)).fetchval("select clock_timestamp()")
    return at


async def save(session: Session, webhook: Webhook, mark: Mark) -> None:
    """Write a webhook as it is named now; a new one, or one that had ended, is told of what comes after the mark."""
    connection = await raw(session)
    await connection.execute(
        f"insert into webhook ({_COLUMNS}) select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null, null, null, "
        "clock_timestamp() "
        "on conflict (area, body, name) do update set address = excluded.address, kinds = excluded.kinds, "
        "named_at = excluded.named_at, sent_since = excluded.sent_since, failed_at = null, ended_at = null, "
        "epoch = case when webhook.ended_at is null then webhook.epoch else excluded.epoch end, "
        "told_in = case when webhook.ended_at is null then webhook.told_in else excluded.told_in end",
        webhook.id,
        webhook.area,
        webhook.body,
        webhook.name,
        webhook.address,
        [kind.value for kind in webhook.kinds],
        *_values(mark),
        webhook.named_at,
    )


async def of_body(session: Session, body: str, areas: Collection[str]) -> Sequence[Webhook]:
    """The webhooks of a body in these areas, by area and name; ended ones too."""
    query = f"select {_COLUMNS} from webhook where body = $1 and area = any ($2) order by area, name"  # noqa: S608 fixed columns
    return [_webhook(row) for row in await (await raw(session)).fetch(query, body, sorted(areas))]


async def end(session: Session, body: str, id: UUID, at: datetime) -> bool:
    """End a webhook of a body; False when it has none of this id."""
    query = "update webhook set ended_at = coalesce(ended_at, $3) where id = $1 and body = $2 returning id"
    return await (await raw(session)).fetchval(query, id, body, at) is not None


async def free(session: Session) -> Sequence[Webhook]:
    """The live webhooks to which nothing is on its way, locked; those that somebody else has locked are left out."""
    query = (
        f"select {_COLUMNS} from webhook where ended_at is null "  # noqa: S608 fixed columns
        "and not exists (select from delivery where webhook = webhook.id) order by id for update skip locked"
    )
    return [_webhook(row) for row in await (await raw(session)).fetch(query)]


async def spent(session: Session) -> Sequence[Delivery]:
    """What is on its way and has spent its attempts, or belongs to a webhook that has ended."""
    rows = await (await raw(session)).fetch(
        f"select d.id, d.webhook, d.content, {', '.join(f'd.{name}' for name in _MARK.split(', '))} "  # noqa: S608 fixed columns
        "from delivery d join webhook w on w.id = d.webhook left join errand e on e.key = 'webhook.delivery/' || d.id "
        "where e.dead_reason is not null or w.ended_at is not null order by d.id"
    )
    return [_delivery(row) for row in rows]


async def find(session: Session, id: UUID) -> Webhook | None:
    """A webhook by its id, its row locked."""
    query = f"select {_COLUMNS} from webhook where id = $1 for update"  # noqa: S608 fixed columns
    row = await (await raw(session)).fetchrow(query, id)
    return _webhook(row) if row else None


async def add(session: Session, area: str, delivery: Delivery) -> None:
    """Put a document on its way."""
    await (await raw(session)).execute(
        f"insert into delivery (id, area, webhook, content, {_MARK}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",  # noqa: S608 fixed columns
        delivery.id,
        area,
        delivery.webhook,
        delivery.body,
        *_values(delivery.until),
    )


async def delivery(session: Session, id: UUID) -> Delivery | None:
    """What is on its way under this id; None when it has arrived or is not to be sent any more."""
    query = f"select id, webhook, content, {_MARK} from delivery where id = $1"  # noqa: S608 fixed columns
    row = await (await raw(session)).fetchrow(query, id)
    return _delivery(row) if row else None


async def told(session: Session, webhook: UUID, until: Mark, arrived_at: datetime | None) -> None:
    """Write how far a webhook was told, and when a document arrived, where one did."""
    await (await raw(session)).execute(
        "update webhook set epoch = $2, told_in = $3, told_kind = $4, told_area = $5, told_code = $6, "
        "arrived_at = coalesce($7, arrived_at), failed_at = case when $7::timestamptz is null then failed_at end "
        "where id = $1",
        webhook,
        *_values(until),
        arrived_at,
    )


async def failed(session: Session, webhook: UUID, at: datetime) -> None:
    """Write that the attempts of a delivery are spent."""
    await (await raw(session)).execute("update webhook set failed_at = $2 where id = $1", webhook, at)


async def remove(session: Session, id: UUID) -> None:
    """Let go of a document that arrived, or is not to be sent any more."""
    await (await raw(session)).execute("delete from delivery where id = $1", id)


async def forget_waiting(session: Session) -> None:
    """Let go of what is on its way to any webhook: it is made anew, of what the record says now."""
    await (await raw(session)).execute("delete from delivery")


def _delivery(row: Record) -> Delivery:
    return Delivery(row["id"], row["webhook"], row["content"], _mark(row))


def _values(mark: Mark) -> tuple[int, int, str, str, str]:
    return (mark.epoch, mark.told_in, mark.kind, mark.area, mark.code)


def _mark(row: Record) -> Mark:
    return Mark(row["epoch"], row["told_in"], row["told_kind"], row["told_area"], row["told_code"])


def _webhook(row: Record) -> Webhook:
    return Webhook(
        id=row["id"],
        area=row["area"],
        body=row["body"],
        name=row["name"],
        address=row["address"],
        kinds=tuple(map(Kind, row["kinds"])),
        mark=_mark(row),
        named_at=row["named_at"],
        arrived_at=row["arrived_at"],
        failed_at=row["failed_at"],
        ended_at=row["ended_at"],
        sent_since=row["sent_since"],
    )
