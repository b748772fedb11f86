"""Pages of signing by telephone: what is asked, and where the code is typed. Nothing personal stands in an address.

The page for the code is the answer itself, and knows its request; whoever comes back comes by the message's address.
"""

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.signature.assistance import TAKING, Stub
from services.escalation.domain.signature.origin import Client
from services.escalation.domain.signature.telephone import REQUEST
from services.escalation.handlers.petition import petition
from services.escalation.handlers.signature import confirmation, telephone
from services.escalation.pages.signature.signature import UNTOUCHED, Form, crumbs, signer_fields
from services.escalation.schemas.petition.telephone import CodeForm
from services.escalation.schemas.signature.telephone import SENT, CodeNotLive, TelephoneIn
from shared.auth import Caller
from shared.post import text_messages
from shared.problems import Malformed, NotFound
from shared.web.callers import EVERYBODY, anyone, database_of
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field
from shared.web.network import address_of, agent_of, answer_evenly, country_of
from shared.web.pages import render, unkept
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
        name = await telephone.ask(
            database_of(request),
            reference,
            sent.signer(),
            seal=request.app.state.seal,
            now=now(request),
            received_at=received_at(request),
            client=client_of(request, caller),
            caller=caller,
        )
    except Malformed as refused:
        return await _sign_page(request, reference, Form.refused(request, refused))
    finally:
        await answer_evenly(request)
    return await code_page(request, reference, Form({"request": name}, {}), message=SENT)


@router.get("/petitions/{reference}/code", dependencies=EVERYBODY)
async def show_code(
    request: Request, reference: str, name: Annotated[str, Query(alias="request", max_length=20)] = ""
) -> Response:
    """Where the code is typed, for the request that the message names."""
    return await code_page(request, reference, Form({"request": name}, {}))


@router.post("/petitions/{reference}/code", dependencies=EVERYBODY)
async def confirm(request: Request, reference: str) -> Response:
    """The code: from now on the signature counts, once; or the petition goes on that it starts."""
    text_messages.require(request.app.state.settings)
    seal, moment, received = request.app.state.seal, now(request), received_at(request)
    try:
        sent = await read_form(request, CodeForm)
        done = await confirmation.confirm_code(
            database_of(request),
            reference,
            sent.request,
            sent.code,
            seal=seal,
            now=moment,
            received_at=received,
            started=sent.draft or "",
        )
    except Malformed as refused:
        return await code_page(request, reference, Form.refused(request, refused))
    except CodeNotLive as refused:
        typed = {name: words for name, words in filled(request).items() if name != "code"}
        return await code_page(request, reference, Form(typed, {"code": refused.detail}, refused.status))
    finally:
        await answer_evenly(request)
    if done.stub is not None:
        return _started_page(request, reference, done, done.stub)
    if done.has_started:
        return unkept(render(request, "telephone_before.html", title=done.title, reference=reference))
    if done.is_waiting:
        return RedirectResponse("/petitions/counted", status_code=303)
    return RedirectResponse(f"/petitions/{reference}/signed", status_code=303)


def client_of(request: Request, caller: Caller) -> Client:
    """Where it was asked from. A contact centre asks for many people by one network, and is signed in."""
    if set(TAKING) & set(caller.roles):
        return Client(desk=caller.id)
    return Client(address=address_of(request), country=country_of(request), agent=agent_of(request))


def number_field(form: Form) -> Field:
    """The field for a telephone number."""
    return replace(NUMBER, value=form.typed.get("telephone", ""), error=form.errors.get("telephone", ""))


def code_field(form: Form) -> Field:
    """The field for the code that came there."""
    return Field(
        name="code",
        label="The code in the message",
        hint="Six digits, from the message that this page asked for.",
        autocomplete="one-time-code",
        inputmode="numeric",
        width=10,
        error=form.errors.get("code", ""),
    )


def request_field(form: Form) -> Field:
    """The field for the name of the request, for whoever comes without the address of the message."""
    return Field(
        name="request",
        label="The end of the address in the message",
        hint=f"The {REQUEST} letters and figures after the last = sign.",
        width=10,
        value=form.typed.get("request", ""),
        error=form.errors.get("request", ""),
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


def _started_page(request: Request, reference: str, done: confirmation.Confirmed, stub: Stub) -> Response:
    """The number and PIN of whoever started a petition. It is the answer itself and not a page of its own."""
    return unkept(
        render(
            request,
            "telephone_started.html",
            title=done.title,
            reference=reference,
            stub=stub,
            own=f"/petitions/{reference}/organiser?token={done.token}",
        )
    )


async def code_page(request: Request, reference: str, form: Form, *, message: str = "") -> Response:
    """Where the code is typed. The same page for a petition that is not public as for one that there is not.

    It leads to where another code is asked for, also after a mistyped one: the form carries the link that was used.
    """
    text_messages.require(request.app.state.settings)
    try:
        seen = await petition.see(database_of(request), reference, now=now(request))
    except NotFound:
        seen = None
    known = form.typed.get("request", "") if "request" not in form.errors else ""
    fields = [*([] if known else [request_field(form)]), code_field(form)]
    return unkept(
        render(
            request,
            "telephone_code.html",
            status=form.status,
            place=seen.place.area.name if seen else "",
            crumbs=(*crumbs(seen), "Your code") if seen else (Link("Petitions", "/petitions"), "Your code"),
            reference=reference,
            about=seen.kept.petition if seen else None,
            message=message,
            again=_again(reference, form) or (f"/petitions/{reference}/telephone" if seen else ""),
            draft=form.typed.get("draft", ""),
            sponsor=form.typed.get("sponsor", ""),
            name=known,
            shows_mail=request.app.state.settings.is_local,
            fields=fields,
            summary=ErrorSummary.of(fields),
            token=token(request),
        )
    )


def _again(reference: str, form: Form) -> str:
    if draft := form.typed.get("draft"):
        return f"/petitions/start/telephone?draft={quote(draft)}"
    sponsor = form.typed.get("sponsor")
    return f"/petitions/{reference}/sponsor/telephone?token={quote(sponsor)}" if sponsor else ""
