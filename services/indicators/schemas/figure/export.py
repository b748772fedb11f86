"""Writing figures as CSV, SDMX-CSV 2.0 or JSON, a stretch at a time, and describing the CSV (CSV on the Web).

Numbers are written to the digit as they were sent. Text that a spreadsheet would run as a formula has an apostrophe
before it; numbers never have one. The columns that a batch has are named and filled as there, `action` among them.
"""

import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from enum import StrEnum
from typing import Any

from services.indicators.domain.figure.export import Line
from services.indicators.domain.figure.observation import Action, Suppression
from services.indicators.domain.measure.measure import Measure
from services.indicators.schemas.measure.measure import digits
from shared.formats.cells import csv_of, safe_cell
from shared.periods import Period

LICENCES = {"Open Government Licence": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"}
VERSION = 1  # of what the formats look like: a part of the ETag


class Format(StrEnum):
    """What figures are written as."""

    CSV = "csv"
    SDMX_CSV = "sdmx-csv"
    JSON = "json"


MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.SDMX_CSV: "application/vnd.sdmx.data+csv;version=2.0.0",
    Format.JSON: "application/json",
}
SUFFIXES = {Format.CSV: "csv", Format.SDMX_CSV: "sdmx.csv", Format.JSON: "json"}
STRUCTURE = ("dataflow", "FOLKMOOT:FIGURES(1.0)")
SDMX_COLUMNS = (
    *("STRUCTURE", "STRUCTURE_ID", "ACTION", "REF_AREA", "MEASURE", "TIME_PERIOD", "OBS_VALUE"),
    *("OBS_STATUS", "CONF_STATUS", "OBS_COMMENT"),
)
_GREGORIAN = re.compile(r"[0-9]{4}(?:-Q[1-4]|-[0-9]{2}(?:-[0-9]{2})?)?")
_OBS_STATUS = {"provisional": "P", "final": "A", "revised": "R"}
_CONF_STATUS = {Suppression.DISCLOSIVE: "S", Suppression.SMALL_NUMBER: "S"}


def _missing(line: Line) -> str | None:
    """Why there is no value, unless another column says so."""
    figure = line.observation
    return None if figure.suppressed or figure.is_withdrawn else figure.missing


COLUMNS: dict[str, tuple[Callable[[Line], str | None], str]] = {
    "area": (lambda line: line.observation.place, "the place whose figure it is, by its ONS code"),
    "measure": (lambda line: line.measure, "the code of the measure"),
    "period": (lambda line: line.observation.period.text, "the period, such as 2024/25, 2019, 2022/23-Q3 or 2023-03"),
    "value": (lambda line: digits(line.observation.value), "the figure, to the digit as it was sent"),
    "missing": (_missing, "why there is no value"),
    "suppressed": (lambda line: line.observation.suppressed, "why a value that is known is not told"),
    "status": (lambda line: line.observation.status, "provisional, final or revised"),
    "audit": (lambda line: line.observation.audit, "who has looked at how it was made: none, internal, external"),
    "reason": (lambda line: line.observation.reason, "what its owner said about this revision"),
    "action": (
        lambda line: Action.WITHDRAW.value if line.observation.is_withdrawn else None,
        "withdraw: the figure that was told before no longer stands",
    ),
    "revision": (lambda line: str(line.observation.revision), "how often the figure was sent otherwise, from 1 on"),
    "received_at": (lambda line: line.observation.received_at.isoformat(), "when it came in"),
    "for_area": (lambda line: line.area, "the area for whose measure it is kept"),
    "title": (lambda line: line.title, "what the measure is called"),
    "unit": (lambda line: line.unit, "what it is counted in"),
    "starts_on": (lambda line: line.observation.period.starts_on.isoformat(), "the first day of the period"),
    "ends_on": (lambda line: line.observation.period.ends_on.isoformat(), "the last day of the period"),
}
USUAL = tuple(COLUMNS)[:12]
_TYPES = {"value": "decimal", "revision": "integer", "received_at": "datetime", "starts_on": "date", "ends_on": "date"}
_NUMBERS = ("value", "revision")


async def written(
    stretches: AsyncIterator[list[Line]], wanted: Format, columns: Sequence[str] = USUAL
) -> AsyncIterator[bytes]:
    """The figures in a format, piece by piece, its beginning and end with them."""
    match wanted:
        case Format.CSV:
            yield csv_of([columns])
            async for lines in stretches:
                yield csv_of([_cells(line, columns) for line in lines])
        case Format.SDMX_CSV:
            yield csv_of([SDMX_COLUMNS])
            async for lines in stretches:
                yield csv_of([_sdmx_cells(line) for line in lines])
        case Format.JSON:
            yield b'{"figures": ['
            before = b""
            async for lines in stretches:
                for line in lines:
                    told = {name: COLUMNS[name][0](line) for name in columns}
                    yield before + json.dumps(told, ensure_ascii=False).encode()
                    before = b",\n"
            yield b"]}\n"


def csvw_document(measure: Measure, url: str) -> dict[str, Any]:
    """What the CSV of a measure holds, who made it and under which licence, as CSV on the Web says it."""
    licences = [url for words, url in LICENCES.items() if words in measure.source]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": f"{measure.title}, {measure.area_name}",
        "dc:source": measure.source,
        **({"dc:license": {"@id": licences[0]}} if licences else {}),
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [_described(name, measure) for name in USUAL],
            "primaryKey": ["area", "measure", "period"],
        },
    }


def sdmx_period(period: Period) -> str:
    """The period as SDMX writes it: a Gregorian year, month or day, a quarter of one, or a first day with a length."""
    if _GREGORIAN.fullmatch(period.text):
        return period.text
    first, last = period.starts_on, period.ends_on
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return f"{first}/P{months // 12}Y" if months % 12 == 0 else f"{first}/P{months}M"


def _described(name: str, measure: Measure) -> dict[str, Any]:
    unit = {"schema:unitText": measure.unit} if name == "value" else {}
    required = {"required": True} if name in ("area", "measure", "period", "revision", "received_at") else {}
    told = {"name": name, "titles": name, "dc:description": COLUMNS[name][1], "datatype": _TYPES.get(name, "string")}
    return told | required | unit


def _cells(line: Line, columns: Sequence[str]) -> list[str]:
    cells = ((name, COLUMNS[name][0](line) or "") for name in columns)
    return [cell if name in _NUMBERS else safe_cell(cell) for name, cell in cells]


def _sdmx_cells(line: Line) -> list[str]:
    figure = line.observation
    if figure.is_withdrawn:
        status, comment = "", figure.reason
    elif figure.value is None:
        status, comment = "Q" if figure.suppressed else "M", figure.reason or figure.missing
    else:
        status, comment = _OBS_STATUS.get(figure.status or "", ""), figure.reason
    conf = _CONF_STATUS.get(Suppression(figure.suppressed), "C") if figure.suppressed else ""
    action = "D" if figure.is_withdrawn else "I"
    named = (safe_cell(figure.place), safe_cell(line.measure), sdmx_period(figure.period))
    return [*STRUCTURE, action, *named, digits(figure.value) or "", status, conf, safe_cell(comment or "")]
