"""Proving once more who one is, before what cannot be taken back: by a code, the password, the provider, or a new link.

Whoever proves it stays signed in; nothing else changes. How long a proof counts stands in the settings.
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared import auth
from shared.auth import Caller
from shared.problems import Malformed, Unauthenticated
from shared.settings import PROVE
from shared.web import csrf
from shared.web.callers import anyone, identity, of_session, route_of, session_token
from shared.web.entrance.sign_in import HOME, Password, Path, own_path
from shared.web.forms import ErrorSummary, Field
from shared.web.pages import render
from shared.web.requests import Strict, filled, read_form

WRONG = "This does not prove it, or it cannot be tried again at the moment. Wait a little and try again."

router = APIRouter(include_in_schema=False)


class Proof(Strict):
    """What the form sends."""

    password: Password
    next: Path = HOME


@router.get(PROVE)
async def ask_proof(request: Request, caller: Annotated[Caller, Depends(anyone)], next: Path = HOME) -> Response:
    """The way by which this person proves who they are: the one by which they came."""
    return _form(request, caller, next=own_path(next))


@router.post(PROVE)
async def take_proof(request: Request, caller: Annotated[Caller, Depends(anyone)]) -> Response:
    """With the right password on to the page that was wanted; the session counts as fresh."""
    request.state.needs_token = True
    try:
        sent = await read_form(request, Proof)
    except Malformed:
        return _form(request, caller, next=own_path(filled(request).get("next", HOME)), error=WRONG)
    token, database = session_token(request), identity(request)
    if token is None or not await _is_proven(request, token, sent.password):
        await auth.log_refusal(database, holder=caller.id, route=route_of(request), reason="proof")
        return _form(request, caller, next=own_path(sent.next), error=WRONG)
    await auth.note_session(database, token, action="proved", route=route_of(request), reason="asked again")
    return RedirectResponse(own_path(sent.next), status_code=303)


async def _is_proven(request: Request, token: str, given: str) -> bool:
    """Whether it is the code of somebody who has a second factor, or the password of anybody else."""
    signed_in, database = of_session(request), identity(request)
    if signed_in is None or not signed_in.has_factor:
        return await auth.prove_by_password(database, token, given)
    secret = request.app.state.settings.secret.get_secret_value()
    return await auth.give_code(database, token, given, secret=secret, keeps_token=True) is not None


def _form(request: Request, caller: Caller, *, next: str, error: str = "") -> Response:
    signed_in = of_session(request)
    if signed_in is None:
        raise Unauthenticated("Sign in first.")
    is_code = signed_in.has_factor
    field = Field(
        name="password",
        label="The code that your app shows now" if is_code else "Password",
        input_type="text" if is_code else "password",
        autocomplete="one-time-code" if is_code else "current-password",
        width=20,
        error=error,
    )
    by = signed_in.provider
    return render(
        request,
        "prove.html",
        status=401 if error else 200,
        viewer=caller.name,
        action=PROVE,
        next=next,
        field=field,
        summary=ErrorSummary.of((field,)),
        provider=f"/account/with/{by}?again=true&next={quote(next, safe='/')}" if by else "",
        is_guest=signed_in.is_guest and not signed_in.has_factor,
        has_factor=is_code,
        minutes=request.app.state.settings.proof_minutes,
        token=csrf.token(request),
    )
