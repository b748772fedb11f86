"""Figures as the bytes that COPY takes, and as the lines that a batch's hash is made of. It asks no database.

Nearly every figure is a plain one: a number of at most 10 digits before the point and 8 behind it, and no words. Those
are written as one array; whatever is longer or says more is packed one by one.
"""

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from services.indicators.domain.figure.observation import year_in_time

COLUMNS = (
    *("series", "period", "revision", "batch", "row"),
    *("status", "audit", "area", "value", "missing", "suppressed", "reason"),
)
FIRST_YEAR, LAST_YEAR = 2000, 2040  # years that have a partition of their own
HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = struct.pack(">h", -1)
AT_ONCE = 50_000  # rows in one array

_PARTITIONS = (
    "figure_earlier",
    *(f"figure_{year}" for year in range(FIRST_YEAR, LAST_YEAR + 1)),
    "figure_later",
)
_BOUNDS = [year_in_time(year) for year in range(FIRST_YEAR, LAST_YEAR + 2)]
_DECIMALS = 8
_PLAIN = rf"^-?[0-9]{{1,10}}(?:\.[0-9]{{1,{_DECIMALS}}})?$"  # so that it fits 64 bits, counted in its last decimal
_DIGIT = 10_000  # PostgreSQL's numeric counts to the base of ten thousand
_DIGITS, _WEIGHT = 5, 2  # so many of these, the first of them that power of ten thousand
_NUMBERS = COLUMNS[:5]
_WORDS = COLUMNS[9:]
_LINE = (
    *("area", "place", "measure", "text", "revision", "value"),
    *("missing", "suppressed", "status", "audit", "reason"),
)
_LETTERS = {"provisional": "p", "final": "f", "revised": "r", "none": "n", "internal": "i", "external": "e"}


def lettered(column: pl.Series) -> pl.Expr:
    """Statuses or audits as the letters that are stored for them; nearly always there is none."""
    if column.null_count() == column.len():
        return pl.lit("-")
    return pl.lit(column).cast(pl.String).replace_strict(_LETTERS, default="-", return_dtype=pl.String)


def copies(figures: pl.DataFrame) -> dict[str, bytes]:
    """The figures as what COPY takes, by partition: that of the year in which the period ends.

    A frame has every column of COLUMNS, the period's as `time`. All are packed at once and only then told apart.
    """
    found: dict[str, list[bytes]] = defaultdict(list)
    for some in figures.iter_slices(AT_ONCE):
        for name, records in _records(_by_partition(some.rename({"time": "period"}))):
            found[name].append(records)
    return {name: b"".join((HEADER, *records, TRAILER)) for name, records in found.items()}


def lines(figures: pl.DataFrame) -> Iterator[bytes]:
    """The figures in order of row and area, each as a line that can be written again from its row, many at a time."""
    is_in_order = figures.height < 2 or (figures["row"].diff().drop_nulls() > 0).all()
    ordered = figures if is_in_order else figures.sort("row", "area")
    for part in ordered.iter_slices(AT_ONCE):
        yield part.select(_line(part).str.join("")).item().encode()


def _line(figures: pl.DataFrame) -> pl.Expr:
    """A figure's cells between tabs; what is the same in all these figures is put together once."""
    pieces: list[pl.Expr] = []
    same = ""
    for name in _LINE:
        cell = _only(figures[name])
        if cell is None:
            pieces += [pl.lit(same), pl.col(name).cast(pl.String).fill_null("")]
            same = "\t"
        else:
            same += f"{cell}\t"
    return pl.concat_str([*pieces, pl.lit(same[:-1] + "\n")])


def _only(column: pl.Series) -> str | None:
    """What every cell of the column says; None where they differ."""
    if column.null_count():
        return "" if column.null_count() == column.len() else None
    first = column.item(0)
    return str(first) if (column == first).all() else None


def _by_partition(figures: pl.DataFrame) -> pl.DataFrame:
    """The figures with the number of their `partition`, those of one together."""
    partition = np.searchsorted(_BOUNDS, figures["period"].to_numpy(), side="right")
    numbered = figures.with_columns(pl.Series("partition", partition))
    return numbered if (np.diff(partition) >= 0).all() else numbered.sort("partition", maintain_order=True)


def _records(figures: pl.DataFrame) -> Iterator[tuple[str, bytes]]:
    """The records of figures that stand by partition, with the name of each."""
    is_plain = _is_plain(figures)
    plain = figures if is_plain.all() else figures.filter(is_plain)
    for own in _alike(plain):
        packed, partition = _plain(own), own["partition"].to_numpy()
        for start, end in pairwise([*np.flatnonzero(np.diff(partition, prepend=-1)), own.height]):
            yield _PARTITIONS[partition[start]], packed[start:end].tobytes()
    if plain.height < figures.height:
        for row in figures.filter(~is_plain).iter_rows(named=True):
            yield _PARTITIONS[row["partition"]], _packed(row)


