"""What stands in the parts of a spreadsheet file and its cells do not tell: formulas, merged cells, what is hidden,
figures shown as percentages. Each is named with the place where a clerk sees it. Nothing is refused here.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat  # a file that declares a document type or an entity is never parsed

MOST_TRAPS = 10_000
_PIECE = 1 << 20
_SAID = {
    "formula-cell": "cell {at} holds a formula; paste the sheet as values, so that it says what you see",
    "hidden-column": "column {at} is hidden; show it or delete it",
    "hidden-row": "row {at} is hidden or filtered out; show it or delete it",
    "merged-cells": "the cells {at} are merged, so it is not clear which row they belong to; unmerge them",
    "percent-cell": "cell {at} is shown as a percentage, so it holds a hundredth of what you see; make it a plain "
    "number or text, and type the figure again, such as 57.5",
}
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# Whether a part can hold a trap at all: most hold none, and are not gone through cell by cell.
_SUSPECT = re.compile(
    rb"<(?:\w+:)?f[ >/]|hidden=\"(?:1|true)\"|<(?:\w+:)?mergeCell |table:formula=|table:visibility=|"
    rb"-spanned=\"(?:[2-9]|1[0-9])|value-type=\"percentage\""
)
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576  # of a sheet, in any program
_QUOTED = re.compile(r'"[^"]*"|\\.')  # what a number format shows as it stands
_PERCENT_FORMATS = frozenset({"9", "10"})  # those that every program knows by number
_OPEN_DOCUMENT, _EXCEL_SHEETS, _STYLES = "content.xml", re.compile(r"xl/worksheets/[^/]+\.xml"), "xl/styles.xml"
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Trap:
    """A trap in the columns from `first` to `last` of a row, which count from 1; row 0 stands for all rows.

    `at` is what a spreadsheet calls the place: K7, A2:A3, the row 7 or the column K.
    """

    code: str
    at: str
    row: int
    first: int
    last: int

    @property
    def message(self) -> str:
        """Where it is, what is wrong and what to do."""
        return _SAID[self.code].format(at=self.at)


def declares_a_type(parts: zipfile.ZipFile) -> bool:
    """Whether any part declares a document type. Every part is unpacked, no more of it at a time than a piece."""
    return any(_holds(parts, part, _DOCTYPE) for part in parts.namelist())


def traps(parts: zipfile.ZipFile, sheet: str, *, width: int, height: int) -> list[Trap]:
    """The traps of the sheet of this name, which holds something in so many columns and rows; at most 10,000.

    The parts declare no document type. Raises ValueError for one that is not well formed.
    """
    found: list[Trap] = []
    try:
        if _OPEN_DOCUMENT in parts.namelist():
            if _holds(parts, _OPEN_DOCUMENT, _SUSPECT):
                _go_through(parts, _OPEN_DOCUMENT, _OpenDocument(found, width, height, sheet).begin)
        else:
            percents = _percent_styles(parts)
            for part in _parts_of(parts, sheet):
                if percents or _holds(parts, part, _SUSPECT):
                    _go_through(parts, part, _Excel(found, width, height, percents).begin)
    except _Enough:
        return found
    except expat.ExpatError:
        raise ValueError("a part is not well formed") from None
    return found


def letters(column: int) -> str:
    """What a spreadsheet calls a column that counts from 1: A, Z, AA."""
    named = ""
    while column:
        column, rest = divmod(column - 1, 26)
        named = chr(ord("A") + rest) + named
    return named


def _holds(parts: zipfile.ZipFile, part: str, pattern: re.Pattern[bytes]) -> bool:
    """Whether the pattern is in a part, which is read to its end either way: so a broken one is found out."""
    before, is_there = b"", False
    with parts.open(part) as stream:
        while piece := stream.read(_PIECE):
            is_there = is_there or pattern.search(before + piece) is not None
            before = piece[-200:]
    return is_there


def _go_through(parts: zipfile.ZipFile, part: str, begin: Callable[[str, Attributes], None]) -> None:
    """Tell every element that begins, with its attributes, all names without what stands for their namespace."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, attributes: begin(
        name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()}
    )
    with parts.open(part) as stream:
        parser.ParseFile(stream)


class _Enough(Exception):
    """So many traps were found that no more are listed. Never leaves this module."""


class _Looker:
    """Goes through the elements of a sheet and keeps what it finds."""

    def __init__(self, found: list[Trap], width: int, height: int) -> None:
        self.found = found
        self.width, self.height = width, height
        self.row = self.column = 0

    def keep(self, code: str, at: str, row: int, first: int, last: int) -> None:
        """One more trap."""
        self.found.append(Trap(code, at, row, first, last))
        if len(self.found) >= MOST_TRAPS:
            raise _Enough

    def keep_cell(self, code: str) -> None:
        """A trap in the cell that is being looked at."""
        if self.is_a_place():
            self.keep(code, f"{letters(self.column)}{self.row}", self.row, self.column, self.column)

    def is_a_place(self) -> bool:
        """Whether any program has such a cell: other numbers are not even written out."""
        return self.column <= _MOST_COLUMNS and self.row <= _MOST_ROWS

    def keep_columns(self, first: int, last: int) -> None:
        """Hidden columns, as far as the sheet is wide."""
        for column in range(first, min(last, self.width) + 1):
            self.keep("hidden-column", letters(column), 0, column, column)

    def keep_rows(self, first: int, last: int) -> None:
        """Hidden rows, as far as the sheet is long."""
        for row in range(first, min(last, self.height) + 1):
            self.keep("hidden-row", str(row), row, 1, self.width)


