"""Rows for spreadsheets: CSV in which no text runs as a formula. The one way in which the house writes CSV. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_BEGINS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def safe_cell(text: str) -> str:
    """Text that a spreadsheet will show and not run: an apostrophe goes before what could begin a formula."""
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(_FORMULA_BEGINS) else text


def csv_of(lines: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV in UTF-8, as RFC 4180 has it. Cells are written as they are: make those of texts safe first."""
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()
