"""What is told of the odd periods of a batch. It decides nothing: the domain says what is odd."""

from collections.abc import Sequence
from dataclasses import asdict, replace

import polars as pl

from services.indicators.domain.figure.observation import Action
from services.indicators.domain.figure.period import Odd, Sent, is_told
from shared.periods import parse

_BY = ("area", "measure", "text", "status")


def periods_of(figures: pl.DataFrame) -> list[Sent]:
    """Each period of each measure in the frame of a batch's figures, once for each status; not those withdrawn."""
    has_actions = figures["action"].null_count() < figures.height
    kept = figures.filter(pl.col("action").cast(pl.String).ne_missing(Action.WITHDRAW)) if has_actions else figures
    is_once = kept["row"].n_unique() == kept.height  # nearly always: a row seldom goes into the books of several areas
    rows = pl.len() if is_once else pl.col("row").n_unique()
    grouped = (
        kept.group_by(*_BY, pl.col("value").is_not_null().alias("has_value"))
        .agg(pl.col("row").min().alias("first"), rows.alias("rows"))
        .with_columns(pl.col(pl.Categorical).cast(pl.String))
    )
    return [
        Sent(
            area=row["area"],
            measure=row["measure"],
            period=parse(row["text"]),
            is_told=is_told(row["status"], has_value=row["has_value"]),
            row=row["first"],
            rows=row["rows"],
        )
        for row in grouped.sort("first").iter_rows(named=True)
    ]


def as_sent(found: Sequence[Odd], rows: Sequence[int]) -> list[Odd]:
    """The same by the rows that were sent; `rows` has the number of the sent row of each of ours."""
    return [replace(one, row=rows[one.row - 1]) for one in found]


def warnings_document(found: Sequence[Odd]) -> dict[str, object]:
    """What is odd about the periods of a batch; nothing where nothing is."""
    if not found:
        return {}
    return {"warnings": [{**asdict(one), "code": one.code.value, "periods": list(one.periods)} for one in found]}
