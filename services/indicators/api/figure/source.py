"""The machines' door by which a body confirms figures that were fetched in its place."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.handlers.figure import source
from shared.auth import Caller
from shared.web.answers import give
from shared.web.callers import database_of, partner
from shared.web.requests import now, once, read_nothing

router = APIRouter(prefix="/indicators/v1", tags=["batches"])


@router.post("/batches/{id}:confirm")
async def confirm_batch(request: Request, id: UUID, caller: Annotated[Caller, Depends(partner)]) -> Response:
    """Say that figures fetched from a public address are your body's own; 409 for a batch that it sent itself.

    Nothing is asked for but this request: it has no body, or `{}`. Until then the figures stand as fetched and not
    confirmed.
    """
    body = caller.acting_body()
    await read_nothing(request)
    answer = await source.confirm(
        database_of(request),
        id,
        body=body,
        actor=caller.id,
        once=once(request, caller),
        now=now(request),
    )
    return give(answer)
