"""Signing in and out with a local account. One text for every failure; a session is made anew at every sign-in.

The publication service mounts this router, for the gateway leads /account there; the cookie serves all three.
"""

from datetime import timedelta
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Depends
from pydantic import BeforeValidator
from pydantic import Field as Limits
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared import auth
from shared.auth import Caller, CallerKind
from shared.auth.accounts import MAX_PASSWORD
from shared.problems import Malformed
from shared.settings import CODE, FACTOR, SIGN_IN, WORK, SecondFactor
from shared.shapes import refuse
from shared.web import csrf
from shared.web.callers import anyone, cookie_name, identity, names_of, of_session, route_of, session_token
from shared.web.components import Link
from shared.web.forms import ErrorSummary, Field
from shared.web.pages import render
from shared.web.requests import Line, Prose, Strict, filled, read_form

HOME = WORK
LINK = "link"
PROVIDER = "provider "  # begins the way of whoever comes by one
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
    """Who is signed in, for which body, with which roles, and the ways out."""
    signed_in = of_session(request)
    if signed_in is None:
        return RedirectResponse(SIGN_IN, status_code=303)
    by = next((one for one in await auth.providers(identity(request)) if one.id == signed_in.provider), None)
    return render(
        request,
        "account.html",
        viewer=caller.name,
        caller=caller,
        signed_in=signed_in,
        provider=by,
        names=await names_of(request, signed_in),
        token=csrf.token(request),
    )


@router.get(SIGN_IN)
async def sign_in_form(request: Request, caller: Annotated[Caller, Depends(anyone)], next: Path = HOME) -> Response:
    """The ways in: bodies' own providers, and the form; somebody who is signed in goes on at once."""
    if caller.kind is CallerKind.OFFICER:
        return RedirectResponse(own_path(next), status_code=303)
    if await _waits_for_code(request):
        return RedirectResponse(f"{CODE}?next={quote(own_path(next), safe='/')}", status_code=303)
    return await _form(request, next=own_path(next))


@router.post(SIGN_IN, dependencies=[Depends(anyone)])
async def sign_in(request: Request) -> Response:
    """A new session, and on to the page that was wanted; or the form again, with one text for all that can be wrong."""
    try:
        form = await read_form(request, SignIn)
    except Malformed:
        typed = filled(request)
        return await _form(request, name=typed.get("name", ""), next=own_path(typed.get("next", HOME)), error=NO_MATCH)
    token = await auth.sign_in(identity(request), form.name, form.password)
    if token is None:
        return await _form(request, name=form.name, next=own_path(form.next), error=NO_MATCH)
    response = RedirectResponse(own_path(form.next), status_code=303)
    await begin_session(request, response, token, way="password")
    return response


@router.post("/account/sign-out")
async def sign_out(request: Request, caller: Annotated[Caller, Depends(anyone)]) -> Response:
    """End the session and forget its cookie."""
    token = await _leaving(request, caller)
    if token is not None:
        await auth.sign_out(identity(request), token)
    return _left(request)


@router.post("/account/sign-out/everywhere")
async def sign_out_everywhere(request: Request, caller: Annotated[Caller, Depends(anyone)]) -> Response:
    """End every session that this person has, on whatever machine, and forget this one's cookie."""
    token = await _leaving(request, caller)
    if token is not None:
        await auth.sign_out_everywhere(identity(request), token)
    return _left(request)


def own_path(wanted: str) -> str:
    """The path, when it is one of this site's own; otherwise where people who work here begin."""
    parts = urlsplit(wanted.replace("\\", "/"))
    is_own = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return wanted if is_own and wanted.isprintable() and len(wanted) <= MAX_PATH else HOME


async def begin_session(request: Request, response: Response, token: str, *, way: str) -> None:
    """Let the answer's reader keep the session that this token opens, and end the one they had.

    The access log keeps that they came, and by which way. Who needs a second factor is led there first: until then the
    session opens nothing. A provider has asked for one where its body wants it.
    """
    database = identity(request)
    if (before := session_token(request)) is not None:
        await auth.sign_out(database, before)
    await auth.note_session(database, token, action="entered", route=route_of(request), reason=way)
    wanted = request.app.state.settings.second_factor
    is_demanded = wanted is SecondFactor.EVERYBODY or (wanted is SecondFactor.GUESTS and way == LINK)
    held = None if way.startswith(PROVIDER) else await auth.hold_session(database, token, is_demanded=is_demanded)
    if held is not None:
        onward = quote(response.headers["location"], safe="/")
        response.headers["location"] = f"{CODE if held == 'code' else FACTOR}?next={onward}"
    keep_token(request, response, token)


def keep_token(request: Request, response: Response, token: str) -> None:
    """Let the answer's reader keep the session that this token opens."""
    lasts = timedelta(hours=request.app.state.settings.session_hours)
    set_cookie(request, response, cookie_name(request), token, seconds=int(lasts.total_seconds()))


def set_cookie(request: Request, response: Response, name: str, value: str, *, seconds: int) -> None:
    """A cookie for this host only, out of reach of scripts, over TLS outside local mode.

    Another site's link brings it along, or nobody would be signed in who comes back from a provider; its forms do not.
    """
    is_local = request.app.state.settings.is_local
    response.set_cookie(name, value, max_age=seconds, path="/", httponly=True, secure=not is_local, samesite="lax")


async def _waits_for_code(request: Request) -> bool:
    """Whether this browser's session is held back until its person gives a code."""
    token, secret = session_token(request), request.app.state.settings.secret.get_secret_value()
    held = await auth.held_session(identity(request), token, secret=secret) if token else None
    return held is not None and held.is_held


async def _leaving(request: Request, caller: Caller) -> str | None:
    """The token of the session that is to end, after the check that its own page asked for it."""
    request.state.needs_token = caller.kind is CallerKind.OFFICER
    await read_form(request, SignOut)
    token = session_token(request)
    if token is not None:
        await auth.note_session(identity(request), token, action="left", route=route_of(request), reason="asked")
    return token


def _left(request: Request) -> Response:
    response = RedirectResponse("/", status_code=303)
    set_cookie(request, response, cookie_name(request), "", seconds=0)
    return response


async def _form(request: Request, *, name: str = "", next: str, error: str = "") -> Response:
    fields = (
        Field(name="name", label="Name", value=name, autocomplete="username", width=20, error=error),
        Field(name="password", label="Password", input_type="password", autocomplete="current-password", width=20),
    )
    onward = "" if next == HOME else f"?next={quote(next, safe='/')}"
    ways = [Link(one.name, f"/account/with/{one.id}{onward}") for one in await auth.providers(identity(request))]
    return render(
        request,
        "sign_in.html",
        status=401 if error else 200,
        action=SIGN_IN,
        next=next,
        fields=fields,
        ways=ways,
        summary=ErrorSummary.of(fields),
    )
