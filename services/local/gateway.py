"""The one gateway address: a request goes to the service that owns the first segment of its path, and nothing else.

The table is `shared.settings.GATEWAY`, the same that compose and Kubernetes use. In one process the services are called
directly; where each runs as a process of its own, the request is forwarded. One path the gateway answers itself, for
all services: /readyz, as deploy/gateway/readiness.js does in front of the containers.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.settings import GATEWAY

READY_WITHIN = 5.0
# From best to worst: the worst state of any service is the gateway's.
_STATES = ("ready", "degraded", "not ready")
_PER_HOP = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"upgrade", b"te", b"trailer"})


class Gateway:
    """Sends each request to its service; a path that nobody owns goes to the front page's service, which says 404."""

    def __init__(
        self,
        services: Mapping[str, ASGIApp],
        *,
        beside: Mapping[str, ASGIApp] | None = None,
        ready_within: float = READY_WITHIN,
    ) -> None:
        """`beside`: what is here besides the services, by first segment. `ready_within`: the seconds that a service has
        to say how it stands.
        """
        self._services = services
        self._beside = beside or {}
        self._ready_within = ready_within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on. Lifespan events are not passed: whoever builds the services starts and ends them."""
        if scope["type"] == "lifespan":
            await _acknowledge_lifespan(receive, send)
            return
        if scope["path"] == "/readyz" and scope["method"] in {"GET", "HEAD"}:
            await (await self._readiness())(scope, receive, send)
            return
        if scope["type"] == "http":  # as any gateway says: what is not for the public stays away from who comes through
            client = (scope.get("client") or ("unknown", 0))[0]
            scope = {**scope, "headers": [*scope["headers"], (b"x-forwarded-for", client.encode())]}
        first = scope["path"].removeprefix("/").partition("/")[0]
        owner = self._beside.get(first) or self._services[GATEWAY.get(first, GATEWAY[""])]
        await owner(scope, receive, send)

    async def _readiness(self) -> JSONResponse:
        """Each service's own answer by its name; 503 when one of them cannot serve or says nothing."""
        names = sorted(self._services)
        told = await asyncio.gather(*(self._standing(name) for name in names))
        worst = max((each["status"] for each in told), key=_STATES.index)
        document = {"status": worst, "services": dict(zip(names, told, strict=True))}
        headers = {"Cache-Control": "no-store"}
        return JSONResponse(document, status_code=503 if worst == _STATES[-1] else 200, headers=headers)

    async def _standing(self, name: str) -> dict[str, Any]:
        """What a service says of itself; that it gave no answer, when it gave none of this kind in time."""
        way = httpx.ASGITransport(self._services[name], raise_app_exceptions=False)
        try:
            async with asyncio.timeout(self._ready_within), httpx.AsyncClient(transport=way) as client:
                answer = await client.get("http://127.0.0.1/readyz")
            told = json.loads(answer.content) if answer.status_code in {200, 503} else None
        except (TimeoutError, ValueError):
            told = None
        if isinstance(told, dict) and told.get("status") in _STATES:
            return told
        return {"status": _STATES[-1], "reasons": ["it gave no answer"]}


class Forwarded:
    """A service in another process, reached over loopback."""

    def __init__(self, address: str) -> None:
        nobodys = CookieJar(policy=DefaultCookiePolicy(allowed_domains=()))  # a cookie kept here would be everybody's
        self._client = httpx.AsyncClient(base_url=address, timeout=60, follow_redirects=False, cookies=nobodys)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward the request with its headers as they came, and stream the answer back."""
        request = Request(scope, receive)
        query = scope["query_string"]
        outgoing = self._client.build_request(
            scope["method"],
            httpx.URL(path=scope["path"], query=query or None),
            headers=[(name, value) for name, value in scope["headers"] if name not in _PER_HOP],
            content=request.stream() if _has_body(request) else None,
        )
        answer = await self._client.send(outgoing, stream=True)
        headers = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _PER_HOP]
        response = StreamingResponse(_bytes_of(answer), status_code=answer.status_code)
        response.raw_headers = headers
        await response(scope, receive, send)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()


def _has_body(request: Request) -> bool:
    return "content-length" in request.headers or "transfer-encoding" in request.headers


async def _bytes_of(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    finally:
        await answer.aclose()


async def _acknowledge_lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
