"""Applying a mapping: a table as sent becomes columns of the product's rows, faults by row and sent column, and a count
of what was left out on purpose.

Pure. Every distinct text of a column is looked at once, however many rows hold it. What the rows mean for the register
is checked where every batch is checked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise, repeat

from services.indicators.domain.figure.batch import RowFault, Sent
from services.indicators.domain.mapping.cell import (
    LEFT_OUT,
    CellReader,
    Codes,
    Reading,
    code_reader,
    period_status,
    read_period,
    status_reader,
)
from services.indicators.domain.mapping.heading import Heading
from services.indicators.domain.mapping.mapping import (
    HEADING_JOINT,
    LeaveOut,
    Mapping,
    Source,
    ValueColumn,
    fold,
    fold_measure,
)
from services.indicators.domain.mapping.table import Table

MOST_PRODUCT_ROWS = 1_000_000  # of a wide table that is unfolded
OURS = ("area", "measure", "period", "value", "missing", "suppressed", "status", "reason")  # of the batch's columns
EMPTY_LINE = "the line is empty"
OTHERS = "the mapping leaves out every {} that it does not name"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many rows (of a wide table: cells) were left out for one reason, and the first of them."""

    reason: str
    rows: int
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """The product's rows, column by column. `rows` holds the number of the sent row that each came from, `columns` the
    sent column of its figure; `sent` the sent column of each other column of ours, where there is one.
    """

    area: Sequence[str | None]
    measure: Sequence[str | None]
    period: Sequence[str | None]
    value: Sequence[str | None]
    missing: Sequence[str | None]
    suppressed: Sequence[str | None]
    status: Sequence[str | None]
    reason: Sequence[str | None]
    rows: Sequence[int]
    columns: Sequence[str]
    sent: dict[str, str]
    sent_rows: int
    left_out: tuple[LeftOut, ...] = ()
    faults: tuple[RowFault, ...] = ()

    def column_of(self, at: int, column: str | None) -> str | None:
        """The sent column that our column of the product's row at this index came from."""
        if column in ("value", "missing", "suppressed", "reason"):
            return self.columns[at]
        return None if column is None else self.sent.get(column, self.columns[at])


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Through which version of which mapping a batch's rows came, and what they came from."""

    mapping: str
    version: int
    mapped: Mapped


def apply(mapping: Mapping, table: Table, aliases: Codes | None = None) -> Mapped:
    """What each row of the table becomes. A row with a fault is not among the rows; the fault says why.

    `aliases` are the codes of measures that are meant by other spellings of them, folded, where the mapping takes a
    text as it stands.
    """
    heading = Heading(mapping, table)
    if heading.faults:
        return nothing(table.rows, tuple(heading.faults))
    if table.rows * len(heading.values) > MOST_PRODUCT_ROWS:
        message = f"this table unfolds to more than {MOST_PRODUCT_ROWS:,} figures; send it in parts"
        return nothing(table.rows, (RowFault(None, None, "too-many-rows", message),))
    return _Conversion(mapping, table, heading, aliases or {}).run()


def as_sent(mapped: Mapped) -> Sent:
    """The rows as a batch is checked: each with the cells that it has."""
    columns = [getattr(mapped, name) for name in OURS]
    return Sent([dict(zip(OURS, row, strict=True)) for row in zip(*columns, strict=True)])


def located(mapped: Mapped, found: Sequence[RowFault]) -> list[RowFault]:
    """The mapping's own faults and those found in its rows, all by the row and the column that were sent."""
    if not mapped.rows:
        found = () if mapped.faults else found  # a batch without a row is told so only when nothing else is
    faults = [*mapped.faults, *(_located(mapped, fault) for fault in found)]
    once = {(fault.row, fault.column, fault.code): fault for fault in faults}  # not once for each figure of a row
    return sorted(once.values(), key=lambda fault: fault.row or 0)


def _located(mapped: Mapped, fault: RowFault) -> RowFault:
    if not fault.row:
        return fault
    at = fault.row - 1
    message = fault.message
    if fault.code == "duplicate-row":
        message = "another row is for the same area, measure and period"
    return replace(fault, row=mapped.rows[at], column=mapped.column_of(at, fault.column), message=message)


def nothing(rows: int, faults: tuple[RowFault, ...]) -> Mapped:
    """What becomes of a table of so many rows that cannot be read for these faults."""
    return Mapped(
        area=(),
        measure=(),
        period=(),
        value=(),
        missing=(),
        suppressed=(),
        status=(),
        reason=(),
        rows=(),
        columns=(),
        sent={},
        sent_rows=rows,
        faults=faults,
    )


