"""The machines' door for reading measures; open to everybody."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.indicators.api import answering
from services.indicators.domain.national_indicator import national_indicators
from services.indicators.handlers import measure
from services.indicators.schemas.forecast import forecasts_document
from services.indicators.schemas.measure import (
    document,
    national_document,
    observation_document,
    observations_csv,
)
from services.indicators.schemas.signal import SERIES, reading_document, series_document
from shared.web.callers import EVERYBODY
from shared.web.etag import with_etag
from shared.web.requests import now

PAGE, LARGEST_PAGE = 200, 1000

router = APIRouter(prefix="/indicators/v1", tags=["measures"], dependencies=EVERYBODY)

Place = Annotated[str | None, Query(min_length=1, max_length=40)]
After = Annotated[str | None, Query(min_length=4, max_length=15)]
AsOf = Annotated[date | None, Query(description="as the figures stood at the end of this day")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


@router.get("/national-indicators")
async def list_national_indicators(request: Request) -> Response:
    """The 198 national indicators of 2008."""
    return with_etag(request, JSONResponse({"indicators": [national_document(one) for one in national_indicators()]}))


@router.get("/measures/{area}/{name}")
async def show_measure(request: Request, area: str, name: str) -> Response:
    """A measure: its definition, latest figure, verdict with its working, what its series tells, forecasts."""
    view = await measure.show_measure(request.app.state.database, area, name, now(request))
    told = document(
        view.measure,
        view.judgement,
        lead=view.lead,
        latest=view.latest,
        targets=view.targets,
        cases=view.cases,
    )
    points = view.points
    told["reading"] = reading_document(view.read(points))
    told["questions"] = [{"pattern": one.pattern, "working": one.working} for one in view.look(points)]
    told |= forecasts_document(view.forecasts, view.record)
    return with_etag(request, JSONResponse(told))


@router.get("/measures/{area}/{name}/series", responses=answering(SERIES))
async def show_series(request: Request, area: str, name: str) -> Response:
    """Every period with figure, target, verdict, limits and direction of travel; and what the series tells."""
    view = await measure.show_measure(request.app.state.database, area, name, now(request))
    points = view.points
    reading = view.read(points)
    told = {"reading": reading_document(reading), "series": series_document(points, reading)}
    return with_etag(request, JSONResponse(told))


@router.get("/measures/{area}/{name}/observations")
async def list_observations(
    request: Request,
    area: str,
    name: str,
    *,
    place: Place = None,
    after: After = None,
    limit: Limit = PAGE,
    as_of: AsOf = None,
) -> Response:
    """A place's figures, oldest first, as they stand or stood on a day; the area's own unless `place` names another.

    `figures_version` counts the changes of the area's own figures: a batch with it in If-Match is refused (412) when
    they have changed since.
    """
    here = place or area
    version, found = await measure.list_observations(
        request.app.state.database, area, name, place=here, after=after, limit=limit + 1, as_of=as_of
    )
    told: dict[str, object] = {
        "figures_version": version,
        "observations": [observation_document(one) for one in found[:limit]],
    }
    if len(found) > limit:
        last = found[limit - 1].period.text
        standing = {} if as_of is None else {"as_of": as_of.isoformat()}
        query = urlencode({"place": here, "after": last, "limit": limit} | standing)
        told["links"] = {"next": f"/indicators/v1/measures/{area}/{name}/observations?{query}"}
    return with_etag(request, JSONResponse(told))


@router.get("/measures/{area}/{name}/observations.csv")
async def download_observations(
    request: Request,
    area: str,
    name: str,
    place: Place = None,
    as_of: AsOf = None,
) -> Response:
    """The same figures as CSV, all at once."""
    here = place or area
    _, found = await measure.list_observations(
        request.app.state.database, area, name, place=here, after=None, limit=None, as_of=as_of
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    body = observations_csv(name, found)
    return with_etag(request, Response(body, media_type="text/csv; charset=utf-8", headers=headers))


@router.get("/measures/{area}/{name}/revisions")
async def list_revisions(
    request: Request,
    area: str,
    name: str,
    period: Annotated[str, Query(min_length=4, max_length=15)],
) -> Response:
    """Every revision of the area's own figure for a period, oldest first."""
    found = await measure.list_revisions(request.app.state.database, area, name, period)
    return with_etag(request, JSONResponse({"revisions": [observation_document(one) for one in found]}))
