"""Checking a batch column by column, and its figures as a frame: what storage compares and copies.

The rules are the domain's. Here only those rows are told apart at once that are plainly good; all others go through
the domain's check one by one. So both give the same verdict on every row, which a test shows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice, pairwise

import numpy as np
import polars as pl

from services.indicators.domain.figure.batch import COLUMNS, RowFault, Sent, check, duplicate, miscounted
from services.indicators.domain.figure.observation import Action, Effect, Figure, place_in_time
from services.indicators.domain.figure.row import CHOICES, PERCENT, Checker
from services.indicators.domain.measure.register import Poster, Register
from services.indicators.schemas.figure.chunk import Addresses, Chunk, LeftOpen
from services.indicators.schemas.figure.fault import Faults

FEW = 50  # up to so many rows are quicker checked one by one
FRAME: dict[str, type[pl.DataType]] = {
    "row": pl.Int32,
    "area": pl.String,
    "place": pl.String,
    "measure": pl.String,
    "text": pl.String,
    "time": pl.Int32,
    **dict.fromkeys(("value", "missing", "suppressed", "status", "audit", "reason", "action"), pl.String),
}
_REPEATED = frozenset(FRAME) - {"row", "time", "value"} | {"period"}
_CHOSEN, _WORDED = ("status", "audit", "action"), ("missing", "reason")
_KEY = ("place", "measure", "time")
_KEY_FRAME: dict[str, type[pl.DataType]] = {name: FRAME[name] for name in ("row", *_KEY)}
_BOOKS: dict[str, pl.DataType] = {
    **dict.fromkeys(("area", "measure", "book"), pl.Categorical()),
    "is_percent": pl.Boolean(),
}
_ODD = np.uint64(0x9E3779B97F4A7C15)  # spreads small numbers over 64 bits
# At most 15 digits before the point and 64 characters in all; zero has no sign.
_PLAIN_NUMBER = r"^(?:-?(?:[1-9][0-9]{0,14}(?:\.[0-9]{1,40})?|0\.[0-9]{0,40}[1-9][0-9]{0,7})|0(?:\.0{1,40})?)$"


@dataclass(frozen=True, slots=True)
class Examined:
    """What became of a batch's rows: the figures of those without fault as a frame, and the faults of the others.

    Rows of a form that were `left_open` are not among its `rows`. `addresses` are those of a spreadsheet.
    """

    rows: int
    figures: pl.DataFrame
    faults: Faults
    left_open: tuple[LeftOpen, ...] = ()
    addresses: Addresses | None = None

    @property
    def refused(self) -> int:
        """How many rows have a fault."""
        return self.rows - self.figures["row"].n_unique()

    def placed(self, faults: Sequence[RowFault]) -> Sequence[RowFault]:
        """The faults, by the cells of the spreadsheet if it was one."""
        return faults if self.addresses is None else [self.addresses.placed(fault) for fault in faults]


def examine(chunks: Iterator[Chunk], register: Register, poster: Poster, today: date) -> Examined:
    """Every row, checked by the rules of the domain on its own and against its neighbours."""
    begun = list(islice(chunks, 2))
    sheet = begun[0] if len(begun) == 1 and (begun[0].addresses or begun[0].left_open) else None
    found = _examined(begun, chunks, register, poster, today)
    if sheet is None:
        return found
    found = replace(found, left_open=sheet.left_open, addresses=sheet.addresses)
    faults = replace(found.faults, listed=tuple(found.placed(found.faults.listed)))
    return replace(found, rows=found.rows - len(sheet.left_open), faults=faults)


def _examined(begun: list[Chunk], chunks: Iterator[Chunk], register: Register, poster: Poster, today: date) -> Examined:
    if len(begun) == 1 and len(begun[0].rows) <= FEW:
        sent = Sent([cells for _, cells in begun[0].cells()], begun[0].faults, begun[0].first)
        checked = check(sent, register, poster, today)
        return Examined(checked.rows, framed(checked.figures), Faults().and_those(checked.faults))
    checker, rows, faults = Checker(register, poster, today), 0, Faults()
    figures: list[pl.DataFrame] = []
    keys: list[pl.DataFrame] = []
    for chunk in chain((begun.pop(0) for _ in range(len(begun))), chunks):  # none is held longer than needed
        rows += len(chunk.rows)
        if (fault := miscounted(rows)) is not None and rows:
            return Examined(rows, _packed(framed(())), Faults().and_those([fault]))
        good, known, wrong = _examine(chunk, checker)
        figures.append(good)
        keys.append(known)
        faults = faults.and_those(sorted((*chunk.faults, *wrong), key=lambda one: one.row or 0))
    if (fault := miscounted(rows)) is not None:
        return Examined(rows, _packed(framed(())), faults.and_those([fault]))
    return _without_doubles(rows, pl.concat(figures), pl.concat(keys), faults)


def _packed(figures: pl.DataFrame) -> pl.DataFrame:
    """The same with each text that is there many times kept once, so that a long batch takes little memory."""
    return figures.with_columns(pl.col(name).cast(pl.Categorical) for name in figures.columns if name in _REPEATED)


def framed(figures: Sequence[Figure]) -> pl.DataFrame:
    """The figures as a frame, in their order."""
    rows = [
        (
            *(f.row, f.area, f.place, f.measure, f.period.text, place_in_time(f.period)),
            *(None if f.value is None else f"{f.value:f}", f.missing, f.suppressed),
            *(f.status, f.audit, f.reason, f.action),
        )
        for f in figures
    ]
    columns = zip(*rows, strict=True) if rows else ([] for _ in FRAME)
    return pl.DataFrame(dict(zip(FRAME, map(list, columns), strict=True)), schema=FRAME)


def by_batch(figures: pl.DataFrame) -> list[tuple[int, pl.DataFrame]]:
    """The figures of each batch by its number; they stand together, as they were put."""
    numbers = figures["batch"]
    if not figures.height or numbers.item(0) == numbers.item(-1):
        return [(numbers.item(0), figures)] if figures.height else []
    starts = [*numbers.rle_id().arg_unique().to_list(), figures.height]
    return [(numbers.item(at), figures.slice(at, end - at)) for at, end in pairwise(starts)]


def explained(compared: pl.DataFrame, reason: pl.Expr) -> pl.DataFrame:
    """What was compared, each revised or withdrawn figure with its own reason or else that of its batch."""
    said = pl.when(_has_no_reason()).then(reason).otherwise(pl.col("reason").cast(pl.String))
    return compared.with_columns(said.alias("reason"))


def without_reason(compared: pl.DataFrame) -> int:
    """How many of these figures are revised or withdrawn, and nobody said why."""
    return compared.filter(_has_no_reason()).height


def _has_no_reason() -> pl.Expr:
    return pl.col("effect").is_in([Effect.REVISED, Effect.WITHDRAWN]) & pl.col("reason").is_null()


def effect_faults(compared: pl.DataFrame) -> list[RowFault]:
    """A fault for each row that what stands does not allow."""
    refused = compared.filter(pl.col("effect") == Effect.REFUSED).unique("row", maintain_order=True)
    return [_effect_fault(row, action) for row, action in refused.select("row", "action").iter_rows()]


def _effect_fault(row: int, action: str) -> RowFault:
    if action == Action.WITHDRAW:
        return RowFault(row, "action", "nothing-to-withdraw", "no figure stands that could be withdrawn")
    return RowFault(row, "action", "already-there", "another figure stands for this period, and `append` changes none")


def _without_doubles(rows: int, figures: pl.DataFrame, keys: pl.DataFrame, faults: Faults) -> Examined:
    if not _may_repeat(keys):
        return Examined(rows, figures, faults)
    first = pl.col("row").min().over(*_KEY)
    doubles = keys.with_columns(first.alias("first")).filter(pl.col("row") != pl.col("first")).sort("row")
    left = figures.join(doubles, on="row", how="anti", maintain_order="left") if doubles.height else figures
    twice = (duplicate(at, before) for at, before in doubles.select("row", "first").iter_rows())
    return Examined(rows, left, faults.and_those(twice))


def _may_repeat(keys: pl.DataFrame) -> bool:
    """Whether two keys have the same hash: comparing a million keys themselves takes 200 MiB."""
    place, measure, time = (keys[name].to_physical().to_numpy().astype(np.uint64) for name in _KEY)
    hashes = pl.Series((place * _ODD + measure) * _ODD + time)  # numbers that overflow are as good a hash
    return hashes.n_unique() < hashes.len()


def _examine(chunk: Chunk, checker: Checker) -> tuple[pl.DataFrame, pl.DataFrame, list[RowFault]]:
    """The figures of a chunk in order of row, what each of its rows is about, and the faults."""
    if not isinstance(chunk.rows, pl.DataFrame) or chunk.rows.height <= FEW:
        figures, known, faults = _one_by_one(((at, cells) for at, cells in chunk.cells() if cells is not None), checker)
        return _packed(figures), _packed(known), faults
    marked = _marked(_numbered(chunk.first, chunk.rows), checker)
    is_plain = marked["is_plain"]
    figures = _plain_figures(marked if is_plain.all() else marked.filter(is_plain))
    known = figures.select("row", *_KEY)
    if figures["row"].n_unique() < figures.height:  # a row may go into the books of several areas
        known = known.unique("row", maintain_order=True)
    if is_plain.all():
        return figures, known, []
    once = marked.filter(~is_plain).unique("row", keep="first", maintain_order=True).rows(named=True)
    more, more_known, faults = _one_by_one(((row["row"], row) for row in once), checker)
    both = pl.concat([figures, _packed(more)]).sort("row", maintain_order=True)
    return both, pl.concat([known, _packed(more_known)]), faults


def _numbered(first: int, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their numbers, packed: what follows compares small numbers then, and no texts."""
    columns = [pl.int_range(first, first + pl.len(), dtype=pl.Int32).alias("row")]
    for name in COLUMNS:
        kind = pl.Categorical if name in _REPEATED else pl.String
        if name not in rows.columns:
            columns.append(pl.lit(None, kind).alias(name))
        elif name in _REPEATED:
            columns.append(pl.col(name).cast(kind))
    return rows.with_columns(columns)


