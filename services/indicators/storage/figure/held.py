"""Batches that wait, and their rows as they were posted. Nothing here stands in the tables of figures."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from uuid import UUID

import polars as pl
from asyncpg import Record

from services.indicators.domain.figure.held import HeldBatch, Move, Waiting
from shared.database import Session, raw

AT_ONCE = 20_000
SENT_ROW = "sent_row"
FRAME: dict[str, type[pl.DataType]] = {
    "row": pl.Int32,
    SENT_ROW: pl.Int32,
    "area": pl.String,
    "place": pl.String,
    "measure": pl.String,
    "text": pl.String,
    "time": pl.Int32,
    **dict.fromkeys(("value", "missing", "suppressed", "status", "audit", "reason", "action"), pl.String),
}
_NAMES = ", ".join(FRAME)
_KEPT = tuple(name for name in HeldBatch.__slots__)
_STATE = (
    *("publish_at", "cleared_at", "cleared_by", "returned_at", "returned_by", "reason", "released_at", "refused_at"),
    *("measures", "faults", "total_faults", "version"),
)
_COLUMNS = ", ".join(_KEPT)
_SAVE = f"""
insert into held_batch ({_COLUMNS}) values ({", ".join(f"${n}" for n in range(1, len(_KEPT) + 1))})
"""  # noqa: S608 fixed columns
_UPDATE = f"""
update held_batch set {", ".join(f"{name} = ${n}" for n, name in enumerate(_STATE, start=2))} where id = $1
"""  # noqa: S608 fixed columns
_FIND = f"select {_COLUMNS} from held_batch where id = $1 and ($2::text is null or partner = $2)"  # noqa: S608 fixed columns
_PAGE = f"""
select {_COLUMNS} from held_batch
where partner = $1 and released_at is null and ($2::uuid is null or id < $2) order by id desc limit $3
"""  # noqa: S608 fixed columns
_TYPES = {"row": "int", SENT_ROW: "int", "time": "int"}
_SAVE_FIGURES = f"""
insert into held_figure (batch, {_NAMES})
select $1, * from unnest({", ".join(f"${n}::{_TYPES.get(name, 'text')}[]" for n, name in enumerate(FRAME, start=2))})
"""  # noqa: S608 fixed columns
_FIGURES = f"""
select {_NAMES} from held_figure where batch = $1 and (row, area) > ($2, $3) order by row, area limit $4
"""  # noqa: S608 fixed columns
_OVERTAKEN = """
select distinct f.sent_row from held_figure f
join observation o on o.area = f.area and o.measure = f.measure and o.place = f.place and o.period = f.text
where f.batch = $1 and o.received_at > $2
"""
_WAITING = """
select distinct on (f.area, f.measure, f.text) f.area, f.measure, f.text, b.received_at, b.publish_at
from held_figure f join unnest($1::text[], $2::text[]) wanted(area, measure) using (area, measure)
join held_batch b on b.id = f.batch
where b.released_at is null and b.returned_at is null and b.refused_at is null and f.place = f.area
  and f.action is distinct from 'withdraw'
order by f.area, f.measure, f.text, b.received_at
"""


async def save(session: Session, held: HeldBatch, figures: pl.DataFrame) -> None:
    """Keep a new held batch and its rows, a frame like `FRAME`."""
    connection = await raw(session)
    await connection.execute(_SAVE, *(_written(held, name) for name in _KEPT))
    for some in figures.iter_slices(AT_ONCE):
        await connection.execute(_SAVE_FIGURES, held.id, *(some[name].to_list() for name in FRAME))


async def update(session: Session, held: HeldBatch) -> None:
    """Write what became of a held batch that this transaction has locked."""
    await (await raw(session)).execute(_UPDATE, held.id, *(_written(held, name) for name in _STATE))


async def overtaken(session: Session, held: HeldBatch) -> set[int]:
    """The rows, as they were sent, for whose figure another came in after them and is there."""
    rows = await (await raw(session)).fetch(_OVERTAKEN, held.id, held.received_at)
    return {row[SENT_ROW] for row in rows}


async def add_move(session: Session, held: HeldBatch, move: Move) -> None:
    """Keep that the instant was moved, which gave the batch its version."""
    await (await raw(session)).execute(
        "insert into held_move (batch, version, moved_at, before, after) values ($1, $2, $3, $4, $5)",
        *(held.id, held.version, move.moved_at, move.before, move.after),
    )


async def moves(session: Session, id: UUID) -> list[Move]:
    """Every move of a batch's instant, the first first."""
    query = "select moved_at, before, after from held_move where batch = $1 order by version"
    return [Move(**row) for row in await (await raw(session)).fetch(query, id)]