class _Excel(_Looker):
    """One sheet of an Excel workbook; `percents` are the styles that show a number as a percentage."""

    def __init__(self, found: list[Trap], width: int, height: int, percents: frozenset[int]) -> None:
        super().__init__(found, width, height)
        self._percents = percents
        self._is_percent = False

    def begin(self, name: str, attributes: Attributes) -> None:
        """What may be a trap, by element."""
        match name:
            case "row":
                self.row, self.column = int(attributes.get("r", self.row + 1)), 0
                if _is_true(attributes.get("hidden")):
                    self.keep_rows(self.row, self.row)
            case "c":
                named = _ADDRESS.fullmatch(attributes.get("r", ""))
                self.column = _column(named[1]) if named else self.column + 1
                is_number = attributes.get("t", "n") == "n"
                self._is_percent = is_number and int(attributes.get("s", 0)) in self._percents
            case "f":
                self.keep_cell("formula-cell")
            case "v" if self._is_percent:
                self.keep_cell("percent-cell")
            case "col" if _is_true(attributes.get("hidden")):
                self.keep_columns(int(attributes.get("min", 1)), int(attributes.get("max", self.width)))
            case "mergeCell":
                at = attributes.get("ref", "")
                ends = _ADDRESS.findall(at)
                first, last = (_column(ends[0][0]), _column(ends[-1][0])) if ends else (1, self.width)
                self.keep("merged-cells", at, int(ends[0][1]) if ends else 0, first, last)


class _OpenDocument(_Looker):
    """One sheet of an OpenDocument file, which holds them all in one part and counts repeated cells once."""

    def __init__(self, found: list[Trap], width: int, height: int, sheet: str) -> None:
        super().__init__(found, width, height)
        self._sheet = sheet
        self._is_here = False
        self._columns = self._more_rows = self._more_cells = 0

    def begin(self, name: str, attributes: Attributes) -> None:
        """What may be a trap, by element."""
        if name == "table":
            self._is_here = attributes.get("name") == self._sheet
            self.row = self._columns = self._more_rows = 0
        if not self._is_here:
            return
        match name:
            case "table-column":
                first = self._columns + 1
                self._columns += int(attributes.get("number-columns-repeated", 1))
                if attributes.get("visibility", "visible") != "visible":
                    self.keep_columns(first, self._columns)
            case "table-row":
                self.row += 1 + self._more_rows
                self._more_rows = int(attributes.get("number-rows-repeated", 1)) - 1
                self.column = self._more_cells = 0
                if attributes.get("visibility", "visible") != "visible":
                    self.keep_rows(self.row, self.row + self._more_rows)
            case "table-cell" | "covered-table-cell":
                self.column += 1 + self._more_cells
                self._more_cells = int(attributes.get("number-columns-repeated", 1)) - 1
                self._look_at(attributes)

    def _look_at(self, attributes: Attributes) -> None:
        if "formula" in attributes:
            self.keep_cell("formula-cell")
        if attributes.get("value-type") == "percentage":
            self.keep_cell("percent-cell")
        wide = int(attributes.get("number-columns-spanned", 1))
        high = int(attributes.get("number-rows-spanned", 1))
        if (wide > 1 or high > 1) and self.is_a_place():
            last = self.column + wide - 1
            at = f"{letters(self.column)}{self.row}:{letters(last)}{self.row + high - 1}"
            self.keep("merged-cells", at, self.row, self.column, last)


def _parts_of(parts: zipfile.ZipFile, sheet: str) -> list[str]:
    """The part of the sheet of this name; every sheet's, where the workbook does not say which it is."""
    names = parts.namelist()
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def begin(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            ids[attributes.get("name", "")] = attributes.get("id", "")
        elif name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    for part in (_WORKBOOK, _RELATIONS):
        if part in names:
            _go_through(parts, part, begin)
    target = targets.get(ids.get(sheet, ""), "")
    part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return [part] if part in names else [name for name in names if _EXCEL_SHEETS.fullmatch(name)]


def _percent_styles(parts: zipfile.ZipFile) -> frozenset[int]:
    """The numbers of the cell styles that show a number as a percentage."""
    formats = set(_PERCENT_FORMATS)
    styles: list[str] = []
    is_of_cells = False

    def begin(name: str, attributes: Attributes) -> None:
        nonlocal is_of_cells
        if name == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))
        elif name in {"cellStyleXfs", "cellXfs"}:
            is_of_cells = name == "cellXfs"
        elif name == "xf" and is_of_cells:
            styles.append(attributes.get("numFmtId", "0"))

    if _STYLES in parts.namelist():
        _go_through(parts, _STYLES, begin)
    return frozenset(at for at, style in enumerate(styles) if style in formats)


def _is_true(text: str | None) -> bool:
    return text in {"1", "true"}


def _column(named: str) -> int:
    """The number of a column by its letters."""
    number = 0
    for letter in named:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