def _plain_figures(marked: pl.DataFrame) -> pl.DataFrame:
    """The rows as figures: a row's `area` says whose figure it is, and so becomes its place; its book is the area."""
    renamed = {"place": "area", "area": "book", "text": "period"}
    return marked.select(pl.col(renamed.get(name, name)).alias(name) for name in FRAME)


def _one_by_one(
    rows: Iterable[tuple[int, object]], checker: Checker
) -> tuple[pl.DataFrame, pl.DataFrame, list[RowFault]]:
    figures: list[Figure] = []
    faults: list[RowFault] = []
    keys: list[tuple[int, str, str, int]] = []
    for at, cells in rows:
        row = checker.row(at, cells)  # type: ignore[arg-type]  # a row of a frame is cells by column
        figures += row.figures
        faults += row.faults
        if row.key is not None:
            keys.append((at, row.key.code, row.key.measure, place_in_time(row.key.period)))
    return framed(figures), pl.DataFrame(keys, schema=_KEY_FRAME, orient="row"), faults


def _marked(sent: pl.DataFrame, checker: Checker) -> pl.DataFrame:
    """The rows, once for each area in whose books they go: their place in time, and whether they are plainly good."""
    books = _books(sent, checker)
    placed = sent.join(books, on=("area", "measure"), how="left", maintain_order="left").join(
        _times(sent, checker), on="period", how="left", maintain_order="left"
    )
    conditions = [pl.col("book", "time").is_not_null(), *_content(sent, has_shares=bool(books["is_percent"].any()))]
    conditions += (_said(sent[name], checker) for name in _filled(sent) & {*_CHOSEN, *_WORDED})
    return placed.with_columns(pl.all_horizontal(conditions).fill_null(value=False).alias("is_plain"))


