"""The machines' door to the reporting calendar: when which figure is due, what is late, what was never sent."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.domain.figure.supply import Standing
from services.indicators.handlers.figure import supply
from services.indicators.schemas.figure.supply import document
from shared.web.answers import tell
from shared.web.callers import EVERYBODY, database_of
from shared.web.requests import now

router = APIRouter(prefix="/indicators/v1", tags=["reporting calendar"], dependencies=EVERYBODY)

Code = Annotated[str | None, Query(min_length=1, max_length=80)]


@router.get("/calendar/{area}")
async def show_calendar(request: Request, area: str, body: Code = None, standing: Standing | None = None) -> Response:
    """What is due next of each measure of an area, what is late first; of one body, or of one standing."""
    found = await supply.calendar(database_of(request), [area], body, now(request))
    told = [document(one) for one in found if standing in (None, one.standing)]
    return tell(request, {"area": area, "due": told})
