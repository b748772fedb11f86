"""Coming in by a body's own identity provider: to it, back from it, proven anew, and signed out by it.

Authorization code with PKCE, state and nonce; each provider comes back to an address of its own, so that none can
answer for another. The publication service mounts this router beside the account's.
"""

from collections.abc import Callable
from typing import Annotated

import structlog
from fastapi import APIRouter
from joserfc.jwk import KeySet
from pydantic import Field as Limits
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared import auth
from shared.auth import Provider, ProviderEnded
from shared.openid import journey as journeys
from shared.openid import proofs
from shared.openid.journey import LASTS, Journey
from shared.openid.line import Client, Line, NotReached
from shared.openid.proofs import Asked, Claims, NotProven, UnknownKey
from shared.problems import Malformed, NotFound, Unavailable
from shared.shapes import Prose, Strict, Yes
from shared.web.answers import UNKEPT, tell_unkept
from shared.web.callers import (
    BY_ITSELF,
    EVERYBODY,
    NotLetIn,
    cookie_name,
    identity,
    of_session,
    route_of,
    session_token,
)
from shared.web.entrance.sign_in import HOME, PROVIDER, Path, begin_session, own_path, set_cookie
from shared.web.requests import read_machine_form

router = APIRouter(prefix="/account/with/{id}", include_in_schema=False)

log = structlog.get_logger()

SAID = {
    "journey": "This sign-in was begun in another browser, or more than ten minutes ago. Begin again.",
    "stopped": "The sign-in was stopped before its end.",
    "no-role": "Your organisation says who you are, and gives you no role here. Ask whoever looks after its sign-in.",
    "second-factor": "Your organisation did not say that you used a second factor. Sign in there with one.",
    "somebody-else": "Somebody else signed in there than the one who is signed in here. Nothing was done.",
    "auth_time": "Your organisation did not ask you anew who you are. Sign in there once more.",
}
UNTRUSTED = "What your organisation's sign-in sent could not be trusted. Begin again; if it stays so, tell them: "


class LogoutSent(Strict, extra="ignore"):
    """What a provider sends when somebody signed out there; more may come along and is not read."""

    logout_token: Annotated[Prose, Limits(max_length=proofs.LONGEST)]


@router.get("", dependencies=EVERYBODY)
async def leave(request: Request, id: str, *, next: Path = HOME, again: Yes = False) -> Response:
    """To the provider: to come in, or `again` for somebody signed in by it who proves once more who they are."""
    provider = await _provider(request, id)
    signed_in = of_session(request)
    proves = again and signed_in is not None and signed_in.provider == provider.id
    try:
        metadata = await _line(request).metadata(provider.issuer)
    except NotReached as error:
        log.warning("provider.not_reached", provider=provider.id, reason=str(error))
        raise Unavailable(f"{provider.name} does not answer. Try again in a moment.", retry_after=30) from None
    journey = journeys.set_out(provider.id, own_path(next), proves=proves)
    redirect = _back(request, provider)
    address = journeys.address(
        journey, metadata.authorization, client_id=provider.client_id, scopes=provider.scopes, redirect=redirect
    )
    response = RedirectResponse(address, status_code=303)
    name = _cookie(request, journey.state)
    set_cookie(request, response, name, journeys.sealed(journey, _secret(request)), seconds=LASTS)
    return response


@router.get("/back", dependencies=EVERYBODY)
async def come_back(request: Request, id: str, state: str = "", code: str = "", iss: str = "") -> Response:
    """Back from the provider: a new session and the page that was wanted, or a page that says why not."""
    provider = await _provider(request, id)
    try:
        journey = _under_way(request, provider, state)
        if not code:
            raise NotProven("stopped")
        claims = await _proven(request, provider, journey, code=code, sender=iss)
        if journey.proves:
            response = await _prove(request, provider, journey, claims)
        else:
            response = await _enter(request, provider, journey, claims)
    except NotProven as refused:
        await auth.log_refusal(identity(request), holder=None, route=route_of(request), reason=refused.reason)
        raise NotLetIn(SAID.get(refused.reason, f"{UNTRUSTED}{refused.reason}.")) from None
    except NotReached as error:
        log.warning("provider.not_reached", provider=provider.id, reason=str(error))
        raise NotLetIn(f"{provider.name} did not confirm who you are. Begin again.") from None
    set_cookie(request, response, _cookie(request, state), "", seconds=0)
    return response


