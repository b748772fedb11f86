"""Petitions for other machines at addresses that they know: JSON, CSV and Atom. Open to everybody, from any page."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.petition.listing import Position, Search, Stretch, Wanted, read_position
from services.escalation.handlers.case import register
from services.escalation.handlers.petition import listing
from services.escalation.handlers.petition.listing import Page
from services.escalation.schemas.petition.feed import petitions_feed, story_feed
from services.escalation.schemas.petition.listing import csv_document, document, listed_document
from shared.problems import Fault, Malformed
from shared.web.answers import tell
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag
from shared.web.requests import now
from shared.web.sharing import from_any_page

SIZE = 50
MOST_ROWS = 10_000
NEWEST = 100
LONGEST_SEARCH = 200
ATOM, CSV = "application/atom+xml; charset=utf-8", "text/csv; charset=utf-8"

router = APIRouter(tags=["petitions for machines"], dependencies=[Depends(from_any_page), *EVERYBODY])

State = Annotated[Wanted, Query(description="which petitions; `with_response` and `debated` are milestones")]
Words = Annotated[str, Query(max_length=LONGEST_SEARCH, description="words that the petition holds")]
Area = Annotated[str, Query(max_length=20, description="the code of an area")]
Place = Annotated[str, Query(max_length=40, description="where the page before ended or began; told in the links")]


@router.get("/petitions.json")
async def list_petitions(
    request: Request,
    *,
    state: State = Wanted.ALL,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    q: Words = "",
    area: Area = "",
    after: Place = "",
    before: Place = "",
) -> Response:
    """Petitions, the newest first, fifty to a page. Follow `next`: nothing is met twice or missed on the way."""
    await register.require_filter(database_of(request), now(request), area=area)
    stretch = Stretch(page=page, after=_place("after", after), before=_place("before", before))
    asked = Search(wanted=state, words=q.strip(), area=area)
    found = await listing.search(database_of(request), asked, stretch, size=SIZE, now=now(request))
    links = _links(request, found, page)
    return tell(request, listed_document(found.listed, links, found.total, _base(request)))


@router.get("/petitions.csv")
async def list_as_rows(request: Request, *, state: State = Wanted.ALL, q: Words = "", area: Area = "") -> Response:
    """The newest ten thousand petitions as rows for a spreadsheet."""
    await register.require_filter(database_of(request), now(request), area=area)
    asked = Search(wanted=state, words=q.strip(), area=area)
    found = await listing.search(database_of(request), asked, Stretch(), size=MOST_ROWS, now=now(request))
    answer = Response(csv_document(found.listed, _base(request)), media_type=CSV)
    answer.headers["Content-Disposition"] = 'attachment; filename="petitions.csv"'
    return with_etag(request, answer)


@router.get("/petitions.atom")
async def feed_petitions(request: Request, *, state: State = Wanted.ALL, area: Area = "") -> Response:
    """The newest hundred petitions as a feed."""
    await register.require_filter(database_of(request), now(request), area=area)
    asked = Search(wanted=state, area=area)
    found = await listing.search(database_of(request), asked, Stretch(), size=NEWEST, now=now(request))
    return with_etag(request, Response(petitions_feed(found.listed, _base(request)), media_type=ATOM))


@router.get("/petitions/{reference}.json")
async def show_petition(request: Request, reference: str) -> Response:
    """A petition with its dates, its answer, its debate or why it was refused, and its signatures by kind."""
    found = await listing.see(database_of(request), reference, now=now(request))
    return tell(request, document(found, _base(request)))


@router.get("/petitions/{reference}.atom")
async def feed_story(request: Request, reference: str) -> Response:
    """The story of a petition as a feed, each thing that happened an entry."""
    found = await listing.story(database_of(request), reference, now=now(request))
    told = [(one.id, one.at, one.said) for one in reversed(found.told)]
    content = story_feed(found.title, reference, found.area, told, _base(request))
    return with_etag(request, Response(content, media_type=ATOM))


def _links(request: Request, found: Page, page: int) -> dict[str, str | None]:
    """Where this page and the others are. Those beside it go by positions, which never move."""
    last = max(1, -(-found.total // SIZE))
    itself = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    ahead = {"page": page + 1, "after": found.positions[-1]} if found.has_next else None
    back = {"page": max(1, page - 1), "before": found.positions[0]} if found.has_before else None
    base = _base(request)
    return {
        "self": f"{base}{itself}",
        "first": f"{base}{_elsewhere(request, {'page': 1})}",
        "last": f"{base}{_elsewhere(request, {'page': last})}",
        "next": f"{base}{_elsewhere(request, ahead)}" if ahead else None,
        "prev": f"{base}{_elsewhere(request, back)}" if back else None,
    }


def _elsewhere(request: Request, where: dict[str, object]) -> str:
    """This address with another place in the list, and none of the old one."""
    kept = [(name, word) for name, word in request.query_params.multi_items() if name in ("state", "q", "area")]
    return f"{request.url.path}?{urlencode([*kept, *where.items()])}"


def _place(name: str, text: str) -> Position | None:
    if not text:
        return None
    try:
        return read_position(text)
    except ValueError:
        fault = Fault("not-a-place", f"{name} takes what a page's links tell, such as 2026-03-01.TRAF-2026-0042-7.")
        raise Malformed("The parameters of the address are not right. Nothing was done.", errors=[fault]) from None


def _base(request: Request) -> str:
    return str(request.app.state.settings.public_address).rstrip("/")
