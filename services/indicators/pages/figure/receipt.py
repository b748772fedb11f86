"""The page of a receipt: what became of figures that were sent, or fetched; fetched ones are confirmed here."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.indicators.domain.figure.receipt import Receipt
from services.indicators.domain.measure.measure import Named
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.handlers.figure import batch, source, supply
from services.indicators.handlers.measure import measure
from services.indicators.pages.figure import source as wording
from services.indicators.pages.judgement.judgement import VERDICT_WORDS
from services.indicators.schemas.figure.upload import SHOWN, Agreed
from shared import auth
from shared.auth import Caller
from shared.database import Database
from shared.events import new_id
from shared.periods import parse, words
from shared.web.callers import database_of, identity, officer
from shared.web.components import Link, Words
from shared.web.csrf import token
from shared.web.pages import render
from shared.web.requests import now, once_of_press, read_form

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
    return render(
        request,
        "receipt.html",
        crumbs=CRUMBS,
        caller=caller,
        viewer=caller.name,
        receipt=receipt,
        name=name,
        sent=wording.sent_by(receipt.sender, await auth.names_of(identity(request), [receipt.sender], receipt.partner)),
        fetched=wording.facts(receipt.source, name) if receipt.source else (),
        token=token(request),
        once=str(new_id()),
        changes=await _changes(database, receipt),
        lost=shown.held.faults[:SHOWN] if shown.held else (),
    )


async def _changes(database: Database, receipt: Receipt) -> list[Words]:
    """Each measure by its name, how it was judged before, and how since."""
    names = await measure.titles(database, [(told["area"] or "", told["measure"] or "") for told in receipt.judgements])
    return [_change(told, names) for told in receipt.judgements]


def _change(told: Mapping[str, str | None], names: Mapping[tuple[str, str], Named]) -> Words:
    area, name, period = told["area"] or "", told["measure"] or "", told["period"]
    named = names.get((area, name))
    before, after = (VERDICT_WORDS[Verdict(told[key] or "")] for key in ("before", "verdict"))
    return (
        Link(named.title if named else name, f"/measures/{area}/{name}"),
        f", {words(parse(period))}" if period else "",
        f": was {before}, is now {after}.",
    )


@router.post("/upload/receipts/{id}/confirm")
async def confirm_receipt(request: Request, id: UUID, caller: Sender) -> Response:
    """The body says that what was fetched is its own; pressing twice changes nothing more."""
    agreed = await read_form(request, Agreed)
    await source.confirm(
        database_of(request),
        id,
        body=caller.acting_body(),
        actor=caller.id,
        once=once_of_press(request, caller, agreed.once, b""),
        now=now(request),
    )
    return RedirectResponse(f"/upload/receipts/{id}", status_code=303)
