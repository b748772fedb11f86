"""Reading a batch as SDMX-CSV 1.0 or 2.0. Only what the standard says is read; a partner's own codes need a mapping.

ACTION is honoured: A appends, M merges, R replaces, D withdraws, I is figures like any others. OBS_STATUS and
CONF_STATUS are read by the cross-domain code lists.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError

from services.indicators.domain.figure.batch import Cells, RowFault
from services.indicators.domain.figure.observation import Action, Status, Suppression
from services.indicators.schemas.figure.chunk import Chunk
from services.indicators.schemas.figure.csv_rows import raw_lines
from services.indicators.schemas.figure.fault import malformed
from shared.periods import NotAPeriod, parse
from shared.shapes import Moment

AT_ONCE = 20_000
_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
# Our column -> the names it may have in a data flow, in capitals.
_NAMES: dict[str, tuple[str, ...]] = {
    "area": ("REF_AREA", "AREA"),
    "measure": ("MEASURE", "INDICATOR"),
    "period": ("TIME_PERIOD",),
    "value": ("OBS_VALUE",),
    "obs_status": ("OBS_STATUS",),
    "conf_status": ("CONF_STATUS",),
    "reason": ("OBS_COMMENT", "COMMENT_OBS"),
    "action": ("ACTION",),
}
_NEEDED = ("area", "measure", "period", "value")
_FLOW = (("DATAFLOW",), ("STRUCTURE", "STRUCTURE_ID"))  # how the first columns begin, in 1.0 and in 2.0
_EMBARGO = "EMBARGO_TIME"
_NOT_READ = frozenset(
    {"DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "FREQ", "UNIT_MEASURE", "UNIT_MULT", _EMBARGO}
)
_ACTIONS = {"A": Action.APPEND, "M": Action.MERGE, "R": Action.REPLACE, "D": Action.WITHDRAW, "I": Action.MERGE}
_MISSING = {"M": "missing", "L": "missing; data exist but were not collected", "O": "missing", "K": "in another figure"}
_STATUSES = {"P": Status.PROVISIONAL, "A": Status.FINAL, "R": Status.REVISED}
_SUPPRESSED = {"C": Suppression.CONFIDENTIAL, "S": Suppression.DISCLOSIVE, "N": Suppression.CONFIDENTIAL}
_RANGE = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-(01)/P([1-9][0-9]?)([YM])")


def read(file: BinaryIO) -> Iterator[Chunk]:
    """The rows, some at a time; raises Malformed when the header is not that of SDMX-CSV."""
    lines = raw_lines(file)
    header = [name.strip().split(":")[0].upper() for name in next(lines, [])]
    where = _columns(header)
    first, rows, faults, spoilt = 1, list[Cells | None](), list[RowFault](), dict[int, Sequence[str]]()
    for line in lines:
        at = first + len(rows)
        row, found = _row(at, line, header, where)
        rows.append(row)
        faults += found
        if row is None:
            spoilt[at] = line
        if len(rows) == AT_ONCE:
            yield Chunk(first, rows, tuple(faults), spoilt)
            first, rows, faults, spoilt = first + len(rows), [], [], {}
    if rows:
        yield Chunk(first, rows, tuple(faults), spoilt)


def begins(content: bytes) -> bool:
    """Whether a text of rows begins as SDMX-CSV does."""
    first = content.removeprefix(codecs.BOM_UTF8).partition(b"\n")[0].decode("utf-8", "replace")
    header = [name.strip(' "\r').split(":")[0].upper() for name in first.split(",")]
    return any(tuple(header[: len(flow)]) == flow for flow in _FLOW)


def embargo_time(file: BinaryIO) -> datetime | None:
    """The instant at which every row is to be public; None without the column, or where it is empty throughout.

    Raises Malformed for rows that name several instants, or something that is none.
    """
    lines = raw_lines(file)
    header = [name.strip().split(":")[0].upper() for name in next(lines, [])]
    if _EMBARGO not in header:
        return None
    place, first = header.index(_EMBARGO), None
    for at, line in enumerate(lines, start=1):
        sent = line[place].strip() if len(line) > place else ""
        if first is None:
            first = sent
        elif sent != first:
            message = "every row names the same EMBARGO_TIME; send what is public at another time as another batch"
            raise malformed([RowFault(at, _EMBARGO, "several-times", message)])
    return _moment(first) if first else None


def _moment(sent: str) -> datetime:
    try:
        return _MOMENT.validate_python(sent)
    except ValidationError:
        message = "write a time with its zone like 2026-03-31T09:05:00Z"
        raise malformed([RowFault(1, _EMBARGO, "not-a-time", message)]) from None


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Where each of our columns stands."""
    faults = []
    if not any(tuple(header[: len(flow)]) == flow for flow in _FLOW):
        message = "SDMX-CSV begins with the column DATAFLOW (1.0) or STRUCTURE and STRUCTURE_ID (2.0)"
        faults.append(RowFault(0, None, "missing-column", message))
    where = {ours: header.index(name) for ours, names in _NAMES.items() for name in names if name in header}
    missing = [ours for ours in _NEEDED if ours not in where]
    faults += [RowFault(0, ours, "missing-column", f"the column {_NAMES[ours][0]} is needed") for ours in missing]
    known = _NOT_READ | {name for names in _NAMES.values() for name in names}
    for at, name in enumerate(header, start=1):
        if name in header[: at - 1]:
            faults.append(RowFault(0, None, "duplicate-column", f"column {at} is there twice"))
        elif name not in known:
            message = f"column {at} is a dimension or attribute that is not read here; send it through a mapping"
            faults.append(RowFault(0, None, "unknown-column", message))
    if faults:
        raise malformed(faults)
    return where


