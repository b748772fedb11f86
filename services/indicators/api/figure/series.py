"""The machines' door for a measure's figures: pages of JSON, or all of them as CSV or SDMX-CSV; open to everybody."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.indicators.api import answering
from services.indicators.domain.figure.export import Selection
from services.indicators.handlers.figure import series
from services.indicators.schemas.figure.export import MEDIA_TYPES, SUFFIXES, VERSION, Format, csvw_document, written
from services.indicators.schemas.figure.series import (
    EXAMPLE,
    LATEST,
    PeriodName,
    after_of,
    format_of,
    latest_document,
    period_of,
)
from services.indicators.schemas.figure.source import source_document
from services.indicators.schemas.measure.measure import observation_document
from shared.shapes import Day
from shared.web.answers import tell
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import already_held, etag_of
from shared.web.requests import onward
from shared.working_days import end_of_day

PAGE, LARGEST_PAGE, MOST_PLACES = 200, 1000, 200
AT = "/measures/{area}/{name}/observations"

router = APIRouter(prefix="/indicators/v1", tags=["measures"], dependencies=EVERYBODY)

_PLACES = "whose figures; the area's own if none is named, every place's for `*`"
Place = Annotated[str, Query(min_length=1, max_length=40)]
Places = Annotated[list[Place], Query(max_length=MOST_PLACES, description=_PLACES)]
From = Annotated[PeriodName | None, Query(alias="from", description="no period that begins before this one")]
To = Annotated[PeriodName | None, Query(description="no period that ends after this one")]
AsOf = Annotated[Day | None, Query(description="as the figures stood at the end of this day")]
After = Annotated[str | None, Query(min_length=4, max_length=60, description="the last of the page before")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
FILES: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}, "application/vnd.sdmx.data+csv": {}}}}


@router.get(AT, responses=answering(EXAMPLE))
async def list_observations(
    request: Request,
    area: str,
    name: str,
    *,
    place: Places = [],  # noqa: B006 FastAPI copies it
    begins: From = None,
    to: To = None,
    after: After = None,
    limit: Limit = PAGE,
    as_of: AsOf = None,
) -> Response:
    """A measure's figures by place and period, as they stand or stood on a day; the area's own unless `place` says.

    `figures_version` counts the changes of the area's own figures: a batch with it in If-Match is refused (412) when
    they have changed since. With `Accept: text/csv`, or `application/vnd.sdmx.data+csv` for SDMX-CSV 2.0, all of them
    come at once. `sources` tells, by batch, where figures were fetched from that nobody sent, and when their body
    confirmed them.
    """
    wanted = _selection(area, name, places=place, begins=begins, to=to, as_of=as_of)
    format_ = format_of(request.headers.get("accept", ""))
    if format_ is not Format.JSON:
        return await _file(request, name, wanted, format_)
    behind = None if after is None else after_of(after, (place or [area])[0])
    database = database_of(request)
    page = await series.list_figures(database, area, name, wanted, after=behind, limit=limit + 1)
    found = page.observations
    told: dict[str, object] = {
        "figures_version": page.figures_version,
        "observations": [observation_document(one) for one in found[:limit]],
        "sources": [source_document(one) for one in page.sources],
    }
    headers = {"Vary": "Accept"}
    if len(found) > limit:
        last = found[limit - 1]
        following = onward(request, after=f"{last.place}~{last.period}", limit=limit)
        told["links"] = {"next": following}
        headers["Link"] = f'<{following}>; rel="next"'
    return tell(request, told, headers=headers)


@router.get(AT + ".csv", responses=FILES)
async def download_observations(
    request: Request,
    area: str,
    name: str,
    *,
    place: Places = [],  # noqa: B006 FastAPI copies it
    begins: From = None,
    to: To = None,
    as_of: AsOf = None,
) -> Response:
    """The same figures as CSV, all at once. Its columns are described at `observations.csv-metadata.json`.

    Text that a spreadsheet would run as a formula has an apostrophe before it; numbers stand as they were sent.
    """
    return await _file(
        request, name, _selection(area, name, places=place, begins=begins, to=to, as_of=as_of), Format.CSV
    )


@router.get(AT + ".sdmx.csv", responses=FILES)
async def download_sdmx(
    request: Request,
    area: str,
    name: str,
    *,
    place: Places = [],  # noqa: B006 FastAPI copies it
    begins: From = None,
    to: To = None,
    as_of: AsOf = None,
) -> Response:
    """The same figures as SDMX-CSV 2.0, all at once; a withdrawn figure has the ACTION `D`."""
    return await _file(
        request, name, _selection(area, name, places=place, begins=begins, to=to, as_of=as_of), Format.SDMX_CSV
    )


@router.get(AT + ".csv-metadata.json")
async def describe_observations(request: Request, area: str, name: str) -> Response:
    """What the CSV holds, column by column, who made the figures and under which licence, as CSV on the Web says it."""
    found = await series.describe(database_of(request), area, name)
    return tell(request, csvw_document(found, "observations.csv"))


@router.get("/areas/{area}/latest", responses=answering(LATEST))
async def list_latest(request: Request, area: str) -> Response:
    """Every measure of an area: its latest figure, and which way it went against the same period a year before."""
    found = await series.latest(database_of(request), area)
    return tell(request, {"area": area, "measures": [latest_document(one.newest, one.direction) for one in found]})


def _selection(
    area: str, name: str, *, places: list[str], begins: str | None, to: str | None, as_of: Day | None
) -> Selection:
    return Selection(
        areas=(area,),
        measures=(name,),
        places=tuple(places),
        begins=period_of(begins),
        ends=period_of(to),
        as_of=None if as_of is None else end_of_day(as_of),
    )


async def _file(request: Request, name: str, wanted: Selection, format_: Format) -> Response:
    database = database_of(request)
    await series.describe(database, wanted.areas[0], name)
    standing = f"{VERSION} {format_} {await series.standing(database, wanted)}"
    if held := already_held(request, standing):
        return held
    headers = etag_of(standing) | {"Vary": "Accept", "Link": '<observations.csv-metadata.json>; rel="describedby"'}
    headers["Content-Disposition"] = f'attachment; filename="{name}.{SUFFIXES[format_]}"'
    stretches = series.hand_out(database, wanted)
    return StreamingResponse(written(stretches, format_), headers=headers, media_type=MEDIA_TYPES[format_])
