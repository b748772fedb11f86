"""The application factory: every service's HTTP application is built here, the same way, and knows its callers.

`create_app` refuses to build an application with a route whose caller nobody declared, or one that lets FastAPI parse a
body. It knows no service: routers and templates are handed in.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from shared.auth.local_clock import follow
from shared.clock import Clock, OffsetClock
from shared.database import Database, identity_elsewhere
from shared.openid.line import Line
from shared.problems import NotFound
from shared.settings import ACCOUNT, FOOTER, LIES_UNDER, LOCAL_FOOTER, NAVIGATION, SIGN_IN, Settings
from shared.web.application import description, health, logs, problems
from shared.web.application.endings import ENDINGS, Announce, Ending, refuse_unsound
from shared.web.application.permissions import permissions
from shared.web.application.security import Attend, Figures, Guard, Headers
from shared.web.callers import Naming
from shared.web.components import Link
from shared.web.kept import Keeper, Kept
from shared.web.limits import Limits
from shared.web.pages import ASSETS_PATH, STATIC, Navigation, environment

NO_CHECKS = health.Checks()


class UndeclaredCallers(RuntimeError):
    """Routes that nobody said who may call; the application does not start."""


class BodyParsedByFramework(RuntimeError):
    """Routes that let FastAPI read their body, which it does too kindly; they must use shared.web.requests."""


def create_app(
    service: str,
    *,
    settings: Settings,
    database: Database,
    clock: Clock,
    routers: Sequence[APIRouter],
    templates: Path,
    checks: health.Checks = NO_CHECKS,
    examples: Path | None = None,
    endings: Sequence[Ending] = ENDINGS,
    keeps_answers: bool = False,
) -> FastAPI:
    """The HTTP application of a service, which keeps its answers to everybody where its schema tells of every change.

    Raises UndeclaredCallers, BodyParsedByFramework, EndingTooSoon or EndingOfNothing, naming the routes.
    """
    logs.configure()
    figures = Figures()
    kept = Kept(service, figures.registry) if keeps_answers else None
    own = [one for one in endings if one.path.startswith(f"/{service}/")]
    app = _Application(
        title=f"Folkmoot {service}",
        openapi_url=f"/{service}/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        middleware=[
            Middleware(Attend, service=service, clock=clock, figures=figures),
            Middleware(Headers, settings=settings),
            Middleware(Announce, endings=own),
            Middleware(Guard, settings=settings),
        ],
    )
    app.state.service, app.state.settings, app.state.clock = service, settings, clock
    app.state.database, app.state.identity = database, identity_elsewhere(settings, service) or database
    app.state.environment, app.state.figures, app.state.checks = environment(templates), figures, checks
    naming: Naming | None = None  # a service that holds the register says how bodies are called
    app.state.naming = naming
    app.state.unread = None  # nor what counts what somebody has not read
    app.state.kept, app.state.line = kept, Line(is_local=settings.is_local)
    if kept is not None:
        app.keep_answers(kept, clock)
    app.state.notice, app.state.limits = settings.notice or "", Limits(settings.requests_per_minute)
    app.state.navigation = _navigation(is_local=settings.is_local)
    problems.install(app)
    declared = _declared(_Routers(routers))
    app.router.routes += declared.routes
    refuse_unsound(own, declared.paths)
    description.install(app, examples, own)
    app.router.routes += [
        Route("/healthz", health.live),
        Route("/readyz", health.ready),
        Route("/metrics", _metrics),
        Mount(ASSETS_PATH, _Assets(directory=STATIC)),
    ]
    return app


class _Application(FastAPI):
    """An application that sends what it keeps before anything else looks at the request."""

    _keeper: Keeper | None = None

    def keep_answers(self, kept: Kept, clock: Clock) -> None:
        """Answer from what is kept where that may be."""
        self._keeper = Keeper(super().__call__, kept=kept, clock=clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await (self._keeper or super().__call__)(scope, receive, send)


def _navigation(*, is_local: bool) -> Navigation:
    return Navigation(
        entries=tuple(Link(words, address) for words, address in NAVIGATION),
        footer=tuple(Link(words, address) for words, address in (*FOOTER, *(LOCAL_FOOTER if is_local else ()))),
        lies_under=LIES_UNDER,
        instead={SIGN_IN: Link(*ACCOUNT)},
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Follow the local clock and what changed while the application runs; give the connections back at the end."""
    state, following = app.state, []
    if state.settings.is_local and isinstance(state.clock, OffsetClock):
        following.append(asyncio.create_task(follow(state.identity, state.clock)))
    if state.kept is not None:
        following.append(asyncio.create_task(state.kept.follow(state.database)))
    try:
        yield
    finally:
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
        await state.database.close()
        await state.identity.close()


class _Routers(tuple[APIRouter, ...]):
    """Routers that are the same when each of them is: a router has no hash of its own."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash(tuple(map(id, self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Routers) and list(map(id, self)) == list(map(id, other))


@dataclass(frozen=True, slots=True)
class _Declared:
    """Routers as an application includes them, and the paths of their routes."""

    routes: tuple[BaseRoute, ...]
    paths: tuple[str, ...]


@cache
def _declared(routers: _Routers) -> _Declared:
    """Routers whose routes all say who may call them and read their own body; looked at once a process.

    FastAPI works out anew for each application what every route of an included router needs, which takes longer than
    most tests do: all applications of these routers share what was worked out for the first.
    """
    bare = FastAPI(openapi_url=None)
    for router in routers:
        bare.include_router(router)
    found = list(permissions(bare))
    if undeclared := [str(one) for one in found if not one.rules]:
        raise UndeclaredCallers(f"who may call these? {'; '.join(undeclared)}")
    if parsed := [str(one) for one in found if one.is_parsed]:
        raise BodyParsedByFramework(f"these must read their body with shared.web.requests: {'; '.join(parsed)}")
    return _Declared(tuple(bare.router.routes), tuple(one.path for one in found))


async def _metrics(request: Request) -> Response:
    """The application's figures; not for whoever comes through a gateway, which always says for whom it forwards."""
    if "x-forwarded-for" in request.headers:
        raise NotFound("There is nothing at this address.")
    return Response(generate_latest(request.app.state.figures.registry), media_type=CONTENT_TYPE_LATEST)


class _Assets(StaticFiles):
    """Static files, kept for a year: their names carry a hash of what they hold."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
