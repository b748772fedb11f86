"""One entry of a negotiation: as it is sent, as it is told to machines, and as a row of a table for spreadsheets."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from services.publication.domain.entry import Came, Day, Entry, EntryKind, NotADay, Party, Said, Status
from services.publication.schemas.place import Code
from shared import shapes
from shared.shapes import Line, Number, Prose, Strict, Yes

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _partial_day(text: str) -> str:
    try:
        Day.parse(text)
    except NotADay:
        raise shapes.refuse("not-a-date", "Write a day, a month or a year: 2008-06-30, 2008-06 or 2008.") from None
    return text


PartialDay = Annotated[Line, AfterValidator(_partial_day)]
"""A day, or a month or year where the papers tell no more."""


class EntryIn(Strict):
    """What one side said on one item. What is not known is left out or null."""

    round: Code
    party: Party
    party_name: Line
    kind: EntryKind
    item_title: Annotated[Line, Field(max_length=300)]
    source: Annotated[Line, Field(max_length=500)]
    item_code: Annotated[Line, Field(max_length=60)] | None = None
    status: Status | None = None
    reason: Prose | None = None
    said_on: PartialDay | None = None
    baseline_value: Number | None = None
    baseline_period: Line | None = None
    target_value: Number | None = None
    target_period: Line | None = None
    unit: Line | None = None
    lead_partner: Line | None = None
    national_issue: Yes = False
    supersedes: shapes.Whole | None = None
    came: Came | None = None

    def said(self) -> Said:
        """What was sent, as the domain takes it."""
        words = {name: getattr(self, name) for name in type(self).model_fields}
        return Said(**words | {"said_on": Day.parse(self.said_on) if self.said_on else None})


def entry_document(entry: Entry) -> dict[str, object]:
    """One entry: the words, and how they came onto the record."""
    said = entry.said
    words = {name: getattr(said, name) for name in EntryIn.model_fields if name != "came"}
    return {
        "number": entry.number,
        **words,
        "said_on": said.said_on.text if said.said_on else None,
        "came": entry.came,
        "entered_by": entry.entered_by,
        "recorded_at": entry.recorded_at,
        "superseded_by": entry.superseded_by,
    }


def entries_csv(entries: Sequence[Entry]) -> bytes:
    """All entries as CSV in UTF-8, what is not known left empty; no cell is read as a formula."""
    columns = ("number", *(name for name in EntryIn.model_fields), "entered_by", "recorded_at", "superseded_by")
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(columns)
    for entry in entries:
        document = entry_document(entry)
        writer.writerow([_cell(document[column]) for column in columns])
    return table.getvalue().encode()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case str():
            return f"'{value}" if value.startswith(FORMULA) else value
        case _:
            return str(value)
