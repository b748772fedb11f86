"""Who may call a route. Every route declares one of these with `Depends`, or the application does not start.

    dependencies=EVERYBODY                                        the public, where it is all the same who asks
    caller: Annotated[Caller, Depends(anyone)]                    the public; somebody signed in is recognised
    caller: Annotated[Caller, Depends(partner)]                   an API key with the role `partner`
    caller: Annotated[Caller, Depends(officer("case_worker"))]    a session or a key with one of the roles
    dependencies=BY_ITSELF                                        the route asks for proof in its own way

A key may come as it is or as an access token made for it; both count towards the requests that its holder may make.

The caller that comes back holds only the areas in which it has the role. Refusals go to the access log. A door goes to
its service's rows by `database_of`, which undoes whatever a key on trial has done.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from fastapi import Depends
from starlette.requests import Request

from shared import auth
from shared.auth import PUBLIC, Caller, CallerKind, Ends, SignedIn
from shared.database import EVERY_AREA, Database, Session
from shared.problems import NotYours, Unauthenticated
from shared.register import Names
from shared.settings import AT_DESK
from shared.web import csrf, limits, parameters

Naming = Callable[[Session, Collection[str], Collection[str]], Awaitable[Names]]
"""What tells the names of bodies and of areas by their codes."""
Unread = Callable[[Request, Caller], Awaitable[int]]
"""What counts how much somebody has not read."""
CODES = Names({}, {})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class ChooseFirst(NotYours):
    """Somebody who acts for several bodies has not chosen for which of them they are here."""

    slug, title = "choose-role", "Choose first for whom you act"


class NotLetIn(NotYours):
    """Somebody came back from their provider and cannot be let in; the sentence says why."""

    slug, title = "not-let-in", "You are not signed in"


class ProveFirst(NotYours):
    """A deed of weight asks that whoever does it has just proven who they are, and the last time was too long ago."""

    slug, title = "prove-again", "Show once more that it is you"


@dataclass(frozen=True)
class CallerRule:
    """A route's declaration of who may call it; as a dependency it answers the caller or raises a Problem."""

    takes_public: bool = False
    takes_session: bool = False
    roles: frozenset[str] = frozenset()
    is_by_itself: bool = False
    is_fresh: bool = False

    def __str__(self) -> str:
        if self.takes_public:
            return "anybody"
        if self.is_by_itself:
            return "whoever brings the proof that it asks for"
        if not self.roles:
            return "anybody who is known here, as far as each thing allows"
        way = "" if self.takes_session else ", by a key"
        way += ", who has just shown once more who they are" if self.is_fresh else ""
        return f"{' or '.join(sorted(self.roles)).replace('_', ' ')}{way}"

    async def __call__(self, request: Request) -> Caller:
        """The caller; Unauthenticated (401) for nobody known, NotYours (403) for somebody without the role.

        ChooseFirst and ProveFirst (403) for somebody signed in who must do that before.
        """
        caller = PUBLIC if self.is_by_itself else await self._identified(request)
        request.state.caller = caller
        if caller.kind is CallerKind.PARTNER:
            limits.take(request, caller.id)
        if self.takes_public or self.is_by_itself:
            parameters.refuse_unknown(request)
            return caller
        if caller is PUBLIC:
            raise Unauthenticated("Sign in, or send an API key.")
        signed_in = of_session(request)
        if signed_in is not None and signed_in.must_choose:
            raise ChooseFirst("You hold roles for several organisations. Choose the one that you act for now.")
        acting = caller.acting_as(self.roles) if self.roles else caller
        if acting is None:
            await _refuse(request, caller.id, "role")
            raise NotYours("Your account or key does not hold the role that this needs.", roles=sorted(self.roles))
        if self.is_fresh:
            check_fresh(request)
        request.state.caller, request.state.is_held = acting, True
        parameters.refuse_unknown(request)
        if signed_in is not None and request.method == "GET":
            request.state.unread = await _unread(request, signed_in.caller)
        return acting

    async def _identified(self, request: Request) -> Caller:
        if "authorization" in request.headers:
            return await _by_key(request)
        if self.takes_session or self.takes_public:
            return await self._by_session(request)
        return PUBLIC

    async def _by_session(self, request: Request) -> Caller:
        token = session_token(request)
        signed_in = await auth.session(identity(request), token, _ends(request)) if token else None
        if token is None or signed_in is None:
            return PUBLIC
        request.state.session_token, request.state.signed_in = token, signed_in
        if len(signed_in.hats) > 1:  # in which of them they are here stands over every page, by the body's name
            request.state.names = await names_of(request, signed_in)
        if not self.takes_public and request.method not in SAFE_METHODS:
            csrf.check_origin(request)
            request.state.needs_token = True
        return signed_in.caller