@dataclass(frozen=True, slots=True)
class _Key:
    """Whose figure of which measure and period a cell is, or what is wrong with that: our column, code, message."""

    area: str | None
    measure: str | None
    period: str | None
    status: str | None
    faults: tuple[tuple[str, str, str], ...]
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the product, and where its figure stood."""

    key: _Key
    told: Reading
    missing: str | None
    row: int
    column: str


class _Conversion:
    """One table under one mapping; collects faults and counts what is left out."""

    def __init__(self, mapping: Mapping, table: Table, heading: Heading, aliases: Codes) -> None:
        self.mapping, self.table, self.heading = mapping, table, heading
        self.faults: dict[tuple[int, str | None, str], RowFault] = {}
        self.left_out: dict[str, list[int]] = defaultdict(list)
        self.rows: list[_Row] = []
        self.sent = dict(self._sent())
        self.read_cell = cache(CellReader(mapping).read)
        self.read_code = {
            "area": code_reader(mapping.area, fold),
            "measure": code_reader(mapping.measure, fold_measure, aliases),
        }
        self.read_code["status"] = status_reader(mapping.status)

    def run(self) -> Mapped:
        """All rows, in the order sent; of one row the figures in the order of their columns."""
        left_out = self._rules()
        reasons = self._texts(self.mapping.missing, "") if self.mapping.missing else repeat(None, self.table.rows)
        columns = [(one.column, self._keys(one), self._cells(one.column)) for one in self.heading.values]
        for at, reason in enumerate(reasons):
            if at not in left_out:
                for name, keys, cells in columns:
                    self._take(at + 1, name, keys[at], self.read_cell(cells[at], keys[at].measure), reason)
        return self._mapped()

    def _take(self, row: int, name: str, key: _Key, told: Reading, reason: str | None) -> None:
        if (left_out := key.left_out or told.left_out) is not None:
            self.left_out[left_out].append(row)
            return
        fault, missing = told.fault, told.missing
        if fault is not None and fault[0] == "missing-field" and reason is not None:
            fault, missing = None, reason
        for ours, code, message in key.faults:
            self._fault(row, self.sent.get(ours, name), code, message)
        if fault is not None:
            self._fault(row, name, *fault)
        elif not key.faults:
            self.rows.append(_Row(key, told, missing, row, name))

    def _fault(self, row: int, column: str | None, code: str, message: str) -> None:
        self.faults.setdefault((row, column, code), RowFault(row, column, code, message))

    def _mapped(self) -> Mapped:
        rows = self.rows
        return Mapped(
            area=[one.key.area for one in rows],
            measure=[one.key.measure for one in rows],
            period=[one.key.period for one in rows],
            value=[one.told.value for one in rows],
            missing=[one.missing for one in rows],
            suppressed=[one.told.suppressed for one in rows],
            status=[one.told.status or one.key.status for one in rows],
            reason=[one.told.reason for one in rows],
            rows=[one.row for one in rows],
            columns=[one.column for one in rows],
            sent=self.sent,
            sent_rows=self.table.rows,
            left_out=tuple(LeftOut(reason, len(found), found[0]) for reason, found in self.left_out.items()),
            faults=tuple(sorted(self.faults.values(), key=lambda fault: fault.row or 0)),
        )

    def _sent(self) -> Iterator[tuple[str, str]]:
        """Our column and the first sent column that tells it."""
        of = {"area": self.mapping.area.sources, "measure": self.mapping.measure.sources}
        of |= {"period": self.mapping.period.sources}
        of |= {"status": self.mapping.status.sources if self.mapping.status else ()}
        for ours, sources in of.items():
            for column in [source.column for source in sources if source.column is not None][:1]:
                yield ours, self.heading.sent(column)

    def _rules(self) -> frozenset[int]:
        """The rows, by index, that a rule leaves out; the first rule that fits gives the reason."""
        found = set(range(self.table.rows))
        for cells in self.table.columns.values():
            found = {at for at in found if cells[at] is None}
        if found:
            self.left_out[EMPTY_LINE] += [at + 1 for at in sorted(found)]
        for rule in self.mapping.leave_out:
            cells = self._cells(self.heading.sent(rule.column))
            fits = {cell for cell in set(cells) if _fits(rule, cell)}
            rows = [at for at, cell in enumerate(cells) if cell in fits and at not in found]
            if rows:
                self.left_out[rule.reason] += [at + 1 for at in rows]
            found.update(rows)
        return frozenset(found)

    def _cells(self, name: str) -> Sequence[str | None]:
        return self.table.columns[name]

    def _texts(self, source: Source, heading: str) -> Iterable[str | None]:
        if source.column is not None:
            return self._cells(self.heading.sent(source.column))
        if source.heading is not None:
            parts = heading.split(HEADING_JOINT)
            return repeat(parts[source.heading - 1] if source.heading <= len(parts) else None, self.table.rows)
        return repeat(source.constant, self.table.rows)

    def _keys(self, figures: ValueColumn) -> list[_Key]:
        """For every row whose figure stands in this column: each distinct set of texts is looked up once."""
        mapping = self.mapping
        status = mapping.status.sources if mapping.status else ()
        groups = [mapping.area.sources, mapping.measure.sources, mapping.period.sources, status]
        sources = [source for group in groups for source in group]
        texts = list(zip(*(self._texts(source, figures.column) for source in sources), strict=True))
        cuts = [0, *accumulate(len(group) for group in groups)]
        known = {text: self._key(figures, [text[a:b] for a, b in pairwise(cuts)]) for text in set(texts)}
        return [known[text] for text in texts]

    def _key(self, figures: ValueColumn, groups: Sequence[tuple[str | None, ...]]) -> _Key:
        area = self.read_code["area"](groups[0])
        measure = (figures.measure, None) if figures.measure else self.read_code["measure"](groups[1])
        period = (figures.period, None) if figures.period else read_period(self.mapping.period, groups[2])
        status = self.read_code["status"](groups[3])
        told = {"area": area, "measure": measure, "period": period, "status": status}
        faults = tuple((ours, *fault) for ours, (_, fault) in told.items() if fault is not None)
        left_out = next((OTHERS.format(ours) for ours, (_, fault) in told.items() if fault == LEFT_OUT), None)
        said = status[0] or (None if figures.period else period_status(self.mapping.period, groups[2]))
        return _Key(area[0], measure[0], period[0], said, faults, left_out)


def _fits(rule: LeaveOut, cell: str | None) -> bool:
    text = fold(cell or "")
    if not text:
        return rule.is_empty
    return text in {fold(one) for one in rule.texts} or text.startswith(tuple(fold(one) for one in rule.beginnings))
