"""Filling in a form as a clerk's program does: opened, changed cell by cell, saved."""

import io
from collections.abc import Mapping
from datetime import date

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.indicators.domain.figure.form import COLUMNS


def opened(form: bytes) -> tuple[Workbook, Worksheet]:
    book = load_workbook(io.BytesIO(form))
    (sheet,) = book.worksheets
    assert isinstance(sheet, Worksheet)
    return book, sheet


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def at(column: str, line: int) -> str:
    """The address of a cell: lines count from 1, below the header."""
    return f"{chr(ord('A') + COLUMNS.index(column))}{line + 1}"


def filled(form: bytes, cells: Mapping[str, str | float | date | None]) -> bytes:
    book, sheet = opened(form)
    for address, value in cells.items():
        sheet[address] = value
    return saved(book)


def told(form: bytes, *columns: str) -> list[tuple[object, ...]]:
    header, *rest = opened(form)[1].iter_rows(values_only=True)
    lines = [dict(zip(header, line, strict=True)) for line in rest]
    return [tuple(line[name] or "" for name in columns) for line in lines]
