"""How the machines' doors answer: a document, a document in a version that If-Match names, an answer that was kept."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.idempotency import Answer
from shared.web.etag import with_etag

JSON = "application/json"
UNKEPT = {"Cache-Control": "no-store"}  # no cache keeps it, whoever asks and whatever they came with


def tell(request: Request, document: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Response:
    """The document, or 304 for a reader that holds it."""
    return with_etag(request, JSONResponse(document, headers=headers))


def tell_unkept(document: object, status: int = 200) -> JSONResponse:
    """The document, which no cache keeps: it is for whoever asked, or for now, alone."""
    return JSONResponse(document, status, headers=UNKEPT)


def tell_version(document: Mapping[str, object], version: int, *, cache: str | None = None) -> Response:
    """The document of something that is changed by whoever has seen it: its ETag is what If-Match wants.

    `cache` says in Cache-Control who may keep it.
    """
    kept_by = {} if cache is None else {"Cache-Control": cache}
    return JSONResponse(document, headers={"ETag": f'"{version}"', **kept_by})


def give(answer: Answer) -> Response:
    """What a handler answered to a write, now or when it was asked the same before."""
    return Response(answer.body, answer.status, dict(answer.headers), JSON)
