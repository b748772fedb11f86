"""The page on which somebody with several roles chooses in which of them they act. The choice lasts for the session.

Whoever acts for one body may act in every role for it at once; whoever acts for several chooses first.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared import auth
from shared.auth import Hat, SignedIn
from shared.problems import Malformed, Unauthenticated
from shared.register import Names
from shared.settings import HATS
from shared.web import csrf
from shared.web.callers import EVERYBODY, identity, names_of, of_session, session_token
from shared.web.entrance.sign_in import HOME, Path, own_path
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import Line, Strict, read_form

EVERY = "all"
CHOOSE = "Choose the role in which you act."

router = APIRouter(include_in_schema=False)


class Choice(Strict):
    """What the form sends: the number of a capacity in the list, or every one."""

    hat: Line
    next: Path = HOME


@router.get(HATS, dependencies=EVERYBODY)
async def show_hats(request: Request, next: Path = HOME) -> Response:
    """The capacities that somebody has, and which they are in."""
    return await _form(request, _signed_in(request), next=own_path(next))


@router.post(HATS, dependencies=EVERYBODY)
async def choose_hat(request: Request) -> Response:
    """Act in the chosen capacity from the next request on."""
    signed_in = _signed_in(request)
    request.state.needs_token = True
    try:
        sent = await read_form(request, Choice)
    except Malformed:
        return await _form(request, signed_in, next=HOME, error=CHOOSE)
    numbered = {str(number): hat for number, hat in enumerate(signed_in.hats, start=1)}
    if sent.hat not in numbered and (sent.hat != EVERY or _bodies(signed_in) > 1):
        return await _form(request, signed_in, next=own_path(sent.next), error=CHOOSE)
    token = session_token(request)
    if token is not None:
        await auth.wear_hat(identity(request), token, numbered.get(sent.hat))
    return RedirectResponse(own_path(sent.next), status_code=303)


def _signed_in(request: Request) -> SignedIn:
    signed_in = of_session(request)
    if signed_in is None:
        raise Unauthenticated("Sign in first.")
    return signed_in


def _bodies(signed_in: SignedIn) -> int:
    return len({hat.body for hat in signed_in.hats})


def _words(hat: Hat, names: Names) -> str:
    return f"{hat.role.replace('_', ' ').capitalize()} for {names.body(hat.body)}"


async def _form(request: Request, signed_in: SignedIn, *, next: str, error: str = "") -> Response:
    names = await names_of(request, signed_in)
    options = [
        Option(str(number), _words(hat, names), is_chosen=hat == signed_in.hat)
        for number, hat in enumerate(signed_in.hats, start=1)
    ]
    if _bodies(signed_in) == 1:
        options.append(Option(EVERY, "In every one of these roles", is_chosen=signed_in.hat is None))
    field = Field(
        name="hat", label="In which role do you act?", kind=FieldKind.RADIOS, options=tuple(options), error=error
    )
    return render(
        request,
        "hats.html",
        status=422 if error else 200,
        viewer=signed_in.caller.name,
        action=HATS,
        next=next,
        field=field,
        summary=ErrorSummary.of((field,)),
        token=csrf.token(request),
    )
