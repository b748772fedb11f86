"""The machines' door to early warnings; open to everybody."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.handlers.question import warning
from services.indicators.schemas.question.warning import document
from shared.web.answers import tell
from shared.web.callers import EVERYBODY, database_of

router = APIRouter(prefix="/indicators/v1", tags=["warnings"], dependencies=EVERYBODY)

Code = Annotated[str | None, Query(min_length=1, max_length=80)]


@router.get("/warnings")
async def list_warnings(request: Request, area: Code = None, measure: Code = None) -> Response:
    """The early warnings that stand: what the figures give cause to ask, of whom, with the working."""
    found = await warning.standing(database_of(request), area, measure)
    return tell(request, {"warnings": [document(one) for one in found]})
