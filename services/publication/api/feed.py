"""Atom feeds: what was said in a negotiation, what moved among petitions and cases."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers import agreement, timeline
from services.publication.schemas.feed import agreement_feed, cases_feed
from shared.auth import Caller
from shared.web.callers import anyone
from shared.web.etag import with_etag

ATOM = "application/atom+xml; charset=utf-8"

router = APIRouter(prefix="/feeds", tags=["feeds"])

Public = Annotated[Caller, Depends(anyone)]


@router.get("/agreements/{name}")
async def feed_agreement(request: Request, name: str, caller: Public) -> Response:  # noqa: ARG001 declares who may call
    """The last hundred entries of a negotiation."""
    read = await agreement.read(request.app.state.database, name)
    address = request.app.state.settings.public_address
    return with_etag(request, Response(agreement_feed(read.agreement, read.entries, address), media_type=ATOM))


@router.get("/cases")
async def feed_cases(request: Request, caller: Public) -> Response:  # noqa: ARG001 as above
    """The last steps of all petitions and cases."""
    steps = await timeline.latest(request.app.state.database)
    return with_etag(request, Response(cases_feed(steps, request.app.state.settings.public_address), media_type=ATOM))
