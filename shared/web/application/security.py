"""Middleware around every request: its id, its log line and figures, the fixed headers, and the guard at the gate.

Plain ASGI, so that context variables reach the handlers. It knows no route and no caller.
"""

import time
from urllib.parse import unquote_to_bytes, urlsplit

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.clock import Clock
from shared.events.base import new_id
from shared.ledger import correlation_id
from shared.problems import BadRequest, Malformed, NotFound, Problem
from shared.reader import FORBIDDEN, BadEncoding
from shared.settings import Settings
from shared.web.application import problems

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# Of the pages that check the record in the reader's browser, or ask it for a passkey: our own script, asking nobody
# but us.
CHECKING_POLICY = f"{CONTENT_SECURITY_POLICY}; script-src 'self'; connect-src 'self'"
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger()


async def untold(request: Request) -> None:
    """A route's dependency: no log line and no figure tells that it was asked."""
    request.state.is_untold = True


class Figures:
    """What an application counts of its requests, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("service", "method", "route", "status")
        self.answered = Counter("folkmoot_requests", "Requests answered", labels, registry=self.registry)
        self.seconds = Histogram("folkmoot_request_seconds", "Time to answer", labels[:3], registry=self.registry)


class Attend:
    """Gives each request an id and a time of arrival; afterwards writes one log line and counts it."""

    def __init__(self, app: ASGIApp, *, service: str, clock: Clock, figures: Figures) -> None:
        self.app, self.service, self.clock, self.figures = app, service, clock, figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, request_id, method = time.perf_counter(), str(new_id()), scope["method"]
        state = scope.setdefault("state", {})
        state |= {"request_id": request_id, "received_at": self.clock.now(), "began": began}
        statuses: list[int] = []

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                if (caller := state.get("caller")) is not None and caller.is_trial:
                    headers["Folkmoot-Trial"] = "nothing-kept"
            await send(message)

        token = correlation_id.set(request_id)
        try:
            await self.app(scope, receive, answer)
        finally:
            correlation_id.reset(token)
            self._note(scope, method, statuses[0] if statuses else 500, time.perf_counter() - began)

    def _note(self, scope: Scope, method: str, status: int, seconds: float) -> None:
        if scope["state"].get("is_untold"):
            return
        route = getattr(scope.get("route"), "path", "unmatched")
        labels = (self.service, method if method in METHODS else "other", route)
        self.figures.answered.labels(*labels, str(status)).inc()
        self.figures.seconds.labels(*labels).observe(seconds)
        if scope["path"] in PROBES:
            return
        caller = scope["state"].get("caller")
        log.info(
            "request.answered",
            service=self.service,
            method=labels[1],
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
            request_id=scope["state"]["request_id"],
            caller=caller.kind.value if caller else None,
        )


class Headers:
    """Puts the fixed headers on every answer; what somebody known was told is never kept by a cache."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.fixed = dict(HEADERS)
        if settings.public_address.startswith("https:"):
            self.fixed["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_private = any(name in {b"cookie", b"authorization"} for name, _ in scope["headers"])

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.fixed.items():
                    headers[name] = value
                self._caching(headers, is_private=is_private)
                told = scope.get("state", {})
                if told.get("runs_own_script"):
                    headers["Content-Security-Policy"] = CHECKING_POLICY
                for name, value in {**told.get("rate", {}), **told.get("sharing", {})}.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, answer)

    @staticmethod
    def _caching(headers: MutableHeaders, *, is_private: bool) -> None:
        if "immutable" in headers.get("cache-control", ""):
            return
        if is_private:
            headers["Cache-Control"] = "private, no-store"
        headers.setdefault("Cache-Control", "no-cache")
        headers.add_vary_header("Cookie")


class Guard:
    """Turns away hosts that are not ours and addresses that no database takes; answers errors that no handler knows.

    HEAD is answered like GET: the server leaves the body out.
    """

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.host = urlsplit(settings.public_address).netloc.lower()
        self.is_local = settings.is_local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request, has_begun = Request(scope, receive), False

        async def answer(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            await _without_body(problems.answer(request, refused))(scope, receive, send)
            return
        out = _to_head(scope, answer) if scope["method"] == "HEAD" else answer
        try:
            await self.app(scope, receive, out)
        except Exception as error:  # the outermost loop: anything unknown is logged and answered
            if has_begun:
                raise
            await problems.unexpected(request, error)(scope, receive, out)

    def _refused(self, scope: Scope) -> Problem | None:
        if not self._is_our_host(scope):
            return BadRequest("This host is not served here.")
        if FORBIDDEN.search(scope["path"]) or "\ufffd" in scope["path"]:
            return NotFound("There is nothing at this address.")
        return _wrong_query(scope["query_string"])

    def _is_our_host(self, scope: Scope) -> bool:
        hosts = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
        if scope["path"] in PROBES:
            return True
        if len(hosts) != 1:
            return False
        return hosts[0] == self.host or (
            self.is_local and urlsplit(f"//{hosts[0]}").hostname in {"127.0.0.1", "localhost"}
        )


def _wrong_query(query: bytes) -> Problem | None:
    """What is wrong with a query string that could not be stored or compared as text."""
    try:
        text = unquote_to_bytes(query).decode("utf-8")
    except UnicodeDecodeError:
        return BadEncoding("The address's parameters are not UTF-8.")
    if FORBIDDEN.search(text):
        return Malformed("The address's parameters hold characters that cannot be taken.")
    return None


def _bodiless(send: Send) -> Send:
    """The same way out, for an answer whose body is left out."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return answer


def _to_head(scope: Scope, send: Send) -> Send:
    """Has the application answer HEAD as GET. The server shares this scope: it must find HEAD again when the answer
    begins, or it misses the body that Content-Length announces and drops the connection.
    """
    scope["method"] = "GET"
    bodiless = _bodiless(send)

    async def answer(message: Message) -> None:
        scope["method"] = "HEAD"
        await bodiless(message)

    return answer


def _without_body(response: Response) -> ASGIApp:
    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        await response(scope, receive, _bodiless(send) if scope["method"] == "HEAD" else send)

    return respond
