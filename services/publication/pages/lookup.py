"""Who is responsible for what somebody types: one plain answer, or which place is meant."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers import register
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.etag import with_etag
from shared.web.pages import render

router = APIRouter(prefix="/who", include_in_schema=False, dependencies=EVERYBODY)


@router.get("")
async def choose_area(request: Request) -> Response:
    """Which place is meant."""
    areas = await register.areas(database_of(request))
    links = [Link(about.name, f"/who/{about.area}") for about in areas]
    return with_etag(request, render(request, "who_areas.html", links=links))
