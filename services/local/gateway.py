"""The one gateway address: a request goes to the service that owns the first segment of its path, and nothing else.

The table is `shared.settings.GATEWAY`, the same that compose and Kubernetes use. In one process the services are called
directly; where each runs as a process of its own, the request is forwarded.
"""

from collections.abc import AsyncIterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.settings import GATEWAY

_PER_HOP = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"upgrade", b"te", b"trailer"})


class Gateway:
    """Sends each request to its service; a path that nobody owns goes to the front page's service, which says 404."""

    def __init__(self, services: Mapping[str, ASGIApp]) -> None:
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on. Lifespan events are not passed: whoever builds the services starts and ends them."""
        if scope["type"] == "lifespan":
            await _acknowledge_lifespan(receive, send)
            return
        if scope["type"] == "http":  # as any gateway says: what is not for the public stays away from who comes through
            client = (scope.get("client") or ("unknown", 0))[0]
            scope = {**scope, "headers": [*scope["headers"], (b"x-forwarded-for", client.encode())]}
        first = scope["path"].removeprefix("/").partition("/")[0]
        service = GATEWAY.get(first, GATEWAY[""])
        await self._services[service](scope, receive, send)


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
