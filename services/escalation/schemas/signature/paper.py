"""Signatures on paper as they are sent: where they come from, the lines or their number; and batches as JSON."""

import csv
import io
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, create_model, model_validator

from services.escalation.domain.signature.paper import Batch, Finding, HandedInBy, unseen_of
from services.escalation.domain.signature.paper import Line as Typed
from services.escalation.domain.signature.signature import Relation
from services.escalation.schemas.signature.signature import Name, Postcode
from shared.problems import Fault, Malformed
from shared.shapes import TEXT_SOURCE, Day, Line, Slug, Strict, Whole, at_most, fit, refuse

MOST_LINES = 5_000
MOST_COUNTED = 100_000
GRID = 20
HEADINGS = ("name", "postcode", "relation")
FOUND = "|".join(one.value for one in Finding)

Cell = Annotated[Line, at_most(200)]
Sheets = Annotated[Whole, Field(ge=1, le=2_000)]
Lines = Annotated[Whole, Field(ge=1, le=MOST_COUNTED)]


class PaperLine(Strict):
    """One line of a sheet."""

    name: Name
    postcode: Postcode
    relation: Relation

    def typed(self) -> Typed:
        """The line as it is kept."""
        return Typed(name=self.name, postcode=self.postcode, relation=self.relation.value)


class ProvenanceIn(Strict):
    """Where sheets come from: the day they were received, who handed them in, how many there are."""

    received_on: Day
    handed_in_by: HandedInBy
    sheets: Sheets


class PaperIn(ProvenanceIn):
    """A batch of sheets: each line of them, or how many lines they have."""

    lines: Annotated[list[PaperLine], Field(min_length=1, max_length=MOST_LINES)] | None = None
    count: Lines | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "PaperIn":
        if (self.lines is None) is (self.count is None):
            raise refuse("lines-or-count", "Send either every line or how many lines there are.")
        return self


class FoundIn(Strict):
    """What was found of one drawn line."""

    line: Lines
    finding: Finding


class ComparedIn(Strict):
    """What was found of drawn lines beside their sheets; the rest may follow."""

    found: Annotated[list[FoundIn], Field(min_length=1, max_length=MOST_LINES)]

    def by_line(self) -> dict[int, Finding]:
        """What was found, by the line's number."""
        return {one.line: one.finding for one in self.found}


class ProvenanceForm(ProvenanceIn):
    """The same from a page. `once` makes a button that is pressed twice one deed."""

    once: Slug


class CountForm(ProvenanceForm):
    """The page that takes a number of lines."""

    count: Lines


class GridBase(ProvenanceForm):
    """The page that takes lines one by one: a row of three cells for each."""

    def rows(self) -> dict[int, dict[str, str]]:
        """The cells of the rows in which something was written, by the row's number."""
        found: dict[int, dict[str, str]] = {}
        for row in range(1, GRID + 1):
            cells = {name: getattr(self, f"{name}_{row}") for name in HEADINGS}
            if kept := {name: cell for name, cell in cells.items() if cell}:
                found[row] = kept
        return found


_CELLS: dict[str, Any] = {f"{name}_{row}": (Cell | None, None) for row in range(1, GRID + 1) for name in HEADINGS}
GridForm: type[GridBase] = create_model("GridForm", __base__=GridBase, **_CELLS)


class ComparedForm(Strict):
    """The page on which drawn lines are compared: `12-right` for each that was looked at."""

    found: Annotated[list[Annotated[Line, Field(pattern=rf"^[1-9][0-9]{{0,5}}-({FOUND})$")]], Field(min_length=1)]

    def by_line(self) -> dict[int, Finding]:
        """What was found, by the line's number."""
        pairs = (one.split("-", 1) for one in self.found)
        return {int(line): Finding(finding) for line, finding in pairs}


def with_lines(sent: ProvenanceForm, lines: list[dict[str, str]]) -> PaperIn:
    """The batch with its lines. Raises Malformed naming every fault of every line by its place in the list."""
    if not lines:
        raise Malformed("There is no line.", errors=[Fault("missing", "Write at least one line.", "/lines")])
    if len(lines) > MOST_LINES:
        words = f"At most {MOST_LINES:,} lines are taken at once, and these are {len(lines):,}: send the rest apart."
        raise Malformed("There are too many lines.", errors=[Fault("too-many-lines", words, "/lines")])
    return fit(PaperIn, {**_provenance(sent), "lines": lines}, source=TEXT_SOURCE)


def counted(sent: CountForm) -> PaperIn:
    """The batch of which only the number of lines is known."""
    return fit(PaperIn, {**_provenance(sent), "count": str(sent.count)}, source=TEXT_SOURCE)


def lines_of_csv(content: bytes) -> list[dict[str, str]]:
    """The lines of a CSV file with the headings name, postcode and relation. Raises Malformed for what is none."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise _not_csv("Save the file as CSV in UTF-8, one line for each person.") from None
    headings = [cell.strip().lower() for cell in rows[0]] if rows else []
    if sorted(headings) != sorted(HEADINGS):
        raise _not_csv("The first line of the file names the columns: name, postcode, relation.")
    filled = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    return [_cells(headings, row) for row in filled]


def _cells(headings: list[str], row: list[str]) -> dict[str, str]:
    named = {name: cell for name, cell in zip(headings, row, strict=False) if cell.strip()}
    return named | ({"one_cell_too_many": "x"} if len(row) > len(headings) else {})


def _not_csv(words: str) -> Malformed:
    return Malformed("The file cannot be read.", errors=[Fault("not-such-a-table", words, "/file")])


def _provenance(sent: ProvenanceForm) -> Mapping[str, str]:
    said = sent.model_dump(mode="json", include=set(ProvenanceIn.model_fields))
    return {name: str(value) for name, value in said.items()}


def batch_document(reference: str, batch: Batch) -> dict[str, Any]:
    """A batch as everybody may see it: numbers, days, the draw. Nobody who signed or entered stands in it."""
    itself = f"/escalation/v1/petitions/{reference}/paper"
    return {
        "paper": batch.number,
        "received_on": batch.received_on.isoformat(),
        "handed_in_by": batch.handed_in_by.value,
        "sheets": batch.sheets,
        "lines": batch.lines,
        "is_listed": batch.is_listed,
        "seed": batch.seed,
        "drawn": sorted(batch.drawn),
        "compared": len(batch.found),
        "wrong": batch.wrong,
        "check_by": batch.check_by.isoformat() if batch.is_open else None,
        "every_line": batch.is_widened,
        "outcome": batch.outcome.value if batch.outcome else None,
        "counted": batch.counted,
        "doubles": batch.doubles,
        "counted_unseen": unseen_of([batch]),
        "waiting": batch.waiting,
        "counted_on": batch.counted_on.isoformat() if batch.counted_on else None,
        "body": batch.body,
        "links": {"list": itself, "compare": f"{itself}/{batch.number}/comparison"},
    }