def _is_plain(figures: pl.DataFrame) -> pl.Series:
    is_plain = figures["value"].str.contains(_PLAIN).fill_null(value=False)
    for name in _WORDS:
        if figures[name].null_count() < figures.height:
            is_plain &= figures[name].is_null()
    return is_plain


def _alike(figures: pl.DataFrame) -> Iterable[pl.DataFrame]:
    """The figures apart by how many letters their area has: nearly always all together."""
    lengths = {len(area.encode()) for area in figures["area"].unique()}
    if len(lengths) < 2:
        return [figures] if figures.height else []
    letters = pl.col("area").cast(pl.String).str.len_bytes().alias("letters")
    return figures.with_columns(letters).partition_by("letters", maintain_order=True)


def _plain(figures: pl.DataFrame) -> NDArray[Any]:
    """Figures whose areas are written with equally many letters: one record is written and repeated, then what differs
    is filled in, a column at a time.
    """
    one = _one(figures["area"].item(0).encode())
    found = np.repeat(one, figures.height)
    for name in _NUMBERS:
        found[name] = figures[name].to_numpy()
    for name in ("status", "audit", "area"):
        column = figures[name]
        if (column != column.item(0)).any() or column.item(0).encode() != one[name][0]:
            found[name] = column.cast(pl.String).to_numpy().astype(one[name].dtype)
    _number(found, figures["value"])
    return found


def _one(area: bytes) -> NDArray[Any]:
    """A plain figure's record, with the sizes of its fields and what is the same in nearly all."""
    letters = {"status": b"-", "audit": b"-", "area": area}
    layout: list[tuple[Any, ...]] = [("fields", ">i2")]
    for name in _NUMBERS:
        layout += [(f"{name}_size", ">i4"), (name, ">i4")]
    for name, text in letters.items():
        layout += [(f"{name}_size", ">i4"), (name, f"S{len(text)}")]
    layout += [("value_size", ">i4"), ("digits", ">i2"), ("weight", ">i2"), ("sign", ">u2"), ("scale", ">u2")]
    layout += [("number", ">i2", _DIGITS), ("words", ">i4", len(_WORDS))]
    one = np.zeros(1, np.dtype(layout))
    for name in _NUMBERS:
        one[f"{name}_size"] = 4
    for name, text in letters.items():
        one[f"{name}_size"], one[name] = len(text), text
    one["fields"], one["digits"], one["weight"], one["words"] = len(COLUMNS), _DIGITS, _WEIGHT, -1
    one["value_size"] = 8 + 2 * _DIGITS
    return one


def _number(found: NDArray[Any], value: pl.Series) -> None:
    """Write the digits of these numbers, to the base of ten thousand, into the array."""
    decimals = value.str.len_bytes() - value.str.find(".", literal=True) - 1
    found["scale"] = decimals.fill_null(0).to_numpy()
    counted = value.cast(pl.Decimal(38, _DECIMALS)).to_physical().cast(pl.Int64).to_numpy()
    found["sign"] = np.where(counted < 0, 0x4000, 0)
    left = np.abs(counted)
    for at in range(_DIGITS - 1, -1, -1):
        higher = left // _DIGIT
        found["number"][:, at] = left - higher * _DIGIT  # quicker than asking for the remainder
        left = higher


def _packed(row: dict[str, Any]) -> bytes:
    fields = [struct.pack(">i", row[name]) for name in _NUMBERS]
    fields += [row[name].encode() for name in ("status", "audit", "area")]
    value = None if row["value"] is None else _numeric(row["value"])
    words = [None if row[name] is None else row[name].encode() for name in ("missing", "suppressed", "reason")]
    return struct.pack(">h", len(COLUMNS)) + b"".join(
        struct.pack(">i", -1) if field is None else struct.pack(">i", len(field)) + field
        for field in (*fields, value, *words)
    )


def _numeric(number: str) -> bytes:
    """The number as PostgreSQL sends and takes it: digits to the base of ten thousand, every decimal place kept."""
    whole, _, fraction = number.removeprefix("-").partition(".")
    groups = -(-len(whole) // 4)
    text = whole.zfill(groups * 4) + fraction.ljust(-(-len(fraction) // 4) * 4, "0")
    digits = [int(text[at : at + 4]) for at in range(0, len(text), 4)]
    sign = 0x4000 if number.startswith("-") else 0
    return struct.pack(f">Hh{2 + len(digits)}H", len(digits), groups - 1, sign, len(fraction), *digits)
