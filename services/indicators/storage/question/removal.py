"""Rows of removals of words, and the one way in which words of explanations and challenges leave the ledger."""

from typing import Any
from uuid import UUID

from asyncpg import Record

from services.indicators.domain.question.removal import Ground, Person, Removal, evolve
from services.indicators.storage.question.challenge import CHALLENGES
from services.indicators.storage.question.explanation import EXPLANATIONS
from shared import ledger
from shared.database import Session, raw

# Any: each sort has events of its own.
THINGS: dict[str, Any] = {rows.sort.of.SORT: rows for rows in (EXPLANATIONS, CHALLENGES)}
_COLUMNS = (
    "id, area, measure, sort, of_id, names, ground, asked_by, asked_for, asked_at, agreed_by, agreed_for, refused_by, "
    "refused_for, answered_at, version"
)
_SELECT = f"select {_COLUMNS} from removal"  # noqa: S608 fixed columns
_WRITE = f"""
insert into removal ({_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
on conflict (id) do update set agreed_by = excluded.agreed_by, agreed_for = excluded.agreed_for,
  refused_by = excluded.refused_by, refused_for = excluded.refused_for, answered_at = excluded.answered_at,
  version = excluded.version
"""  # noqa: S608 fixed columns


async def save(session: Session, one: Removal) -> None:
    """Write one, new or locked by this transaction."""
    await (await raw(session)).execute(
        _WRITE,
        *(one.id, one.area, one.measure, one.sort, one.of, list(one.names), one.ground.value),
        *(one.asked_by.account, one.asked_by.body, one.asked_at),
        *(one.agreed_by.account if one.agreed_by else None, one.agreed_by.body if one.agreed_by else None),
        *(one.refused_by.account if one.refused_by else None, one.refused_by.body if one.refused_by else None),
        *(one.answered_at, one.version),
    )


async def find(session: Session, id: UUID) -> Removal | None:
    """One of them, as it stands; None for none in the session's areas."""
    row = await (await raw(session)).fetchrow(f"{_SELECT} where id = $1", id)
    return _made(row) if row else None


async def lock(session: Session, id: UUID) -> Removal | None:
    """The same, locked."""
    row = await (await raw(session)).fetchrow(f"{_SELECT} where id = $1 for update", id)
    return _made(row) if row else None


async def waiting(session: Session, sort: str, of: UUID) -> Removal | None:
    """What waits for its answer about one explanation or challenge, which this transaction has locked."""
    query = f"{_SELECT} where (sort, of_id) = ($1, $2) and answered_at is null"
    row = await (await raw(session)).fetchrow(query, sort, of)
    return _made(row) if row else None


async def of_measure(session: Session, area: str, measure: str) -> list[Removal]:
    """All of a measure, the last asked for first."""
    query = f"{_SELECT} where area = $1 and measure = $2 order by id desc"
    return [_made(row) for row in await (await raw(session)).fetch(query, area, measure)]


async def done(session: Session, *, before: UUID | None, limit: int) -> list[Removal]:
    """At most `limit` of those that somebody agreed to, the last asked for first, from those older than `before`."""
    query = f"{_SELECT} where agreed_by is not null and ($1::uuid is null or id < $1) order by id desc limit $2"
    return [_made(row) for row in await (await raw(session)).fetch(query, before, limit)]


async def take_out(session: Session, one: Removal) -> None:
    """Write over these words in every event that has them. The database asks for two people of two bodies once more."""
    await (await raw(session)).execute("select take_out($1)", one.id)


async def retell(session: Session, thing: UUID, answer: bytes) -> None:
    """Give `answer` in place of whatever is kept of earlier answers to machines that told of this thing."""
    query = (
        "update idempotency set body = $2 where (starts_with(route, 'POST /indicators/v1/explanations') "
        "or starts_with(route, 'POST /indicators/v1/challenges')) and position(convert_to($1, 'UTF8') in body) > 0"
    )
    await (await raw(session)).execute(query, str(thing), answer)


async def stored(session: Session, stream: str) -> Removal | None:
    """The row of a stream."""
    return await find(session, UUID(stream.rpartition("/")[2]))


async def refold(session: Session, stream: str) -> Removal | None:
    """One as the events of its stream tell it."""
    found: Removal | None = None
    for told in await ledger.read_stream(session, stream):
        found = evolve(found, told.event, told.actor, told.occurred_at)  # type: ignore[arg-type]  # its own events
    return found


def _made(row: Record) -> Removal:
    return Removal(
        id=row["id"],
        area=row["area"],
        measure=row["measure"],
        sort=row["sort"],
        of=row["of_id"],
        names=tuple(row["names"]),
        ground=Ground(row["ground"]),
        asked_by=Person(row["asked_by"], row["asked_for"]),
        asked_at=row["asked_at"],
        agreed_by=_person(row["agreed_by"], row["agreed_for"]),
        refused_by=_person(row["refused_by"], row["refused_for"]),
        answered_at=row["answered_at"],
        version=row["version"],
    )


def _person(account: str | None, body: str | None) -> Person | None:
    return Person(account, body or "") if account else None
