"""What is done with what people tell, in plain words; asking to see it or to have it erased; the link's page.

Opening a link changes nothing. A page that shows what is held is shown to nobody but whoever has the link.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from services.escalation.domain.person.data_request import Wants
from services.escalation.handlers.person import data_request
from services.escalation.handlers.petition import petition
from services.escalation.pages.signature.signature import UNTOUCHED, Form, email_field
from services.escalation.schemas.person.data_request import DataRequestIn, LinkForm, held_document, held_text
from shared.post import text_messages
from shared.problems import Malformed
from shared.web.callers import EVERYBODY, database_of
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.network import answer_evenly
from shared.web.pages import render, unkept
from shared.web.requests import now, read_form

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Token = Annotated[str, Query(min_length=1, max_length=100)]
WANTS = {Wants.ACCESS: "See what is held about me", Wants.ERASURE: "Have it erased"}


@router.get("/privacy")
async def show_privacy(request: Request) -> Response:
    """What is kept of people, why, how long and who sees it."""
    return render(request, "privacy.html", by_telephone=text_messages.are_sent(request.app.state.settings))


@router.get("/privacy/request")
async def show_ask(request: Request) -> Response:
    """The form: which council, what, and the address that the link goes to."""
    return await _form(request, UNTOUCHED)


@router.post("/privacy/request")
async def ask(request: Request) -> Response:
    """Put it down; the answer is the same whether or not the address is known."""
    try:
        sent = await read_form(request, DataRequestIn)
    except Malformed as refused:
        return await _form(request, Form.refused(request, refused))
    seal, moment = request.app.state.seal, now(request)
    try:
        await data_request.ask(
            database_of(request), area=sent.area, wants=sent.wants, email=sent.email, seal=seal, now=moment
        )
    finally:
        await answer_evenly(request)
    return RedirectResponse("/privacy/request/sent", status_code=303)


@router.get("/privacy/request/sent")
async def show_asked(request: Request) -> Response:
    """A letter is on its way."""
    return render(request, "privacy_sent.html", shows_mail=request.app.state.settings.is_local)


@router.get("/privacy/request/{id}")
async def show_link(request: Request, id: UUID, token: Token) -> Response:
    """The page behind the link: a button, and once it was pressed what came of it."""
    seal = request.app.state.seal
    found = await data_request.look(database_of(request), id, token, seal=seal, now=now(request))
    page = render(
        request,
        "privacy_link.html",
        found=found,
        wants=found.wants.value,
        held=found.held,
        request_id=str(id),
        link_token=token,
        token=form_token(request),
    )
    return unkept(page)


@router.post("/privacy/request/{id}")
async def press(request: Request, id: UUID) -> Response:
    """The button: the request begins, and is answered at once where nothing stands in the way."""
    sent = await read_form(request, LinkForm)
    seal = request.app.state.seal
    try:
        await data_request.confirm(database_of(request), id, sent.token, seal=seal, now=now(request))
    finally:
        await answer_evenly(request)
    return RedirectResponse(f"/privacy/request/{id}?token={sent.token}", status_code=303)


@router.get("/privacy/request/{id}/held.json")
async def give_json(request: Request, id: UUID, token: Token) -> Response:
    """What is held, for machines."""
    seal = request.app.state.seal
    found = await data_request.look(database_of(request), id, token, seal=seal, now=now(request))
    return unkept(JSONResponse(held_document(found.held, found.beside)))


@router.get("/privacy/request/{id}/held.txt")
async def give_text(request: Request, id: UUID, token: Token) -> Response:
    """What is held, as plain text."""
    seal = request.app.state.seal
    found = await data_request.look(database_of(request), id, token, seal=seal, now=now(request))
    return unkept(PlainTextResponse(held_text(found.held, found.beside)))


async def which_council(request: Request, form: Form) -> Field:
    """The field for the council that is asked."""
    choices = await petition.choices(database_of(request))
    first = [Option("", "Choose a council")] if len(choices) > 1 else []
    return Field(
        name="area",
        label="Which council?",
        kind=FieldKind.SELECT,
        options=[*first, *(Option(one.area.area, one.area.name) for one in choices)],
        value=form.typed.get("area", ""),
        error=form.errors.get("area", ""),
    )


def what_is_wanted(form: Form) -> Field:
    """The field for what somebody asks for."""
    return Field(
        name="wants",
        label="What do you want?",
        kind=FieldKind.RADIOS,
        options=[Option(wants.value, words) for wants, words in WANTS.items()],
        value=form.typed.get("wants", ""),
        error=form.errors.get("wants", ""),
    )


async def _form(request: Request, form: Form) -> Response:
    fields = [
        await which_council(request, form),
        what_is_wanted(form),
        email_field(
            form,
            label="The e-mail address that you signed with",
            hint="We send a link there, so that nobody else can ask for you. If it had a plus, write that too.",
        ),
    ]
    return render(
        request,
        "privacy_ask.html",
        status=form.status,
        by_telephone=text_messages.are_sent(request.app.state.settings),
        fields=fields,
        summary=ErrorSummary.of(fields),
        token=form_token(request),
    )
