"""OAuth 2 client credentials (RFC 6749, section 4.4): a key's holder exchanges it for a short-lived access token.

The publication service mounts this router, for the gateway leads /account there; a token serves all three. Errors have
OAuth's own form, which its clients read.
"""

import base64
import binascii
from typing import Annotated
from urllib.parse import unquote_plus

from fastapi import APIRouter
from joserfc.jwk import ECKey
from pydantic import Field as Limits
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared import auth
from shared.auth import tokens
from shared.problems import BadRequest, Malformed
from shared.settings import Settings
from shared.web.answers import UNKEPT
from shared.web.callers import BY_ITSELF, EVERYBODY, identity, route_of
from shared.web.requests import Line, Strict, read_machine_form

GRANT = "client_credentials"
METADATA = "/.well-known/oauth-authorization-server"

router = APIRouter(tags=["tokens"])

Secret = Annotated[Line, Limits(max_length=200)]


class TokenRequest(Strict):
    """What a client sends. Its id and secret may come in the Authorization header (Basic) instead."""

    grant_type: Line
    client_id: Secret | None = None
    client_secret: Secret | None = None
    scope: Secret | None = None


@router.post("/account/token", dependencies=BY_ITSELF)
async def token(request: Request) -> Response:
    """An access token for a key: client id is the key's id, client secret the key."""
    try:
        asked = await read_machine_form(request, TokenRequest)
        id_, secret = _credentials(request, asked)
    except Malformed as problem:
        return _refused("invalid_request", problem.detail)
    if asked.grant_type != GRANT:
        return _refused("unsupported_grant_type", f"The grant here is {GRANT}.")
    caller = await auth.check_client(identity(request), id_, secret)
    if caller is None:
        await auth.log_refusal(identity(request), holder=None, route=route_of(request), reason="client")
        return _refused("invalid_client", "Id and secret are not those of a key that is in use here.", status=401)
    if asked.scope is not None and not frozenset(asked.scope.split()) <= caller.roles:
        return _refused("invalid_scope", "This key does not hold every role that was asked for.")
    settings: Settings = request.app.state.settings
    issued = tokens.issue(_key(settings), issuer=settings.public_address, subject=caller.id)
    return _answer(
        {
            "access_token": issued,
            "token_type": "Bearer",  # nosec B105 - the kind of token (RFC 6750), no secret
            "expires_in": int(tokens.LIFETIME.total_seconds()),
            "scope": " ".join(sorted(caller.roles)),
        }
    )


@router.get("/account/keys", dependencies=EVERYBODY)
async def keys(request: Request) -> Response:
    """The public key that our tokens are signed with, as a JSON Web Key Set."""
    return JSONResponse(tokens.published(_key(request.app.state.settings)))


@router.get(METADATA, dependencies=EVERYBODY)
async def metadata(request: Request) -> Response:
    """Where a client finds the above (RFC 8414)."""
    address = request.app.state.settings.public_address
    return JSONResponse(
        {
            "issuer": address,
            "token_endpoint": f"{address}/account/token",
            "jwks_uri": f"{address}/account/keys",
            "grant_types_supported": [GRANT],
            "response_types_supported": [],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
    )


def _key(settings: Settings) -> ECKey:
    return tokens.signing_key(settings.secret.get_secret_value())


def _credentials(request: Request, asked: TokenRequest) -> tuple[str, str]:
    """Id and secret, sent in one of the two ways. Raises BadRequest for none, half, or both."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme and (asked.client_id or asked.client_secret):
        raise BadRequest("Send id and secret in one way only.")
    if not scheme:
        if asked.client_id is None or asked.client_secret is None:
            raise BadRequest("Send client_id and client_secret.")
        return asked.client_id, asked.client_secret
    if scheme.lower() != "basic":
        raise BadRequest("Send id and secret as Basic, or in the form.")
    try:
        id_, _, secret = base64.b64decode(encoded, validate=True).decode("ascii").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise BadRequest("The Authorization header cannot be read.") from None
    return unquote_plus(id_), unquote_plus(secret)


def _refused(error: str, description: str, *, status: int = 400) -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="folkmoot"'} if status == 401 else {}
    return _answer({"error": error, "error_description": description}, status=status, headers=headers)


def _answer(document: dict[str, object], *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """No cache may keep any of it (RFC 6749, section 5.1)."""
    return JSONResponse(document, status_code=status, headers={**UNKEPT, **(headers or {})})
