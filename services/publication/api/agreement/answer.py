"""The machines' door to answers that are owed: every proposal that waits for one."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.agreement import answer
from services.publication.handlers.register import register
from services.publication.schemas.agreement.answer import waiting_document
from services.publication.schemas.register.link import encode
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag
from shared.web.requests import now
from shared.working_days import london_day

router = APIRouter(prefix="/publication/v1/unanswered", tags=["agreements"], dependencies=EVERYBODY)


@router.get("")
async def list_unanswered(request: Request, area: str | None = None) -> Response:
    """Proposals that wait for an answer of government, the one longest waited for first."""
    await register.require_filter(database_of(request), area)
    today = london_day(now(request))
    waiting = [one for one in await answer.waiting(database_of(request), today) if area in (None, one.area)]
    told = waiting_document(waiting, today)
    return with_etag(request, Response(encode(told), media_type="application/json"))
