"""ETag and 304: an answer that the reader already holds is not sent again. Nothing here looks into the answer."""

import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response

_MADE_AT = re.compile(rb"<p>Page made from the public record at <time[^>]*>[^<]*</time>")


def with_etag(request: Request, response: Response) -> Response:
    """The response with an ETag of its content, or 304 without content when If-None-Match names that ETag.

    The line that says when a page was made does not count as content: such a page has a weak ETag, what is the same to
    the byte a strong one (RFC 9110, 8.8.1).
    """
    body = bytes(response.body)
    content = _MADE_AT.sub(b"", body)
    etag = _etag(content, is_weak=content != body)
    if response.status_code == 200 and (held := _already_held(request, etag)):
        return held
    response.headers.update(_headers(etag))
    return response


def already_held(request: Request, standing: str) -> Response | None:
    """304 when the reader holds what is told while `standing` is so; else None, and `etag_of` goes with the answer.

    For answers that are sent as they are made: what they are made from is named instead of hashing them.
    """
    return _already_held(request, _etag(standing.encode()))


def etag_of(standing: str) -> dict[str, str]:
    """The headers of an answer that stays the same while `standing` does."""
    return _headers(_etag(standing.encode()))


def _etag(content: bytes, *, is_weak: bool = True) -> str:
    return f'{"W/" if is_weak else ""}"{hashlib.sha256(content).hexdigest()[:32]}"'


def _headers(etag: str) -> dict[str, str]:
    return {"ETag": etag, "Cache-Control": "no-cache"}


def _already_held(request: Request, etag: str) -> Response | None:
    if holds(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=_headers(etag))
    return None


def holds(sent: str, etag: str) -> bool:
    """Whether an If-None-Match header names this ETag, by the weak comparison that it asks for (RFC 9110, 13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in sent.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags
