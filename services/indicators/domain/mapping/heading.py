"""The head of a table: which of its columns a mapping names, which hold figures, and which nobody spoke for.

Also how the lines of a sheet become a table, when there are lines above the header or several lines in it. Pure.
"""

from collections.abc import Sequence

from services.indicators.domain.figure.batch import RowFault
from services.indicators.domain.mapping.cell import read_period
from services.indicators.domain.mapping.mapping import HEADING_JOINT, Layout, Mapping, ValueColumn, fold
from services.indicators.domain.mapping.table import Table

LONGEST_COLUMN_NAME = 200
MOST_COLUMNS = 1000
NAMELESS = "column {}"  # what a column without a heading is called
UNNAMED = "column {} is named nowhere in the mapping, neither as used nor as unused"

Line = Sequence[str | None]


class NoTable(ValueError):
    """The lines hold no table; `faults` says why."""

    def __init__(self, *faults: RowFault) -> None:
        super().__init__(faults[0].code)
        self.faults = faults


def headed(lines: Sequence[Line], layout: Layout) -> Table:
    """The lines of a sheet as a table; rows count from the line after the header. A short line is filled up with empty
    cells, as spreadsheets leave them out; a cell beyond the last column is a fault, and NoTable is raised.
    """
    names = _names(lines[layout.lines_above : layout.lines_above + layout.header_lines])
    if not names or len(names) > MOST_COLUMNS:
        raise NoTable(RowFault(0, None, "missing-column", f"a table has 1 to {MOST_COLUMNS} columns"))
    body = list(lines[layout.lines_above + layout.header_lines :])
    while body and not any(body[-1]):
        body.pop()
    twice = [at for at, name in enumerate(names, start=1) if name in names[: at - 1]]
    faults = [RowFault(0, None, "duplicate-column", f"column {at} has the name of another column") for at in twice]
    faults += [
        RowFault(0, None, "forbidden-character", f"the name of column {at} holds a control character")
        for at, name in enumerate(names, start=1)
        if not name.isprintable()
    ]
    for row, line in enumerate(body, start=1):
        if any(line[len(names) :]):
            faults.append(RowFault(row, None, "long-row", f"this row has more cells than the {len(names)} columns"))
    if faults:
        raise NoTable(*faults)
    columns = {name: [line[at] if at < len(line) else None for line in body] for at, name in enumerate(names)}
    return Table(columns=columns, rows=len(body))


def _names(header: Sequence[Line]) -> list[str]:
    """One name for each column; where a header has several lines, an upper cell holds for the empty cells behind it."""
    if not header or not any(header[-1]):
        return []
    width = max(at for line in header for at, cell in enumerate(line, start=1) if cell)
    parts = [[_cell(line, at) for at in range(width)] for line in header]
    for line in parts[:-1]:
        for at in range(1, width):
            line[at] = line[at] or line[at - 1]
    joined = [HEADING_JOINT.join(part for part in column if part) for column in zip(*parts, strict=True)]
    return [name or NAMELESS.format(at) for at, name in enumerate(joined, start=1)]


def _cell(line: Line, at: int) -> str:
    return " ".join((line[at] or "").split()) if at < len(line) else ""


class Heading:
    """The columns of the table as the mapping names them, and which of them hold figures."""

    def __init__(self, mapping: Mapping, table: Table) -> None:
        self._columns = table.columns
        self._spelled = frozenset(mapping.spelled)
        self._names: dict[str, str] = {}
        self.faults: list[RowFault] = []
        for at, name in enumerate(table.columns, start=1):
            self._take(at, name)
        unnamed = [
            (at, name)
            for at, name in enumerate(table.columns, start=1)
            if fold(name) not in mapping.named and (name != NAMELESS.format(at) or any(table.columns[name]))
        ]
        strangers = [(at, name) for at, name in unnamed if not _may_hold_figures(mapping, name)]
        self.values = self._values(mapping, [name for _, name in unnamed])
        self.faults += [RowFault(0, None, "unknown-column", UNNAMED.format(at)) for at, _ in strangers]
        for folded in sorted(mapping.named - self._names.keys() - {fold(name) for name in mapping.unused}):
            message = f"the mapping needs a column that is not there: {_shown(mapping, folded)}"
            self.faults.append(RowFault(0, None, "missing-column", message))
        if not self.values:
            self.faults.append(RowFault(0, None, "missing-column", "no column holds figures"))

    def sent(self, name: str) -> str:
        """The column's name as it was sent."""
        return name if name in self._columns else self._names[fold(name)]

    def _take(self, at: int, name: str) -> None:
        if len(name) > LONGEST_COLUMN_NAME:
            message = f"the name of column {at} is longer than {LONGEST_COLUMN_NAME} characters"
            self.faults.append(RowFault(0, None, "unknown-column", message))
        elif (first := self._names.setdefault(fold(name), name)) != name and not {first, name} & self._spelled:
            self.faults.append(RowFault(0, None, "duplicate-column", f"column {at} has the name of another column"))

    def _values(self, mapping: Mapping, unnamed: Sequence[str]) -> list[ValueColumn]:
        if mapping.values.is_every_other:
            return [ValueColumn(column=name) for name in unnamed]
        there = [one for one in mapping.values.columns if fold(one.column) in self._names]
        return [ValueColumn(column=self.sent(one.column), measure=one.measure, period=one.period) for one in there]


def _may_hold_figures(mapping: Mapping, name: str) -> bool:
    """Whether a column that nothing names may be one of figures: its heading must then be the period it has to tell."""
    if not mapping.values.is_every_other:
        return False
    levels = [source.heading for source in mapping.period.sources]
    if not levels or None in levels:
        return True
    parts = name.split(HEADING_JOINT)
    texts = [parts[level - 1] if level is not None and level <= len(parts) else None for level in levels]
    return read_period(mapping.period, texts)[0] is not None


def _shown(mapping: Mapping, folded: str) -> str:
    """The column's name as the mapping writes it."""
    names = [source.column for one in (mapping.area, mapping.measure, mapping.status) if one for source in one.sources]
    names += [source.column for source in (*mapping.period.sources, mapping.missing) if source]
    names += [one.column for one in mapping.values.columns] + [rule.column for rule in mapping.leave_out]
    return next((name for name in names if name and fold(name) == folded), folded)
