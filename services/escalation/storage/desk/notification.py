"""What people of the desk were told of, what of it they have seen, and what waits to go to them by mail.

A row has codes and ids only, and no word. The one place that reads these tables.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from services.escalation.domain.desk.notification import Kind, Notification, Position, Told
from shared.auth import Caller
from shared.database import Session, raw

_ADD = """
insert into escalation_private.notification (id, area, stream, version, kind, body, account, roles, reference, about,
  due_on, told_by, of_body, told_at)
select id, area, stream, version, kind, body, account, string_to_array(roles, ','), reference, about, due_on, told_by,
  of_body, $14
from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
  $10::text[], $11::date[], $12::text[], $13::text[])
  new (id, area, stream, version, kind, body, account, roles, reference, about, due_on, told_by, of_body)
"""
_MINE = """
n.area = any ($1) and n.body in ($2, '') and n.of_body <> $2 and n.told_by <> $3
and (n.account is null or n.account = any ($4)) and n.told_at <= $7
and exists (select from unnest($5::text[], $6::text[]) g (area, role) where g.area = n.area and g.role = any (n.roles))
"""
_UNSEEN = "not exists (select from escalation_private.notification_seen s where s.account = $3 and s.id = n.id)"
_TITLE = "coalesce(c.title, p.title, '')"
_LIST = f"""
select n.id, n.area, n.kind, n.reference, n.about, n.due_on, n.told_at, n.account, {_TITLE} as title,
  c.reference is not null as is_case, coalesce(c.state, '') as stands, {_UNSEEN} as is_new
from escalation_private.notification n
left join ladder_case c on c.reference = n.reference left join petition p on p.reference = n.reference
where {_MINE} and (not $8 or {_UNSEEN}) and ($9::timestamptz is null or (n.told_at, n.id) < ($9, $10))
order by n.told_at desc, n.id desc limit $11
"""  # noqa: S608 fixed words alone


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the caller, with those for whom they stand in."""

    caller: Caller
    accounts: tuple[str, ...]
    now: datetime


async def add(session: Session, found: Sequence[tuple[UUID, Notification]], now: datetime) -> None:
    """Keep these. A second row of one thing for the same people is refused by the index."""
    rows = [
        (
            *(id_, one.area, one.stream, one.version, one.kind.value, one.body, one.account, ",".join(one.roles)),
            *(one.reference, one.about, one.due_on, one.by, one.of),
        )
        for id_, one in found
    ]
    await (await raw(session)).execute(_ADD, *map(list, zip(*rows, strict=True)), now)


async def list_page(
    session: Session, reader: Reader, *, is_new: bool, after: Position | None, limit: int
) -> list[Told]:
    """What the reader was told, the newest first; with `is_new` only what they have not marked as read."""
    at = (after.told_at, after.id) if after else (None, None)
    rows = await (await raw(session)).fetch(_LIST, *_bounds(reader), is_new, *at, limit)
    return [_told(row) for row in rows]


async def count_new(session: Session, reader: Reader, *, most: int) -> int:
    """How many the reader has not marked as read; no more than so many are counted."""
    query = f"select count(*) from (select from escalation_private.notification n where {_MINE} and {_UNSEEN} limit $8)"  # noqa: S608 fixed
    return int(await (await raw(session)).fetchval(f"{query} counted", *_bounds(reader), most))


async def mark(session: Session, reader: Reader, ids: Collection[UUID] | None) -> None:
    """The reader has read these, or with None all that they were told; of others nothing is kept."""
    await (await raw(session)).execute(
        "insert into escalation_private.notification_seen (account, id, area, seen_at) "  # noqa: S608 fixed
        f"select $3, n.id, n.area, $7 from escalation_private.notification n "
        f"where {_MINE} and ($8::uuid[] is null or n.id = any ($8)) on conflict do nothing",
        *_bounds(reader),
        None if ids is None else list(ids),
    )


async def of_stream(session: Session, stream: str, kind: Kind, about: str) -> tuple[str, str] | None:
    """The body and the account that one of these was for and came from; None where none is kept."""
    row = await (await raw(session)).fetchrow(
        "select body, told_by from escalation_private.notification "
        "where stream = $1 and kind = $2 and about = $3 order by version limit 1",
        stream,
        kind.value,
        about,
    )
    return (row["body"], row["told_by"]) if row else None


async def forget_before(session: Session, area: str, before: datetime, *, most: int = 1000) -> int:
    """Forget some of what an area's people were told before that moment, with what they saw of it; how many."""
    rows = await (await raw(session)).fetch(
        "delete from escalation_private.notification where id in (select id from escalation_private.notification "
        "where area = $1 and told_at < $2 limit $3) returning 1",
        area,
        before,
        most,
    )
    return len(rows)


def _bounds(reader: Reader) -> tuple[object, ...]:
    caller = reader.caller
    grants = sorted((one.area, one.role) for one in caller.grants)
    return (
        sorted(caller.areas),
        caller.body or "",
        caller.id,
        list(reader.accounts),
        [area for area, _ in grants],
        [role for _, role in grants],
        reader.now,
    )


def _told(row: Record) -> Told:
    fields = {name: row[name] for name in Told.__slots__}
    return Told(**{**fields, "kind": Kind(row["kind"])})
