"""The sealed store's days: the seed of each, what was added by its end, and the hash that was published of it."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import text

from services.escalation.domain.reserve.commitment import SLOTS, Day
from services.escalation.storage.reserve.reserve import unlocked
from shared.database import Session, raw

STREAM = "commitments"  # of the days' hashes, and the subject of the deadline that makes them
_DAYS = "select d.day, d.seed, d.before, escalation_sealed.digests_of(d.day) as entries from escalation_sealed.day d"


async def lock(session: Session, subject: str) -> object:
    """Let nobody else end the store's day meanwhile."""
    return await (await raw(session)).fetchval("select pg_advisory_xact_lock(hashtext($1))", subject)


async def last_day(session: Session) -> tuple[int, date | None, bytes | None]:
    """How many days were committed to, the last of them and the store's head then; None before the first."""
    query = text(
        "select (select count(*) from escalation_sealed.day) as days, last.day, last.head "
        "from (select 1) one left join (select day, head from escalation_sealed.day order by day desc limit 1) last "
        "on true"
    )
    async with unlocked(session):
        row = (await session.execute(query)).one()
    return row.days, row.day, row.head


async def without_day(session: Session, before: datetime) -> list[bytes]:
    """Digests of entries written before a moment that no day holds yet, in the order of the store; at most a day's."""
    query = text(
        "select digest from escalation_sealed.entry where day is null and at < :before "
        "order by at, matter, number limit :slots"
    )
    async with unlocked(session):
        return list((await session.execute(query, {"before": before, "slots": SLOTS})).scalars())


async def keep(session: Session, day: Day) -> None:
    """Keep a day's commitment, and that it holds these entries."""
    async with unlocked(session):
        await session.execute(
            text(
                "insert into escalation_sealed.day (day, seed, before, head, leaf) "
                "values (:day, :seed, :before, :head, :leaf)"
            ),
            {"day": day.day, "seed": day.seed, "before": day.before, "head": day.head, "leaf": day.leaf},
        )
        await session.execute(
            text(
                "update escalation_sealed.entry e set day = :day, place = held.place "
                "from unnest(cast(:entries as bytea[])) with ordinality as held(digest, place) "
                "where e.digest = held.digest and e.day is null"
            ),
            {"day": day.day, "entries": list(day.entries)},
        )


async def all_days(session: Session) -> list[date]:
    """Every day that was committed to, in order."""
    async with unlocked(session):
        return list((await session.execute(text("select day from escalation_sealed.day order by day"))).scalars())


async def days(session: Session, wanted: Collection[date]) -> list[Day]:
    """These days, in order, as far as they were committed to, with the entries of every area whoever asks."""
    query = text(f"{_DAYS} where d.day = any (:days) order by d.day")
    async with unlocked(session):
        rows = (await session.execute(query, {"days": list(wanted)})).all()
    return [Day(row.day, row.seed, row.before, tuple(row.entries)) for row in rows]
