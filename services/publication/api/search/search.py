"""The machines' door to finding what is on the record, and to who is responsible for what somebody types."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.search.search import Kind, Wanted
from services.publication.handlers.search import search
from services.publication.schemas.register.link import encode
from services.publication.schemas.search.search import answered, cursor, mark, results
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag
from shared.web.requests import now
from shared.working_days import london_day

JSON = "application/json"
PAGE, LARGEST_PAGE = 25, 100

router = APIRouter(prefix="/publication/v1", tags=["search"], dependencies=EVERYBODY)

Typed = Annotated[str, Query(max_length=200)]


@router.get("/who")
async def ask(request: Request, about: Typed, area: Typed = "", on: date | None = None) -> Response:
    """Who is responsible for a subject, a measure, a body, a partnership or a place, in words; typing errors are
    forgiven. `answer` is null where the record knows nothing like it.
    """
    today = london_day(now(request))
    day = on or today
    asked = await search.ask(database_of(request), about, area=area, day=day, today=today)
    here = "/publication/v1/who?" + urlencode({"about": about, "area": area, "on": day.isoformat()})
    document = answered(about, asked.answer, asked.others, day, here)
    return with_etag(request, Response(encode(document), media_type=JSON))


@router.get("/search")
async def find(
    request: Request,
    *,
    words: Typed = "",
    area: Typed = "",
    kind: Annotated[list[Kind], Query(max_length=len(Kind))] = [],  # noqa: B006 FastAPI copies what it declares
    party: Typed = "",
    status: Typed = "",
    after: Annotated[str, Query(max_length=1000)] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """What is on the record by words, the likest first; without words what changed last first. Typing errors in titles
    are forgiven. `next` leads on.
    """
    wanted = Wanted(words=" ".join(words.split()), area=area, kinds=tuple(kind), party=party, status=status)
    behind = cursor(after) if after else None
    found, more = await search.find(database_of(request), wanted, after=behind, limit=limit)
    asked = [*(("kind", one.value) for one in kind)]
    asked += [
        (name, said) for name, said in (("words", words), ("area", area), ("party", party), ("status", status)) if said
    ]
    here = "/publication/v1/search"
    onward = f"{here}?{urlencode([*asked, ('after', mark(more)), ('limit', str(limit))])}" if more else None
    return with_etag(request, Response(encode(results(found, _address(here, asked), onward)), media_type=JSON))


def _address(here: str, asked: list[tuple[str, str]]) -> str:
    return f"{here}?{urlencode(asked)}" if asked else here
