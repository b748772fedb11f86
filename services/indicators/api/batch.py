"""The machines' door for batches. It reads the request and answers; the handler decides."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.indicators.domain.register import Poster
from services.indicators.handlers import batch
from services.indicators.handlers import mapping as mappings
from services.indicators.handlers.batch import Mode, Post
from services.indicators.schemas.batch import REQUEST_BODY, document, read
from services.indicators.schemas.sheet import Sheet
from shared.auth import Caller
from shared.problems import NotYours
from shared.web.callers import partner
from shared.web.requests import once, read_body, received_at

LARGEST_BODY = 16 << 20
ID = r"^[a-z0-9][a-z0-9-]{0,62}$"
MAPPING = "the body's mapping that its own table is read by, in the newest version; without it, our own columns"

router = APIRouter(prefix="/indicators/v1", tags=["batches"])


@router.post("/batches", status_code=201, openapi_extra=REQUEST_BODY)
async def post_batch(
    request: Request,
    caller: Annotated[Caller, Depends(partner)],
    mode: Mode = Mode.WHOLE,
    mapping: Annotated[str | None, Query(pattern=ID, description=MAPPING)] = None,
) -> Response:
    """Post figures: all rows or none. The receipt tells what was new, the same or revised, and what was judged."""
    body = await read_body(request, limit=LARGEST_BODY)
    same_request = once(request, caller)
    kind, origin = request.headers.get("content-type", ""), None
    if mapping is None:
        sent = await asyncio.to_thread(read, body, kind)
    else:
        sheet = Sheet(body, kind)
        sent, origin = await mappings.read(request.app.state.database, sheet, body=_body(caller), id=mapping)
    answer = await batch.post(
        request.app.state.database,
        Post(
            sent=sent,
            poster=Poster(body=_body(caller), areas=caller.areas),
            once=same_request,
            received_at=received_at(request),
            mode=mode,
            origin=origin,
        ),
    )
    return Response(answer.body, answer.status, dict(answer.headers))


@router.get("/batches/{id}")
async def show_batch(request: Request, id: UUID, caller: Annotated[Caller, Depends(partner)]) -> Response:
    """The receipt of a batch, for the body that sent it."""
    return JSONResponse(document(await batch.show(request.app.state.database, id, _body(caller))))


async def _answered(request: Request, caller: Caller, sent: Incoming, *, mode: Mode, dry_run: bool) -> Response:
    poster, at = Poster(body=_body(caller), areas=caller.areas), received_at(request)
    if dry_run:
        return await _previewed(request, sent, poster, at)
    seen = if_match(request) if "if-match" in request.headers else None
    post = Post(sent=sent, poster=poster, once=once(request, caller), received_at=at, mode=mode, seen=seen)
    answer = await batch.post(request.app.state.database, post)
    if _wants_csv(request) and (errors := mending.errors_of(answer.body)):
        location = {"Location": answer.headers["Location"]}
        return _csv(mending.faulty_rows(sent.chunks(), errors), answer.status, location)
    return Response(answer.body, answer.status, dict(answer.headers))


async def _previewed(request: Request, sent: Incoming, poster: Poster, at: datetime) -> Response:
    told = await batch.preview(request.app.state.database, sent, poster, at)
    if _wants_csv(request):
        return _csv(mending.every_row(sent.chunks(), mending.errors_of(encode(told))), 200)
    return JSONResponse(told)


def _wants_csv(request: Request) -> bool:
    return request.headers.get("accept", "").partition(";")[0].strip().lower() == CSV


def _csv(content: bytes, status: int, headers: dict[str, str] | None = None) -> Response:
    disposition = {"Content-Disposition": 'attachment; filename="rows-to-mend.csv"'}
    return Response(content, status, disposition | (headers or {}), media_type=CSV)


def _body(caller: Caller) -> str:
    if caller.body is None:
        raise NotYours("This key belongs to no body.")
    return caller.body
