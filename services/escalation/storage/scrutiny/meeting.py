"""The clerk's calendar as notes that stay: a day or a recess is entered, and called off by a later note."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.escalation.domain.case.meeting import Awaited, Brought, Hearing, Meetings
from shared.database import Session, raw
from shared.working_days import Skipped, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Who writes down what about which committee, and when. `reasons`: why it is called off, or what a recess is."""

    area: str
    committee: str
    is_held: bool
    reasons: str
    entered_by: str
    entered_at: datetime


async def one_at_a_time(session: Session, area: str, committee: str) -> None:
    """Wait until no other transaction changes the calendar of this committee."""
    await (await raw(session)).execute(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))", f"meeting/{area}/{committee}"
    )


async def note_days(session: Session, note: Note, days: Iterable[date]) -> None:
    """Write down that the committee meets on these days, or does not any more."""
    await (await raw(session)).executemany(
        "insert into meeting (area, committee, meets_on, is_held, reasons, entered_by, entered_at) "
        "values ($1, $2, $3, $4, $5, $6, $7)",
        [
            (note.area, note.committee, day, note.is_held, note.reasons, note.entered_by, note.entered_at)
            for day in days
        ],
    )


async def events_read(session: Session, area: str, committee: str) -> dict[str, Brought]:
    """Each event that has a name of its own, by that name, as the calendar told of it that was read last."""
    rows = await (await raw(session)).fetch(
        "select distinct on (uid) uid, sequence, meets_on as on, is_held from calendar_event "
        "where area = $1 and committee = $2 order by uid, note desc",
        area,
        committee,
    )
    return {
        row["uid"]: Brought(
            on=row["on"], is_called_off=not row["is_held"], line=0, uid=row["uid"], sequence=row["sequence"]
        )
        for row in rows
    }


async def note_events(session: Session, area: str, committee: str, events: Iterable[Brought]) -> None:
    """Write down what a calendar told of events that have a name of their own."""
    await (await raw(session)).executemany(
        "insert into calendar_event (area, committee, uid, sequence, meets_on, is_held) "
        "values ($1, $2, $3, $4, $5, $6)",
        [(area, committee, one.uid, one.sequence, one.on, not one.is_called_off) for one in events if one.uid],
    )


async def note_recess(session: Session, note: Note, span: Span) -> None:
    """Write down a recess, or that one is none any more."""
    await (await raw(session)).execute(
        "insert into recess (area, committee, first_on, last_on, is_held, reasons, entered_by, entered_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8)",
        note.area,
        note.committee,
        span.first_on,
        span.last_on,
        note.is_held,
        note.reasons,
        note.entered_by,
        note.entered_at,
    )


async def of_area(session: Session, area: str) -> dict[str, Meetings]:
    """The meetings and recesses of every committee of the area of which any was ever entered, by its code."""
    connection = await raw(session)
    days = await connection.fetch(
        "select distinct on (committee, meets_on) committee, meets_on, is_held, reasons from meeting where area = $1 "
        "order by committee, meets_on, note desc",
        area,
    )
    recesses = await connection.fetch(
        "select distinct on (committee, first_on) committee, first_on, last_on, is_held, reasons from recess "
        "where area = $1 order by committee, first_on, note desc",
        area,
    )
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for row in recesses:
        if row["is_held"]:
            spans[row["committee"]].append(Span(row["first_on"], row["last_on"], row["reasons"]))
    met: defaultdict[str, list[date]] = defaultdict(list)
    off: defaultdict[str, list[Skipped]] = defaultdict(list)
    known = {row["committee"] for row in days}
    for row in days:
        if row["is_held"]:
            met[row["committee"]].append(row["meets_on"])
        else:
            off[row["committee"]].append(Skipped(row["meets_on"], row["reasons"]))
    return {
        one: Meetings(
            days=tuple(met[one]), recesses=tuple(spans[one]), called_off=tuple(off[one]), is_kept=one in known
        )
        for one in sorted({*known, *spans})
    }


async def hearings(session: Session, area: str, since_on: date) -> Sequence[Hearing]:
    """The hearings of the area on this day or a later one, in order of day: those fixed, and those that were held,
    wherever the case stands now.
    """
    rows = await (await raw(session)).fetch(
        "select reference, title, facts->'scrutiny'->>'committee' as committee, "
        "(facts->'scrutiny'->>'hearing_on')::date as hearing_on, "
        "coalesce(facts->'scrutiny'->>'special', '') as special from ladder_case "
        "where area = $1 and (state = 'scheduled' or coalesce(facts->'scrutiny'->>'question_set', '') <> '') "
        "and (facts->'scrutiny'->>'hearing_on')::date >= $2 "
        "order by hearing_on, reference",
        area,
        since_on,
    )
    return [Hearing(**row) for row in rows]


async def awaited(session: Session, area: str, silences: Collection[str], limit: int = 100) -> Sequence[Awaited]:
    """The open cases of the area whose clock is one of these, the next day first."""
    rows = await (await raw(session)).fetch(
        "select reference, title, coalesce(facts->'scrutiny'->>'committee', '') as committee, "
        "facts->>'silence' as silence, coalesce(facts->>'asked_by', facts->>'due_on')::date as asked_by "
        "from ladder_case where area = $1 and closed_on is null and due_on is not null "
        "and facts->>'silence' = any($2) order by asked_by, reference limit $3",
        area,
        list(silences),
        limit,
    )
    return [Awaited(**row) for row in rows]
