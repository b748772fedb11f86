"""The page on which the whole record is searched: words, what narrows them, what was found, and the way on."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.search.search import Found, Kind, Wanted
from services.publication.handlers.register import register
from services.publication.handlers.search import search
from services.publication.pages.search.lookup import KINDS
from services.publication.schemas.search.search import cursor, mark
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Empty, Link
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case

PAGE = 25

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Typed = Annotated[str, Query(max_length=200)]


@router.get("/record/search")
async def show_search(
    request: Request,
    *,
    words: Typed = "",
    q: Typed = "",
    area: Typed = "",
    kind: Typed = "",
    party: Typed = "",
    status: Typed = "",
    after: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """What is on the record by words, narrowed as asked; `q` is `words` as other places call it."""
    words = words or q
    chosen = (Kind(kind),) if kind in set(Kind) else ()
    wanted = Wanted(words=" ".join(words.split()), area=area, kinds=chosen, party=party.strip(), status=_code(status))
    found, more = await search.find(database_of(request), wanted, after=cursor(after) if after else None, limit=PAGE)
    statuses = await search.statuses(database_of(request))
    places = {about.area: about.name for about in await register.areas(database_of(request))}
    fields = {"words": words, "area": area, "kind": kind, "party": party, "status": wanted.status}
    asked = {name: said for name, said in fields.items() if said}
    onward = Link("More results", f"/record/search?{urlencode(asked | {'after': mark(more)})}") if more else None
    return with_etag(
        request,
        render(
            request,
            "search.html",
            crumbs=(Link("Your place", "/"), "Search"),
            table=_table(found, places, wanted),
            asked=fields,
            places=sorted(places.items(), key=lambda place: place[1]),
            kinds=[(one.value, sentence_case(KINDS[one])) for one in Kind],
            statuses=[(one, sentence_case(one.replace("_", " "))) for one in statuses],
            onward=onward,
            feed=f"/feeds/search?{urlencode(asked)}",
            letters=f"/record/follow?{urlencode(asked)}" if asked else "",
            nothing=Empty(
                "Nothing on the record is like this",
                "Words are compared with titles, codes, reasons and names of bodies. Try fewer words, or narrow less.",
                Link("Search everything", "/record/search"),
            ),
        ),
    )


def _code(status: str) -> str:
    """A status as it is kept: "under discussion" is under_discussion."""
    return status.strip().lower().replace(" ", "_")


def _table(found: Sequence[Found], places: dict[str, str], wanted: Wanted) -> Table:
    rows = [
        Row(
            (
                Link(one.title, one.href),
                sentence_case(KINDS[one.kind]),
                places.get(one.area, one.area),
                one.party or "none named",
                sentence_case(one.status.replace("_", " ")) or "none",
            )
        )
        for one in found
    ]
    columns = (Column("Title"), Column("What it is"), Column("Place"), Column("Body"), Column("Status"))
    caption = "What is most like your words first" if wanted.words else "What changed last first"
    return Table(caption, columns, rows, stacks=True)
