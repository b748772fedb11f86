"""What somebody writes before they send it, sealed under the token of their link: without it nobody opens a row.

A petition and a step of a case are written so. Its table is called `start`, for petitions were the first of them.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import text

from services.escalation.storage.case.seal import Seal, token_sha256
from shared.database import Session

WORDS = "words"


async def keep(
    session: Session, seal: Seal, token: str, words: Mapping[str, str], *, area: str, until: datetime
) -> None:
    """Keep what was written until that moment, in place of what was there."""
    await session.execute(
        text(
            "insert into escalation_private.start as kept (token_sha256, area, sealed, kept_until) "
            "values (:token, :area, :sealed, :until) on conflict (token_sha256) do update set "
            "sealed = excluded.sealed, kept_until = excluded.kept_until"
        ),
        {
            "token": token_sha256(token),
            "area": area,
            "sealed": seal.writing(token).close(WORDS, json.dumps(dict(words))),
            "until": until,
        },
    )


async def find(
    session: Session, seal: Seal, token: str, *, now: datetime, is_locked: bool = False
) -> dict[str, str] | None:
    """What was written behind the link, locked until the transaction ends where that is said; None when there is
    nothing, or its days are over.
    """
    query = "select sealed from escalation_private.start where token_sha256 = :token and kept_until > :now"
    locking = text(f"{query} for update") if is_locked else text(query)
    row = (await session.execute(locking, {"token": token_sha256(token), "now": now})).one_or_none()
    if row is None:
        return None
    words: dict[str, str] = json.loads(seal.writing(token).open(WORDS, row.sealed))
    return words


async def which(session: Session, tokens: Collection[str], *, now: datetime) -> list[str]:
    """Those of these tokens behind which something is kept."""
    query = text(
        "select token_sha256 from escalation_private.start where token_sha256 = any (:them) and kept_until > :now"
    )
    named = {token_sha256(token): token for token in tokens}
    found = await session.execute(query, {"them": list(named), "now": now})
    return [named[bytes(one)] for one in found.scalars()]


async def put(session: Session, seal: Seal, token: str, words: Mapping[str, str]) -> None:
    """Put these words in place of what this transaction has locked, for as long as that was kept."""
    query = text("update escalation_private.start set sealed = :sealed where token_sha256 = :token")
    sealed = seal.writing(token).close(WORDS, json.dumps(dict(words)))
    await session.execute(query, {"token": token_sha256(token), "sealed": sealed})


async def remove(session: Session, token: str) -> bool:
    """Forget what was written: it was sent. Whether it was there: of two who send it at once, one finds it."""
    query = text("delete from escalation_private.start where token_sha256 = :token returning 1")
    return (await session.execute(query, {"token": token_sha256(token)})).first() is not None


async def forget(session: Session, *, area: str, before: datetime) -> int:
    """Forget what nobody came back to in its days; how many."""
    query = text("delete from escalation_private.start where area = :area and kept_until <= :before returning 1")
    return len((await session.execute(query, {"area": area, "before": before})).all())
