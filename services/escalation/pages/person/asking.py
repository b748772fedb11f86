"""Asking without e-mail what is held of oneself: by a code to a telephone number, or by the number and PIN of a letter
from a desk. Both end on the page of a link, where the button is.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.handlers.person import asking
from services.escalation.handlers.person.asking import Way
from services.escalation.pages.person.data_request import what_is_wanted, which_council
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.pages.signature.telephone import client_of, code_field, number_field
from services.escalation.schemas.person.data_request import CodeForm, StubRequestForm, TelephoneForm
from services.escalation.schemas.signature.telephone import CodeNotLive
from shared.auth import Caller
from shared.post import text_messages
from shared.problems import Malformed
from shared.web.callers import EVERYBODY, anyone, database_of
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field
from shared.web.network import answer_evenly
from shared.web.pages import render, unkept
from shared.web.requests import filled, now, read_form

HERE = "/privacy/request"
UNKNOWN = "No signature stands under this number and PIN. Look whether you copied them rightly."
SLIP = (
    ("petition", "The number of the petition", "It stands under the petition's title in your letter.", 20),
    ("number", "Your number", "Eight letters and digits, like 7K2M 4XQ9.", 10),
    ("pin", "Your PIN", "Six digits.", 10),
)

router = APIRouter(include_in_schema=False)

Public = Annotated[Caller, Depends(anyone)]


@router.get(f"{HERE}/telephone", dependencies=EVERYBODY)
async def show_telephone(request: Request) -> Response:
    """The form: which council, what, and the number that the code goes to."""
    return await _telephone_page(request, UNTOUCHED)


@router.post(f"{HERE}/telephone")
async def ask(request: Request, caller: Public) -> Response:
    """Put it down and send the code; the answer is the same whether or not the number is known."""
    text_messages.require(request.app.state.settings)
    try:
        sent = await read_form(request, TelephoneForm)
        kept = await asking.ask_by_telephone(
            database_of(request),
            area=sent.area,
            wants=sent.wants,
            number=sent.telephone,
            client=client_of(request, caller),
            seal=request.app.state.seal,
            now=now(request),
        )
    except Malformed as refused:
        return await _telephone_page(request, Form.refused(request, refused))
    finally:
        await answer_evenly(request)
    return _code_page(request, kept, UNTOUCHED)


@router.post(f"{HERE}/code", dependencies=EVERYBODY)
async def prove(request: Request) -> Response:
    """The code: on to the page where it is seen or erased."""
    text_messages.require(request.app.state.settings)
    try:
        sent = await read_form(request, CodeForm)
        seal = request.app.state.seal
        way = await asking.prove(database_of(request), UUID(sent.request), sent.code, seal=seal, now=now(request))
    except Malformed as refused:
        return _code_page(request, filled(request).get("request", ""), Form.refused(request, refused))
    except CodeNotLive as refused:
        form = Form({}, {"code": refused.detail}, refused.status)
        return _code_page(request, filled(request).get("request", ""), form)
    finally:
        await answer_evenly(request)
    return _onward(way)


@router.get(f"{HERE}/number", dependencies=EVERYBODY)
async def show_number(request: Request) -> Response:
    """The form: the number and PIN of a letter, and what is wanted."""
    return _number_page(request, UNTOUCHED)


@router.post(f"{HERE}/number")
async def ask_by_number(request: Request, caller: Public) -> Response:
    """On to the page where it is seen or erased, for whoever has both."""
    try:
        sent = await read_form(request, StubRequestForm)
        seal, moment = request.app.state.seal, now(request)
        way = await asking.ask_by_stub(
            database_of(request),
            sent.petition.upper(),
            sent.stub(),
            wants=sent.wants,
            client=client_of(request, caller),
            seal=seal,
            now=moment,
        )
    except Malformed as refused:
        return _number_page(request, Form.refused(request, refused))
    finally:
        await answer_evenly(request)
    if way is None:
        return _number_page(request, Form(filled(request), {"number": UNKNOWN}, 404))
    return _onward(way)


def _onward(way: Way) -> Response:
    return RedirectResponse(f"{HERE}/{way.request}?token={way.token}", status_code=303)


async def _telephone_page(request: Request, form: Form) -> Response:
    text_messages.require(request.app.state.settings)
    fields = [await which_council(request, form), what_is_wanted(form), number_field(form)]
    return _page(request, form, fields, action=f"{HERE}/telephone", button="Send me the code")


def _code_page(request: Request, request_id: str, form: Form) -> Response:
    return _page(request, form, [code_field(form)], action=f"{HERE}/code", button="Go on", request_id=request_id)


def _number_page(request: Request, form: Form) -> Response:
    fields = [
        Field(
            name=name,
            label=label,
            hint=hint,
            width=width,
            autocomplete="off",
            value=form.typed.get(name, ""),
            error=form.errors.get(name, ""),
        )
        for name, label, hint, width in SLIP
    ]
    return _page(request, form, [*fields, what_is_wanted(form)], action=f"{HERE}/number", button="Go on")


def _page(
    request: Request, form: Form, fields: list[Field], *, action: str, button: str, request_id: str = ""
) -> Response:
    return unkept(
        render(
            request,
            "privacy_without.html",
            status=form.status,
            action=action,
            button_words=button,
            request_id=request_id,
            shows_mail=bool(request_id) and request.app.state.settings.is_local,
            fields=fields,
            summary=ErrorSummary.of(fields),
            token=token(request),
        )
    )
