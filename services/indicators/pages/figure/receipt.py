"""The page of a receipt: what became of figures that were sent, or fetched; fetched ones are confirmed here."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.indicators.handlers.figure import batch, source, supply
from services.indicators.pages.figure import source as wording
from services.indicators.schemas.figure.upload import SHOWN, Agreed
from shared.auth import Caller
from shared.events import new_id
from shared.idempotency import Once
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.pages import render
from shared.web.requests import now, read_form

router = APIRouter(include_in_schema=False)

Sender = Annotated[Caller, Depends(officer("partner"))]

CRUMBS = (Link("Places", "/areas"), "Send figures")


@router.get("/upload/receipts/{id}")
async def show_receipt(request: Request, id: UUID, caller: Sender) -> Response:
    """What became of what was sent, or fetched."""
    database = database_of(request)
    shown = await batch.show(database, id, caller.acting_body())
    if shown.receipt is None:
        return RedirectResponse(f"/upload/held/{id}", status_code=303)
    receipt = shown.receipt
    name = await supply.name(database, receipt.areas, receipt.partner)
    page = render(
        request,
        "receipt.html",
        crumbs=CRUMBS,
        caller=caller,
        viewer=caller.name,
        receipt=receipt,
        name=name,
        fetched=wording.facts(receipt.source, name) if receipt.source else (),
        token=token(request),
        once=str(new_id()),
        lost=shown.held.faults[:SHOWN] if shown.held else (),
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post("/upload/receipts/{id}/confirm")
async def confirm_receipt(request: Request, id: UUID, caller: Sender) -> Response:
    """The body says that what was fetched is its own; pressing twice changes nothing more."""
    agreed = await read_form(request, Agreed)
    await source.confirm(
        database_of(request),
        id,
        body=caller.acting_body(),
        actor=caller.id,
        once=Once(caller.id, agreed.once, f"POST {request.url.path}", hashlib.sha256().digest()),
        now=now(request),
    )
    return RedirectResponse(f"/upload/receipts/{id}", status_code=303)
