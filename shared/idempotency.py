"""A write that a machine may repeat is done once: its key is claimed first in the effect's own transaction, and the
answer is kept with it. Answers that changed nothing are not kept. Rows older than 35 days may go.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.database import LOCK_TIMEOUT, Session
from shared.problems import KeyReused, RequestInProgress

WAIT = "2s"
KEPT_DAYS = 35


@dataclass(frozen=True, slots=True)
class Once:
    """What makes two requests the same: who sent them, the key, the route and the hash of the body (32 bytes)."""

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


async def forget_old(session: Session) -> int:
    """Delete keys older than 35 days; the number deleted."""
    gone = await session.execute(
        text("delete from idempotency where created_at < clock_timestamp() - make_interval(days => :days)"),
        {"days": KEPT_DAYS},
    )
    return gone.rowcount
