"""What of one service is still on its way: a local place's clock is moved only when nothing is. It changes nothing."""

from datetime import datetime

from sqlalchemy import text

from shared.database import Session

# One statement, so that what moves from the waiting room to the outbox while it is counted is counted once.
_UNSETTLED = text("""
select (select count(*) from outbox) as outbox,
       (select count(*) from waiting w where dead_reason is null and not exists (
          select from waiting d where d.consumer = w.consumer and d.stream = w.stream and d.dead_reason is not null
       )) as waiting,
       (select count(*) from errand where done_at is null and dead_reason is null) as errands,
       (select count(*) from deadline where sweep_at <= :now and met_at is null and cancelled_at is null
          and fired_at is null and stuck_reason is null) as due
""")


async def unsettled(session: Session, now: datetime) -> dict[str, int]:
    """How many events, errands and due deadlines are still on their way, by what they are; empty when none is."""
    row = (await session.execute(_UNSETTLED, {"now": now})).mappings().one()
    return {name: count for name, count in row.items() if count}
