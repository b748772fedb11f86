"""The machines' door for a body's own reports: it keeps definitions, and reads the figures that they select."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.indicators.api import answering, taking
from services.indicators.handlers.figure import report, series
from services.indicators.schemas.figure.export import MEDIA_TYPES, SUFFIXES, VERSION, written
from services.indicators.schemas.figure.report import ANSWER, EXAMPLE, ReportIn, definition_of, report_document
from shared.auth import Caller
from shared.web.answers import give, tell_version
from shared.web.callers import database_of, partner
from shared.web.etag import already_held, etag_of, with_etag
from shared.web.lists import page_of
from shared.web.requests import now, once, read_json, seen_version

PAGE, LARGEST_PAGE = 50, 200

router = APIRouter(prefix="/indicators/v1/reports", tags=["reports"])

Id = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="the body's own name for its report")]
Partner = Annotated[Caller, Depends(partner)]


@router.put("/{id}", status_code=201, openapi_extra=taking(ReportIn, EXAMPLE), responses=answering(ANSWER, 201))
async def put_report(request: Request, id: Id, caller: Partner) -> Response:
    """Keep the definition of a report. A changed one takes the place of the one before; If-Match says what you saw."""
    sent = await read_json(request, ReportIn)
    answer = await report.store(
        database_of(request),
        sent,
        body=caller.acting_body(),
        id=id,
        seen=seen_version(request),
        once=once(request, caller),
        now=now(request),
    )
    return give(answer)


@router.get("", responses=answering({"reports": [ANSWER]}))
async def list_reports(
    request: Request,
    caller: Partner,
    after: Annotated[str, Query(max_length=63)] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """The definitions of your body's reports, in order of name."""
    found = await report.every(database_of(request), caller.acting_body(), after=after, limit=limit + 1)
    page = page_of(request, "reports", found, limit, each=report_document, behind=lambda last: {"after": last.id})
    return with_etag(request, page)


@router.get("/{id}/definition", responses=answering(ANSWER))
async def show_definition(request: Request, id: Id, caller: Partner) -> Response:
    """The definition of a report; its ETag is what If-Match wants."""
    kept = await report.show(database_of(request), caller.acting_body(), id)
    return tell_version(report_document(kept), kept.version)


@router.get("/{id}", responses=answering({"figures": [{"title": "Waste", "period": "2024/25", "value": "57.50"}]}))
async def read_report(request: Request, id: Id, caller: Partner) -> Response:
    """The figures that a report selects, as they stand now, in its format: CSV, SDMX-CSV or JSON, all at once."""
    database = database_of(request)
    kept = await report.show(database, caller.acting_body(), id)
    wanted = definition_of(kept)
    standing = f"{VERSION} {kept.id} {kept.version} {await series.standing(database, wanted.selection)}"
    if held := already_held(request, standing):
        return held
    named = {"Content-Disposition": f'attachment; filename="{id}.{SUFFIXES[wanted.format]}"'}
    pieces = written(series.hand_out(database, wanted.selection), wanted.format, wanted.chosen)
    return StreamingResponse(pieces, headers=etag_of(standing) | named, media_type=MEDIA_TYPES[wanted.format])


@router.delete("/{id}", status_code=204)
async def remove_report(request: Request, id: Id, caller: Partner) -> Response:
    """Forget a report. If-Match says which version you saw; one that is not there is gone already."""
    await report.remove(database_of(request), caller.acting_body(), id, seen_version(request))
    return Response(status_code=204)
