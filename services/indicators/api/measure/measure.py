"""The machines' door for reading measures; open to everybody."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.api import answering
from services.indicators.domain.measure.national_indicator import national_indicators
from services.indicators.handlers.measure import measure
from services.indicators.schemas.figure.supply import late_document
from services.indicators.schemas.judgement.forecast import forecasts_document
from services.indicators.schemas.judgement.signal import SERIES, reading_document, series_document
from services.indicators.schemas.measure.measure import document, national_document, observation_document
from shared.web.answers import tell
from shared.web.callers import EVERYBODY, database_of
from shared.web.requests import now

router = APIRouter(prefix="/indicators/v1", tags=["measures"], dependencies=EVERYBODY)


@router.get("/national-indicators")
async def list_national_indicators(request: Request) -> Response:
    """The 198 national indicators of 2008."""
    return tell(request, {"indicators": [national_document(one) for one in national_indicators()]})


@router.get("/measures/{area}/{name}")
async def show_measure(request: Request, area: str, name: str) -> Response:
    """A measure: its definition, latest figure, verdict with its working, what its series tells, forecasts."""
    view = await measure.show_measure(database_of(request), area, name, now(request))
    told = document(
        view.measure,
        view.judgement,
        lead=view.lead,
        latest=view.latest,
        targets=view.targets,
        cases=view.cases,
        parts=view.parts,
    )
    points = view.points
    told["late"] = [late_document(one) for one in view.late]
    told["reading"] = reading_document(view.read(points))
    told["questions"] = [{"pattern": one.pattern, "working": one.working} for one in view.look(points)]
    told |= forecasts_document(view.forecasts, view.record)
    return tell(request, told)


@router.get("/measures/{area}/{name}/series", responses=answering(SERIES))
async def show_series(request: Request, area: str, name: str) -> Response:
    """Every period with figure, target, verdict, limits and direction of travel; and what the series tells."""
    view = await measure.show_measure(database_of(request), area, name, now(request))
    points = view.points
    reading = view.read(points)
    told = {"reading": reading_document(reading), "series": series_document(points, reading)}
    return tell(request, told)


@router.get("/measures/{area}/{name}/revisions")
async def list_revisions(
    request: Request,
    area: str,
    name: str,
    period: Annotated[str, Query(min_length=4, max_length=15)],
) -> Response:
    """Every revision of the area's own figure for a period, oldest first."""
    found = await measure.list_revisions(database_of(request), area, name, period)
    return tell(request, {"revisions": [observation_document(one) for one in found]})
