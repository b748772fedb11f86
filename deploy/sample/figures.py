"""The ten files of real figures as the partners' own systems would post them: one batch per file, every row kept.

The mapping stands in exports.toml; this module applies it and stops at anything that the mapping does not name.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any

from deploy.sample.periods import canonical
from deploy.sample.posting import Posting, read_text, read_toml

PATH = "/indicators/v1/batches"
COLUMNS = ("area", "measure", "period", "value", "missing")
ALWAYS_USED = frozenset({"indicator", "measure", "period", "value"})


class UnmappedFile(ValueError):
    """A file holds a column, a series or a word for which the mapping has no place."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure as it is posted: a decimal written to the source's digit, or the reason why there is none."""

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
    """A file ready to post: by whom, in which format, and its rows in the file's own order."""

    file: str
    partner: str
    posts_as: str
    rows_read: int
    rows: tuple[Row, ...]

    @property
    def key(self) -> str:
        """The request's Idempotency-Key: the same whenever the sample is loaded again."""
        return f"sample-{self.file.removesuffix('.csv')}"

    @property
    def missing(self) -> Counter[str]:
        """Reason -> how many rows have no value for it."""
        return Counter(row.missing for row in self.rows if row.missing)

    def posting(self) -> Posting:
        """The batch as one JSON request."""
        return Posting(path=PATH, key=self.key, body={"rows": [row.body() for row in self.rows]})

    def as_csv(self) -> str:
        """The batch as text/csv in the product's own column names."""
        text = StringIO()
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        writer.writerows([getattr(row, name) or "" for name in COLUMNS] for row in self.rows)
        return text.getvalue()


def batches() -> tuple[Batch, ...]:
    """Every file of the sample, in the order of the mapping."""
    return tuple(batch_of(_text(mapping), mapping) for mapping in _mappings())


def place_names() -> dict[str, str]:
    """Code -> name of every place in the files, in code order; raises UnmappedFile when two files disagree."""
    names: dict[str, str] = {}
    for mapping in _mappings():
        for record in _records(_text(mapping), mapping):
            code, name = record[mapping["place"]], record[mapping["place_name"]]
            if names.setdefault(code, name) != name:
                raise UnmappedFile(f"{code} is called both {names[code]} and {name}")
    return dict(sorted(names.items()))


def batch_of(text: str, mapping: Mapping[str, Any]) -> Batch:
    """The rows of one file's text by its mapping; raises UnmappedFile or UnreadablePeriod rather than drop a row."""
    records = list(_records(text, mapping))
    codes = {(series["indicator"], series["measure"]): series["code"] for series in mapping["series"]}
    return Batch(
        file=mapping["file"],
        partner=mapping["partner"],
        posts_as=mapping["posts_as"],
        rows_read=len(records),
        rows=tuple(_row(record, mapping, codes) for record in records),
    )


def _mappings() -> list[dict[str, Any]]:
    mappings: list[dict[str, Any]] = read_toml("exports.toml")["export"]
    return mappings


def _text(mapping: Mapping[str, Any]) -> str:
    return read_text(f"trafford/{mapping['file']}")


def _records(text: str, mapping: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    reader = csv.DictReader(StringIO(text), strict=True)
    named = ALWAYS_USED | {mapping["place"], mapping["place_name"], *mapping["unused"]}
    if set(reader.fieldnames or ()) != named:
        raise UnmappedFile(f"{mapping['file']} has the columns {reader.fieldnames}, the mapping names {sorted(named)}")
    for record in reader:
        if None in record or None in record.values():
            raise UnmappedFile(f"{mapping['file']}, line {reader.line_num}: not as many cells as columns")
        yield record


def _row(record: Mapping[str, str], mapping: Mapping[str, Any], codes: Mapping[tuple[str, str], str]) -> Row:
    series = (record["indicator"], record["measure"])
    if series not in codes:
        raise UnmappedFile(f"{mapping['file']} has a series that the mapping does not name: {series}")
    area, period = record[mapping["place"]], canonical(record["period"], mapping["period"])
    reason = mapping.get("missing", {}).get(record["value"])
    return Row(area, codes[series], period, None if reason else _figure(record["value"], mapping["file"]), reason)


def _figure(text: str, file: str) -> str:
    try:
        if Decimal(text).is_finite():
            return text
    except InvalidOperation:
        pass
    raise UnmappedFile(f"{file} has a value that is neither a number nor a known word for none: {text!r}")
