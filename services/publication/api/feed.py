"""Atom feeds: what was said in a negotiation, what moved among petitions and cases."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers import agreement, timeline
from services.publication.schemas.feed import agreement_feed, cases_feed
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag

ATOM = "application/atom+xml; charset=utf-8"

router = APIRouter(prefix="/feeds", tags=["feeds"], dependencies=EVERYBODY)


@router.get("/agreements/{name}")
async def feed_agreement(request: Request, name: str) -> Response:
    """The last hundred entries of a negotiation."""
    read = await agreement.read(database_of(request), name)
    address = request.app.state.settings.public_address
    return with_etag(request, Response(agreement_feed(read.agreement, read.entries, address), media_type=ATOM))


@router.get("/cases")
async def feed_cases(request: Request) -> Response:
    """The last steps of all petitions and cases."""
    steps = await timeline.latest(database_of(request))
    return with_etag(request, Response(cases_feed(steps, request.app.state.settings.public_address), media_type=ATOM))
