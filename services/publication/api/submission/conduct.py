"""The machines' door to how bodies keep the record."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.submission import conduct
from services.publication.schemas.register.link import encode
from services.publication.schemas.submission.conduct import document
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag
from shared.web.requests import now
from shared.working_days import london_day

router = APIRouter(prefix="/publication/v1/conduct", tags=["record"], dependencies=EVERYBODY)


@router.get("")
async def show_conduct(request: Request) -> Response:
    """What each body withholds now; by quarter how much it entered, forced, left to the clock, told late, wrote down
    for others without their confirming it, and had removed on which ground.
    """
    found = await conduct.read(database_of(request), london_day(now(request)))
    return with_etag(request, Response(encode(document(found)), media_type="application/json"))
