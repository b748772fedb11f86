"""The machines' door for mappings: a body keeps, tries and has proposed how its tables become the product's rows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.indicators.domain.measure.register import Poster
from services.indicators.handlers.mapping import mapping
from services.indicators.schemas.mapping import contradiction
from services.indicators.schemas.mapping.attempt import SHOWN, proposal_document
from services.indicators.schemas.mapping.attempt import document as attempt_document
from services.indicators.schemas.mapping.mapping import MappingIn
from services.indicators.schemas.mapping.sheet import MOST_SENT, MOST_UNPACKED, REQUEST_BODY, Sheet
from services.indicators.schemas.mapping.version import kept_document
from shared.auth import Caller
from shared.web.answers import give, tell_version
from shared.web.callers import database_of, partner
from shared.web.etag import with_etag
from shared.web.lists import page_of
from shared.web.requests import describe_body, now, once, read_json, seen_version
from shared.web.spool import Bounds, spool

LARGEST_DOCUMENT = 4 << 20
PAGE, LARGEST_PAGE = 50, 200
MOST_SHOWN = 10_000

router = APIRouter(prefix="/indicators/v1", tags=["mappings"])

Id = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="the body's own name for its mapping")]
Version = Annotated[int | None, Query(ge=1, le=1_000_000, description="a version; the newest if left out")]


@router.put("/mappings/{id}", status_code=201, openapi_extra=describe_body(MappingIn))
async def put_mapping(request: Request, id: Id, caller: Annotated[Caller, Depends(partner)]) -> Response:
    """Keep a new version of a mapping. The newest version sent again adds none (200). If-Match says what you saw."""
    sent = contradiction.agreeing(await read_json(request, MappingIn, limit=LARGEST_DOCUMENT))
    seen = seen_version(request)
    answer = await mapping.store(
        database_of(request),
        sent,
        body=caller.acting_body(),
        id=id,
        seen=seen,
        once=once(request, caller),
        now=now(request),
    )
    return give(answer)


@router.get("/mappings")
async def list_mappings(
    request: Request,
    caller: Annotated[Caller, Depends(partner)],
    after: Annotated[
        str, Query(pattern=r"^[a-z0-9-]{0,63}$", description="a mapping; those behind it are listed")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """The body's mappings, each in its newest version, in order of name."""
    found = await mapping.every(database_of(request), caller.acting_body(), after=after, limit=limit + 1)
    return with_etag(
        request,
        page_of(request, "mappings", found, limit, each=kept_document, behind=lambda last: {"after": last.id}),
    )


@router.get("/mappings/{id}")
async def show_mapping(request: Request, id: Id, caller: Annotated[Caller, Depends(partner)]) -> Response:
    """The newest version of a mapping; its ETag is what If-Match wants."""
    kept = await mapping.show(database_of(request), caller.acting_body(), id)
    return tell_version(kept_document(kept), kept.version)


@router.get("/mappings/{id}/versions/{version}")
async def show_version(
    request: Request,
    id: Id,
    version: Annotated[int, Path(ge=1, le=1_000_000)],
    caller: Annotated[Caller, Depends(partner)],
) -> Response:
    """One version of a mapping, as it was stored."""
    kept = await mapping.show(database_of(request), caller.acting_body(), id, version)
    return tell_version(kept_document(kept), kept.version)


@router.post("/mappings/{id}:try", openapi_extra=REQUEST_BODY)
async def try_mapping(
    request: Request,
    id: Id,
    caller: Annotated[Caller, Depends(partner)],
    *,
    version: Version = None,
    skip: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=0, le=MOST_SHOWN)] = SHOWN,
) -> Response:
    """What each row of a sheet would become, and every fault by row and column as sent. Nothing is stored."""
    poster = Poster(body=caller.acting_body(), areas=caller.areas)
    async with _sheet(request) as sheet:
        attempt = await mapping.attempt(
            database_of(request), sheet, poster=poster, id=id, version=version, now=now(request)
        )
    told = attempt_document(attempt.kept, attempt.mapped, attempt.faults, attempt.odd, skip=skip, limit=limit)
    return JSONResponse(told)


@router.post("/mappings/{id}:suggest", openapi_extra=REQUEST_BODY)
async def suggest_mapping(request: Request, id: Id, caller: Annotated[Caller, Depends(partner)]) -> Response:
    """Propose a mapping for tables like this sample: what is sure, what was guessed and why, what you must choose."""
    poster = Poster(body=caller.acting_body(), areas=caller.areas)
    async with _sheet(request) as sheet:
        suggestion = await mapping.propose(database_of(request), sheet, poster=poster, id=id, now=now(request))
    return JSONResponse(proposal_document(id, suggestion))


@asynccontextmanager
async def _sheet(request: Request) -> AsyncIterator[Sheet]:
    with await spool(request, Bounds(MOST_SENT, MOST_UNPACKED)) as file:
        yield Sheet(file, request.headers.get("content-type", ""))
