"""Sending figures by hand, for bodies without a system of their own: paste or choose a file, look, mend, confirm.

Nothing is stored before the last button. The rows travel with the page; what they mean is checked by the same handler
as the machines' batches.
"""

import asyncio
import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.indicators.domain.figure.batch import COLUMNS
from services.indicators.domain.figure.held import HeldBatch, State
from services.indicators.domain.measure.register import Poster
from services.indicators.handlers.figure import batch, held, preview, supply
from services.indicators.handlers.mapping import mapping as mappings
from services.indicators.pages.figure import grid
from services.indicators.pages.figure.sheet import CRUMBS, Asked, in_short, reason_field, show_sheet, time_field
from services.indicators.schemas.figure.fault import malformed
from services.indicators.schemas.figure.format import SDMX, embargo_time
from services.indicators.schemas.figure.post import Post, reason_of
from services.indicators.schemas.figure.sheet import (
    CSV,
    PACKED,
    TYPES,
    as_csv,
    as_sent,
    incoming,
    kind_of,
    unpacked,
)
from services.indicators.schemas.figure.upload import LARGEST, MOST_ROWS, Confirmed, Grid, Pasted, instant, local
from services.indicators.schemas.mapping.sheet import Sheet
from shared.auth import Caller
from shared.idempotency import Once
from shared.problems import Malformed, Problem
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.csrf import ForgedRequest, token
from shared.web.files import read_file_form
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import by_field, now, read_form, received_at
from shared.web.tables import Column, Row, Table
from shared.web.wording import moment

router = APIRouter(include_in_schema=False)

Sender = Annotated[Caller, Depends(officer("partner"))]

PASTED = "pasted.csv"
MOST_MAPPINGS = 200
EXAMPLE = ("area,measure,period,value", "E08000009,household-waste-recycled,2025/26,58.1")
NOT_READ = f"Choose a file that ends in {', '.join(TYPES)} (or one of these packed, {PACKED}), or paste rows."
TOO_MANY = f"This page takes at most {MOST_ROWS:,} rows. Send a larger file with `folkmoot push`, or in parts."


@router.get("/upload")
async def show_upload(request: Request, caller: Sender) -> Response:
    """Where figures are pasted or chosen, and what is due."""
    return await _start(request, caller)


@router.post("/upload/check")
async def check_upload(request: Request, caller: Sender) -> Response:
    """What would become of each row, with what is wrong in the row itself. Nothing is stored."""
    try:
        pasted, file = await read_file_form(request, Pasted, field="file", limit=LARGEST + 4096)
        name, content = (PASTED, pasted.rows.encode()) if file is None else unpacked(file.name, file.content, LARGEST)
    except ForgedRequest:
        raise
    except Problem as problem:
        return await _start(request, caller, error=problem.detail, status=problem.status)
    kind = kind_of(name, content)
    if kind is None or not content.strip():
        return await _start(request, caller, error=NOT_READ, status=422)
    if pasted.mapping is None:
        return await _checked(request, caller, content, kind)
    return await _converted(request, caller, content, kind, pasted.mapping)


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
        asked = Asked(
            time=time_field(day, errors.get("publish_at", "")),
            reason=reason_field(said, errors.get("reason", "")),
        )
        return await _checked(request, caller, content, CSV, numbers=confirmed.numbers, asked=asked)
    return RedirectResponse(f"/upload/receipts/{answer.headers['Location'].rpartition('/')[2]}", status_code=303)


async def _start(
    request: Request, caller: Caller, *, rows: str = "", error: str = "", status: int = 200, mapping: str = ""
) -> Response:
    due = await supply.calendar(database_of(request), sorted(caller.areas), _poster(caller).body, now(request))
    waiting = await held.waiting(database_of(request), _poster(caller).body)
    kept = await mappings.every(database_of(request), _poster(caller).body, after="", limit=MOST_MAPPINGS)
    fields = (
        Field(
            name="file",
            label="Choose a file",
            kind=FieldKind.FILE,
            hint=f"Up to {MOST_ROWS:,} rows, as CSV, SDMX-CSV, JSON, Excel or OpenDocument; also packed by gzip.",
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
        *_own_table([each.id for each in kept], mapping),
    )
    return render(
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


def _own_table(kept: Sequence[str], chosen: str) -> tuple[Field, ...]:
    """How the rows are to be read; nothing is asked of a body that has no mapping."""
    if not kept:
        return ()
    ours = Option("", "In Folkmoot's columns, as above", is_chosen=not chosen)
    options = (ours, *(Option(each, f"By our mapping {each}", is_chosen=each == chosen) for each in kept))
    hint = "A mapping reads a table of your own as it is."
    return (
        Field(name="mapping", label="How are the rows written?", kind=FieldKind.SELECT, hint=hint, options=options),
    )


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


async def _converted(request: Request, caller: Caller, content: bytes, kind: str, mapping: str) -> Response:
    """A table of the body's own, made ours by a mapping of its own; the first page again where a row cannot be."""
    try:
        sheet = Sheet(io.BytesIO(content), kind)
        found = await mappings.read(database_of(request), sheet, body=_poster(caller).body, id=mapping)
        if found.origin.mapped.faults:
            raise malformed(found.origin.mapped.faults)
    except Problem as problem:
        return await _start(request, caller, error=in_short(problem), status=problem.status, mapping=mapping)
    rows = as_csv([row for chunk in found.chunks() for _, row in chunk.cells() if row is not None])
    by = f"Your mapping {mapping} (version {found.origin.version}) made these rows from your table."
    return await _checked(request, caller, rows.encode(), CSV, asked=Asked(origin=by))


async def _checked(
    request: Request, caller: Caller, content: bytes, kind: str, *, numbers: str = "", asked: Asked | None = None
) -> Response:
    """The page with every row and what would become of it; the first page again for what has no rows."""
    try:
        sent, asked = as_sent(content, kind, numbers), asked or Asked()
        named = await asyncio.to_thread(embargo_time, incoming(content, kind)) if kind == SDMX else None
        looked = await preview.look(
            database_of(request), sent.rows, _poster(caller), received_at(request), publish_at=named
        )
    except Problem as problem:
        shown = content.decode("utf-8", "replace") if kind == CSV else ""
        return await _start(request, caller, rows=shown, error=in_short(problem), status=problem.status)
    if sent.text.count("\n") > MOST_ROWS + 1:
        return await _start(request, caller, error=TOO_MANY, status=422)
    if named is not None:
        asked = replace(asked, time=time_field(local(named)))
    return show_sheet(request, caller, sent, looked, asked)


def _poster(caller: Caller) -> Poster:
    return Poster(body=caller.acting_body(), areas=caller.areas)
