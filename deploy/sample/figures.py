"""The ten files of real figures as the partners' own systems would post them: a mapping, then the table as it is.

The mappings stand in mappings/. Reading a file's rows here, too, is how the sample knows its places and counts;
whatever its mapping does not name stops it.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any

from deploy.sample.posting import Posting, read_text, read_toml
from shared.periods.dialects import Dialect, read

PATH = "/indicators/v1/batches"
MAPPINGS = "/indicators/v1/mappings"
COLUMNS = ("area", "measure", "period", "value", "missing")


class UnmappedFile(ValueError):
    """A file holds a column, a series or a word for which the mapping has no place."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure as it is kept: a decimal written to the source's digit, or the reason why there is none."""

    area: str
    measure: str
    period: str
    value: str | None
    missing: str | None = None

    def body(self) -> dict[str, object]:
        """The row as JSON values; `missing` stands only where there is no value."""
        shown = {name: getattr(self, name) for name in COLUMNS}
        return shown if self.missing else {name: shown[name] for name in COLUMNS[:-1]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A file ready to post: by whom, its table as it is, its mapping, and the rows that this makes of it in order."""

    file: str
    partner: str
    table: str
    mapping: Posting
    rows_read: int
    rows: tuple[Row, ...]

    @property
    def key(self) -> str:
        """The request's Idempotency-Key: the same whenever the sample is loaded again."""
        return f"sample-{self.file.removesuffix('.csv')}"

    @property
    def path(self) -> str:
        """Where the table is posted, through its mapping."""
        return f"{PATH}?mapping={_name(self.file)}"

    @property
    def missing(self) -> Counter[str]:
        """Reason -> how many rows have no value for it."""
        return Counter(row.missing for row in self.rows if row.missing)

    def posting(self) -> Posting:
        """The rows as one JSON request in the product's own columns, for who has no mapping."""
        return Posting(path=PATH, key=self.key, body={"rows": [row.body() for row in self.rows]})

    def as_csv(self) -> str:
        """The rows as text/csv in the product's own column names."""
        text = StringIO()
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        writer.writerows([getattr(row, name) or "" for name in COLUMNS] for row in self.rows)
        return text.getvalue()


def batches() -> tuple[Batch, ...]:
    """Every file of the sample, in the order of exports.toml."""
    return tuple(batch_of(_text(export), export, mapping_of(export["file"])) for export in _exports())


def mapping_of(file: str) -> dict[str, Any]:
    """The mapping of a file, as its partner sends it."""
    mapping: dict[str, Any] = json.loads(read_text(f"mappings/{file.removesuffix('.csv')}.json"))
    return mapping


def place_names() -> dict[str, str]:
    """Code -> name of every place in the files, in code order; raises UnmappedFile when two files disagree."""
    names: dict[str, str] = {}
    for export in _exports():
        mapping = mapping_of(export["file"])
        for record in _records(_text(export), export["file"], mapping):
            code, name = record[_columns(mapping["area"])[0]], record[export["place_name"]]
            if names.setdefault(code, name) != name:
                raise UnmappedFile(f"{code} is called both {names[code]} and {name}")
    return dict(sorted(names.items()))


def batch_of(text: str, export: Mapping[str, Any], mapping: Mapping[str, Any]) -> Batch:
    """The rows of one file's text by its mapping; raises UnmappedFile or NotAPeriod rather than drop a row."""
    file = export["file"]
    records = list(_records(text, file, mapping))
    codes = {tuple(code["texts"]): code["code"] for code in mapping["measure"]["codes"]}
    return Batch(
        file=file,
        partner=export["partner"],
        table=text,
        mapping=Posting(path=f"{MAPPINGS}/{_name(file)}", key=f"sample-mapping-{_name(file)}", body=mapping),
        rows_read=len(records),
        rows=tuple(_row(record, file, mapping, codes) for record in records),
    )


def _exports() -> list[dict[str, Any]]:
    exports: list[dict[str, Any]] = read_toml("exports.toml")["export"]
    return exports


def _name(file: str) -> str:
    return file.removesuffix(".csv").replace("_", "-")


def _text(export: Mapping[str, Any]) -> str:
    return read_text(f"trafford/{export['file']}")


def _columns(part: Mapping[str, Any]) -> list[str]:
    return [source["column"] for source in part["sources"]]


def _records(text: str, file: str, mapping: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    reader = csv.DictReader(StringIO(text), strict=True)
    named = {column for part in ("area", "measure", "period") for column in _columns(mapping[part])}
    named |= {one["column"] for one in (*mapping["values"]["columns"], *mapping.get("unused", ()))}
    if set(reader.fieldnames or ()) != named:
        raise UnmappedFile(f"{file} has the columns {reader.fieldnames}, its mapping names {sorted(named)}")
    for record in reader:
        if None in record or None in record.values():
            raise UnmappedFile(f"{file}, line {reader.line_num}: not as many cells as columns")
        yield record


def _row(record: Mapping[str, str], file: str, mapping: Mapping[str, Any], codes: Mapping[tuple[str, ...], str]) -> Row:
    series = tuple(record[column] for column in _columns(mapping["measure"]))
    if series not in codes:
        raise UnmappedFile(f"{file} has a series that its mapping does not name: {series}")
    area, period = record[_columns(mapping["area"])[0]], record[_columns(mapping["period"])[0]]
    period = read(period, frozenset(map(Dialect, mapping["period"]["dialects"])))
    value = record[mapping["values"]["columns"][0]["column"]]
    reason = {word["word"]: word["reason"] for word in mapping.get("words", ())}.get(value)
    return Row(area, codes[series], period, None if reason else _figure(value, file), reason)


def _figure(text: str, file: str) -> str:
    try:
        if Decimal(text).is_finite():
            return text
    except InvalidOperation:
        pass
    raise UnmappedFile(f"{file} has a value that is neither a number nor a known word for none: {text!r}")
