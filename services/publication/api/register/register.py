"""The machines' door to the register: a registrar writes it, everybody reads it and may ask who is responsible."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.leaf.leaf import Kind
from services.publication.domain.record.counterpart import subject_of
from services.publication.domain.register.partnership import partnership_on
from services.publication.domain.register.register import lead_on
from services.publication.handlers.record import citation
from services.publication.handlers.register import register
from services.publication.schemas.record.citation import citation_document
from services.publication.schemas.register.link import encode, links
from services.publication.schemas.register.partnership import told
from services.publication.schemas.register.register import RegisterIn, answer, document
from shared import auth
from shared.auth import Caller
from shared.problems import NotFound
from shared.web.answers import give
from shared.web.callers import EVERYBODY, database_of, identity, officer
from shared.web.etag import with_etag
from shared.web.requests import describe_body, now, once, read_json
from shared.working_days import london_day

JSON = "application/json"
REGISTER_LIMIT = 8 << 20

router = APIRouter(prefix="/publication/v1", tags=["register"])

Registrar = Annotated[Caller, Depends(officer("registrar"))]


@router.post("/register", status_code=201, openapi_extra=describe_body(RegisterIn))
async def post_register(request: Request, caller: Registrar) -> Response:
    """State facts of one area: all are taken, or none. What the register holds already appends nothing (200).

    Who states them has an account, or a key whose holder was named when it was made: somebody can be asked about it.
    """
    sent = await read_json(request, RegisterIn, limit=REGISTER_LIMIT)
    await auth.require_holder(identity(request), caller)
    answered = await register.record(
        database_of(request), sent.facts(), caller=caller, once=once(request, caller), now=now(request)
    )
    return give(answered)


@router.get("/register", dependencies=EVERYBODY)
async def list_registers(request: Request) -> Response:
    """Every area that runs Folkmoot."""
    areas = await register.areas(database_of(request))
    listed = [
        {"area": about.area, "name": about.name, "links": links(self_=f"/publication/v1/register/{about.area}")}
        for about in areas
    ]
    return with_etag(request, Response(encode({"areas": listed}), media_type=JSON))


@router.get("/register/{area}", dependencies=EVERYBODY)
async def show_register(request: Request, area: str) -> Response:
    """The whole register of an area."""
    held = await register.read(database_of(request), area)
    return with_etag(request, Response(encode(document(held)), media_type=JSON))


@router.get("/register/{area}/partnerships/{partnership}", dependencies=EVERYBODY)
async def show_partnership(request: Request, area: str, partnership: str, on: date | None = None) -> Response:
    """A partnership, today or on another day: what it delivered, what it is, its boards, members and seats."""
    held = await register.read(database_of(request), area)
    day = on or london_day(now(request))
    known = partnership_on(held, partnership, day)
    if known is None:
        raise NotFound("The register of this area knew no such partnership on this day.")
    return with_etag(request, Response(encode(told(held, known, day)), media_type=JSON))


@router.get("/who/{area}/{measure}", dependencies=EVERYBODY)
async def show_who(
    request: Request,
    area: str,
    measure: str,
    on: date | None = None,
) -> Response:
    """Who is responsible for a measure, today or on another day, and who was before."""
    held = await register.read(database_of(request), area)
    if measure not in held.measures:
        raise NotFound("The register of this area knows no such measure.")
    day = on or london_day(now(request))
    tenure, seen_on = lead_on(held, measure, day), london_day(now(request))
    path = f"/who/{area}/{measure}?on={day}"
    subject = subject_of(tenure.lead if tenure else held.measures[measure])
    cited = await citation.cite(database_of(request), Kind.REGISTER, subject, path=path, on=seen_on)
    told = answer(held, measure, tenure, day, citation_document(cited, request.app.state.settings.public_address))
    return with_etag(request, Response(encode(told), media_type=JSON))
