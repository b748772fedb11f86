"""ETag and 304: an answer that the reader already holds is not sent again. Nothing here looks into the answer."""

import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response

_MADE_AT = re.compile(rb"<p>Page made from the public record at <time[^>]*>[^<]*</time>")


def with_etag(request: Request, response: Response) -> Response:
    """The response with an ETag of its content, or 304 without content when If-None-Match names that ETag.

    The line that says when a page was made does not count as content.
    """
    digest = hashlib.sha256(_MADE_AT.sub(b"", bytes(response.body))).hexdigest()[:32]
    etag = f'W/"{digest}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if response.status_code == 200 and _holds(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


def _holds(sent: str, etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in sent.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags
