"""Rows that were not taken as CSV that a clerk can mend and send back: as they were sent, with a column `error`."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.indicators.domain.figure.batch import COLUMNS, TO_MEND, Cells
from services.indicators.schemas.figure.chunk import Chunk
from shared.formats.cells import safe_cell

Errors = Sequence[Mapping[str, Any]]

_NUMBER = re.compile(r"-[0-9.]+")


def errors_of(answer: bytes) -> Errors:
    """The faults that a stored answer lists."""
    found: Errors = json.loads(answer).get("errors", [])
    return found


def every_row(chunks: Iterable[Chunk], errors: Errors) -> bytes:
    """All rows in the order sent, so that the whole can be sent again."""
    return _written(chunks, _sentences(errors), lambda _: True)


def faulty_rows(chunks: Iterable[Chunk], errors: Errors) -> bytes:
    """Only the rows that have a fault: the others were stored."""
    sentences = _sentences(errors)
    return _written(chunks, sentences, lambda at: at in sentences)


def _written(chunks: Iterable[Chunk], sentences: Mapping[int, str], is_wanted: Callable[[int], bool]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*COLUMNS, TO_MEND))
    for chunk in chunks:
        for at, cells in chunk.cells():
            is_open = cells is None and at not in chunk.spoilt and at not in sentences  # of a form: it says nothing
            if is_wanted(at) and not is_open:
                writer.writerow((*_shown(cells, chunk.spoilt.get(at, ())), sentences.get(at, "")))
    return text.getvalue().encode()


def _sentences(errors: Errors) -> dict[int, str]:
    """What is wrong with each row, by number."""
    found: dict[int, list[str]] = {}
    for error in errors:
        if "row" in error:
            named = f"{error['column']}: " if "column" in error else ""
            found.setdefault(error["row"], []).append(f"{named}{error['message']}")
    return {row: "; ".join(said) for row, said in found.items()}


def _shown(cells: Cells | None, spoilt: Sequence[str]) -> list[str]:
    if cells is None:
        return [_cell(spoilt[at]) if at < len(spoilt) else "" for at in range(len(COLUMNS))]
    return [_cell(cells.get(name)) for name in COLUMNS]


def _cell(value: object) -> str:
    """A cell as it was sent; what a spreadsheet would run has an apostrophe before it."""
    if value is None:
        return ""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text if _NUMBER.fullmatch(text) else safe_cell(text)
