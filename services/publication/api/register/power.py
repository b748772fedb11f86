"""The machines' door to the powers of an area."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.register import power
from services.publication.schemas.register.link import encode
from services.publication.schemas.register.power import document
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag
from shared.web.requests import now
from shared.working_days import london_day

JSON = "application/json"

router = APIRouter(prefix="/publication/v1/powers", tags=["powers"], dependencies=EVERYBODY)


@router.get("/{area}")
async def show_powers(request: Request, area: str) -> Response:
    """Every power in force in an area: whose it is, what it rests on, what it can do and cannot, how often it was used.

    `used` is null where the record hears nothing of a use. Sanctions of national government are marked, and never used
    by themselves.
    """
    found = await power.read(database_of(request), area, london_day(now(request)))
    return with_etag(request, Response(encode(document(found)), media_type=JSON))
