"""The door to enquiries: whoever works in an area asks for a figure; all read what was asked and what that costs."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.domain.question.asking import Wanted
from services.indicators.domain.question.enquiry import State
from services.indicators.handlers.question import enquiry
from services.indicators.schemas.question.enquiry import EnquiryIn, burden_document, document
from shared.auth import Caller
from shared.web.answers import give, tell
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.etag import with_etag
from shared.web.lists import page_of
from shared.web.requests import describe_body, now, once, read_json

PAGE, LARGEST_PAGE = 100, 500

router = APIRouter(prefix="/indicators/v1", tags=["enquiries"])

Code = Annotated[str | None, Query(min_length=1, max_length=80)]
Enquirer = Annotated[Caller, Depends(officer("partner", "case_worker", "scrutiny_officer", "registrar"))]


@router.post("/enquiries", status_code=201, openapi_extra=describe_body(EnquiryIn))
async def post_enquiry(request: Request, caller: Enquirer) -> Response:
    """Ask the body that supplies a measure for one figure (201). What is held is answered at once (200), unasked."""
    sent = await read_json(request, EnquiryIn)
    answered = await enquiry.ask(
        database_of(request),
        sent.question(),
        body=sent.body,
        caller=caller,
        once=once(request, caller),
        now=now(request),
    )
    return give(answered)


@router.get("/enquiries", dependencies=EVERYBODY)
async def list_enquiries(
    request: Request,
    *,
    area: Code = None,
    measure: Code = None,
    state: State | None = None,
    body: Code = None,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """Which figures were asked for, the newest first: of whom, what for, by when, and whether they came."""
    wanted = Wanted(area=area, measure=measure, state=state, body=body)
    found = await enquiry.list_all(database_of(request), wanted, before=before, limit=limit + 1)
    page = page_of(request, "enquiries", found, limit, each=document, behind=lambda last: {"before": last.id})
    return with_etag(request, page)


@router.get("/enquiries/{id}", dependencies=EVERYBODY)
async def show_enquiry(request: Request, id: UUID) -> Response:
    """One enquiry."""
    return tell(request, document(await enquiry.show(database_of(request), id)))


@router.get("/burden/{area}", dependencies=EVERYBODY)
async def show_burden(request: Request, area: str, body: Code = None) -> Response:
    """What each body of an area was put to, quarter by quarter: askings, figures sent, and figures that nobody used."""
    found = await enquiry.burden(database_of(request), area, body)
    return tell(request, {"area": area, "burden": [burden_document(one) for one in found]})
