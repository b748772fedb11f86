"""The machines' door for forecasts: the lead partner lodges them, everybody reads them with their track record."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.api import answering, taking
from services.indicators.handlers.judgement import forecast
from services.indicators.schemas.judgement.forecast import ANSWER, EXAMPLE, ForecastIn, forecasts_document
from shared.auth import Caller
from shared.web.answers import give, tell
from shared.web.callers import EVERYBODY, database_of, partner
from shared.web.requests import once, read_json, received_at

router = APIRouter(prefix="/indicators/v1/measures/{area}/{name}/forecasts", tags=["forecasts"])


@router.get("", dependencies=EVERYBODY, responses=answering(ANSWER))
async def list_forecasts(request: Request, area: str, name: str) -> Response:
    """Every forecast of a measure, what came of it, and the track record: errors, bias, hit rate, grade."""
    view = await forecast.show(database_of(request), area, name)
    return tell(request, forecasts_document(view.forecasts, view.record))


@router.post("", status_code=201, openapi_extra=taking(ForecastIn, EXAMPLE))
async def post_forecast(
    request: Request, area: str, name: str, caller: Annotated[Caller, Depends(partner)]
) -> Response:
    """Lodge a forecast for a period that is not over. A later one for the same period takes its place; both stay."""
    sent = await read_json(request, ForecastIn)
    answer = await forecast.lodge(
        database_of(request),
        area,
        name,
        sent,
        caller=caller,
        once=once(request, caller),
        received_at=received_at(request),
    )
    return give(answer)
