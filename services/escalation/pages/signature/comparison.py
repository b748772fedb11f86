"""The page of a batch of sheets: the drawn lines that are still to be compared, some at a time, or what came of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.signature.paper import Finding
from services.escalation.domain.signature.signature import Relation
from services.escalation.handlers.signature import comparison, paper
from services.escalation.handlers.signature.comparison import COMPARING
from services.escalation.handlers.signature.paper import Seen
from services.escalation.pages.case.case import DESK
from services.escalation.pages.signature.paper import BROUGHT, RELATIONS, unkept
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.signature.paper import ComparedForm
from shared.auth import Caller, log_reading
from shared.problems import Malformed, NotNow, NotYours
from shared.web.callers import database_of, identity, officer, route_of
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import now, read_form

AT_ONCE = 20
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


async def _batch_page(request: Request, reference: str, number: int, caller: Caller, form: Form) -> Response:
    seen = await paper.see(
        database_of(request), reference, number, caller=caller, seal=request.app.state.seal, most=AT_ONCE
    )
    if seen.typed:
        way = identity(request)
        async with way.unit_of_work(caller.areas) as session:
            await log_reading(session, service="escalation", holder=caller.id, route=route_of(request), reason="paper")
    fields = _compared(seen)
    error = form.errors.get("found", "")
    page = render(
        request,
        "paper_batch.html",
        status=form.status,
        viewer=caller.name,
        navigation=DESK,
        about=seen.kept.petition,
        batch=seen.batch,
        brought=BROUGHT[seen.batch.handed_in_by].lower() if seen.batch else "",
        is_own=seen.batch is not None and seen.batch.entered_by == caller.id,
        fields=fields,
        summary=ErrorSummary("There is a problem", [Link(error, "#lines")]) if error else None,
        token=token(request),
    )
    return unkept(page)


def _compared(seen: Seen) -> list[Field]:
    """A question for each drawn line that is left, some at a time."""
    if seen.batch is None:
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
