"""The page of a batch of sheets: the drawn lines that are still to be compared, some at a time, or what came of it."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.petition.petition import Petition
from services.escalation.domain.signature.paper import Batch, Finding
from services.escalation.domain.signature.sheet import Sheet
from services.escalation.domain.signature.signature import Relation
from services.escalation.handlers.signature import comparison, paper, sheet
from services.escalation.handlers.signature.comparison import COMPARING
from services.escalation.handlers.signature.paper import ENTERING, Seen
from services.escalation.handlers.signature.sheet import Sent
from services.escalation.pages.case.case import DESK
from services.escalation.pages.signature.paper import BROUGHT, RELATIONS, beneath
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.signature.paper import ComparedForm
from services.escalation.schemas.signature.sheet import SheetForm, address
from shared.auth import Caller, log_reading
from shared.events import new_id
from shared.files.filetypes import SCANS, Type
from shared.problems import Malformed, NotNow, NotYours, TooLarge, Unavailable
from shared.web.callers import database_of, identity, officer, route_of
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.files import read_file_form, require
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import by_field, filled, now, once_of_press, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import counted, sentence_case

AT_ONCE = 20
OK = 200
LIMIT = SCANS.largest + (64 << 10)
FINDINGS = {
    Finding.RIGHT: "Right",
    Finding.NOT_READABLE: "Cannot be read",
    Finding.NOT_OF_THE_AREA: "Not of this area",
    Finding.DUPLICATE: "Same person as another line",
}

router = APIRouter(include_in_schema=False)

Comparing = Annotated[Caller, Depends(officer(*COMPARING))]
Number = Annotated[int, Path(ge=1, le=100_000)]


@router.get("/petitions/{reference}/paper/batches/{number}")
async def show_batch(request: Request, reference: str, number: Number, caller: Comparing) -> Response:
    """The drawn lines that are still to be compared, some at a time. That they were read is written down."""
    return await _batch_page(request, reference, number, caller, UNTOUCHED)


@router.post("/petitions/{reference}/paper/batches/{number}")
async def compare(request: Request, reference: str, number: Number, caller: Comparing) -> Response:
    """Keep what was found, and show what is left."""
    try:
        sent = await read_form(request, ComparedForm)
        await comparison.compare(
            database_of(request), reference, number, sent.by_line(), caller=caller, now=now(request)
        )
    except Malformed as refused:
        form = Form({}, {"found": "Say of at least one line what you found."}, refused.status)
        return await _batch_page(request, reference, number, caller, form)
    except (NotNow, NotYours) as refused:
        return await _batch_page(
            request, reference, number, caller, Form({}, {"found": refused.detail}, refused.status)
        )
    return RedirectResponse(f"/petitions/{reference}/paper/batches/{number}", status_code=303)


@router.post("/petitions/{reference}/paper/batches/{number}/sheets")
async def keep_sheet(
    request: Request, reference: str, number: Number, caller: Annotated[Caller, Depends(officer(*ENTERING))]
) -> Response:
    """Keep a picture of a sheet with its batch, once however often the button is pressed."""
    try:
        said, file = await read_file_form(request, SheetForm, field="file", limit=LIMIT)
        once = once_of_press(request, caller, said.once)
        sent = Sent(
            reference=reference, batch=number, said=said, content=require(file), caller=caller, now=now(request)
        )
        await sheet.keep_once(database_of(request), request.app.state.intake, sent, once=once)
    except (Malformed, NotNow, TooLarge, Unavailable) as refused:
        errors = by_field(refused) if isinstance(refused, Malformed) else {"file": refused.detail}
        own = Form(filled(request), errors, refused.status)
        return await _batch_page(request, reference, number, caller, UNTOUCHED, own=own)
    return RedirectResponse(f"/petitions/{reference}/paper/batches/{number}", status_code=303)


async def _batch_page(
    request: Request, reference: str, number: int, caller: Caller, form: Form, *, own: Form = UNTOUCHED
) -> Response:
    seen = await paper.see(
        database_of(request),
        reference,
        number,
        caller=caller,
        seal=request.app.state.seal,
        now=now(request),
        most=AT_ONCE,
    )
    if seen.typed:
        way = identity(request)
        async with way.unit_of_work(caller.areas) as session:
            await log_reading(session, service="escalation", holder=caller.id, route=route_of(request), reason="paper")
    sheets = await sheet.list_of(database_of(request), reference, number, caller=caller)
    fields = _compared(seen)
    error = form.errors.get("found", "")
    asked = _sheet_fields(own)
    summary = ErrorSummary("There is a problem", [Link(error, "#lines")]) if error else ErrorSummary.of(asked)
    return render(
        request,
        "paper_batch.html",
        status=form.status if form.status != OK else own.status,
        crumbs=(*beneath(reference), f"Batch {number}"),
        viewer=caller.name,
        navigation=DESK,
        about=seen.kept.petition,
        batch=seen.batch,
        brought=BROUGHT[seen.batch.handed_in_by].lower() if seen.batch else "",
        is_own=seen.batch is not None and seen.batch.entered_by == caller.id,
        may_compare=seen.may_compare,
        by_other_body=seen.by_other_body,
        most_unseen=seen.most_unseen,
        kept=len(sheets),
        sheets=_beside(reference, seen, sheets),
        may_keep=bool(caller.roles & set(ENTERING)) and seen.batch is not None and seen.batch.is_open,
        own_fields=asked,
        once=own.typed.get("once") or str(new_id()),
        fields=fields,
        summary=summary,
        token=token(request),
    )


def to_compare(found: Sequence[tuple[Petition, Batch]]) -> Table | None:
    """The batches that wait for the reader, of another body than the one that the petition is about; for the desk."""
    rows = [
        Row(
            (
                Link(f"{about.title}: batch {one.number}", f"/petitions/{about.reference}/paper/batches/{one.number}"),
                counted(len(one.left), "line"),
                one.check_by,
            )
        )
        for about, one in found
    ]
    columns = (Column("Petition"), Column("To compare"), Column("By"))
    return Table("Sheets for you to compare", columns, rows, stacks=True) if rows else None


def _beside(reference: str, seen: Seen, sheets: Sequence[Sheet]) -> list[dict[str, object]]:
    """The pictures of the sheets on which the lines stand that are compared next."""
    lines = seen.batch.left[:AT_ONCE] if seen.batch is not None and seen.batch.is_open and seen.may_compare else ()
    return [
        {
            "source": address(reference, seen.batch.number, one.number),
            "words": f"Sheet picture {one.number}, lines {one.first_line} to {one.last_line}",
            "is_picture": Type(one.media_type).is_picture,
        }
        for one in sheets
        if seen.batch is not None and one.shows(lines)
    ]


def _sheet_fields(form: Form) -> list[Field]:
    """What is asked with a picture of a sheet."""

    def of(name: str, label: str, **more: object) -> Field:
        value, error = form.typed.get(name, ""), form.errors.get(name, "")
        return Field(name=name, label=label, value=value, error=error, **more)  # type: ignore[arg-type]  # its own fields

    hint = f"{sentence_case(SCANS.words)}; at most {SCANS.largest // 1_000_000} MB."
    return [
        of("file", "The photograph or scan of one sheet", kind=FieldKind.FILE, hint=hint),
        of("first_line", "The first line on it", width=4, inputmode="numeric", hint="Counted through all sheets."),
        of("last_line", "The last line on it", width=4, inputmode="numeric"),
    ]


def _compared(seen: Seen) -> list[Field]:
    """A question for each drawn line that is left, some at a time."""
    if seen.batch is None or not seen.may_compare:
        return []
    return [_line(seen, line) for line in seen.batch.left[:AT_ONCE]]


def _line(seen: Seen, line: int) -> Field:
    typed = seen.typed.get(line) if seen.typed else None
    said = f"{typed.name}, {typed.postcode}, {RELATIONS[Relation(typed.relation)]} here" if typed else ""
    options = [
        Option("", "Not looked at yet"),
        *(Option(f"{line}-{one.value}", words) for one, words in FINDINGS.items()),
    ]
    label = f"Line {line}: {said}" if said else f"Line {line}"
    return Field(name="found", label=label, kind=FieldKind.SELECT, options=options, prefix=str(line))
