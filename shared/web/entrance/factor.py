"""The pages of a second factor: the code that is asked for at sign-in, setting an app up, and the recovery codes.

Whoever comes by their organisation's provider proves it there and finds nothing here.
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import Field as Limits
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared import auth
from shared.auth.factors import Held
from shared.problems import Malformed, Unauthenticated
from shared.settings import CODE, FACTOR
from shared.web import csrf
from shared.web.answers import UNKEPT
from shared.web.callers import EVERYBODY, check_fresh, identity, route_of, session_token
from shared.web.drawing.qr import QUIET, path_of, square_of
from shared.web.entrance.sign_in import HOME, Path, keep_token, own_path
from shared.web.forms import ErrorSummary, Field
from shared.web.pages import render
from shared.web.requests import Line, Strict, filled, read_form

WRONG = "This is no code of now, it was used already, or there were too many. Wait for the next one and try again."
ISSUER = "Folkmoot"

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


class Given(Strict):
    """What the forms send."""

    code: Annotated[Line, Limits(max_length=40)]
    next: Path = HOME


@router.get(CODE)
async def ask_code(request: Request, next: Path = HOME) -> Response:
    """The code is asked for; whoever has none yet is led to where an app is set up."""
    _, held = await _held(request)
    onward = own_path(next)
    if not held.is_confirmed:
        return RedirectResponse(f"{FACTOR}?next={quote(onward, safe='/')}", status_code=303)
    return _code_form(request, next=onward)


@router.post(CODE)
async def take_code(request: Request) -> Response:
    """The session opens with the right code, under a new token."""
    token, _ = await _held(request)
    try:
        sent = await read_form(request, Given)
    except Malformed:
        return _code_form(request, next=own_path(filled(request).get("next", HOME)), error=WRONG)
    database = identity(request)
    is_of_app = sent.code.replace(" ", "").isdecimal()
    if is_of_app:
        after = await auth.give_code(database, token, sent.code, secret=_secret(request))
    else:
        after = await auth.give_recovery_code(database, token, sent.code)
    if after is None:
        await auth.log_refusal(database, holder=None, route=route_of(request), reason="second-factor")
        return _code_form(request, next=own_path(sent.next), error=WRONG)
    way = "code" if is_of_app else "recovery code"
    await auth.note_session(database, after, action="proved", route=route_of(request), reason=way)
    response = RedirectResponse(own_path(sent.next), status_code=303)
    keep_token(request, response, after)
    return response


@router.get(FACTOR)
async def show_setting_up(request: Request, next: Path = HOME) -> Response:
    """What an app is told, and the field for its first code; or that one is set up."""
    token, held = await _held(request)
    if held.is_held and held.is_confirmed:
        return RedirectResponse(CODE, status_code=303)
    check_fresh(request)
    if held.shared is None:
        await auth.start_factor(identity(request), token, secret=_secret(request))
        _, held = await _held(request)
    return _factor_form(request, held, next=own_path(next))


@router.post(FACTOR)
async def confirm(request: Request) -> Response:
    """The first right code sets the app up, opens the session, and shows the recovery codes, once.

    From somebody who has one, a code makes new recovery codes.
    """
    token, held = await _held(request)
    if held.is_held and held.is_confirmed:
        return RedirectResponse(CODE, status_code=303)
    check_fresh(request)
    try:
        sent = await read_form(request, Given)
    except Malformed:
        return _factor_form(request, held, next=own_path(filled(request).get("next", HOME)), error=WRONG)
    database = identity(request)
    after = await auth.give_code(database, token, sent.code, secret=_secret(request))
    if after is None:
        await auth.log_refusal(database, holder=None, route=route_of(request), reason="second-factor")
        return _factor_form(request, held, next=own_path(sent.next), error=WRONG)
    await auth.note_session(database, after, action="proved", route=route_of(request), reason="second factor set up")
    codes = await auth.new_recovery_codes(database, after)
    page = render(request, "recovery_codes.html", viewer=held.full_name, codes=codes, next=own_path(sent.next))
    page.headers.update(UNKEPT)
    keep_token(request, page, after)
    return page


async def _held(request: Request) -> tuple[str, Held]:
    """The session of whoever asks, held or open, and its second factor; its forms carry its own token."""
    token = session_token(request)
    found = await auth.held_session(identity(request), token, secret=_secret(request)) if token else None
    if token is None or found is None:
        raise Unauthenticated("Sign in first, with your name and password or by your link.")
    request.state.session_token, request.state.needs_token = token, True
    return token, found


def _secret(request: Request) -> str:
    secret: str = request.app.state.settings.secret.get_secret_value()
    return secret


def _field(label: str, hint: str, error: str) -> Field:
    return Field(name="code", label=label, hint=hint, autocomplete="one-time-code", width=20, error=error)


def _code_form(request: Request, *, next: str, error: str = "") -> Response:
    field = _field("Code", "The six digits that your app shows now, or one of your recovery codes.", error)
    return render(
        request,
        "code.html",
        status=401 if error else 200,
        action=CODE,
        next=next,
        field=field,
        summary=ErrorSummary.of((field,)),
        token=csrf.token(request),
    )


def _factor_form(request: Request, held: Held, *, next: str, error: str = "") -> Response:
    field = _field("The code that your app shows now", "Six digits.", error)
    address = held.address(held.full_name, ISSUER)
    page = render(
        request,
        "factor.html",
        status=401 if error else 200,
        viewer="" if held.is_held else held.full_name,
        action=FACTOR,
        next=next,
        held=held,
        address=address,
        picture=_picture(address),
        field=field,
        summary=ErrorSummary.of((field,)),
        token=csrf.token(request),
    )
    page.headers.update(UNKEPT)
    return page


def _picture(address: str) -> tuple[int, str] | None:
    """What the app is told, for its camera: how wide, and drawn; None where a name is too long for that."""
    try:
        square = square_of(address)
    except ValueError:
        return None
    return len(square) + 2 * QUIET, path_of(square)
