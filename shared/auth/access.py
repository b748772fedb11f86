"""The access log: refused attempts, and reads of personal data. Ids, routes and reasons only; services can only add.

Refusals that are alike share a row for each minute, which counts them: a storm of attempts makes no storm of rows, and
a key that was never given out is nobody's, so that invented ones cannot fill it either.
"""

from sqlalchemy import text

from shared.database import EVERY_AREA, Database, Session

_ADD = text("select identity.log_access(:service, :holder, :action, :route, :reason)")


async def log_refusal(database: Database, *, holder: str | None, route: str, reason: str) -> None:
    """Keep that somebody (`key/<id>`, `account/<id>`, or nobody known) was refused at a route, and why."""
    values = {"service": database.schema, "holder": holder, "action": "refused", "route": route, "reason": reason}
    async with database.unit_of_work(EVERY_AREA) as session:
        await session.execute(_ADD, values)


async def log_reading(session: Session, *, service: str, holder: str, route: str, reason: str) -> None:
    """Keep, in the reader's own transaction, that somebody read personal data, and for what purpose."""
    values = {"service": service, "holder": holder, "action": "read", "route": route, "reason": reason}
    await session.execute(_ADD, values)
