"""The machines' door for batches. It reads the request and answers; the handler decides."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.indicators.domain.register import Poster
from services.indicators.handlers import batch
from services.indicators.handlers.batch import Mode, Post
from services.indicators.schemas.batch import REQUEST_BODY, document, read
from shared.auth import Caller
from shared.problems import NotYours
from shared.web.callers import partner
from shared.web.requests import once, read_body, received_at

LARGEST_BODY = 16 << 20

router = APIRouter(prefix="/indicators/v1", tags=["batches"])


@router.post("/batches", status_code=201, openapi_extra=REQUEST_BODY)
async def post_batch(
    request: Request, caller: Annotated[Caller, Depends(partner)], mode: Mode = Mode.WHOLE
) -> Response:
    """Post figures: all rows or none. The receipt tells what was new, the same or revised, and what was judged."""
    body = await read_body(request, limit=LARGEST_BODY)
    same_request = once(request, caller)
    sent = await asyncio.to_thread(read, body, request.headers.get("content-type", ""))
    answer = await batch.post(
        request.app.state.database,
        Post(
            sent=sent,
            poster=Poster(body=_body(caller), areas=caller.areas),
            once=same_request,
            received_at=received_at(request),
            mode=mode,
        ),
    )
    return Response(answer.body, answer.status, dict(answer.headers))


@router.get("/batches/{id}")
async def show_batch(request: Request, id: UUID, caller: Annotated[Caller, Depends(partner)]) -> Response:
    """The receipt of a batch, for the body that sent it."""
    return JSONResponse(document(await batch.show(request.app.state.database, id, _body(caller))))


def _body(caller: Caller) -> str:
    if caller.body is None:
        raise NotYours("This key belongs to no body.")
    return caller.body
