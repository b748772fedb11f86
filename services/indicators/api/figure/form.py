"""The machines' door to a body's form: what it supplies next, ready to be filled in and posted back as a batch."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.indicators.domain.measure.register import Poster
from services.indicators.handlers.figure import form
from services.indicators.schemas.figure.form import XLSX, Kind, document, kind_of, written
from shared.auth import Caller
from shared.web.answers import UNKEPT
from shared.web.callers import database_of, officer
from shared.web.requests import now

router = APIRouter(prefix="/indicators/v1", tags=["batches"])

Code = Annotated[str | None, Query(min_length=1, max_length=80)]
Wanted = Annotated[Kind | None, Query(alias="format", description="goes before the Accept header")]
FILES: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}}


@router.get("/form", responses=FILES)
async def take_form(
    request: Request,
    caller: Annotated[Caller, Depends(officer("partner"))],
    area: Code = None,
    measure: Code = None,
    kind: Wanted = None,
) -> Response:
    """Your body's form: a spreadsheet with a row for each figure that is due, late or was never sent, and for the
    latest one of each measure, to correct it.

    Fill in the white cells and post it to `/indicators/v1/batches`, or send it at `/upload`. Rows that you leave open
    are counted and store nothing. As JSON the form says the same to machines.
    """
    poster = Poster(body=caller.acting_body(), areas=caller.areas)
    taken = await form.take(database_of(request), poster, area=area, measure=measure, now=now(request))
    headers = {**UNKEPT, "Vary": "Accept"}
    if (kind or kind_of(request.headers.get("accept", ""))) is Kind.JSON:
        return JSONResponse(document(taken.body, taken.lines, taken.made_on), headers=headers)
    named = f'attachment; filename="form-{taken.body}-{taken.made_on.isoformat()}.xlsx"'
    headers["Content-Disposition"] = named
    return Response(written(taken.name, taken.lines, taken.made_on), headers=headers, media_type=XLSX)
