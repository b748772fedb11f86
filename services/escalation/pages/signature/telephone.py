"""Pages of signing by telephone: what is asked, and where the code is typed. Nothing personal stands in an address.

The page for the code is the answer itself, with the number in its field; whoever comes back types both.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.signature.assistance import TAKING
from services.escalation.domain.signature.origin import Client
from services.escalation.handlers.petition import petition
from services.escalation.handlers.signature import confirmation, signature
from services.escalation.pages.signature.paper import unkept
from services.escalation.pages.signature.signature import UNTOUCHED, Form, crumbs, signer_fields
from services.escalation.schemas.signature.telephone import SENT, CodeIn, CodeNotLive, TelephoneIn
from shared import text_messages
from shared.auth import Caller
from shared.problems import Malformed
from shared.web.callers import EVERYBODY, anyone, database_of
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field
from shared.web.network import address_of, agent_of, answer_evenly, country_of
from shared.web.pages import render
from shared.web.requests import filled, now, read_form, received_at

NUMBER = Field(
    name="telephone",
    label="Your telephone number",
    hint="We send one text message with a code. An ordinary telephone may have it read out.",
    input_type="tel",
    autocomplete="tel",
    width=20,
)

router = APIRouter(include_in_schema=False)

Public = Annotated[Caller, Depends(anyone)]


@router.get("/petitions/{reference}/telephone", dependencies=EVERYBODY)
async def show_telephone(request: Request, reference: str) -> Response:
    """What is asked of somebody who signs with a telephone number."""
    return await _sign_page(request, reference, UNTOUCHED)


@router.post("/petitions/{reference}/telephone")
async def sign(request: Request, reference: str, caller: Public) -> Response:
    """Put the signature down and ask for the code. The same page whoever signs and however often."""
    text_messages.require(request.app.state.settings)
    try:
        sent = await read_form(request, TelephoneIn)
        await signature.sign(
            database_of(request),
            reference,
            sent.signer(),
            seal=request.app.state.seal,
            now=now(request),
            received_at=received_at(request),
            client=client_of(request, caller),
        )
    except Malformed as refused:
        return await _sign_page(request, reference, Form.refused(request, refused))
    finally:
        await answer_evenly(request)
    return await _code_page(request, reference, Form({"telephone": sent.telephone}, {}), message=SENT)


@router.get("/petitions/{reference}/code", dependencies=EVERYBODY)
async def show_code(request: Request, reference: str) -> Response:
    """Where the code is typed, beside the number that it went to."""
    return await _code_page(request, reference, UNTOUCHED)


@router.post("/petitions/{reference}/code", dependencies=EVERYBODY)
async def confirm(request: Request, reference: str) -> Response:
    """The code: from now on the signature counts, once."""
    text_messages.require(request.app.state.settings)
    seal, moment, received = request.app.state.seal, now(request), received_at(request)
    try:
        sent = await read_form(request, CodeIn)
        await confirmation.confirm_code(
            database_of(request), reference, sent.telephone, sent.code, seal=seal, now=moment, received_at=received
        )
    except Malformed as refused:
        return await _code_page(request, reference, Form.refused(request, refused))
    except CodeNotLive as refused:
        typed = {name: words for name, words in filled(request).items() if name != "code"}
        return await _code_page(request, reference, Form(typed, {"code": refused.detail}, refused.status))
    finally:
        await answer_evenly(request)
    return RedirectResponse(f"/petitions/{reference}/signed", status_code=303)


def client_of(request: Request, caller: Caller) -> Client:
    """Where it was asked from. A contact centre asks for many people by one network, and is signed in."""
    if set(TAKING) & set(caller.roles):
        return Client()
    return Client(address=address_of(request), country=country_of(request), agent=agent_of(request))


def number_field(form: Form) -> Field:
    """The field for a telephone number."""
    return replace(NUMBER, value=form.typed.get("telephone", ""), error=form.errors.get("telephone", ""))


def code_field(form: Form) -> Field:
    """The field for the code that came there."""
    return Field(
        name="code",
        label="The code in the message",
        hint="Six digits. Only the last message counts.",
        autocomplete="one-time-code",
        inputmode="numeric",
        width=10,
        error=form.errors.get("code", ""),
    )


async def _sign_page(request: Request, reference: str, form: Form) -> Response:
    text_messages.require(request.app.state.settings)
    seen = await petition.see(database_of(request), reference, now=now(request))
    fields = signer_fields(seen.place.area.name, form)
    fields[1] = number_field(form)
    return unkept(
        render(
            request,
            "telephone.html",
            status=form.status,
            place=seen.place.area.name,
            crumbs=(*crumbs(seen), "By telephone"),
            about=seen.kept.petition,
            is_open=seen.is_open,
            fields=fields,
            summary=ErrorSummary.of(fields),
            token=token(request),
        )
    )


async def _code_page(request: Request, reference: str, form: Form, *, message: str = "") -> Response:
    text_messages.require(request.app.state.settings)
    seen = await petition.see(database_of(request), reference, now=now(request))
    fields = [replace(number_field(form), hint="The one that you gave."), code_field(form)]
    return unkept(
        render(
            request,
            "telephone_code.html",
            status=form.status,
            place=seen.place.area.name,
            crumbs=(*crumbs(seen), "Your code"),
            about=seen.kept.petition,
            message=message,
            shows_mail=request.app.state.settings.is_local,
            fields=fields,
            summary=ErrorSummary.of(fields),
            token=token(request),
        )
    )
