"""The rows that somebody sent, as the page shows them: what would become of each, and every fault of each."""

from collections.abc import Sequence
from typing import Any

from services.indicators.schemas.figure.sheet import Sent
from services.indicators.schemas.figure.upload import SHOWN
from shared.web.components import Link
from shared.web.tables import Column, RowState, UploadRow

MOST_LISTED = 300  # faults above the rows
EFFECTS = {
    "new": "New",
    "same": "Same as before",
    "revised": "Changes what stands",
    "withdrawn": "Withdraws what stands",
}


def heading(found: dict[str, Any], besides: int) -> str:
    """How many faults there are in truth, with those `besides` the rows. Any: as machines see it."""
    total = found["total_errors"] + besides
    return "There is a problem" if total == 1 else f"There are {total:,} problems"


def listed(header: Sequence[str], found: dict[str, Any]) -> list[Link]:
    """Every fault of every row, up to a number; the last says how many more there are. Any: as machines see it."""
    faults, total = found["errors"][:MOST_LISTED], found["total_errors"]
    said = [Link(_in_summary(header, fault), f"#row-{fault['row']}" if "row" in fault else "#rows") for fault in faults]
    left = total - len(faults)
    return [*said, Link(f"And {left:,} more, which are not listed here.", "#rows")] if left else said


def _in_summary(header: Sequence[str], fault: dict[str, Any]) -> str:
    if "row" not in fault:
        return sentence(fault["message"])
    return _said(header, fault, f"Row {fault['row']}")


def totals(found: dict[str, Any]) -> list[tuple[int, str]]:
    """How many rows are new, change something, are the same or are at fault. Any: as machines see it."""
    mended = len({fault.get("row") for fault in found["errors"]})
    changed = found["revised"] + found["withdrawn"]
    counts = ((found["new"], "new"), (changed, "change what stands"), (found["same"], "same as before"))
    return [*counts, (mended, "to be mended")]


def columns(header: Sequence[str]) -> list[Column]:
    """The columns of the sheet as it was sent."""
    return [Column(name.capitalize(), is_number=name == "value") for name in header]


def rows_of(
    header: Sequence[str], lines: Sequence[Sequence[str]], sent: Sent, found: dict[str, Any]
) -> list[UploadRow]:
    """Every row in the order sent, with all its faults or what would become of it. Any: as machines see it."""
    wrong: dict[int, list[dict[str, Any]]] = {}
    for fault in found["errors"]:
        wrong.setdefault(fault.get("row", 0), []).append(fault)
    effects = {figure["row"]: figure for figure in found["figures"]}
    return [
        _faulty(number, line, header, wrong[number]) if number in wrong else _sound(number, line, effects.get(number))
        for number, line in zip(sent.numbers, lines, strict=True)
    ]


def first_of(rows: Sequence[UploadRow]) -> list[UploadRow]:
    """As many rows as a page shows, in their order: those with a fault, and of the others the first."""
    faulty = sum(row.state is RowState.FAULTY for row in rows)
    room, shown = {True: SHOWN, False: max(0, SHOWN - faulty)}, []
    for row in rows:
        is_faulty = row.state is RowState.FAULTY
        if room[is_faulty]:
            room[is_faulty] -= 1
            shown.append(row)
    return shown


def _faulty(number: int, line: Sequence[str], header: Sequence[str], faults: Sequence[dict[str, Any]]) -> UploadRow:
    named = {fault.get("column") for fault in faults}
    said, *also = (_said(header, fault) for fault in faults)
    framed = tuple(at for at, name in enumerate(header) if name in named)
    return UploadRow(number, line, RowState.FAULTY, said, columns=framed, also=also)


def _said(header: Sequence[str], fault: dict[str, Any], before: str = "") -> str:
    """A fault with the cell or the column that it is about; without these and `before`, as a sentence of its own."""
    column, message = fault.get("column"), fault["message"].rstrip(".")
    if "cell" in fault and column in header:
        return f"Cell {fault['cell']}: {message}."
    named = [part for part in (before, (column if before else column.capitalize()) if column else "") if part]
    return f"{', '.join(named)}: {message}." if named else sentence(message)


def _sound(number: int, line: Sequence[str], figure: dict[str, Any] | None) -> UploadRow:
    effect = EFFECTS.get(figure["effect"], "") if figure else "Ready"
    if figure is None or figure["effect"] not in ("revised", "withdrawn"):
        return UploadRow(number, line, RowState.READY, effect)
    standing = figure["standing"]
    said = f"{standing} stands now." if standing is not None else "No value stands now."
    return UploadRow(number, line, RowState.ASKED, effect, said)


def sentence(message: str) -> str:
    """The words of a fault as a sentence."""
    return f"{message[:1].upper()}{message[1:].removesuffix('.')}."
