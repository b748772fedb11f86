"""The door to batches that wait: their body sees, clears, returns and moves them; everybody reads what was released."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.api import answering, taking
from services.indicators.domain.figure.held import Wanted
from services.indicators.handlers.figure import held
from services.indicators.schemas.figure.held import (
    HELD_EXAMPLE,
    INSTANT_EXAMPLE,
    RELEASES_EXAMPLE,
    InstantIn,
    ReturnIn,
    figures_document,
    release_document,
)
from shared import auth
from shared.auth import Caller
from shared.problems import NotFound
from shared.web.answers import give, tell_unkept
from shared.web.callers import EVERYBODY, database_of, identity, officer
from shared.web.etag import with_etag
from shared.web.lists import page_of
from shared.web.requests import describe_body, if_match, now, once, onward, read_json, read_nothing, seen_version

PAGE, LARGEST_PAGE = 200, 1000
RELEASES, MOST_RELEASES = 100, 500

router = APIRouter(prefix="/indicators/v1", tags=["batches that wait"])

Own = Annotated[Caller, Depends(officer("partner"))]
Code = Annotated[str | None, Query(min_length=1, max_length=80)]


@router.get("/batches/{id}/figures")
async def list_figures(
    request: Request,
    id: UUID,
    caller: Own,
    *,
    after: Annotated[int, Query(ge=0, le=10_000_000, description="the last row of the page before")] = 0,
    after_area: Annotated[str, Query(max_length=80, description="and its area")] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """The rows of a batch that waits, or waited, as they were posted; for its own body alone, and no key on trial."""
    if caller.is_trial:
        raise NotFound("A key on trial sees nothing that waits.")
    database = database_of(request)
    found = await held.show_figures(database, id, caller.acting_body(), after=(after, after_area), limit=limit + 1)
    told: dict[str, object] = {"batch": str(id), "figures": figures_document(found.head(limit))}
    if found.height > limit:
        row, area = found.select("row", "area").row(limit - 1)
        told["links"] = {"next": onward(request, after=row, after_area=area, limit=limit)}
    return tell_unkept(told)


@router.put(
    "/batches/{id}/publish_at", openapi_extra=taking(InstantIn, INSTANT_EXAMPLE), responses=answering(HELD_EXAMPLE)
)
async def move_batch(request: Request, id: UUID, caller: Own) -> Response:
    """Give a batch that waits another time, by the version seen in If-Match. Moves are told when it is public."""
    sent = await read_json(request, InstantIn)
    return give(
        await held.move(
            database_of(request),
            id,
            sent.publish_at,
            caller=caller,
            seen=if_match(request),
            once=once(request, caller),
            now=now(request),
        )
    )


@router.post("/batches/{id}:clear")
async def clear_batch(request: Request, id: UUID, caller: Own) -> Response:
    """Let a batch be public that waits for a second person of its body: somebody signed in who neither sent it nor
    holds the key that did."""
    await read_nothing(request)
    database = database_of(request)
    seen = seen_version(request)
    keys, same = await auth.ids_of_person(identity(request), caller), once(request, caller)
    return give(await held.clear(database, id, caller=caller, keys=keys, seen=seen, once=same, now=now(request)))


@router.post("/batches/{id}:return", openapi_extra=describe_body(ReturnIn))
async def return_batch(request: Request, id: UUID, caller: Own) -> Response:
    """Send a batch back, with the reason: it is never stored. Done by whoever may clear it."""
    sent = await read_json(request, ReturnIn)
    keys, same = await auth.ids_of_person(identity(request), caller), once(request, caller)
    return give(
        await held.give_back(
            database_of(request), id, sent.reason, caller=caller, keys=keys, once=same, now=now(request)
        )
    )


@router.get("/releases", dependencies=EVERYBODY, responses=answering(RELEASES_EXAMPLE))
async def list_releases(
    request: Request,
    *,
    area: Code = None,
    body: Code = None,
    before: Annotated[UUID | None, Query(description="a batch of the list; those before it are listed")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_RELEASES)] = RELEASES,
) -> Response:
    """What was held until a time that its body named, and is public now, the latest first; every move of that time."""
    wanted = Wanted(area=area, body=body)
    found = await held.releases(database_of(request), wanted, before=before, limit=limit + 1)
    page = page_of(request, "releases", found, limit, each=release_document, behind=lambda last: {"before": last.batch})
    return with_etag(request, page)