def _row(
    at: int, line: Sequence[str], header: Sequence[str], where: dict[str, int]
) -> tuple[Cells | None, list[RowFault]]:
    if len(line) != len(header):
        code = "short-row" if len(line) < len(header) else "long-row"
        message = f"this row has {len(line)} cells; the header names {len(header)} columns"
        return None, [RowFault(at, None, code, message)]
    sent = {name: line[place] or None for name, place in where.items()}
    action = sent.get("action") or "I"
    if action not in _ACTIONS:
        return None, [RowFault(at, "action", "bad-action", "an ACTION is A, M, R, D or I")]
    cells = {name: sent[name] for name in ("area", "measure", "period", "value")}
    cells |= {"reason": sent.get("reason"), "period": own_period(sent["period"])}
    if action == "D":
        return cells | {"value": None, "action": Action.WITHDRAW}, []
    return cells | _standing(sent) | ({} if action == "I" else {"action": _ACTIONS[action]}), []


def own_period(sent: str | None) -> str | None:
    """A first day with a length, as SDMX writes what is no Gregorian year, month or quarter, in our own spelling."""
    found = _RANGE.fullmatch(sent or "")
    if found is None:
        return sent
    year, month, months = int(found[1]), int(found[2]), int(found[4]) * (12 if found[5] == "Y" else 1)
    end_year, end_month = year + (month + months - 2) // 12, (month + months - 2) % 12 + 1
    of_year, quarter = f"{year}/{(year + 1) % 100:02d}", (month - 4) % 12 // 3 + 1
    quarters = of_year if month > 3 else f"{year - 1}/{year % 100:02d}"
    spellings = (
        *(of_year, f"{quarters}-Q{quarter}", f"{of_year}-{end_year - 1}/{end_year % 100:02d}"),
        *(f"{year}-{end_year}", f"{year}-{month:02d}-{end_year}-{end_month:02d}"),
    )
    return next((text for text in spellings if _begins(text) == (sent or "")[:10] and _months(text) == months), sent)


def _begins(text: str) -> str | None:
    try:
        return parse(text).starts_on.isoformat()
    except NotAPeriod:
        return None


def _months(text: str) -> int:
    first, last = parse(text).starts_on, parse(text).ends_on
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _standing(sent: dict[str, str | None]) -> dict[str, str | None]:
    """What the status codes say: how firm the figure is, or why it is not told."""
    status, conf, value = sent.get("obs_status") or "", sent.get("conf_status") or "", sent["value"]
    found: dict[str, str | None] = {"status": _STATUSES.get(status)}
    if value is None or value == "NaN":
        if conf in _SUPPRESSED or status == "Q":
            suppressed = _SUPPRESSED.get(conf, Suppression.DISCLOSIVE)
            return found | {"value": None, "suppressed": suppressed, "reason": sent.get("reason") or "suppressed"}
        return found | {"value": None, "missing": _MISSING.get(status, "missing")}
    return found
