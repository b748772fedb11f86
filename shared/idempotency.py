"""A write that a machine may repeat is done once: its key is claimed first in the effect's own transaction, and the
answer is kept with it. Answers that changed nothing are not kept. Rows older than 35 days may go.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import asyncpg
from asyncpg import Record
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.database import LOCK_TIMEOUT, Session, raw
from shared.problems import KeyReused, RequestInProgress

WAIT = "2s"
KEPT_DAYS = 35

# The wait is set before the first key is claimed, which stands behind it in the plan, and set back after the last.
_CLAIM_EACH = """
with wait as materialized (select set_config('lock_timeout', $5, true)),
claimed as (
  insert into idempotency (client, key, route, body_sha256)
  select asked.* from wait cross join unnest($1::text[], $2::text[], $3::text[], $4::bytea[])
    asked(client, key, route, body_sha256)
  order by asked.client, asked.key on conflict do nothing returning client, key)
select coalesce(jsonb_agg(jsonb_build_array(client, key)), '[]') as claimed, set_config('lock_timeout', $6, true)
from claimed
"""
_ANSWERS = """
select status, headers, body from idempotency
where client = $1 and starts_with(route, $2) and body is not null order by created_at desc, key limit $3
"""
_KEPT = """
select client, key, route, body_sha256, status, headers, body from idempotency
join unnest($1::text[], $2::text[]) asked(client, key) using (client, key) where status is not null
"""
_KEEP_EACH = """
update idempotency i set status = kept.status, headers = kept.headers::jsonb, body = kept.body
from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::bytea[]) kept(client, key, status, headers, body)
where i.client = kept.client and i.key = kept.key
"""


@dataclass(frozen=True, slots=True)
class Once:
    """What makes two requests the same: whose they are, the key, the route and the hash of the body (32 bytes).

    `client` is a system, whichever of its two live keys it uses while it changes from one to the other, or a person.
    """

    client: str
    key: str
    route: str
    body_sha256: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored answer, given again byte for byte."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, status: int, document: Mapping[str, object], *, version: int | None = None, location: str | None = None
    ) -> "Answer":
        """A document as JSON: the version in which it is now, and where it stands."""
        headers = {"Content-Type": "application/json"}
        if version is not None:
            headers["ETag"] = f'"{version}"'
        if location is not None:
            headers["Location"] = location
        return cls(status, json.dumps(document, ensure_ascii=False).encode(), headers)


async def claim(session: Session, once: Once) -> Answer | None:
    """Claim the key in this transaction: None for a new request, the kept answer for one that was done.

    Waits up to 2 s for the same request in flight, then RequestInProgress; another route or body is KeyReused.
    """
    values = {"client": once.client, "key": once.key, "route": once.route, "body_sha256": once.body_sha256}
    await session.execute(text("select set_config('lock_timeout', :wait, true)"), {"wait": WAIT})
    try:
        claimed = await session.execute(
            text(
                "insert into idempotency (client, key, route, body_sha256) "
                "values (:client, :key, :route, :body_sha256) on conflict do nothing returning key"
            ),
            values,
        )
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == "55P03":
            raise RequestInProgress(
                "The same request is still being worked on; repeat it soon.", retry_after=2
            ) from error
        raise
    await session.execute(text("select set_config('lock_timeout', :wait, true)"), {"wait": LOCK_TIMEOUT})
    return None if claimed.scalar_one_or_none() else await _kept(session, once)


async def claim_each(session: Session, posts: Sequence[Once]) -> list[Answer | None]:
    """`claim` for several requests at once, all of different keys; they are claimed in order of client and key.

    Waits like `claim` and raises what it raises; what was claimed goes with the transaction.
    """
    connection = await raw(session)
    columns = ([getattr(one, name) for one in posts] for name in ("client", "key", "route", "body_sha256"))
    try:
        claimed = {
            (client, key) for client, key in await connection.fetchval(_CLAIM_EACH, *columns, WAIT, LOCK_TIMEOUT)
        }
    except asyncpg.LockNotAvailableError as error:
        raise RequestInProgress("The same request is still being worked on; repeat it soon.", retry_after=2) from error
    return [None if (one.client, one.key) in claimed else await _kept(session, one) for one in posts]


async def kept(session: Session, posts: Sequence[Once]) -> list[Answer | None]:
    """The kept answers of those requests that were done before; KeyReused when one is another under the same key."""
    clients, keys = [one.client for one in posts], [one.key for one in posts]
    found = {(row["client"], row["key"]): row for row in await (await raw(session)).fetch(_KEPT, clients, keys)}
    return [_answer(one, found.get((one.client, one.key))) for one in posts]


async def answers(session: Session, client: str, route: str, limit: int) -> list[Answer]:
    """What was answered to this client's requests whose route begins so, the latest first."""
    rows = await (await raw(session)).fetch(_ANSWERS, client, route, limit)
    return [Answer(row["status"], row["body"], row["headers"]) for row in rows]


def _answer(once: Once, row: Record | None) -> Answer | None:
    if row is None:
        return None
    if (row["route"], row["body_sha256"]) != (once.route, once.body_sha256):
        raise KeyReused("This Idempotency-Key was used for another request; use a new one for each request.")
    return Answer(row["status"], row["body"], row["headers"])


async def _kept(session: Session, once: Once) -> Answer:
    row = (
        await session.execute(
            text(
                "select route, body_sha256, status, headers, body from idempotency "
                "where client = :client and key = :key"
            ),
            {"client": once.client, "key": once.key},
        )
    ).one()
    if (row.route, row.body_sha256) != (once.route, once.body_sha256):
        raise KeyReused("This Idempotency-Key was used for another request; use a new one for each request.")
    return Answer(row.status, row.body, row.headers)


async def keep(session: Session, once: Once, answer: Answer) -> Answer:
    """Keep the answer in the transaction that made the effect, and return it."""
    await session.execute(
        text(
            "update idempotency set status = :status, headers = cast(:headers as jsonb), body = :body "
            "where client = :client and key = :key"
        ),
        {
            "client": once.client,
            "key": once.key,
            "status": answer.status,
            "headers": json.dumps(dict(answer.headers)),
            "body": answer.body,
        },
    )
    return answer


async def keep_each(session: Session, answers: Sequence[tuple[Once, Answer]]) -> None:
    """Keep each answer in the transaction that made the effects."""
    await (await raw(session)).execute(
        _KEEP_EACH,
        [once.client for once, _ in answers],
        [once.key for once, _ in answers],
        [answer.status for _, answer in answers],
        [json.dumps(dict(answer.headers)) for _, answer in answers],
        [answer.body for _, answer in answers],
    )


async def forget_old(session: Session) -> int:
    """Delete keys older than 35 days; the number deleted."""
    gone = await session.execute(
        text("delete from idempotency where created_at < clock_timestamp() - make_interval(days => :days)"),
        {"days": KEPT_DAYS},
    )
    return gone.rowcount
