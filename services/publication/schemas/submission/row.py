"""Rows of a table that are handed in at the desk of negotiations: made the same entries as a machine's JSON."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from services.publication.domain.agreement.command import PublishEntries
from services.publication.schemas.entry.entry import FORMULA, OF_THE_RECORD, EntriesIn, EntryIn
from services.publication.schemas.entry.particulars import ParticularsIn
from shared.problems import Fault, Malformed
from shared.reader import parse
from shared.shapes import TEXT_SOURCE, Line, Strict, Whole, fit

MOST_ROWS = 300
LARGEST = 512 << 10
_CARRIED = dict.fromkeys(ParticularsIn.model_fields, "Write this as the record's own CSV does: as JSON.") | {
    "withheld": 'Write this as JSON: {"ground": "given_in_confidence", "summary": "..."}',
    "later": 'Write this as JSON: {"ground": "agreed_by_both_sides", "shown_from": "2030-01-31"}',
}
"""The columns whose cells hold more than one thing, and how each is to be written."""
OF_TERMS = ("measure", "item_class", "scope", "department", "basis", "definition", "stretch_value")
"""Columns that hold one thing of an item's terms each."""
_OF_A_YEAR = re.compile(r"(target|stretch) (.+)")
NOT_MEASURED = "not measured"


class RowsIn(Strict):
    """Rows as they were pasted, or as a file held them."""

    rows: Annotated[str, Field(max_length=LARGEST)] = ""
    version: Whole
    known: Whole = 0
    once: Annotated[Line, Field(max_length=100)]
    step: Literal["check", "send"] = "check"


def rows_of(text: str) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    """The columns of a table and its rows, each by column; what is empty is left out. Raises Malformed."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header, *lines = [row for row in reader if any(cell.strip() for cell in row)] or [[]]
    except csv.Error:
        raise _not_a_table(
            "This cannot be read as CSV: a quotation mark is not closed, or stands in the wrong place."
        ) from None
    columns = tuple(name.strip().lower() for name in header)
    strangers = [one for one in {*columns} - {*EntryIn.model_fields, *OF_THE_RECORD, *OF_TERMS} if not _year(one)]
    if strangers or "kind" not in columns:
        raise _not_a_table("The first row names the columns. Take those of the record's own CSV.")
    if not lines:
        raise _not_a_table("There is no row below the names of the columns.")
    if len(lines) > MOST_ROWS:
        raise _not_a_table(f"At most {MOST_ROWS} rows at once. Send the others after these.")
    if any(len(line) > len(columns) for line in lines):
        raise _not_a_table("A row has more cells than there are columns.")
    return columns, [_row(columns, line) for line in lines]


def command_of_rows(rows: Sequence[Mapping[str, str]]) -> PublishEntries:
    """The entries that the rows tell, in their order. Raises Malformed whose pointers begin with the row's number."""
    return fit(EntriesIn, [_entry(at, row) for at, row in enumerate(rows)], source=TEXT_SOURCE).command()


def _row(columns: Sequence[str], line: Sequence[str]) -> dict[str, str]:
    cells = {name: _cell(cell) for name, cell in zip(columns, line, strict=False) if _is_sent(name)}
    return {name: cell for name, cell in cells.items() if cell}


def _is_sent(name: str) -> bool:
    return name in EntryIn.model_fields or name in OF_TERMS or _year(name) is not None


def _year(name: str) -> tuple[str, str] | None:
    """`target 2028/29` is the target for that period, `stretch 2028/29` its stretch; None for any other column."""
    found = _OF_A_YEAR.fullmatch(name)
    return (found[1], found[2].upper()) if found else None


def _cell(cell: str) -> str:
    """A cell as it was meant: the record's own CSV puts an apostrophe before what a spreadsheet takes for a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith(tuple(f"'{sign}" for sign in FORMULA)) else cell


def _entry(at: int, row: Mapping[str, str]) -> dict[str, object]:
    told = {
        name: _carried(at, name, cell) if name in _CARRIED else cell
        for name, cell in row.items()
        if name in EntryIn.model_fields
    }
    of_terms: dict[str, object] = {name: cell for name, cell in row.items() if name in OF_TERMS}
    years: dict[str, dict[str, object]] = {}
    for name, cell in row.items():
        if (year := _year(name)) is not None:
            what, period = year
            is_unmeasured = what == "target" and cell.casefold() == NOT_MEASURED
            said = {"surveyed": False} if is_unmeasured else {"value" if what == "target" else what: cell}
            years.setdefault(period, {"period": period}).update(said)
    if years:
        of_terms["targets"] = list(years.values())
    stated = told.get("terms")
    terms = {**stated, **of_terms} if isinstance(stated, dict) else of_terms
    return told | ({"terms": terms} if of_terms else {})


def _carried(at: int, name: str, cell: str) -> object:
    try:
        return parse(cell.encode())
    except Malformed:
        raise Malformed("A cell cannot be read.", errors=[Fault("not-json", _CARRIED[name], f"/{at}/{name}")]) from None


def _not_a_table(words: str) -> Malformed:
    return Malformed(words, errors=[Fault("not-a-table", words, "/rows")])
