"""Many things said at once, from a table: what is wrong stands in its row, and what everybody will read above them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.submission import desk
from services.publication.handlers.submission.desk import Preview
from services.publication.pages.entry.turn import turn_of
from services.publication.pages.submission.seat import HERE, Seat, Speaker, called, seat_at, withheld_words
from services.publication.pages.submission.voice import hand_in, last_of, repeated_links, shown_from_words
from services.publication.schemas.submission.desk import by_entry
from services.publication.schemas.submission.row import LARGEST, MOST_ROWS, RowsIn, command_of_rows, rows_of
from shared.events import new_id
from shared.problems import Malformed, NotNow, NotYours, Problem, Stale
from shared.web.callers import database_of
from shared.web.components import Link
from shared.web.csrf import ForgedRequest
from shared.web.files import read_file_form
from shared.web.forms import ErrorSummary, Field, FieldKind
from shared.web.requests import filled, now, once_of_press, read_form
from shared.web.tables import Column, RowState, UploadRow, UploadSheet
from shared.web.wording import number

PATH = HERE + "/{name}/rows"
SHOWN = 50  # entries in the preview
COLUMNS = ("kind", "party_name", "item_code", "item_title", "status", "said_on")  # those that the rows are shown by
EXAMPLE = (
    "round,party,party_name,kind,item_code,item_title,status,unit,target 2028/29,target 2029/30,reason,source",
    "first,council,The council,proposal,NI 191,Waste left over,proposed,kilograms,570,not measured,Less waste,Letter",
)

router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def show_table(request: Request, name: str, caller: Speaker) -> Response:
    """Where rows are pasted or a file is chosen."""
    return _start(await seat_at(request, name, caller))


@router.post(PATH)
async def check_table(request: Request, name: str, caller: Speaker) -> Response:
    """What would become of each row, with what is wrong in the row itself. Nothing is stored."""
    seat = await seat_at(request, name, caller)
    try:
        sent, file = await read_file_form(request, RowsIn, field="file", limit=2 * LARGEST)
        rows = file.content.decode("utf-8-sig") if file is not None else sent.rows
    except UnicodeDecodeError:
        return _start(seat, error="Save the file as CSV in UTF-8 and choose it again.")
    except ForgedRequest:
        raise
    except Problem as refused:
        return _start(seat, rows=filled(request).get("rows", ""), error=refused.detail)
    return await _checked(seat, rows)


@router.post(PATH + "/send")
async def send_table(request: Request, name: str, caller: Speaker) -> Response:
    """Put the rows on the record as they were shown, once however often it is pressed; or look again."""
    seat = await seat_at(request, name, caller)
    sent = await read_form(request, RowsIn, limit=4 * LARGEST)
    if sent.step == "check":
        return await _checked(seat, sent.rows)
    try:
        command = command_of_rows(rows_of(sent.rows)[1])
        once = once_of_press(request, caller, sent.once, sent.rows.encode())
        return await hand_in(seat, command, once, sent.version, sent.known)
    except (Malformed, NotYours, NotNow, Stale) as refused:
        return await _checked(await seat_at(request, name, caller), sent.rows, refused)


async def _checked(seat: Seat, text: str, before: Problem | None = None) -> Response:
    """The page with every row; `before` is why it is shown again although it was to be sent."""
    try:
        columns, rows = rows_of(text)
    except Malformed as refused:
        return _start(seat, rows=text, error=refused.detail)
    looked: Preview | None = None
    problem = before
    try:
        looked = await desk.preview(
            database_of(seat.request),
            seat.name,
            command_of_rows(rows),
            caller=seat.caller,
            seen=seat.read.agreement.version,
            now=now(seat.request),
        )
    except (Malformed, NotYours, NotNow, Stale) as refused:
        problem = refused
    faults = _by_row(problem) if problem else {}
    return _sheet(seat, text, _rows(columns, rows, faults), looked, problem)


def _by_row(refused: Problem) -> Mapping[int, list[tuple[str, str]]]:
    """By row, each column at fault and the sentence."""
    found = defaultdict[int, list[tuple[str, str]]](list)
    for fault in by_entry(refused):
        _, at, *rest = (fault.pointer or "/0").split("/")
        found[int(at) if at.isdecimal() else 0].append((rest[0] if rest else "", fault.message))
    return found


def _rows(
    columns: Sequence[str], rows: Sequence[Mapping[str, str]], faults: Mapping[int, list[tuple[str, str]]]
) -> list[UploadRow]:
    shown = [name for name in COLUMNS if name in columns]
    return [_row(at, row, shown, faults.get(at, [])) for at, row in enumerate(rows)]


def _row(at: int, row: Mapping[str, str], shown: Sequence[str], wrong: Sequence[tuple[str, str]]) -> UploadRow:
    cells = [row.get(name, "") for name in shown]
    if not wrong:
        return UploadRow(at + 2, cells, RowState.READY, "Ready")
    said, *also = (f"{column.replace('_', ' ').capitalize()}: {words}" if column else words for column, words in wrong)
    framed = tuple(place for place, name in enumerate(shown) if name in {column for column, _ in wrong})
    return UploadRow(at + 2, cells, RowState.FAULTY, said, columns=framed, also=also)


def _start(seat: Seat, *, rows: str = "", error: str = "") -> Response:
    fields = (
        Field(
            name="file",
            label="Choose a CSV file",
            kind=FieldKind.FILE,
            hint=f"In UTF-8, with at most {MOST_ROWS} rows.",
            error=error,
        ),
        Field(name="rows", label="Or paste the rows", kind=FieldKind.TEXTAREA, value=rows, rows=8),
    )
    return seat.render(
        "rows.html",
        "From a table",
        status=422 if error else 200,
        fields=fields,
        summary=ErrorSummary.of(fields),
        example=EXAMPLE,
        record=Link("the record's own CSV", f"/publication/v1/agreements/{seat.name}/entries.csv"),
        action=f"{HERE}/{seat.name}/rows",
        version=seat.read.agreement.version,
        once=str(new_id()),
    )


def _sheet(
    seat: Seat, text: str, rows: Sequence[UploadRow], looked: Preview | None, problem: Problem | None
) -> Response:
    wrong = [row for row in rows if row.state is RowState.FAULTY]
    links = [Link(f"Row {row.number}: {row.found}", f"#{row.id}") for row in wrong]
    if problem is not None and not links:
        links = [Link(problem.detail, "#rows")]
    told = looked.told if looked else ()
    return seat.render(
        "rows_check.html",
        "From a table",
        status=problem.status if problem else 200,
        summary=ErrorSummary("There is a problem", links) if links else None,
        totals=[(len(rows) - len(wrong), "ready"), (len(wrong), "to be mended")],
        sheet=UploadSheet("What you sent", [Column(_heading(name)) for name in _shown(text)], rows),
        withheld=withheld_words(told),
        shown_from=shown_from_words(command_of_rows(rows_of(text)[1])) if looked else "",
        turns=[(called(one), turn_of(one, looked.by.calendar)) for one in told[:SHOWN] if looked],
        more=number(len(told) - SHOWN) if len(told) > SHOWN else "",
        others=sorted({one.entry.said.party_name for one in told if one.is_typed_by_another}),
        rows=text,
        action=f"{HERE}/{seat.name}/rows/send",
        version=seat.read.agreement.version,
        known=last_of(looked) if looked else 0,
        is_for_two=looked is not None and looked.is_for_two,
        days=looked.days if looked else "",
        repeated=repeated_links(seat, looked) if looked else (),
        once=str(new_id()),
        back=Link("Start again with another table", f"{HERE}/{seat.name}/rows"),
    )


def _shown(text: str) -> list[str]:
    columns = rows_of(text)[0]
    return [name for name in COLUMNS if name in columns]


def _heading(name: str) -> str:
    return {"party_name": "Whose words", "item_title": "About", "said_on": "Said on"}.get(
        name, name.replace("_", " ").capitalize()
    )
