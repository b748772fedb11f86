"""Atom feeds: what was said in a negotiation, what moved among petitions and cases, in an area, about a measure, in one
case, and of what a search finds.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.search.search import Kind, Wanted
from services.publication.handlers.agreement import agreement
from services.publication.handlers.register import register
from services.publication.handlers.search import search
from services.publication.handlers.timeline import timeline
from services.publication.schemas.search.feed import agreement_feed, case_feed, cases_feed, found_feed
from shared.problems import NotFound
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag

ATOM = "application/atom+xml; charset=utf-8"

LATEST = 100
Typed = Annotated[str, Query(max_length=200)]

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


@router.get("/cases/{reference}")
async def feed_case(request: Request, reference: str) -> Response:
    """The last steps of one petition or case."""
    read = await timeline.read(database_of(request), reference)
    return _feed(request, case_feed(read.standing, read.history, read.register, _address(request)))


@router.get("/areas/{area}")
async def feed_area(request: Request, area: str) -> Response:
    """What changed last in an area: agreements, what was said about them, petitions, cases and what was delivered."""
    held = await register.read(database_of(request), area)
    moving = (Kind.AGREEMENT, Kind.ENTRY, Kind.REPLY, Kind.CASE, Kind.DELIVERABLE)
    found, _ = await search.find(database_of(request), Wanted(area=area, kinds=moving), limit=LATEST)
    title = f"The record of {held.about.name if held.about else area}"
    return _feed(request, found_feed(title, f"/feeds/areas/{area}", f"/who/{area}", found, _address(request)))


@router.get("/measures/{area}/{measure}")
async def feed_measure(request: Request, area: str, measure: str) -> Response:
    """The cases about a measure and what was said about it in negotiations, what changed last first."""
    held = await register.read(database_of(request), area)
    known = held.measures.get(measure)
    if known is None:
        raise NotFound("The register of this area knows no such measure.")
    found = await search.of_measure(database_of(request), area, measure, limit=LATEST)
    here, page = f"/feeds/measures/{area}/{measure}", f"/who/{area}/{measure}"
    return _feed(request, found_feed(known.title, here, page, found, _address(request)))


@router.get("/search")
async def feed_search(
    request: Request, *, words: Typed = "", area: Typed = "", kind: Typed = "", party: Typed = "", status: Typed = ""
) -> Response:
    """What a search of the record finds, with the parameters of its page."""
    kinds = (Kind(kind),) if kind in set(Kind) else ()
    wanted = Wanted(words=" ".join(words.split()), area=area, kinds=kinds, party=party, status=status)
    found, _ = await search.find(database_of(request), wanted, limit=LATEST)
    query = f"?{request.url.query}" if request.url.query else ""
    title = f"The record, searched for {wanted.words}" if wanted.words else "The record"
    here, page = f"/feeds/search{query}", f"/record/search{query}"
    return _feed(request, found_feed(title, here, page, found, _address(request)))


def _feed(request: Request, body: bytes) -> Response:
    return with_etag(request, Response(body, media_type=ATOM))


def _address(request: Request) -> str:
    address: str = request.app.state.settings.public_address
    return address