def _filled(sent: pl.DataFrame) -> set[str]:
    """The columns that say something at all: nobody asks of ten thousand empty cells what they say."""
    return {column.name for column in sent if column.null_count() < sent.height}


def _content(sent: pl.DataFrame, *, has_shares: bool) -> Iterator[pl.Expr]:
    """What holds where a row has a good number and nothing else, or the reason why there is none."""
    value, missing = pl.col("value"), pl.col("missing")
    is_good = value.str.contains(_PLAIN_NUMBER)
    if has_shares:
        is_good &= ~pl.col("is_percent") | _is_share(value)
    if "missing" in _filled(sent):
        yield (value.is_not_null() & missing.is_null()) | (value.is_null() & missing.is_not_null())
        yield value.is_null() | is_good
    else:
        yield is_good
    if "suppressed" in _filled(sent):
        yield pl.col("suppressed").is_null()


def _said(column: pl.Series, checker: Checker) -> pl.Expr:
    """Whether a cell of words, or of a choice, is empty or plainly good; withdrawals are left to the domain."""
    name = column.name
    takes = checker.takes_words if name in _WORDED else lambda text: text in CHOICES[name][0] - {Action.WITHDRAW}
    good = [text for text in column.unique().drop_nulls() if takes(text)]
    return pl.col(name).is_null() | pl.col(name).is_in(pl.Series(good, dtype=pl.Categorical).implode())


def _is_share(value: pl.Expr) -> pl.Expr:
    """Whether the number is safely between 0 and 100; one so near to 100 that a float cannot tell is not."""
    number = value.cast(pl.Float64, strict=False)
    return (number >= 0) & (number < 100) & ~value.str.starts_with("-") | (value == "100")


def _books(sent: pl.DataFrame, checker: Checker) -> pl.DataFrame:
    pairs = sent.select("area", "measure").unique().drop_nulls().rows()
    found = [(code, measure, checker.books(code, measure)) for code, measure in pairs]
    units = checker.register.units_of
    rows = [(code, name, book, PERCENT in units(books, name)) for code, name, books in found for book in books]
    return pl.DataFrame(rows, schema=_BOOKS, orient="row")


def _times(sent: pl.DataFrame, checker: Checker) -> pl.DataFrame:
    periods = ((text, checker.period(text)) for text in sent["period"].unique().drop_nulls())
    rows = [(text, place_in_time(period)) for text, period in periods if period is not None]
    return pl.DataFrame(rows, schema={"period": pl.Categorical, "time": pl.Int32}, orient="row")
