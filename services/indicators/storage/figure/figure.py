"""Storing figures: what stands is compared with what was sent, and what is new or differs is copied in.

A frame of figures has the columns of `schemas.figure.figure.FRAME` and the number of each figure's batch. Rows go
straight into a partition, where no policy looks at them; so the areas are held against those of the unit of work here,
in this one place, before anything is written.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import polars as pl

from services.indicators.domain.figure.observation import Action, Effect, place_in_time
from services.indicators.storage.figure import copying
from shared.database import Session, is_for, raw
from shared.periods import parse

SERIES = ("area", "measure", "place")
FEW = 500  # up to so many figures each is looked up by its own key; beyond, whole stretches of series are read

_SERIES = """
select s.area, s.measure, s.place, s.id, false as is_new
from unnest($1::text[], $2::text[], $3::text[]) wanted(area, measure, place)
join series s using (area, measure, place)
"""
_MADE_SERIES = """
with wanted as (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::boolean[]) wanted(area, measure, place, is_made)),
known as (select s.area, s.measure, s.place, s.id from wanted join series s using (area, measure, place)),
made as (
  insert into series (area, measure, place)
  select area, measure, place from wanted w
  where is_made and not exists (
    select from known k where (k.area, k.measure, k.place) = (w.area, w.measure, w.place))
  order by area, measure, place returning area, measure, place, id)
select *, false as is_new from known union all select *, true from made
"""
_NEW_PERIODS = """
insert into period (id, text, starts_on, ends_on)
select * from unnest($1::int[], $2::text[], $3::date[], $4::date[]) wanted(id, text, starts_on, ends_on)
where not exists (select from period p where p.id = wanted.id) order by id on conflict do nothing
"""
_CONTENT = "value::text, missing, suppressed, status::text, audit::text"
_STANDING_EACH = f"""
select wanted.series, wanted.period, standing.*
from unnest($1::int[], $2::int[]) wanted(series, period)
join lateral (
  select revision, {_CONTENT} from figure f where f.series = wanted.series and f.period = wanted.period
  order by revision desc limit 1
) standing on true
"""  # noqa: S608 fixed columns
_STANDING_STRETCH = f"""
select distinct on (series, period) series, period, revision, {_CONTENT} from figure
where series = any ($1::int[]) and period between $2 and $3
order by series, period, revision desc
"""  # noqa: S608 fixed columns
_STANDING = {
    "series": pl.Int32,
    "time": pl.Int32,
    "before": pl.Int32,
    **dict.fromkeys((f"standing_{name}" for name in ("value", "missing", "suppressed", "status", "audit")), pl.String),
}

_PLACED = {**dict.fromkeys(SERIES, pl.Categorical), "series": pl.Int32, "is_new": pl.Boolean}
Packed = Mapping[str, bytes]  # what COPY takes, by partition


class StrangeArea(RuntimeError):
    """Figures of an area that the unit of work is not for: a defect here, not of whoever sent them."""


class Stored:
    """What became of one batch's figures so far; `changed` names the areas' own measures that have another figure."""

    def __init__(self) -> None:
        self.effects: Counter[str] = Counter()
        self.reference = 0
        self.without_reason = 0
        self.changed: set[tuple[str, str]] = set()
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The hash over the stored figures, in order of row and area."""
        return self._digest.hexdigest()

    def add(self, compared: pl.DataFrame, changed: pl.DataFrame) -> None:
        """Count further figures and hash those of them that were stored; they follow those counted before."""
        self.effects.update(dict(compared["effect"].value_counts().iter_rows()))
        self.reference += compared.filter(pl.col("place") != pl.col("area")).height
        if changed.height:
            own = changed.filter(pl.col("place") == pl.col("area")).select("area", "measure").unique()
            self.changed.update(own.iter_rows())
            for some in copying.lines(changed):
                self._digest.update(some)


async def compare(session: Session, figures: pl.DataFrame) -> pl.DataFrame:
    """The figures with the `series` and revision `before` of what stands, and their `effect` if they are stored.

    An `append` of what stands otherwise, or the withdrawal of what was never there, has the effect `refused`. Whoever
    stores them then holds the locks of all measures touched, so that revisions are numbered in the order of commits.
    Texts that are there many times are kept once (`Categorical`). Figures that come from `with_series` have their
    series; of others it is looked up, and none is made.
    """
    placed = figures if "series" in figures.columns else await _with_known_series(session, figures)
    standing = await _standing(session, placed.filter(~pl.col("is_new")))
    return _beside(standing, placed) if standing.height else _beside_nothing(placed)


async def with_series(session: Session, figures: pl.DataFrame) -> pl.DataFrame:
    """The figures with the `series` of each, made where there is none, and whether it `is_new`: nothing stands there.

    None is made for what only takes back. The caller holds the locks of their measures, so nobody else makes them.
    """
    named = _named(figures)
    rows = await (await raw(session)).fetch(_MADE_SERIES, *_columns(_wanted(named)))
    return _placed(named, _frame(rows, _PLACED))


def changed(compared: pl.DataFrame) -> pl.DataFrame:
    """What `compare` found new or different, with the `revision` that it is to have."""
    is_changed = compared["effect"].is_in([Effect.NEW, Effect.REVISED, Effect.WITHDRAWN])
    return _only(is_changed, compared).with_columns(revision=pl.col("before") + 1)


async def pack(session: Session, figures: pl.DataFrame) -> Packed:
    """Figures of `changed` that have a series, ready to be copied in, by partition; their periods are made known.

    Raises StrangeArea before anything is written.
    """
    if not figures.height:
        return {}
    if not is_for(session, figures["area"].unique()):
        raise StrangeArea("figures of an area that this unit of work is not for")
    periods = [parse(text) for text in figures["text"].unique()]
    columns = ([getattr(period, name) for period in periods] for name in ("text", "starts_on", "ends_on"))
    await (await raw(session)).execute(_NEW_PERIODS, [place_in_time(period) for period in periods], *columns)
    return await asyncio.to_thread(copying.copies, figures)


