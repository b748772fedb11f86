"""The machines' door for taking words out of explanations and challenges, for two people of two bodies."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.handlers.question import removal
from services.indicators.schemas.question.removal import RemovalIn, document
from shared import auth
from shared.auth import Caller
from shared.web.answers import give
from shared.web.callers import EVERYBODY, database_of, identity, officer
from shared.web.etag import with_etag
from shared.web.lists import page_of
from shared.web.requests import describe_body, now, once, read_json, read_nothing

PAGE, LARGEST_PAGE = 100, 500

router = APIRouter(prefix="/indicators/v1/removals", tags=["removals"])

Officer = Annotated[Caller, Depends(officer("monitoring_officer", "registrar", is_fresh=True))]


@router.post("", status_code=201, openapi_extra=describe_body(RemovalIn))
async def ask(request: Request, caller: Officer) -> Response:
    """Ask to take words out of an explanation or a challenge. Somebody of another body must agree."""
    sent = await read_json(request, RemovalIn)
    answered = await removal.ask(
        database_of(request), sent, caller=caller, once=once(request, caller), now=now(request)
    )
    return give(answered)


@router.post("/{id}/agree")
async def agree(request: Request, id: UUID, caller: Officer) -> Response:
    """Agree, as somebody of another body than the one that asked: the words are gone for good."""
    await read_nothing(request)
    answered = await removal.agree(
        database_of(request),
        id,
        caller=caller,
        same=await auth.hands_of_second(identity(request), caller),
        once=once(request, caller),
        now=now(request),
    )
    return give(answered)


@router.post("/{id}/refuse")
async def refuse(request: Request, id: UUID, caller: Officer) -> Response:
    """Do not agree, or take back what you asked: the words stay."""
    await read_nothing(request)
    return give(
        await removal.refuse(database_of(request), id, caller=caller, once=once(request, caller), now=now(request))
    )


@router.get("", dependencies=EVERYBODY)
async def list_removals(
    request: Request, *, before: UUID | None = None, limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE
) -> Response:
    """What was taken out of what bodies said of measures, the last first: which words, why, when, by whose people."""
    found = await removal.list_done(database_of(request), before=before, limit=limit + 1)
    page = page_of(request, "removals", found, limit, each=document, behind=lambda last: {"before": last.id})
    return with_etag(request, page)
