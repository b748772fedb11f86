"""Pages of signing at a desk: what staff ask, the letter with number and PIN to print, and where its owner looks."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.signature.assistance import Standing
from services.escalation.handlers.petition import petition
from services.escalation.handlers.signature import assistance
from services.escalation.handlers.signature.assistance import TAKING
from services.escalation.pages.case.case import DESK
from services.escalation.pages.signature.paper import unkept
from services.escalation.pages.signature.signature import UNTOUCHED, Form, crumbs
from services.escalation.schemas.signature.assistance import AssistedForm, SlipForm
from shared import text_messages
from shared.auth import Caller
from shared.events import new_id
from shared.idempotency import Once
from shared.problems import Malformed, NotNow
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.network import answer_evenly
from shared.web.pages import render
from shared.web.requests import filled, now, read_form, received_at

RELATIONS = (("live", "lives here"), ("work", "works here"), ("study", "studies here"))

router = APIRouter(include_in_schema=False)

Taking = Annotated[Caller, Depends(officer(*TAKING))]


@router.get("/petitions/{reference}/desk")
async def show_desk(request: Request, reference: str, caller: Taking) -> Response:
    """What staff ask of somebody who signs at the desk."""
    return await _desk_page(request, reference, caller, UNTOUCHED)


@router.post("/petitions/{reference}/desk")
async def take(request: Request, reference: str, caller: Taking) -> Response:
    """Take the signature, once however often the button is pressed, and show the letter to print.

    The letter is the answer itself and not a page of its own: no address and no browser keeps its PIN.
    """
    try:
        sent = await read_form(request, AssistedForm)
        taken = await assistance.take_once(
            database_of(request),
            reference,
            sent.person(),
            caller=caller,
            seal=request.app.state.seal,
            public_address=request.app.state.settings.public_address,
            now=now(request),
            received_at=received_at(request),
            once=Once(caller.id, sent.once, f"POST {request.url.path}", request.state.body_sha256),
        )
    except Malformed as refused:
        return await _desk_page(request, reference, caller, Form.refused(request, refused))
    except NotNow as refused:
        form = Form(filled(request), {"name": refused.detail}, refused.status)
        return await _desk_page(request, reference, caller, form)
    return unkept(
        render(
            request,
            "assistance_letter.html",
            viewer=caller.name,
            navigation=DESK,
            reference=reference,
            subject=taken.letter.subject,
            paragraphs=taken.letter.text.strip().split("\n\n"),
            slip=taken.slip,
        )
    )


@router.get("/petitions/{reference}/number", dependencies=EVERYBODY)
async def show_number(request: Request, reference: str) -> Response:
    """Where somebody who signed at a desk types the number and the PIN."""
    return await _number_page(request, reference, UNTOUCHED)


@router.post("/petitions/{reference}/number", dependencies=EVERYBODY)
async def look(request: Request, reference: str) -> Response:
    """What became of the signature, and how the petition stands."""
    try:
        sent = await read_form(request, SlipForm)
        found = await assistance.look(database_of(request), reference, sent.slip(), seal=request.app.state.seal)
    except Malformed as refused:
        return await _number_page(request, reference, Form.refused(request, refused))
    finally:
        await answer_evenly(request)
    return await _number_page(request, reference, UNTOUCHED, found=found)


async def _number_page(request: Request, reference: str, form: Form, *, found: Standing | None = None) -> Response:
    seen = await petition.see(database_of(request), reference, now=now(request))
    fields = [
        Field(
            name=name,
            label=label,
            width=width,
            hint=hint,
            autocomplete="off",
            value=form.typed.get(name, ""),
            error=form.errors.get(name, ""),
        )
        for name, label, hint, width in (
            ("number", "The number on your letter", "Eight letters and digits, like 7K2M 4XQ9.", 10),
            ("pin", "The PIN on your letter", "Six digits.", 10),
        )
    ]
    return unkept(
        render(
            request,
            "assistance_number.html",
            status=form.status,
            place=seen.place.area.name,
            crumbs=(*crumbs(seen), "Your number"),
            about=seen.kept.petition,
            signatures=seen.kept.signatures,
            found=found.value if found else "",
            fields=fields,
            summary=ErrorSummary.of(fields),
            token=token(request),
        )
    )


async def _desk_page(request: Request, reference: str, caller: Caller, form: Form) -> Response:
    kept = await petition.see_own(database_of(request), reference, caller=caller)
    fields = [
        Field(
            name=name,
            label=label,
            width=width,
            autocomplete="off",
            value=form.typed.get(name, ""),
            error=form.errors.get(name, ""),
        )
        for name, label, width in (("name", "Full name", None), ("postcode", "Postcode", 10))
    ]
    relation = Field(
        name="relation",
        label="This person",
        kind=FieldKind.RADIOS,
        options=[Option(value, words) for value, words in RELATIONS],
        value=form.typed.get("relation", ""),
        error=form.errors.get("relation", ""),
    )
    fields.append(relation)
    return unkept(
        render(
            request,
            "assistance_desk.html",
            status=form.status,
            viewer=caller.name,
            navigation=DESK,
            about=kept.petition,
            fields=fields,
            summary=ErrorSummary.of(fields),
            once=form.typed.get("once") or str(new_id()),
            by_telephone=text_messages.are_sent(request.app.state.settings),
            token=token(request),
        )
    )