async def store(session: Session, packed: Packed) -> None:
    """Store what `pack` packed; the caller holds the locks of the measures."""
    connection = await raw(session)
    for name, content in packed.items():
        await connection.copy_to_table(name, source=_source(content), columns=copying.COLUMNS, format="binary")


def _named(figures: pl.DataFrame) -> pl.DataFrame:
    """The figures with the names of their series as `Categorical`, for joining."""
    if figures.schema["area"] == pl.Categorical:
        return figures
    return figures.with_columns(pl.col(*SERIES).cast(pl.Categorical))


async def _with_known_series(session: Session, figures: pl.DataFrame) -> pl.DataFrame:
    named = _named(figures)
    rows = await (await raw(session)).fetch(_SERIES, *_columns(named.select(SERIES).unique()))
    return _placed(named, _frame(rows, _PLACED))


def _placed(figures: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The figures, each with its series if that is known; of one that is not known nothing stands."""
    joined = figures.join(known, on=SERIES, how="left", maintain_order="left")
    return joined.with_columns(pl.col("is_new").fill_null(value=True)) if joined["is_new"].null_count() else joined


def _wanted(figures: pl.DataFrame) -> pl.DataFrame:
    """Each series of these figures, and whether it is to be made: not for rows that only take back."""
    if figures["action"].null_count() == figures.height:
        return figures.select(SERIES).unique().with_columns(pl.lit(value=True).alias("is_made"))
    is_made = pl.col("action").cast(pl.String).ne_missing(Action.WITHDRAW)
    return figures.group_by(SERIES).agg(is_made.any().alias("is_made"))


def _beside(standing: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    plain = placed.with_columns(pl.col("missing", "suppressed", "action").cast(pl.String), *_letters(placed))
    joined = plain.join(standing, on=("series", "time"), how="left", maintain_order="left")
    return joined.with_columns(pl.col("before").fill_null(0)).with_columns(_effect().alias("effect"))


def _beside_nothing(placed: pl.DataFrame) -> pl.DataFrame:
    """The same where nothing stands at all, which a first batch need not find out row by row."""
    absent = (pl.lit(None, kind).alias(name) for name, kind in _STANDING.items() if name.startswith("standing_"))
    effect = pl.lit(Effect.NEW.value)
    if placed["action"].null_count() < placed.height:
        is_withdrawn = pl.col("action").eq_missing(Action.WITHDRAW)
        effect = pl.when(is_withdrawn).then(pl.lit(Effect.REFUSED.value)).otherwise(effect)
    return placed.with_columns(*_letters(placed), *absent, pl.lit(0, pl.Int32).alias("before"), effect.alias("effect"))


def _letters(figures: pl.DataFrame) -> list[pl.Expr]:
    """A status or an audit as the letter that is stored for it."""
    return [copying.lettered(figures[name]).alias(name) for name in ("status", "audit")]


def _only(wanted: pl.Series, figures: pl.DataFrame) -> pl.DataFrame:
    return figures if wanted.all() else figures.filter(wanted)


def _effect() -> pl.Expr:
    is_there = (pl.col("before") > 0) & ~pl.all_horizontal(
        pl.col("standing_value", "standing_missing", "standing_suppressed").is_null()
    )
    is_same = _bare("value").eq_missing(_bare("standing_value"))
    for name in ("missing", "suppressed", "status", "audit"):
        is_same &= pl.col(name).eq_missing(pl.col(f"standing_{name}"))
    is_withdrawn = pl.col("action").eq_missing(Action.WITHDRAW)
    return (
        pl.when(is_withdrawn & is_there)
        .then(pl.lit(Effect.WITHDRAWN.value))
        .when(is_withdrawn & (pl.col("before") > 0) | ~is_withdrawn & is_there & is_same)
        .then(pl.lit(Effect.SAME.value))
        .when(is_withdrawn | pl.col("action").eq_missing(Action.APPEND) & is_there)
        .then(pl.lit(Effect.REFUSED.value))
        .when(pl.col("before") > 0)
        .then(pl.lit(Effect.REVISED.value))
        .otherwise(pl.lit(Effect.NEW.value))
    )


def _bare(column: str) -> pl.Expr:
    """The number without needless zeros: 57.50 is no other figure than 57.5."""
    has_point = pl.col(column).str.contains(".", literal=True)
    bare = pl.col(column).str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.when(has_point).then(bare).otherwise(pl.col(column))


async def _standing(session: Session, figures: pl.DataFrame) -> pl.DataFrame:
    connection = await raw(session)
    if not figures.height:
        rows: Sequence[Any] = []
    elif figures.height <= FEW:
        rows = await connection.fetch(_STANDING_EACH, *_columns(figures.select("series", "time").unique()))
    else:
        series = figures["series"].unique().to_list()
        rows = await connection.fetch(_STANDING_STRETCH, series, figures["time"].min(), figures["time"].max())
    return _frame(rows, _STANDING)


async def _source(content: bytes) -> AsyncIterator[bytes]:
    """The content in one piece; the driver would read a file in a thread of its own, piece by piece."""
    yield content


def _columns(frame: pl.DataFrame) -> list[list[Any]]:
    return [column.to_list() for column in frame]


def _frame(rows: Sequence[Any], schema: dict[str, Any]) -> pl.DataFrame:
    if not rows:
        return pl.DataFrame(schema=schema)
    columns = zip(*rows, strict=True)
    return pl.DataFrame({name: list(column) for name, column in zip(schema, columns, strict=True)}, schema=schema)
