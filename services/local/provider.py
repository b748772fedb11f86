"""The development provider: an OpenID Connect provider of pretend people, for local mode alone.

Whoever comes is shown the people and picks one; nobody is asked for anything. It is a real provider to the product: the
same doors, codes, tokens and checks as a council's own, over the same line. Outside local mode it cannot be made.
"""

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from shared.clock import Clock
from shared.openid.line import WELL_KNOWN
from shared.settings import Settings
from shared.web.application.security import Headers
from shared.web.pages import Navigation, Shell, environment, page

SEGMENT = "dev-idp"  # where it lies under the gateway's address
ID, NAME, CLIENT, SECRET_NAME = "development", "the development provider (pretend people)", "folkmoot", "development"
ROLES_CLAIM = "roles"
CODE_LASTS = 60.0
TOKEN_LASTS = 300
TEMPLATES = Path(__file__).parent / "templates"


class NotLocal(RuntimeError):
    """A provider that asks nobody for anything was to be made outside local mode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A pretend person: how the provider names them to us, what they are called, and the values of the roles claim."""

    subject: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    person: Person
    redirect: str
    nonce: str
    challenge: str
    at: float


class Provider:
    """The provider: its people, its key of this run, and the codes that it has given out."""

    def __init__(self, settings: Settings, *, secret: str, clock: Clock) -> None:
        """`secret` is our own with it. Raises NotLocal outside local mode."""
        if not settings.is_local:
            raise NotLocal("the development provider is for local mode alone")
        self.issuer = f"{settings.public_address}/{SEGMENT}"
        self.people: list[Person] = []
        self._settings, self._secret, self._clock = settings, secret, clock
        self.key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        self._codes: dict[str, _Asked] = {}

    def app(self) -> Starlette:
        """Its HTTP application."""
        at = f"/{SEGMENT}"
        return Starlette(
            routes=[
                Route(f"{at}{WELL_KNOWN}", self._metadata),
                Route(f"{at}/keys", self._keys),
                Route(f"{at}/authorize", self._authorize),
                Route(f"{at}/token", self._token, methods=["POST"]),
            ],
            middleware=[
                Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),
                Middleware(Headers, settings=self._settings),
            ],
        )

    def claims(self, person: Person, nonce: str) -> dict[str, Any]:
        """What the ID token says of this person now."""
        now = int(time.time())
        return {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": person.subject,
            "iat": now,
            "exp": now + TOKEN_LASTS,
            "auth_time": now,
            "nonce": nonce,
            "sid": f"{person.subject}-here",
            "name": person.name,
            "amr": ["pwd", "mfa"],
            ROLES_CLAIM: list(person.roles),
        }

    def sign(self, claims: dict[str, Any]) -> str:
        """A token of these claims."""
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)

    async def _metadata(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        """The people to choose from; with one chosen, back to the product with a code."""
        asked = dict(request.query_params)
        redirect = asked.get("redirect_uri", "")
        back, here = urlsplit(redirect), urlsplit(self._settings.public_address)
        is_ours = (back.scheme, back.netloc) == (here.scheme, here.netloc) and asked.get("client_id") == CLIENT
        if not is_ours or asked.get("code_challenge_method") != "S256" or asked.get("response_type") != "code":
            return Response("This asks for something that is not given here.", 400, media_type="text/plain")
        wanted = asked.pop("person", "")
        chosen = next((one for one in self.people if one.subject == wanted), None)
        if chosen is None:
            return self._choice(request, asked)
        code = secrets.token_urlsafe(32)
        self._codes[code] = _Asked(
            person=chosen,
            redirect=redirect,
            nonce=asked.get("nonce", ""),
            challenge=asked.get("code_challenge", ""),
            at=time.monotonic(),
        )
        answer = {"code": code, "state": asked.get("state", ""), "iss": self.issuer}
        return RedirectResponse(f"{redirect}?{urlencode(answer)}", status_code=303)

    def _choice(self, request: Request, asked: dict[str, str]) -> Response:
        shell = Shell(navigation=Navigation(()), path=request.url.path, made_at=self._clock.now(), has_legal_duty=True)
        people = [(one, f"/{SEGMENT}/authorize?{urlencode({**asked, 'person': one.subject})}") for one in self.people]
        return HTMLResponse(page(environment(TEMPLATES), "people.html", shell, people=people))

    async def _token(self, request: Request) -> Response:
        """The ID token for a code, once, to whoever has the secret and the verifier."""
        form = await request.form()
        sent = {name: value for name, value in form.items() if isinstance(value, str)}
        pair = f"{quote(CLIENT, safe='')}:{quote(self._secret, safe='')}"
        expected = f"Basic {base64.b64encode(pair.encode()).decode()}"
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected.encode()):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self._codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        is_right = (
            asked is not None
            and sent.get("redirect_uri") == asked.redirect
            and challenge == asked.challenge
            and time.monotonic() - asked.at <= CODE_LASTS
        )
        if asked is None or not is_right:
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = self.sign(self.claims(asked.person, asked.nonce))
        kind = "Bearer"  # nosec B105 - the kind of token (RFC 6750), no secret
        answer = {"access_token": secrets.token_urlsafe(16), "token_type": kind, "id_token": token}
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})
