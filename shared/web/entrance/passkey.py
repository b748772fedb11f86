"""The pages of passkeys: one is added by whoever has just proven themselves, and proves it in place of an app's code.

They need the browser's own script, which is ours and asks nobody. Codes stay the way without: nobody has a passkey
alone.
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends
from pydantic import Field as Limits
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared import auth
from shared.auth import passkeys
from shared.auth.passkeys import Asked
from shared.problems import Malformed, Unauthenticated
from shared.settings import FACTOR, PASSKEY, PASSKEY_USE
from shared.web import csrf
from shared.web.answers import UNKEPT
from shared.web.callers import anyone, check_fresh, identity, of_session, route_of, session_token
from shared.web.entrance.sign_in import HOME, Path, keep_token, own_path
from shared.web.pages import render, with_own_script
from shared.web.requests import Prose, Strict, read_form

router = APIRouter(include_in_schema=False, dependencies=[Depends(anyone), Depends(with_own_script)])

NOT_ADDED = "The passkey was not added. Try again, or go on with the codes of your app."
NOT_PROVEN = "This did not prove it. Try again, or give a code of your app."


class Brought(Strict):
    """What the browser brings, as its script sends it."""

    credential: Annotated[Prose, Limits(max_length=10_000)]
    next: Path = HOME


class Ended(Strict):
    """The button that takes passkeys away."""


@router.get(PASSKEY)
async def show_passkeys(request: Request) -> Response:
    """How many passkeys the reader has, and the button that adds one."""
    token = _open(request)
    check_fresh(request)
    return await _adding(request, token)


@router.post(PASSKEY)
async def add_passkey(request: Request) -> Response:
    """Keep the passkey that the browser made."""
    token = _open(request)
    check_fresh(request)
    try:
        sent = await read_form(request, Brought)
    except Malformed:
        return await _adding(request, token, error=NOT_ADDED)
    if not await passkeys.add_passkey(identity(request), token, sent.credential, address=_address(request)):
        return await _adding(request, token, error=NOT_ADDED)
    database = identity(request)
    await auth.note_session(database, token, action="proved", route=route_of(request), reason="passkey added")
    return RedirectResponse(PASSKEY, status_code=303)


@router.post(f"{PASSKEY}/end")
async def end_passkeys(request: Request) -> Response:
    """Take every passkey of the reader away; the codes of their app stay."""
    token = _open(request)
    check_fresh(request)
    await read_form(request, Ended)
    await passkeys.end_passkeys(identity(request), token)
    return RedirectResponse(PASSKEY, status_code=303)


@router.get(PASSKEY_USE)
async def ask_passkey(request: Request, next: Path = HOME) -> Response:
    """The passkey is asked for, at sign-in and where somebody is to show once more who they are."""
    return await _proving(request, next=own_path(next))


@router.post(PASSKEY_USE)
async def take_passkey(request: Request) -> Response:
    """The session opens, or counts as fresh, under a new token."""
    token = _token(request)
    request.state.session_token, request.state.needs_token = token, True
    try:
        sent = await read_form(request, Brought)
    except Malformed:
        return await _proving(request, next=HOME, error=NOT_PROVEN)
    database = identity(request)
    after = await passkeys.give_passkey(database, token, sent.credential, address=_address(request))
    if after is None:
        await auth.log_refusal(database, holder=None, route=route_of(request), reason="second-factor")
        return await _proving(request, next=own_path(sent.next), error=NOT_PROVEN)
    await auth.note_session(database, after, action="proved", route=route_of(request), reason="passkey")
    response = RedirectResponse(own_path(sent.next), status_code=303)
    keep_token(request, response, after)
    return response


def _token(request: Request) -> str:
    token = session_token(request)
    if token is None:
        raise Unauthenticated("Sign in first, with your name and password or by your link.")
    return token


def _open(request: Request) -> str:
    """The token of a session that is open, whose forms carry its own token."""
    if of_session(request) is None:
        raise Unauthenticated("Sign in first, with your name and password or by your link.")
    request.state.needs_token = True
    return _token(request)


def _address(request: Request) -> str:
    address: str = request.app.state.settings.public_address
    return address


async def _adding(request: Request, token: str, *, error: str = "") -> Response:
    asked = await passkeys.ask_to_add(identity(request), token, address=_address(request))
    if asked is None:
        return RedirectResponse(f"{FACTOR}?next={quote(PASSKEY, safe='/')}", status_code=303)
    return _page(request, "passkeys.html", asked, kind="add", action=PASSKEY, next="", error=error)


async def _proving(request: Request, *, next: str, error: str = "") -> Response:
    token = _token(request)
    request.state.session_token = token
    asked = await passkeys.ask_to_prove(identity(request), token, address=_address(request))
    if asked is None:
        raise Unauthenticated("Sign in first. Whoever has no passkey gives a code of their app.")
    return _page(request, "passkey.html", asked, kind="prove", action=PASSKEY_USE, next=next, error=error)


def _page(request: Request, template: str, asked: Asked, *, kind: str, action: str, next: str, error: str) -> Response:
    page = render(
        request,
        template,
        status=401 if error else 200,
        viewer="" if asked.is_held else asked.full_name,
        asked=asked,
        kind=kind,
        action=action,
        next=next,
        error=error,
        is_named=passkeys.is_named(_address(request)),
        token=csrf.token(request),
    )
    page.headers.update(UNKEPT)
    return page
