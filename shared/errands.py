"""Errands: what leaves the building (mail, webhooks) is a row written in the deed's transaction and carried afterwards.

A row holds ids only; the carrier looks the address up when it goes, so that an erased person is simply not written to.
Handlers never wait for the outside.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import text

from shared.database import DATABASE_ERRORS, EVERY_AREA, Database, Session, raw

ATTEMPTS = 8
CLAIM = 20
LEASE = 60
TIME_LIMIT = 20.0
POLL = 0.5

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to carry out. `key` goes along as Message-ID or Idempotency-Key, the same on every attempt."""

    id: int
    area: str
    kind: str
    reference: str
    key: str
    attempts: int


Carrier = Callable[[Database, Errand], Awaitable[None]]


async def book(session: Session, *, area: str, kind: str, reference: str, key: str) -> None:
    """Book an errand in this transaction; the same key is booked once."""
    await session.execute(
        text(
            "insert into errand (area, kind, reference, key) values (:area, :kind, :reference, :key) "
            "on conflict (key) do nothing"
        ),
        {"area": area, "kind": kind, "reference": reference, "key": key},
    )


async def book_each(session: Session, *, area: str, kind: str, references: Sequence[str]) -> None:
    """Book an errand of the kind for each of these, in one statement; each reference is booked once."""
    await (await raw(session)).execute(
        "insert into errand (area, kind, reference, key) select $1, $2, one, $2 || '/' || one "
        "from unnest($3::text[]) one on conflict (key) do nothing",
        area,
        kind,
        list(references),
    )


async def run(database: Database, carriers: Mapping[str, Carrier]) -> None:
    """Carry errands until cancelled."""
    while True:
        try:
            carried = await carry_some(database, carriers)
        except DATABASE_ERRORS as error:
            log.warning("errands.failed", service=database.schema, error=type(error).__name__)
            carried = 0
        if not carried:
            await asyncio.sleep(POLL)


async def carry_some(database: Database, carriers: Mapping[str, Carrier]) -> int:
    """Claim some errands by lease and carry them; the number claimed."""
    async with database.unit_of_work(EVERY_AREA) as session:
        connection = await raw(session)
        rows = await connection.fetch(
            "update errand set next_attempt_at = clock_timestamp() + make_interval(secs => $1) where id in ("
            " select id from errand where done_at is null and dead_reason is null and kind = any ($2)"
            " and next_attempt_at <= clock_timestamp() order by next_attempt_at limit $3 for update skip locked)"
            " returning id, area, kind, reference, key, attempts",
            LEASE,
            list(carriers),
            CLAIM,
        )
    errands = [Errand(**row) for row in rows]
    await asyncio.gather(*(_carry(database, carriers[errand.kind], errand) for errand in errands))
    return len(errands)


async def _carry(database: Database, carrier: Carrier, errand: Errand) -> None:
    try:
        async with asyncio.timeout(TIME_LIMIT):
            await carrier(database, errand)
    except Exception as error:  # noqa: BLE001 counted; after the last attempt it is shown on the desk
        log.warning("errands.attempt_failed", kind=errand.kind, errand=errand.id, error=type(error).__name__)
        await _count_failure(database, errand, error)
    else:
        async with database.unit_of_work(EVERY_AREA) as session:
            await session.execute(
                text("update errand set done_at = clock_timestamp() where id = :id"), {"id": errand.id}
            )


async def _count_failure(database: Database, errand: Errand, error: Exception) -> None:
    pause = 2.0**errand.attempts * random.uniform(0.5, 1.5)  # noqa: S311 spreading retries, not a secret
    async with database.unit_of_work(EVERY_AREA) as session:
        await session.execute(
            text(
                "update errand set attempts = attempts + 1, "
                "next_attempt_at = clock_timestamp() + make_interval(secs => :pause), "
                "dead_reason = case when attempts + 1 >= :attempts then :reason end where id = :id"
            ),
            {"id": errand.id, "pause": pause, "attempts": ATTEMPTS, "reason": type(error).__name__},
        )


async def health(session: Session) -> int:
    """How many errands have spent their attempts and wait for a person."""
    return int((await session.execute(text("select count(*) from errand where dead_reason is not null"))).scalar_one())


async def not_carried(session: Session) -> list[dict[str, Any]]:
    """Errands whose attempts are spent, for the desk."""
    rows = await session.execute(
        text("select area, kind, reference, dead_reason from errand where dead_reason is not null order by id")
    )
    return [dict(row) for row in rows.mappings()]