@router.post("/sign-out", dependencies=BY_ITSELF)
async def be_signed_out(request: Request, id: str) -> Response:
    """The provider says that somebody signed out there (Back-Channel Logout 1.0): their sessions here end.

    A token counts once. What is wrong with one is not told.
    """
    provider = await _provider(request, id)
    try:
        sent = await read_machine_form(request, LogoutSent)
        claims = await _checked(
            request,
            provider,
            lambda keys: proofs.check_logout_token(
                sent.logout_token, keys, issuer=provider.issuer, client_id=provider.client_id
            ),
        )
        ended = await auth.sign_out_by_provider(
            identity(request),
            provider,
            jti=claims["jti"],
            subject=claims.get("sub"),
            provider_session=claims.get("sid"),
        )
        if ended is None:
            raise NotProven("seen-before")
    except (Malformed, NotProven, NotReached) as refused:
        reason = f"sign-out: {refused.reason if isinstance(refused, NotProven) else type(refused).__name__}"
        await auth.log_refusal(identity(request), holder=None, route=route_of(request), reason=reason)
        return tell_unkept({"error": "invalid_request"}, 400)
    return Response(status_code=200, headers=UNKEPT)


async def _enter(request: Request, provider: Provider, journey: Journey, claims: Claims) -> Response:
    has_factor = proofs.check_demanded(claims, provider.demanded, provider.factors)
    session = claims.get("sid")
    token = await auth.arrive(
        identity(request),
        provider,
        subject=claims["sub"],
        full_name=_name(claims) or f"Somebody of {provider.body}",
        values=proofs.values_of(claims, provider.roles_claim),
        provider_session=session if isinstance(session, str) else None,
        has_factor=has_factor,
    )
    if token is None:
        raise NotProven("no-role")
    response = RedirectResponse(journey.onward, status_code=303)
    await begin_session(request, response, token, way=f"{PROVIDER}{provider.id}")
    return response


async def _prove(request: Request, provider: Provider, journey: Journey, claims: Claims) -> Response:
    proofs.check_demanded(claims, provider.demanded, provider.factors)
    token, database = session_token(request), identity(request)
    if token is None or not await auth.prove_by_provider(database, token, provider, subject=claims["sub"]):
        raise NotProven("somebody-else")
    await auth.note_session(database, token, action="proved", route=route_of(request), reason=f"provider {provider.id}")
    return RedirectResponse(journey.onward, status_code=303)


async def _proven(request: Request, provider: Provider, journey: Journey, *, code: str, sender: str) -> Claims:
    """The claims of the token that the code is exchanged for. Raises NotProven, NotReached."""
    line = _line(request)
    metadata = await line.metadata(provider.issuer)
    if (sender or metadata.names_itself) and sender != provider.issuer:
        raise NotProven("issuer")
    secret = request.app.state.settings.secret_of(provider.secret_name) if provider.secret_name else None
    if provider.secret_name and secret is None:
        raise NotReached("secret")
    client = Client(id=provider.client_id, secret=secret)
    redirect = _back(request, provider)
    token = await line.exchange(provider.issuer, client, code=code, verifier=journey.verifier, redirect=redirect)
    asked = Asked(
        issuer=provider.issuer,
        client_id=provider.client_id,
        nonce=journey.nonce,
        proven_since=journey.began if journey.proves else None,
    )
    return await _checked(request, provider, lambda keys: proofs.check_id_token(token, keys, asked))


async def _checked(request: Request, provider: Provider, check: Callable[[KeySet], Claims]) -> Claims:
    """What the check finds with the provider's keys; with its keys of this minute, where it has changed them."""
    line = _line(request)
    try:
        return check(await line.keys(provider.issuer))
    except UnknownKey:
        return check(await line.keys(provider.issuer, anew=True))


def _under_way(request: Request, provider: Provider, state: str) -> Journey:
    """The sign-in that this browser began at this provider. Raises NotProven."""
    kept = request.cookies.get(_cookie(request, state), "")
    found = journeys.opened(kept, _secret(request), state=state) if journeys.name_of(state) else None
    if found is None or found.provider != provider.id:
        raise NotProven("journey")
    return found


async def _provider(request: Request, id: str) -> Provider:
    try:
        return await auth.provider(identity(request), id)
    except ProviderEnded:
        raise NotFound("Nobody signs in by this provider.") from None


def _name(claims: Claims) -> str:
    """How the provider calls the person, where that can be shown; else nothing."""
    said = claims.get("name")
    name = " ".join(said.split()) if isinstance(said, str) else ""
    return name if name.isprintable() else ""


def _line(request: Request) -> Line:
    line: Line = request.app.state.line
    return line


def _secret(request: Request) -> str:
    secret: str = request.app.state.settings.secret.get_secret_value()
    return secret


def _cookie(request: Request, state: str) -> str:
    """The name of the cookie that remembers the sign-in of this state: several may be under way."""
    return f"{cookie_name(request)}-way-{journeys.name_of(state) or ''}"


def _back(request: Request, provider: Provider) -> str:
    return f"{request.app.state.settings.public_address}/account/with/{provider.id}/back"
