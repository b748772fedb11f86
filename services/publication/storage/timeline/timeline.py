"""Rows of what escalation told: the timeline of each reference, and where it stands. Projections, nothing else."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import get_args

from sqlalchemy import text

from services.publication.domain.register.power import Use, Uses
from services.publication.domain.timeline.timeline import FACTS, Standing, Told, Whole, in_order
from services.publication.domain.timeline.timing import Move, Span
from services.publication.storage.search import findable
from shared import ledger
from shared.database import Session, raw
from shared.events.base import CATALOGUE, DECLARED, Envelope, short_name
from shared.events.escalation import (
    BodySucceeded,
    CaseAdopted,
    CaseResumed,
    DayMissed,
    DutyServed,
    SignaturesCounted,
)
from shared.events.escalation.inspection import InspectionRequested
from shared.working_days import end_of_day

INSPECTED = ("inspecting", "findings_draft")  # while an inspection is open

_COLUMNS = ", ".join(FACTS)
_row = attrgetter(*FACTS)
_ADD = """
insert into step (stream, version, reference, area, event_id, type, occurred_at, content)
select stream, version, reference, area, event_id, type, occurred_at, content::jsonb
from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::timestamptz[], $8::text[])
  told(stream, version, reference, area, event_id, type, occurred_at, content)
on conflict do nothing
"""

# What was taken out of a step stays out of it when it is told once more.
_AS_REMOVED = """
update step s set content = without_contents(s.content, gone.names)
from (select l.subject, l.number, array_agg(name) as names
      from removal r cross join unnest(r.names) name
      join leaf_place p on p.number = r.leaf join leaf l on l.leaf = p.leaf
      where r.agreed_by is not null and l.kind = 'step'
      and (l.subject, l.number) in (select * from unnest($1::text[], $2::int[])) group by l.subject, l.number) gone
where (s.stream, s.version) = (gone.subject, gone.number) returning s.reference
"""

# One statement for all: the column types follow from the fields of a standing.
_TYPES = {str: "text", int: "int", date: "date", datetime: "timestamptz"}
_ARRAYS = ", ".join(
    f"${n}::{_TYPES[(get_args(field.type) or (field.type,))[0]]}[]" for n, field in enumerate(fields(Standing), 1)
)
_CHANGED = ", ".join(f"{column} = excluded.{column}" for column in FACTS if column != "reference")
_SAVE = f"""
insert into timeline ({_COLUMNS}) select * from unnest({_ARRAYS}) on conflict (reference) do update set {_CHANGED}
"""  # noqa: S608 fixed columns

# One statement, so that a step which comes meanwhile is seen in both or in neither.
_WHOLE = f"""
select s.reference, s.area, s.stream, s.version, s.event_id, s.type, s.occurred_at, s.content,
  {", ".join(f"t.{name} as standing_{name}" for name in FACTS)}
from step s left join timeline t on t.reference = s.reference where s.reference = any ($1)
"""  # noqa: S608 fixed columns

_TYPES_OF_MOVES = {
    "still": [DECLARED[event].type for event in (CaseResumed, CaseAdopted)],
    "missed": DECLARED[DayMissed].type,
}
_LEADS = f"""
case type when '{DECLARED[DutyServed].type}' then content->>'lead'
  when '{DECLARED[BodySucceeded].type}' then content->>'successor' else '' end
"""
_MOVES = f"""
select reference, area, content->>'state' as state, (occurred_at at time zone 'Europe/London')::date as on,
  coalesce(content->>'ended', '') as ended, coalesce({_LEADS}, '') as lead,
  case when type = any ($4) then (content->>'working_days')::int else 0 end as stood_still,
  type = $5 as is_missed_day
from step s
where stream like 'case/%' and occurred_at < $2 and ($3::text is null or area = $3) and reference in
  (select reference from step where occurred_at >= $1 and occurred_at < $2 and stream like 'case/%')
