"""Figures as the bytes that COPY takes, and as the lines that a batch's hash is made of. It asks no database.

Nearly every figure is a plain one: a number of at most 15 digits before the point and 8 behind it, and no words. Those
are written as one array; whatever is longer or says more is packed one by one.
"""

import struct
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

COLUMNS = (
    *("series", "period", "revision", "batch", "row"),
    *("status", "audit", "area", "value", "missing", "suppressed", "reason"),
)
FIRST_YEAR, LAST_YEAR = 2000, 2040  # years that have a partition of their own
HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = struct.pack(">h", -1)
AT_ONCE = 50_000  # rows in one array

_PLAIN = r"^-?[0-9]{1,15}(?:\.[0-9]{1,8})?$"
_DIGIT = 10_000  # PostgreSQL's numeric counts to the base of ten thousand
_WHOLE_DIGITS, _FRACTION_DIGITS = 4, 2
_NUMBERS = COLUMNS[:5]
_LETTERS = {"provisional": "p", "final": "f", "revised": "r", "none": "n", "internal": "i", "external": "e"}


def lettered(column: str) -> pl.Expr:
    """A status or an audit as the letter that is stored for it."""
    return pl.col(column).replace_strict(_LETTERS, default="-", return_dtype=pl.String)


def partition() -> pl.Expr:
    """The partition of each figure, by the year in which its period ends."""
    year = (pl.lit(date(1900, 1, 1)) + pl.duration(days=pl.col("time") // (1 << 14))).dt.year()
    return (
        pl.when(year < FIRST_YEAR)
        .then(pl.lit("figure_earlier"))
        .when(year > LAST_YEAR)
        .then(pl.lit("figure_later"))
        .otherwise(pl.format("figure_{}", year))
        .alias("partition")
    )


def records(figures: pl.DataFrame) -> dict[str, list[bytes]]:
    """The figures as COPY's binary records, by partition; header and trailer are the caller's.

    A frame has every column of COLUMNS and its `partition`. All are packed at once and only then told apart.
    """
    words = pl.any_horizontal(pl.col("missing", "suppressed", "reason").is_not_null())
    is_plain = pl.col("value").str.contains(_PLAIN).fill_null(value=False) & ~words
    marked = figures.sort("partition", maintain_order=True).with_columns(
        is_plain.alias("is_plain"), pl.col("area").str.len_bytes().alias("letters")
    )
    found: dict[str, list[bytes]] = defaultdict(list)
    plain = marked.filter(pl.col("is_plain"))
    for own in plain.partition_by("letters", maintain_order=True):
        packed = _plain(own)
        runs = own["partition"].rle().struct
        ends = runs.field("len").cum_sum().to_list()
        for name, start, end in zip(runs.field("value"), [0, *ends], ends, strict=False):
            found[name].append(packed[start:end].tobytes())
    for row in marked.filter(~pl.col("is_plain")).iter_rows(named=True):
        found[row["partition"]].append(_packed(row))
    return found


def lines(figures: pl.DataFrame) -> Iterator[bytes]:
    """The figures in order of row and area, each as a line that can be written again from its row, many at a time."""
    columns = ("area", "place", "measure", "text", "revision", "value", "missing", "suppressed")
    cells = [pl.col(name).cast(pl.String).fill_null("") for name in (*columns, "status", "audit", "reason")]
    line = pl.concat_str(cells, separator="\t") + "\n"
    is_in_order = figures.height < 2 or (figures["row"].diff().drop_nulls() > 0).all()
    ordered = figures if is_in_order else figures.sort("row", "area")
    for part in ordered.iter_slices(AT_ONCE):
        yield part.select(line.str.join("")).item().encode()


def _plain(figures: pl.DataFrame) -> NDArray[Any]:
    """Figures whose areas are written with equally many letters."""
    length = figures["area"].str.len_bytes().item(0)
    layout: list[tuple[Any, ...]] = [("fields", ">i2")]
    for name in _NUMBERS:
        layout += [(f"{name}_size", ">i4"), (name, ">i4")]
    for name, size in (("status", 1), ("audit", 1), ("area", length)):
        layout += [(f"{name}_size", ">i4"), (name, f"S{size}")]
    layout += [("value_size", ">i4"), ("digits", ">i2"), ("weight", ">i2"), ("sign", ">u2"), ("scale", ">u2")]
    layout += [("whole", ">i2", _WHOLE_DIGITS), ("fraction", ">i2", _FRACTION_DIGITS), ("words", ">i4", 3)]
    found = np.zeros(figures.height, np.dtype(layout))
    found["fields"], found["words"] = len(COLUMNS), -1
    for name in _NUMBERS:
        found[f"{name}_size"], found[name] = 4, figures[name].to_numpy()
    for name, size in (("status", 1), ("audit", 1), ("area", length)):
        found[f"{name}_size"], found[name] = size, _letters(figures[name], size)
    found["digits"], found["weight"] = _WHOLE_DIGITS + _FRACTION_DIGITS, _WHOLE_DIGITS - 1
    found["value_size"] = 8 + 2 * (_WHOLE_DIGITS + _FRACTION_DIGITS)
    _number(found, figures["value"])
    return found


def _letters(column: pl.Series, size: int) -> NDArray[Any] | bytes:
    """Texts of equal length as bytes; nearly always there is only one."""
    first: str = column.item(0)
    return first.encode() if (column == first).all() else column.to_numpy().astype(f"S{size}")


def _number(found: NDArray[Any], value: pl.Series) -> None:
    """Write the digits of these numbers, to the base of ten thousand, into the array."""
    number = pl.col("value")
    parts = number.str.strip_prefix("-").str.splitn(".", 2).struct
    fraction = parts.field("field_1").fill_null("")
    digits = (
        value.alias("value")
        .to_frame()
        .select(
            sign=pl.when(number.str.starts_with("-")).then(0x4000).otherwise(0),
            scale=fraction.str.len_bytes(),
            whole=parts.field("field_0").cast(pl.Int64),
            fraction=fraction.str.pad_end(4 * _FRACTION_DIGITS, "0").cast(pl.Int64),
        )
    )
    for name in ("sign", "scale"):
        found[name] = digits[name].to_numpy()
    for name in ("whole", "fraction"):
        _based(found[name], digits[name].to_numpy())


def _based(place: NDArray[Any], left: NDArray[np.int64]) -> None:
    for at in range(place.shape[1] - 1, -1, -1):
        left, place[:, at] = np.divmod(left, _DIGIT)


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
