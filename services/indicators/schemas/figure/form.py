"""A form as a spreadsheet that is filled in and sent back, and as JSON. What a clerk must not change is locked.

Every cell is text: so no program makes a date or a number of a period or a code, and a figure stays as it is typed.
"""

import io
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it has types and lacks the mark that says so
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # as above
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # as above

from services.indicators.domain.figure.form import COLUMNS, FILLED_IN, Line
from services.indicators.domain.figure.observation import Audit, Status, Suppression
from services.indicators.domain.figure.row import LONGEST_REASON
from services.indicators.domain.figure.supply import Standing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STANDS = {
    Standing.LATE: "late",
    Standing.DUE: "due",
    Standing.IN_TIME: "not due yet",
    Standing.NEVER_SENT: "never sent",
    Standing.NOT_RECKONED: "no day is set",
    None: "sent: fill in to correct it",
}
WIDTHS = {
    **dict.fromkeys(COLUMNS, 11),
    "place": 13,
    "measure": 18,
    "title": 24,
    "unit": 9,
    "period": 9,
    "stands": 14,
    "last period": 9,
    "missing": 16,
    "suppressed": 12,
    "audit": 9,
    "reason": 20,
}  # in characters: together as much as a printed page of A4 takes that can still be read
CHOICES: dict[str, type[StrEnum]] = {"suppressed": Suppression, "status": Status, "audit": Audit}
PROMPTS = {
    "period": "Type the first period, such as 2025/26, 2026-Q1 or 2026-03.",
    "value": "Type the figure in digits, such as 57.5. No % sign and no commas. Leave it empty if you do not know yet.",
    "missing": "Only where there is no figure: say why in a few words, such as: not collected this year.",
    "suppressed": "Only where you hold the figure but may not tell it: choose why, and say more under reason.",
    "status": "If you like: choose how firm the figure is.",
    "audit": "If you like: choose who has checked how the figure was made.",
    "reason": "Say why, if you correct or hold back a figure.",
}
INK, MOOT, PAPER, OPEN, RULE = "#17242b", "#124e57", "#f6f2ea", "#ffffff", "#7b858b"
LOOK = {"border": 1, "border_color": RULE, "num_format": "@", "valign": "top", "text_wrap": True}
A4 = 9


class Kind(StrEnum):
    """How a form is wanted."""

    XLSX = "xlsx"
    JSON = "json"


def kind_of(accept: str) -> Kind:
    """The kind that a reader wants by its Accept header: the spreadsheet, unless it asks for JSON."""
    wanted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return Kind.JSON if "application/json" in wanted and XLSX not in wanted else Kind.XLSX


def document(body: str, lines: Sequence[Line], made_on: date) -> dict[str, object]:
    """The form as JSON values."""
    return {"body": body, "made_on": made_on.isoformat(), "lines": [_line(one) for one in lines]}


def written(name: str, lines: Sequence[Line], made_on: date) -> bytes:
    """The form as an .xlsx file of one sheet; `name` is the body's, for the head of a printed page."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"title": f"Figures of {name}", "comments": f"Made on {made_on.isoformat()}"})
    sheet = book.add_worksheet("Figures")
    _laid_out(sheet, name, made_on, len(lines))
    head = book.add_format({**LOOK, "font_color": PAPER, "bg_color": MOOT, "bold": True})
    kept = book.add_format({**LOOK, "font_color": INK, "bg_color": PAPER})
    free = book.add_format({**LOOK, "font_color": INK, "bg_color": OPEN, "locked": False})
    sheet.write_row(0, 0, COLUMNS, head)
    for at, line in enumerate(lines, start=1):
        _write(sheet, at, line, kept, free)
    _prompted(sheet, lines)
    book.close()
    return file.getvalue()


def _laid_out(sheet: Worksheet, name: str, made_on: date, lines: int) -> None:
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, WIDTHS[column])
    sheet.freeze_panes(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letter('reason')}{lines + 1}"})
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4)
    said = f"Figures of {name}, {made_on.isoformat()}. Fill in the white cells."[:200].replace("&", "&&")
    sheet.set_header(f"&L{said}&RPage &P of &N")


def _write(sheet: Worksheet, at: int, line: Line, kept: Format, free: Format) -> None:
    shown = {name: "" if value is None else str(value) for name, value in _cells(line).items()}
    for column, name in enumerate(COLUMNS):
        is_open = name in FILLED_IN or (name == "period" and line.period is None)
        sheet.write_string(at, column, shown.get(name, ""), free if is_open else kept)


def _cells(line: Line) -> dict[str, object]:
    """What stands in a line as it is handed out, by column."""
    supplied = line.series.supplied
    last = supplied.value if supplied.value is not None else supplied.missing
    return {
        "area": line.series.place,
        "place": line.series.place_name,
        "measure": supplied.measure,
        "title": supplied.title,
        "unit": supplied.unit,
        "period": line.period,
        "stands": STANDS[line.standing],
        "due by": line.due_on,
        "last period": supplied.period,
        "last figure": f"{last:f}" if last is not None and last is supplied.value else last,
    }


def _prompted(sheet: Worksheet, lines: Sequence[Line]) -> None:
    """Words beside the cell that is being filled in, and the choices where there are any."""
    for name in FILLED_IN:
        column = COLUMNS.index(name)
        sheet.data_validation(1, column, len(lines), column, _rule(name))
    for at, line in enumerate(lines, start=1):
        if line.period is None:
            column = COLUMNS.index("period")
            sheet.data_validation(at, column, at, column, _rule("period"))


def _rule(name: str) -> dict[str, Any]:
    """Any: the writer's own."""
    told = {"input_title": name.capitalize(), "input_message": PROMPTS[name]}
    if name in CHOICES:
        chosen = [choice.value for choice in CHOICES[name]]
        said = f"Choose {', '.join(chosen[:-1])} or {chosen[-1]}."
        return {**told, "validate": "list", "source": chosen, "error_title": "Not a choice", "error_message": said}
    if name in ("missing", "reason"):
        said = f"Write at most {LONGEST_REASON} characters."
        limit = {"validate": "length", "criteria": "<=", "value": LONGEST_REASON, "error_message": said}
        return {**told, **limit}
    return {**told, "validate": "any"}


def _line(line: Line) -> dict[str, object]:
    supplied = line.series.supplied
    return {
        "area": line.series.place,
        "place": line.series.place_name,
        "measure": supplied.measure,
        "title": supplied.title,
        "unit": supplied.unit,
        "period": None if line.period is None else line.period.text,
        "standing": "sent" if line.standing is None else line.standing.value,
        "due_on": None if line.due_on is None else line.due_on.isoformat(),
        "last_period": supplied.period,
        "last_value": None if supplied.value is None else f"{supplied.value:f}",
        "last_missing": supplied.missing,
    }


def _letter(name: str) -> str:
    return chr(ord("A") + COLUMNS.index(name))