order by area, reference, version
"""  # noqa: S608 fixed names of types


async def add(session: Session, told: Sequence[tuple[str, Envelope]]) -> set[str]:
    """Add events to the timelines of their references; those that are there already change nothing.

    What was taken out of one of them stays out; the references in which that is so.
    """
    rows = [
        (e.stream, e.version, reference, e.area, e.id, e.type, e.occurred_at, json.dumps(e.content))
        for reference, e in told
    ]
    if not rows:
        return set()
    connection = await raw(session)
    await connection.execute(_ADD, *zip(*rows, strict=True))
    removed = await connection.fetch(_AS_REMOVED, [row[0] for row in rows], [row[1] for row in rows])
    return {row["reference"] for row in removed}


async def lock(session: Session, references: Iterable[str]) -> dict[str, Standing]:
    """Where these references stand, locked in order; those not heard of before are absent."""
    return await of_references(session, references, locking="for update")


async def of_references(session: Session, references: Iterable[str], *, locking: str = "") -> dict[str, Standing]:
    """Where these references stand; those not heard of are absent."""
    query = f"select {_COLUMNS} from timeline where reference = any ($1) order by reference {locking}"  # noqa: S608 fixed columns
    rows = await (await raw(session)).fetch(query, sorted(references))
    return {row["reference"]: Standing(**row) for row in rows}


async def save(session: Session, standings: Sequence[Standing]) -> None:
    """Write where references stand now."""
    if standings:
        await (await raw(session)).execute(_SAVE, *zip(*map(_row, standings), strict=True))
        await findable.tell_cases(session, [standing.reference for standing in standings])


async def remove(session: Session, streams: str) -> None:
    """Take away every event of the streams whose names begin so, and the references of which nothing is left."""
    await session.execute(text("delete from step where starts_with(stream, :streams)"), {"streams": streams})
    await session.execute(
        text(
            "delete from timeline where not exists (select from step s where s.reference = timeline.reference "
            "and not starts_with(s.stream, 'evidence/'))"
        )
    )
    await findable.forget_cases(session)


async def inspecting(session: Session, area: str, council: str) -> Sequence[str]:
    """The inspectorates that have an open inspection of the area's council, by name, as cases tell of them."""
    rows = await session.execute(
        text(
            "select distinct s.content->>'inspectorate' from timeline t join step s using (reference) "
            "where t.area = :area and t.lead = :council and t.ended = '' and t.state = any (:states) "
            "and s.type = :asked"
        ),
        {"area": area, "council": council, "states": list(INSPECTED), "asked": DECLARED[InspectionRequested].type},
    )
    return list(rows.scalars())


async def references(session: Session) -> Sequence[str]:
    """Every reference, in order."""
    return list((await session.execute(text("select reference from timeline order by reference"))).scalars())


async def find(session: Session, reference: str) -> Standing | None:
    """Where one reference stands; None when nothing was told of it."""
    query = text(f"select {_COLUMNS} from timeline where reference = :reference")  # noqa: S608 fixed columns
    row = (await session.execute(query, {"reference": reference})).mappings().one_or_none()
    return Standing(**row) if row else None


async def of_reference(session: Session, reference: str) -> tuple[Told, ...]:
    """Everything told of a reference, as it happened; a type this version does not know is left out."""
    return (await histories(session, [reference]))[reference]


async def histories(session: Session, references: Sequence[str]) -> dict[str, tuple[Told, ...]]:
    """`of_reference` of each of these; empty for one of which nothing was told."""
    return await _histories(session, references, None)


async def wholes(session: Session, references: Sequence[str]) -> dict[str, Whole]:
    """Where each of these stands with everything told of it, read at one moment; those without a step are absent."""
    rows: dict[str, list[ledger.Row]] = defaultdict(list)
    for row in await (await raw(session)).fetch(_WHOLE, list(references)):
        rows[row["reference"]].append(row)
    return {reference: _whole(of) for reference, of in rows.items()}


async def leads(session: Session, references: Iterable[str]) -> dict[str, tuple[Told, ...]]:
    """What was told of who answers, of each of these, as it happened."""
    return await _histories(
        session, sorted(references), [DECLARED[event].type for event in (DutyServed, BodySucceeded)]
    )


