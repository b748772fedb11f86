"""The machines' door to an indicator's negotiations in every place."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.agreement import indicator
from services.publication.schemas.agreement.indicator import document, listing
from services.publication.schemas.register.link import encode
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag

JSON = "application/json"

router = APIRouter(prefix="/publication/v1/indicators", tags=["indicators"], dependencies=EVERYBODY)


@router.get("")
async def list_indicators(request: Request) -> Response:
    """Every indicator that was negotiated, and in how many agreements."""
    found = await indicator.listed(database_of(request))
    return with_etag(request, Response(encode(listing(found)), media_type=JSON))


@router.get("/{code}")
async def show_indicator(request: Request, code: str, agreement: str = "") -> Response:
    """What was asked for on one indicator in every place, what was answered and after how many days.

    A code that is not of the national set is its agreement's own; `agreement` says whose, where several use it.
    """
    read = await indicator.read(database_of(request), code, agreement)
    return with_etag(
        request, Response(encode(document(read.code, read.title, read.asked, read.departments)), media_type=JSON)
    )
