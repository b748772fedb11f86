"""Checked figures as a frame, column by column: what storage compares and copies. No rule stands here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from services.indicators.domain.batch import RowFault, Sent
from services.indicators.domain.batch import check as check_rows
from services.indicators.domain.observation import Action, Effect, Figure, place_in_time
from services.indicators.domain.register import Poster, Register

FRAME: dict[str, type[pl.DataType]] = {
    "row": pl.Int32,
    "area": pl.String,
    "place": pl.String,
    "measure": pl.String,
    "text": pl.String,
    "time": pl.Int32,
    **dict.fromkeys(("value", "missing", "suppressed", "status", "audit", "reason", "action"), pl.String),
}


@dataclass(frozen=True, slots=True)
class Examined:
    """What became of a batch's rows: the figures of those without fault as a frame, and every fault."""

    rows: int
    figures: pl.DataFrame
    faults: tuple[RowFault, ...]


def examine(sent: Sent, register: Register, poster: Poster, today: date) -> Examined:
    """Every row, checked by the rules of the domain."""
    checked = check_rows(sent, register, poster, today)
    return Examined(checked.rows, framed(checked.figures), checked.faults)


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


def effect_faults(compared: pl.DataFrame) -> list[RowFault]:
    """A fault for each row that what stands does not allow."""
    refused = compared.filter(pl.col("effect") == Effect.REFUSED).unique("row", maintain_order=True)
    return [_effect_fault(row, action) for row, action in refused.select("row", "action").iter_rows()]


def _effect_fault(row: int, action: str) -> RowFault:
    if action == Action.WITHDRAW:
        return RowFault(row, "action", "nothing-to-withdraw", "no figure stands that could be withdrawn")
    return RowFault(row, "action", "already-there", "another figure stands for this period, and `append` changes none")