async def _histories(
    session: Session, references: Sequence[str], types: Sequence[str] | None
) -> dict[str, tuple[Told, ...]]:
    query = (
        "select reference, stream, version, event_id, type, occurred_at, content from step "
        "where reference = any ($1) and ($2::text[] is null or type = any ($2))"
    )
    found: dict[str, list[Told]] = {reference: [] for reference in references}
    for row in await (await raw(session)).fetch(query, list(references), types):
        found[row["reference"]].append(_told(row))
    return {one: in_order(told for told in steps if told.event is not None) for one, steps in found.items()}


async def latest(session: Session, limit: int) -> list[tuple[str, Told]]:
    """The last steps of all references with their references, newest first; daily counts are left out."""
    rows = await session.execute(
        text(
            "select reference, stream, version, event_id, type, occurred_at, content from step "
            "where type <> :counted order by occurred_at desc, stream desc, version desc limit :limit"
        ),
        {"limit": limit, "counted": DECLARED[SignaturesCounted].type},
    )
    return [(row["reference"], told) for row in rows.mappings() if (told := _told(row)).event is not None]


async def listed(
    session: Session, *, area: str | None = None, after: str | None = None, limit: int = 50
) -> Sequence[Standing]:
    """A page of references, the last moved first, of one area or of all."""
    rows = await session.execute(
        text(
            f"select {_COLUMNS} from timeline where (cast(:area as text) is null or area = :area) "  # noqa: S608 fixed columns
            "and (cast(:after as text) is null or (moved_at, reference) < "
            "(select moved_at, reference from timeline where reference = :after)) "
            "order by moved_at desc, reference desc limit :limit"
        ),
        {"area": area, "after": after, "limit": limit},
    )
    return [Standing(**row) for row in rows.mappings()]


async def open_by_area(session: Session) -> Mapping[str, Sequence[Standing]]:
    """What has not ended, by area, the next date first; of one area at most 200."""
    rows = await session.execute(
        text(
            f"select {_COLUMNS} from (select *, row_number() over "  # noqa: S608 fixed columns
            "(partition by area order by coalesce(due_on, closes_on) nulls last, reference) as position "
            "from timeline where ended = '') as open_ones where position <= 200 order by area, position"
        )
    )
    found: dict[str, list[Standing]] = defaultdict(list)
    for row in rows.mappings():
        found[row["area"]].append(Standing(**row))
    return found


async def uses(session: Session, area: str, names: Collection[str]) -> Uses:
    """How often each of these events was told in an area, by what it says of its kind, and when last."""
    types = [type_ for type_ in CATALOGUE if short_name(type_) in names]
    rows = await (await raw(session)).fetch(
        "select type, coalesce(content->>'trigger', content->>'threshold', '') as of, count(*) as times, "
        "max((occurred_at at time zone 'Europe/London')::date) as last_on "
        "from step where area = $1 and type = any ($2) group by 1, 2",
        area,
        types,
    )
    return {(short_name(row["type"]), row["of"]): Use(row["times"], row["last_on"]) for row in rows}


async def moves(session: Session, span: Span, area: str | None) -> Sequence[Move]:
    """Every step until the last of these days of each case that moved in them, of one area or of all."""
    rows = await (await raw(session)).fetch(
        _MOVES,
        end_of_day(span.first_on - timedelta(days=1)),
        end_of_day(span.last_on),
        area,
        _TYPES_OF_MOVES["still"],
        _TYPES_OF_MOVES["missed"],
    )
    return [Move(**row) for row in rows]


def _whole(rows: Sequence[ledger.Row]) -> Whole:
    found = {name: rows[0][f"standing_{name}"] for name in FACTS}
    history = in_order(told for told in map(_told, rows) if told.event is not None)
    standing = Standing(**found) if found["reference"] else None
    return Whole(standing, frozenset(row["area"] for row in rows), history)


def _told(row: ledger.Row) -> Told:
    event = ledger.load(row["type"], row["content"])
    return Told(row["stream"], row["version"], row["event_id"], row["type"], row["occurred_at"], event)
