"""The pages by which a guest of a body comes in: ask for a link, look into your mail, the link and its one button."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.handlers.register import invitation
from services.publication.schemas.register.invitation import LinkRequest, LinkUse
from shared.problems import Malformed
from shared.web.callers import EVERYBODY, database_of, identity
from shared.web.csrf import token as form_token
from shared.web.entrance.sign_in import LINK, begin_session
from shared.web.forms import ErrorSummary, Field
from shared.web.pages import render, unkept
from shared.web.requests import by_field, filled, read_form

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Token = Annotated[str, Query(min_length=1, max_length=100)]


@router.get("/account/link")
async def show_link_form(request: Request) -> Response:
    """What a guest is asked: the address that was invited."""
    return _form(request)


@router.post("/account/link")
async def ask_for_link(request: Request) -> Response:
    """A letter goes to the address if it was invited; the answer is the same if not."""
    try:
        sent = await read_form(request, LinkRequest)
    except Malformed as problem:
        return _form(request, value=filled(request).get("email", ""), error=by_field(problem).get("email", ""))
    await invitation.ask(database_of(request), identity(request), sent.email)
    return RedirectResponse("/account/link/sent", status_code=303)


@router.get("/account/link/sent")
async def show_link_sent(request: Request) -> Response:
    """Look into your mail; whoever asked, and whether or not a letter went."""
    return render(request, "link_sent.html", shows_mail=request.app.state.settings.is_local)


@router.get("/account/link/open")
async def show_link(request: Request, token: Token) -> Response:
    """The page behind the link of a letter. Opening it, however often and by whatever machine, changes nothing."""
    await invitation.look(identity(request), token)
    page = render(request, "link_open.html", link_token=token, token=form_token(request))
    return unkept(page)


@router.post("/account/link/open")
async def use_link(request: Request) -> Response:
    """The button behind the link: a session begins, and the link is used up."""
    sent = await read_form(request, LinkUse)
    session = await invitation.come_in(identity(request), sent.token)
    response = RedirectResponse("/account", status_code=303)
    await begin_session(request, response, session, way=LINK)
    return response


def _form(request: Request, *, value: str = "", error: str = "") -> Response:
    fields = (
        Field(
            name="email",
            label="Your e-mail address",
            hint="The one at which your organisation has invited you.",
            input_type="email",
            autocomplete="email",
            value=value,
            error=error,
        ),
    )
    status = 422 if error else 200
    return render(request, "link_ask.html", status=status, fields=fields, summary=ErrorSummary.of(fields))
