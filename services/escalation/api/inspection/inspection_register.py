"""The machines' door to the register of inspections: everybody reads it, officers and partners add to it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.escalation.handlers.case import register
from services.escalation.handlers.inspection import inspection_register
from services.escalation.schemas.inspection.inspection_register import BASE, EndIn, InspectionIn, document
from shared.auth import Caller
from shared.web.answers import give
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.requests import describe_body, now, once, read_json

PAGE = 100
ENTERERS = ("case_worker", "inspector", "partner", "scrutiny_officer")

router = APIRouter(prefix=BASE, tags=["inspections"])

Enterer = Annotated[Caller, Depends(officer(*ENTERERS))]


@router.post("", status_code=201, openapi_extra=describe_body(InspectionIn))
async def tell_of_inspection(request: Request, caller: Enterer) -> Response:
    """Enter an inspection of a body: about a measure, or without `measure` of the body as a whole.

    While an entry about a measure runs that the inspectorate of that body made itself, none is begun on a case about
    the same. What others enter, and inspections of whole bodies, are listed and hold nothing up.
    """
    sent = await read_json(request, InspectionIn)
    answer = await inspection_register.tell(
        database_of(request), sent, caller=caller, once=once(request, caller), now=now(request)
    )
    return give(answer)


@router.post("/{id}/end", openapi_extra=describe_body(EndIn))
async def end_inspection(request: Request, id: UUID, caller: Enterer) -> Response:
    """Note the day on which an inspection ended. The same day again gets the same answer, any other is refused."""
    sent = await read_json(request, EndIn)
    ended = await inspection_register.end(database_of(request), id, sent.ended_on, caller=caller, now=now(request))
    return JSONResponse(document(ended))


@router.get("", dependencies=EVERYBODY)
async def list_inspections(request: Request, area: str, after: UUID | None = None) -> Response:
    """An area's inspections, a page at a time; `next` leads on."""
    await register.require_filter(database_of(request), now(request), area=area)
    found = await inspection_register.list_all(database_of(request), area, after=after, limit=PAGE)
    links = {"self": f"{BASE}?area={area}"}
    if len(found) == PAGE:
        links["next"] = f"{BASE}?area={area}&after={found[-1].inspection}"
    return JSONResponse({"inspections": [document(one) for one in found], "links": links})
