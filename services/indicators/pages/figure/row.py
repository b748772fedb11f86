"""The rows that somebody sent, as the page shows them: what would become of each, those to be mended first."""

from collections.abc import Sequence
from typing import Any

from services.indicators.schemas.figure.upload import Sent
from shared.web.tables import Column, RowState, UploadRow

EFFECTS = {
    "new": "New",
    "same": "Same as before",
    "revised": "Changes what stands",
    "withdrawn": "Withdraws what stands",
}


def in_summary(row: UploadRow) -> str:
    """What the list of faults above the rows says of one."""
    return row.found if row.found.startswith("Cell ") else f"Row {row.number}: {row.found}"


def totals(found: dict[str, Any]) -> list[tuple[int, str]]:
    """How many rows are new, change something, are the same or are at fault. Any: as machines see it."""
    mended = len({fault.get("row") for fault in found["errors"]})
    counts = (("new", "new"), ("revised", "change what stands"), ("same", "same as before"))
    return [*((found[name], words) for name, words in counts), (mended, "to be mended")]


def columns(header: Sequence[str]) -> list[Column]:
    """The columns of the sheet as it was sent."""
    return [Column(name.capitalize(), is_number=name == "value") for name in header]


def rows_of(
    header: Sequence[str], lines: Sequence[Sequence[str]], sent: Sent, found: dict[str, Any]
) -> list[UploadRow]:
    """Every row with its first fault, or what would become of it; those to be mended first. Any: as machines see it."""
    wrong: dict[int, dict[str, Any]] = {}
    for fault in found["errors"]:
        wrong.setdefault(fault.get("row", 0), fault)
    effects = {figure["row"]: figure for figure in found["figures"]}
    rows = []
    for at, line in enumerate(lines, start=1):
        number, shown = sent.number(at), sent.shown(at)
        fault, figure = wrong.get(number), effects.get(number)
        rows.append(_faulty(shown, line, header, fault) if fault else _sound(shown, line, figure))
    return sorted(rows, key=lambda row: row.state is not RowState.FAULTY)


def _faulty(number: int, line: Sequence[str], header: Sequence[str], fault: dict[str, Any]) -> UploadRow:
    column = header.index(fault["column"]) if fault.get("column") in header else None
    place = f"Cell {fault['cell']}: " if column is not None and "cell" in fault else ""
    said = f"{place}{fault['message']}" if place else sentence(fault["message"]).rstrip(".")
    return UploadRow(number, line, RowState.FAULTY, f"{said}.", column=column)


def _sound(number: int, line: Sequence[str], figure: dict[str, Any] | None) -> UploadRow:
    effect = EFFECTS.get(figure["effect"], "") if figure else "Ready"
    if figure is None or figure["effect"] != "revised":
        return UploadRow(number, line, RowState.READY, effect)
    standing = figure["standing"]
    said = f"{standing} stands now." if standing is not None else "No value stands now."
    return UploadRow(number, line, RowState.ASKED, effect, said)


def sentence(message: str) -> str:
    """The words of a fault as a sentence."""
    return f"{message[:1].upper()}{message[1:]}."