anyone = CallerRule(takes_public=True)
EVERYBODY = (
    Depends(anyone),
)  # `dependencies=EVERYBODY` of a route, or of a router that everybody may read, whoever asks
BY_ITSELF = (Depends(CallerRule(is_by_itself=True)),)
partner = CallerRule(roles=frozenset({"partner"}))


def officer(*roles: str, is_fresh: bool = False) -> CallerRule:
    """Somebody signed in, or a key, with one of `roles`; without roles, anybody who is known.

    `is_fresh`: of somebody signed in it asks besides that they have just proven who they are. A key proves itself
    each time.
    """
    return CallerRule(takes_session=True, roles=frozenset(roles), is_fresh=is_fresh)


def check_fresh(request: Request) -> None:
    """Raise ProveFirst for a session whose person last proved longer ago than the settings let count."""
    signed_in = of_session(request)
    lasts = timedelta(minutes=request.app.state.settings.proof_minutes)
    if signed_in is not None and signed_in.since_proof > lasts:
        raise ProveFirst("This cannot be taken back, so we ask who you are once more. Nothing was done yet.")


def of_session(request: Request) -> SignedIn | None:
    """The session that this request was made in; None for a key's, and for the public."""
    found: SignedIn | None = getattr(request.state, "signed_in", None)
    return found


async def _unread(request: Request, caller: Caller) -> int:
    """How much somebody has not read: counted by the service that knows, who keeps it with their session for others."""
    count: Unread | None = request.app.state.unread
    token: str = request.state.session_token
    if count is None:
        return await auth.unread(identity(request), token) if caller.roles & frozenset(AT_DESK) else 0
    found = await count(request, caller)
    await auth.keep_unread(identity(request), token, found)
    return found


async def names_of(request: Request, signed_in: SignedIn) -> Names:
    """What the bodies and areas are called for which and in which somebody acts; their codes where no register is."""
    naming: Naming | None = request.app.state.naming
    if naming is None:
        return CODES
    bodies = {hat.body for hat in signed_in.hats} | ({signed_in.caller.body} if signed_in.caller.body else set())
    database: Database = request.app.state.database
    async with database.unit_of_work(EVERY_AREA) as session:
        return await naming(session, bodies, {grant.area for grant in signed_in.caller.grants})


def _ends(request: Request) -> Ends:
    settings = request.app.state.settings
    return Ends(timedelta(minutes=settings.session_minutes), timedelta(hours=settings.session_hours))


def database_of(request: Request) -> Database:
    """The way to the service's rows. Of what a caller on trial does nothing is kept.

    Behind a door that asks for a role the database itself holds the caller to their areas and their body.
    """
    database: Database = request.app.state.database
    caller: Caller = getattr(request.state, "caller", PUBLIC)
    if getattr(request.state, "is_held", False):
        database = database.on_behalf_of(caller.areas, caller.body)
    return database.on_trial() if caller.is_trial else database


def identity(request: Request) -> Database:
    """The way to the identity schema."""
    database: Database = request.app.state.identity
    return database


def cookie_name(request: Request) -> str:
    """The session cookie's name; with the prefix that pins it to this host wherever there is TLS."""
    return "folkmoot" if request.app.state.settings.is_local else "__Host-folkmoot"


def session_token(request: Request) -> str | None:
    """The token in the session cookie, whoever it belongs to."""
    token = request.cookies.get(cookie_name(request))
    return token if token and token.isascii() and len(token) <= 100 else None


def route_of(request: Request) -> str:
    """Method and path template of the route: what logs may name, unlike the path itself."""
    route = request.scope.get("route")
    return f"{request.method} {getattr(route, 'path', 'unmatched')}"


async def _by_key(request: Request) -> Caller:
    scheme, _, key = request.headers["authorization"].partition(" ")
    caller = await _holder(request, key.strip()) if scheme.lower() == "bearer" else None
    if caller is None:
        shown = auth.key_id(key.strip())
        await _refuse(request, f"key/{shown}" if shown else None, "key")
        raise Unauthenticated("The key or token is not known here, was revoked, or is out of date.")
    return caller


async def _holder(request: Request, bearer: str) -> Caller | None:
    """Who holds this key, or the key that this token stands for."""
    if auth.key_id(bearer) is not None:
        return await auth.check_key(identity(request), bearer)
    settings = request.app.state.settings
    return await auth.check_token(
        identity(request), bearer, secret=settings.secret.get_secret_value(), address=settings.public_address
    )


async def _refuse(request: Request, holder: str | None, reason: str) -> None:
    await auth.log_refusal(identity(request), holder=holder, route=route_of(request), reason=reason)
