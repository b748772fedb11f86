"""The machines' door to petitions and cases as the record tells them."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.register import register
from services.publication.handlers.timeline import timeline
from services.publication.schemas.register.link import encode
from services.publication.schemas.timeline.timeline import document, listing
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag
from shared.web.requests import now
from shared.working_days import london_day

JSON = "application/json"
PAGE, LARGEST_PAGE = 50, 200

router = APIRouter(prefix="/publication/v1/cases", tags=["cases"], dependencies=EVERYBODY)


@router.get("")
async def list_cases(
    request: Request,
    area: str | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """Petitions and cases, the last moved first."""
    await register.require_filter(database_of(request), area)
    found, following = await timeline.listed(database_of(request), area=area, after=after, limit=limit)
    onward = f"/publication/v1/cases?after={following}&limit={limit}" if following else None
    return with_etag(request, Response(encode(listing(list(found), onward)), media_type=JSON))


@router.get("/{reference}")
async def show_case(request: Request, reference: str) -> Response:
    """Where a petition or case stands, who must act by when, and everything that happened."""
    read = await timeline.read(database_of(request), reference)
    told = document(read.standing, read.history, read.register, london_day(now(request)), read.files)
    return with_etag(request, Response(encode(told), media_type=JSON))
