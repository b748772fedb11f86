"""What people send from the desk of negotiations: one thing said, by a form; or many, as rows of a table.

Both become the same entries as a machine's JSON, and are judged by the same rules.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from services.publication.domain.agreement.command import PublishEntries
from services.publication.domain.entry.entry import EntryKind
from services.publication.schemas.agreement.agreement import EntriesIn
from services.publication.schemas.entry.entry import FORMULA, OF_THE_RECORD, EntryIn
from services.publication.schemas.entry.particulars import ParticularsIn
from shared.problems import Fault, Malformed, Problem
from shared.reader import parse
from shared.shapes import TEXT_SOURCE, Line, Prose, Strict, Whole, fit

MOST_ROWS = 300
LARGEST = 512 << 10
IN_BETWEEN = "__"  # between a thing that an entry carries and a field of it: rejection__department
LISTS = ("items",)  # written in one line, with semicolons between
_CARRIED = {
    "rejection": ("department", "code", "other", "evidence", "interest"),
    "constraints": ("waived", "kind", "words"),
    "advice_request": ("asked_of", "adviser_kind", "question", "items"),
    "advice": ("adviser_kind", "independence", "findings", "recommendation", "recommended", "request", "items"),
    "decision": ("outcome", "reasons", "relied_on", "departure", "urgency", "items"),
    "consent": ("given",),
}
NAMES = (
    *(
        name
        for name in EntryIn.model_fields
        if name not in {*ParticularsIn.model_fields, "kind", "national_issue", "came"}
    ),
    *(f"{thing}{IN_BETWEEN}{field}" for thing, fields in _CARRIED.items() for field in fields),
)


class _Said(Strict):
    """What every form of the desk sends besides the words: the step, the version that was seen, a name of its own.

    `known` is the last submission of the same words that the page told of.
    """

    step: Literal["check", "change", "send"]
    version: Whole
    known: Whole = 0
    once: Annotated[Line, Field(max_length=100)]


_TYPED: dict[str, Any] = dict.fromkeys(NAMES, (Prose | None, None))
SaidIn: type[_Said] = create_model("SaidIn", __base__=_Said, **_TYPED)
"""One thing said, each of its fields as text."""


class RowsIn(Strict):
    """Rows as they were pasted, or as a file held them."""

    rows: Annotated[str, Field(max_length=LARGEST)] = ""
    version: Whole
    known: Whole = 0
    once: Annotated[Line, Field(max_length=100)]
    step: Literal["check", "send"] = "check"


class ReplyForm(Strict):
    """What a body says of words that another typed for it."""

    stance: Literal["confirmed", "disputed"]
    words: Prose | None = None
    once: Annotated[Line, Field(max_length=100)]


def typed(form: _Said) -> dict[str, str]:
    """What was filled in, by name."""
    told = {name: getattr(form, name) for name in NAMES}
    return {name: words for name, words in told.items() if words is not None}


def command_of(kind: EntryKind, words: Mapping[str, str]) -> PublishEntries:
    """The entry that a form tells. Raises Malformed whose pointers name the form's fields."""
    sent: dict[str, Any] = {"kind": kind.value}
    for name, value in words.items():
        thing, _, field = name.partition(IN_BETWEEN)
        if field:
            sent.setdefault(thing, {})[field] = _list(value) if field in LISTS else value
        else:
            sent[name] = value
    if "constraints" in sent:
        sent["constraints"] = _constraints(sent["constraints"])
    return fit(EntriesIn, [sent], source=TEXT_SOURCE).command()


def by_entry(refused: Problem) -> list[Fault]:
    """The faults of entries; of the whole only where no entry has one."""
    own = [fault for fault in refused.errors if (fault.pointer or "").count("/") > 1]
    return own or list(refused.errors)


def field_of(fault: Fault) -> str:
    """The form's field that a fault of its entry is about."""
    parts = [part for part in (fault.pointer or "").split("/")[2:] if not part.isdecimal()]
    if parts[:2] == ["constraints", "constraints"]:
        parts = parts[1:]
    return IN_BETWEEN.join(parts[:2]) or "kind"


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
    strangers = sorted(set(columns) - {*EntryIn.model_fields, *OF_THE_RECORD})
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
    cells = {name: _cell(cell) for name, cell in zip(columns, line, strict=False) if name not in OF_THE_RECORD}
    return {name: cell for name, cell in cells.items() if cell}


def _cell(cell: str) -> str:
    """A cell as it was meant: the record's own CSV puts an apostrophe before what a spreadsheet takes for a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith(tuple(f"'{sign}" for sign in FORMULA)) else cell


def _entry(at: int, row: Mapping[str, str]) -> dict[str, object]:
    return {
        name: _carried(at, name, cell) if name in ParticularsIn.model_fields else cell for name, cell in row.items()
    }


def _carried(at: int, name: str, cell: str) -> object:
    try:
        return parse(cell.encode())
    except Malformed:
        words = "Write this as the record's own CSV does: as JSON."
        raise Malformed("A cell cannot be read.", errors=[Fault("not-json", words, f"/{at}/{name}")]) from None


def _constraints(told: dict[str, Any]) -> dict[str, Any]:
    waived = {"waived": told["waived"]} if "waived" in told else {}
    bound = {name: told[name] for name in ("kind", "words") if name in told}
    return waived | ({"constraints": [bound]} if bound else {})


def _list(words: str) -> list[str]:
    return [part.strip() for part in words.split(";") if part.strip()]


def _not_a_table(words: str) -> Malformed:
    return Malformed(words, errors=[Fault("not-a-table", words, "/rows")])
