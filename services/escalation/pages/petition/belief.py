"""The staff page on which a petition's counts by ward are hidden, where signing shows what somebody believes."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.handlers.petition import belief, petition
from services.escalation.handlers.petition.belief import DECIDING
from services.escalation.pages.case.case import DESK
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.petition.belief import Wards, WardsIn
from shared.auth import Caller
from shared.problems import Malformed, NotYours
from shared.web.callers import database_of, officer
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import filled, now, read_form

router = APIRouter(include_in_schema=False)

Deciding = Annotated[Caller, Depends(officer(*DECIDING))]


@router.get("/petitions/{reference}/wards")
async def show_wards(request: Request, reference: str, caller: Deciding) -> Response:
    """Whether the petition tells how many signed in which ward, and the form to change it."""
    return await _page(request, reference, caller, UNTOUCHED)


@router.post("/petitions/{reference}/wards")
async def decide(request: Request, reference: str, caller: Deciding) -> Response:
    """Change it; else the form again with what is wrong."""
    try:
        sent = await read_form(request, WardsIn)
        await belief.decide(database_of(request), reference, sent, caller=caller, now=now(request))
    except Malformed as refused:
        return await _page(request, reference, caller, Form.refused(request, refused))
    except NotYours as refused:
        return await _page(request, reference, caller, Form(filled(request), {"wards": refused.detail}, refused.status))
    return RedirectResponse(f"/petitions/{reference}/wards", status_code=303)


async def _page(request: Request, reference: str, caller: Caller, form: Form) -> Response:
    kept = await petition.see_own(database_of(request), reference, caller=caller)
    fields = [
        Field(
            name="wards",
            label="From now on, how many signed in which ward is",
            kind=FieldKind.RADIOS,
            options=[Option(Wards.HIDDEN.value, "not shown"), Option(Wards.SHOWN.value, "shown")],
            value=form.typed.get("wards", ""),
            error=form.errors.get("wards", ""),
        ),
        Field(
            name="reasons",
            label="Why?",
            hint="Everybody can read this. Name no person.",
            kind=FieldKind.TEXTAREA,
            value=form.typed.get("reasons", ""),
            error=form.errors.get("reasons", ""),
        ),
    ]
    return render(
        request,
        "belief.html",
        status=form.status,
        viewer=caller.name,
        navigation=DESK,
        about=kept.petition,
        fields=fields,
        summary=ErrorSummary.of(fields),
        token=token(request),
    )
