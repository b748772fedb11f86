"""Sending figures by hand, for bodies without a system of their own: paste or choose a file, look, mend, confirm.

Nothing is stored before the last button. The rows travel with the page; what they mean is checked by the same handler
as the machines' batches.
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.indicators.domain.figure.batch import COLUMNS
from services.indicators.domain.figure.held import HeldBatch, State
from services.indicators.domain.measure.register import Poster
from services.indicators.handlers.figure import batch, held, preview, supply
from services.indicators.handlers.figure.preview import Preview
from services.indicators.pages.figure import grid
from services.indicators.pages.figure.preview import odd_line, open_row, would_show
from services.indicators.pages.figure.row import columns, first_of, heading, listed, rows_of, sentence, totals
from services.indicators.schemas.figure.post import Post, reason_of
from services.indicators.schemas.figure.preview import document
from services.indicators.schemas.figure.upload import (
    CSV,
    LARGEST,
    MOST_ROWS,
    NAMED,
    SAID,
    TYPES,
    Confirmed,
    Grid,
    Pasted,
    Sent,
    as_sent,
    cells,
    instant,
    kind_of,
)
from shared.auth import Caller
from shared.events import new_id
from shared.idempotency import Once
from shared.problems import Malformed, Problem
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.csrf import ForgedRequest, token
from shared.web.files import read_file_form
from shared.web.forms import ErrorSummary, Field, FieldKind
from shared.web.pages import render
from shared.web.requests import by_field, now, read_form, received_at
from shared.web.tables import Column, Row, Table, UploadSheet
from shared.web.wording import moment

router = APIRouter(include_in_schema=False)

Sender = Annotated[Caller, Depends(officer("partner"))]

EXAMPLE = ("area,measure,period,value", "E08000009,household-waste-recycled,2025/26,58.1")
NOT_READ = f"Choose a file that ends in {', '.join(TYPES)}, or paste rows."
TOO_MANY = f"This page takes at most {MOST_ROWS:,} rows. Send a larger file with `folkmoot push`, or in parts."
CRUMBS = (Link("Places", "/areas"), "Send figures")


@router.get("/upload")
async def show_upload(request: Request, caller: Sender) -> Response:
    """Where figures are pasted or chosen, and what is due."""
    return await _start(request, caller)


@router.post("/upload/check")
async def check_upload(request: Request, caller: Sender) -> Response:
    """What would become of each row, with what is wrong in the row itself. Nothing is stored."""
    try:
        pasted, file = await read_file_form(request, Pasted, field="file", limit=LARGEST + 4096)
    except ForgedRequest:
        raise
    except Problem as problem:
        return await _start(request, caller, error=problem.detail, status=problem.status)
    kind = CSV if file is None else kind_of(file.name)
    if kind is None or (file is None and not pasted.rows.strip()):
        return await _start(request, caller, error=NOT_READ, status=422)
    content = pasted.rows.encode() if file is None else file.content
    return await _checked(request, caller, content, kind)


@router.post("/upload/again")
async def check_again(request: Request, caller: Sender) -> Response:
    """The same rows after they were mended in the page."""
    sent = await read_form(request, Pasted, limit=2 * LARGEST)
    return await _checked(request, caller, sent.rows.encode(), CSV, numbers=sent.numbers)


@router.post("/upload/grid")
async def check_grid(request: Request, caller: Sender) -> Response:
    """What would become of the figures that were typed in."""
    rows = grid.typed(await read_form(request, Grid))
    if not rows.partition("\n")[2]:
        return await _start(request, caller, error="Fill in at least one figure, or send a file.", status=422)
    return await _checked(request, caller, rows.encode(), CSV)


@router.post("/upload/send")
async def send(request: Request, caller: Sender) -> Response:
    """The last button: store the rows as they were shown, once however often it is pressed."""
    confirmed = await read_form(request, Confirmed, limit=2 * LARGEST)
    content = confirmed.rows.encode()
    day, said = confirmed.publish_at or "", confirmed.reason
    try:
        post = Post(
            sent=as_sent(content, CSV, confirmed.numbers).rows,
            poster=_poster(caller),
            sender=caller.id,
            once=Once(caller.id, confirmed.once, f"POST /upload/send {day} {said}", hashlib.sha256(content).digest()),
            received_at=received_at(request),
            publish_at=instant(day) if day else None,
            reason=reason_of(said),
        )
        answer = await batch.post(database_of(request), post)
    except Malformed as refused:
        errors = by_field(refused)
        time, reason = _time(day, errors.get("publish_at", "")), _reason(said, errors.get("reason", ""))
        return await _checked(request, caller, content, CSV, numbers=confirmed.numbers, time=time, reason=reason)
    return RedirectResponse(f"/upload/receipts/{answer.headers['Location'].rpartition('/')[2]}", status_code=303)


async def _start(request: Request, caller: Caller, *, rows: str = "", error: str = "", status: int = 200) -> Response:
    due = await supply.calendar(database_of(request), sorted(caller.areas), _poster(caller).body, now(request))
    waiting = await held.waiting(database_of(request), _poster(caller).body)
    fields = (
        Field(
            name="file",
            label="Choose a file",
            kind=FieldKind.FILE,
            hint=f"Up to {MOST_ROWS:,} rows, as CSV, JSON, Excel or OpenDocument.",
            error=error,
        ),
        Field(
            name="rows",
            label="Or paste rows",
            kind=FieldKind.TEXTAREA,
            hint=f"The first line names the columns: {', '.join(COLUMNS[:4])}; if need be {', '.join(COLUMNS[4:])}.",
            value=rows,
            rows=8,
        ),
    )
    page = render(
        request,
        "upload.html",
        status=status,
        crumbs=CRUMBS,
        caller=caller,
        viewer=caller.name,
        token=token(request),
        fields=fields,
        summary=ErrorSummary.of(fields),
        example=EXAMPLE,
        body=await supply.name(database_of(request), sorted(caller.areas), _poster(caller).body),
        grid=grid.lines(due),
        waiting=_waiting(waiting),
        has_form=bool(due),
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _waiting(found: Sequence[HeldBatch]) -> Table | None:
    rows = [Row((_sent(one), moment(one.received_at), _stands(one))) for one in found]
    columns = (Column("What was sent"), Column("When"), Column("How it stands"))
    return Table("Sent, and not public", columns, rows, stacks=True) if rows else None


def _sent(one: HeldBatch) -> Link:
    return Link(f"{one.rows:,} row{'' if one.rows == 1 else 's'}", f"/upload/held/{one.id}")


def _stands(one: HeldBatch) -> str:
    match one.state:
        case State.RETURNED:
            return "Sent back"
        case State.REFUSED:
            return "Could not be stored any more"
        case _:
            until = f"until {moment(one.publish_at)}" if one.publish_at else ""
            who = "for a second person" if one.waits_for_clearance else ""
            return f"Waits {' and '.join(filter(None, (who, until)))}"


def _time(value: str = "", error: str = "") -> Field:
    """The question when figures shall be public."""
    return Field(
        name="publish_at",
        label="Publish them later",
        hint="A date and a time in the United Kingdom. Until then nobody else sees them. May be left empty.",
        input_type="datetime-local",
        value=value,
        error=error,
    )


def _reason(value: str = "", error: str = "") -> Field:
    """The question why figures that stand are changed."""
    return Field(
        name="reason",
        label="Why do these figures change?",
        hint="Everybody can read this. Leave it empty, and they read that no reason was given.",
        value=value,
        error=error,
    )


async def _checked(
    request: Request,
    caller: Caller,
    content: bytes,
    kind: str,
    *,
    numbers: str = "",
    time: Field | None = None,
    reason: Field | None = None,
) -> Response:
    """The page with every row and what would become of it; the first page again for what has no rows."""
    try:
        sent = as_sent(content, kind, numbers)
        looked = await preview.look(database_of(request), sent.rows, _poster(caller), received_at(request))
    except Problem as problem:
        shown = content.decode("utf-8", "replace") if kind == CSV else ""
        return await _start(request, caller, rows=shown, error=_in_short(problem), status=problem.status)
    if sent.text.count("\n") > MOST_ROWS + 1:
        return await _start(request, caller, error=TOO_MANY, status=422)
    asked = (time or _time()) if looked.may_hold else None
    return _sheet_page(request, caller, sent, looked, time=asked, reason=reason or _reason())


def _in_short(problem: Problem) -> str:
    """What is wrong with a file that has no rows to show it in: the first faults, and how many more there are."""
    said = [sentence(error.message) for error in problem.errors[:SAID]] or [problem.detail]
    more = problem.total_errors - len(problem.errors[:SAID])
    return " ".join([*said, f"And {more:,} more like this."] if more > 0 else said)


def _sheet_page(
    request: Request,
    caller: Caller,
    sent: Sent,
    looked: Preview,
    *,
    time: Field | None,
    reason: Field,
) -> Response:
    found: dict[str, Any] = document(looked.examined, looked.compared, looked.shown, looked.more, looked.odd)
    faults = found["errors"]
    header, lines = cells(sent.text)
    rows = rows_of(header, lines, sent, found)
    asked = [Link(one.error, f"#{one.id}") for one in (reason, time) if one and one.error]
    summary = ErrorSummary(heading(found, len(asked)), [*asked, *listed(header, found)])
    shown = first_of(rows)
    page = render(
        request,
        "upload_check.html",
        status=422 if summary.errors else 200,
        crumbs=CRUMBS,
        caller=caller,
        viewer=caller.name,
        token=token(request),
        summary=summary if summary.errors else None,
        totals=totals(found),
        sheet=UploadSheet("What you sent, and what we make of it", columns(header), shown),
        hidden=len(rows) - len(shown),
        shown=[would_show(one) for one in looked.shown],
        more=looked.more,
        left_open=[open_row(one) for one in looked.examined.left_open[:NAMED]],
        odd=[odd_line(one) for one in looked.odd[:NAMED]],
        open_rows=len(looked.examined.left_open),
        rows=sent.text,
        numbers=sent.written,
        is_ready=not faults,
        once=str(new_id()),
        reason=reason if found["without_reason"] else None,
        time=time,
        is_for_clearance=looked.is_for_clearance,
        figures=found["new"] + found["revised"] + found["withdrawn"],
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _poster(caller: Caller) -> Poster:
    return Poster(body=caller.acting_body(), areas=caller.areas)