async def find(session: Session, id: UUID, partner: str | None) -> HeldBatch | None:
    """A batch that waits or waited, of this body (None: of any)."""
    row = await (await raw(session)).fetchrow(_FIND, id, partner)
    return None if row is None else _held(row)


async def lock(session: Session, id: UUID, partner: str | None) -> HeldBatch | None:
    """The same, its row locked."""
    row = await (await raw(session)).fetchrow(f"{_FIND} for update", id, partner)
    return None if row is None else _held(row)


async def every(session: Session) -> list[UUID]:
    """Every batch that waits or waited."""
    return [row["id"] for row in await (await raw(session)).fetch("select id from held_batch order by id")]


async def page(session: Session, partner: str, *, before: UUID | None, limit: int) -> list[HeldBatch]:
    """At most `limit` batches of this body that are not public, the latest first, older than the batch `before`."""
    return [_held(row) for row in await (await raw(session)).fetch(_PAGE, partner, before, limit)]


async def figures(session: Session, id: UUID) -> pl.DataFrame:
    """Every row of a batch as it was posted, in order."""
    parts, after = [pl.DataFrame(schema=FRAME)], (0, "")
    while (some := await figure_page(session, id, after=after, limit=AT_ONCE)).height:
        parts.append(some)
        after = some.select("row", "area").row(-1)
    return pl.concat(parts)


async def figure_page(session: Session, id: UUID, *, after: tuple[int, str], limit: int) -> pl.DataFrame:
    """At most `limit` figures of a batch behind a row and area, in order of both."""
    rows = await (await raw(session)).fetch(_FIGURES, id, *after, limit)
    columns = zip(*rows, strict=True) if rows else ([] for _ in FRAME)
    return pl.DataFrame({name: list(column) for name, column in zip(FRAME, columns, strict=True)}, schema=FRAME)


async def waiting(session: Session, measures: Sequence[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Waiting]]:
    """The areas' own figures of these measures that wait, by period: the one that was received first."""
    areas, names = [area for area, _ in measures], [name for _, name in measures]
    found: dict[tuple[str, str], dict[str, Waiting]] = {}
    for row in await (await raw(session)).fetch(_WAITING, areas, names):
        waits = Waiting(row["received_at"], row["publish_at"])
        found.setdefault((row["area"], row["measure"]), {})[row["text"]] = waits
    return found


def digest(figures: pl.DataFrame) -> str:
    """The hash over a batch's rows as they were posted, in order of row and area."""
    hashed = hashlib.sha256()
    for line in _lines(figures):
        hashed.update(line)
    return hashed.hexdigest()


def _lines(figures: pl.DataFrame) -> Iterator[bytes]:
    for some in figures.sort("row", "area").iter_slices(AT_ONCE):
        for row in some.select(tuple(FRAME)).iter_rows():
            yield (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _written(held: HeldBatch, name: str) -> object:
    value = getattr(held, name)
    match name:
        case "mapped":
            return None if value is None else json.dumps(value, ensure_ascii=False)
        case "faults":
            return json.dumps(value, ensure_ascii=False)
        case "measures":
            return [f"{area}/{measure}" for area, measure in value]
        case "areas":
            return list(value)
        case _:
            return value


def measures_of(written: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Area and measure of each, as they are kept in one word."""
    parts = (one.partition("/") for one in written)
    return tuple((area, measure) for area, _, measure in parts)


def _held(row: Record) -> HeldBatch:
    told = dict(row)
    for name in ("mapped", "faults"):
        told[name] = json.loads(told[name]) if isinstance(told[name], str) else told[name]
    told |= {"areas": tuple(row["areas"]), "measures": measures_of(row["measures"]), "faults": tuple(told["faults"])}
    return HeldBatch(**told)
