"""Signing in and out with a local account. One text for every failure; a session is made anew at every sign-in.

The publication service mounts this router, for the gateway leads /account there; the cookie serves all three.
"""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from pydantic import BeforeValidator
from pydantic import Field as Limits
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared import auth
from shared.auth import Caller, CallerKind
from shared.auth.accounts import ABSOLUTE, MAX_PASSWORD
from shared.problems import Malformed
from shared.settings import SIGN_IN
from shared.shapes import refuse
from shared.web import csrf
from shared.web.callers import anyone, cookie_name, identity, session_token
from shared.web.forms import ErrorSummary, Field
from shared.web.pages import render
from shared.web.requests import Line, Prose, Strict, filled, read_form

HOME = "/desk"
MAX_PATH = 2_000
NO_MATCH = (
    "Name and password do not match an account here, or it cannot be used at the moment. Wait a little and try again."
)

router = APIRouter(include_in_schema=False)


def _password(value: object) -> str:
    if not isinstance(value, str):
        raise refuse("wrong-type", "This must be text.")
    return value


Password = Annotated[str, Limits(min_length=1, max_length=MAX_PASSWORD), BeforeValidator(_password)]
Path = Annotated[Prose, Limits(max_length=MAX_PATH)]


class SignIn(Strict):
    """What the sign-in form sends."""

    name: Line
    password: Password
    next: Path = HOME


class SignOut(Strict):
    """The sign-out form has no questions."""


@router.get("/account")
async def account(request: Request, caller: Annotated[Caller, Depends(anyone)]) -> Response:
    """Who is signed in, and the way out."""
    if caller.kind is not CallerKind.OFFICER:
        return RedirectResponse(SIGN_IN, status_code=303)
    return render(request, "account.html", viewer=caller.name, caller=caller, token=csrf.token(request))


@router.get(SIGN_IN)
async def sign_in_form(request: Request, caller: Annotated[Caller, Depends(anyone)], next: Path = HOME) -> Response:
    """The form; somebody who is signed in goes on at once."""
    if caller.kind is CallerKind.OFFICER:
        return RedirectResponse(own_path(next), status_code=303)
    return _form(request, next=own_path(next))


@router.post(SIGN_IN, dependencies=[Depends(anyone)])
async def sign_in(request: Request) -> Response:
    """A new session, and on to the page that was wanted; or the form again, with one text for all that can be wrong."""
    try:
        form = await read_form(request, SignIn)
    except Malformed:
        typed = filled(request)
        return _form(request, name=typed.get("name", ""), next=own_path(typed.get("next", HOME)), error=NO_MATCH)
    token = await auth.sign_in(identity(request), form.name, form.password)
    if token is None:
        return _form(request, name=form.name, next=own_path(form.next), error=NO_MATCH)
    before = session_token(request)
    if before is not None:
        await auth.sign_out(identity(request), before)
    response = RedirectResponse(own_path(form.next), status_code=303)
    keep_session(request, response, token)
    return response


@router.post("/account/sign-out")
async def sign_out(request: Request, caller: Annotated[Caller, Depends(anyone)]) -> Response:
    """End the session everywhere and forget its cookie."""
    request.state.needs_token = caller.kind is CallerKind.OFFICER
    await read_form(request, SignOut)
    token = session_token(request)
    if token is not None:
        await auth.sign_out(identity(request), token)
    response = RedirectResponse("/", status_code=303)
    _set_cookie(request, response, "", seconds=0)
    return response


def own_path(wanted: str) -> str:
    """The path, when it is one of this site's own; otherwise where people who work here begin."""
    parts = urlsplit(wanted.replace("\\", "/"))
    is_own = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return wanted if is_own and wanted.isprintable() and len(wanted) <= MAX_PATH else HOME


def _form(request: Request, *, name: str = "", next: str, error: str = "") -> Response:
    fields = (
        Field(name="name", label="Name", value=name, autocomplete="username", width=20, error=error),
        Field(name="password", label="Password", input_type="password", autocomplete="current-password", width=20),
    )
    return render(
        request,
        "sign_in.html",
        status=401 if error else 200,
        action=SIGN_IN,
        next=next,
        fields=fields,
        summary=ErrorSummary.of(fields),
    )


def keep_session(request: Request, response: Response, token: str) -> None:
    """Let the answer's reader keep the session that this token opens."""
    _set_cookie(request, response, token, seconds=int(ABSOLUTE.total_seconds()))


def _set_cookie(request: Request, response: Response, token: str, *, seconds: int) -> None:
    """The session cookie: this host only, out of reach of scripts and of other sites, over TLS outside local mode."""
    is_local = request.app.state.settings.is_local
    response.set_cookie(
        cookie_name(request), token, max_age=seconds, path="/", httponly=True, secure=not is_local, samesite="strict"
    )
