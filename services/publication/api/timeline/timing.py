"""The machines' door to how long cases take: by rung and by kind of body, never by body."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.register import register
from services.publication.handlers.timeline import timing
from services.publication.schemas.register.link import encode
from services.publication.schemas.timeline.timing import document
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag
from shared.web.requests import now
from shared.working_days import london_day

JSON = "application/json"

router = APIRouter(prefix="/publication/v1/timing", tags=["timing"], dependencies=EVERYBODY)


@router.get("")
async def show_timing(request: Request, area: str | None = None) -> Response:
    """How many working days cases stayed on each rung in the last four full quarters, in all areas or in one.

    Days on which a case was paused are left out. Where fewer stays than `fewest_stays` ended, or fewer bodies of a kind
    than `fewest_bodies_of_a_kind` answered, the numbers are null.
    """
    await register.require_filter(database_of(request), area)
    found = await timing.read(database_of(request), area, london_day(now(request)))
    return with_etag(request, Response(encode(document(found)), media_type=JSON))
