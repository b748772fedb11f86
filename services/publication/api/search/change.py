"""The machines' door to what changed on the record: asked again and again, nothing is missed."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.search import change
from services.publication.schemas.register.link import encode
from services.publication.schemas.search.change import document, read, written
from shared.web.callers import EVERYBODY, database_of

PAGE, LARGEST_PAGE = 100, 500

router = APIRouter(prefix="/publication/v1", tags=["changes"], dependencies=EVERYBODY)

Typed = Annotated[str, Query(max_length=1000)]


@router.get("/changes")
async def list_changes(
    request: Request,
    after: Typed = "",
    area: Typed = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """What was added, changed or is gone since `after`, oldest first; without it, everything. A thing that changed
    twice is told once, as it stands now. Follow `next`, at once while `more` is true, else after a while.
    """
    found, mark, has_more = await change.since(database_of(request), read(after), area=area, limit=limit)
    asked = {"after": written(mark), "area": area, "limit": str(limit)}
    onward = "/publication/v1/changes?" + urlencode({name: said for name, said in asked.items() if said})
    # Without an ETag no answer is kept: what another transaction held up is told when that ends, not by a change.
    return Response(encode(document(found, onward=onward, has_more=has_more)), media_type="application/json")
