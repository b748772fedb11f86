"""Open311 GeoReport v2: the petitions of an area as service requests, and a way to start one. Open to everybody.

A thin layer over the same handlers; refusals have the specification's own shape, also those of the framework.
"""

from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Path, Query
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.ladder.story import Listed
from services.escalation.domain.petition.open311 import MOST, Asked, Status, TooWide, span
from services.escalation.domain.signature.origin import Client
from services.escalation.handlers.petition import draft, listing
from services.escalation.handlers.petition.listing import Services
from services.escalation.schemas.petition.open311 import (
    RequestIn,
    as_json,
    as_xml,
    definition_document,
    discovery_document,
    error_document,
    receipt_document,
    request_document,
    service_document,
)
from shared.problems import BadRequest, Malformed, NotFound, NotKnownHereYet, Problem
from shared.shapes import faults_of
from shared.web.application.problems import with_headers
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag
from shared.web.network import address_of, agent_of, country_of
from shared.web.requests import describe_body, now, read_machine_form
from shared.web.sharing import from_any_page
from shared.working_days import london_day

BASE = "/escalation/v1/open311"
FORM = "application/x-www-form-urlencoded"
MEDIA = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
XML_FIRST = "xml"  # the format that the specification demands


class OwnShape(APIRoute):
    """A route whose refusals are told as GeoReport v2 tells them, in the format of its address."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route as it is, with every problem of a caller turned into the specification's list of errors."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except Problem as problem:
                return _refused(request, problem)
            except RequestValidationError as error:
                return _refused(request, _unfit(error))

        return handled


async def take_key(api_key: Annotated[str, Query(max_length=200, description="taken, and not read")] = "") -> None:
    """Clients may send the key that other servers want; nobody needs one here."""


router = APIRouter(
    prefix=BASE,
    tags=["Open311"],
    route_class=OwnShape,
    dependencies=[Depends(from_any_page), Depends(take_key), *EVERYBODY],
)

Format = Annotated[Literal["json", "xml"], Path(description="the format of the answer")]
Jurisdiction = Annotated[str, Query(max_length=20, description="the code of an area; needed where there are several")]
Code = Annotated[str, Path(max_length=80)]
Listing = Annotated[str, Query(max_length=4000, description="several are separated by commas")]
Moment = Annotated[datetime | None, Query(description="its day counts; with both, at most ninety days")]


@router.get("/discovery.{format}")
async def discover(request: Request, format: Format) -> Response:
    """Where this interface is, in which formats, and that it takes no key."""
    base = _base(request)
    return _tell(request, format, "discovery", discovery_document(f"{base}{BASE}", f"{base}/"))


@router.get("/services.{format}")
async def list_services(
    request: Request,
    format: Format,
    jurisdiction_id: Jurisdiction = "",
) -> Response:
    """What requests may be about: the measures of the area, each with who answers for it."""
    found = await listing.services(database_of(request), jurisdiction_id, now=now(request))
    told = [service_document(one.measure, one.title, found.leads.get(one.measure, "")) for one in found.measures]
    return _tell(request, format, "services", told)


@router.get("/services/{service_code}.{format}")
async def show_service(
    request: Request,
    service_code: Code,
    format: Format,
    jurisdiction_id: Jurisdiction = "",
) -> Response:
    """The questions that a request about this service answers."""
    found = await listing.services(database_of(request), jurisdiction_id, now=now(request))
    _require(found, service_code)
    return _tell(request, format, "service_definition", definition_document(service_code, found.wards))


@router.post("/requests.{format}", status_code=201, openapi_extra=describe_body(RequestIn, content_type=FORM))
async def post_request(request: Request, format: Format) -> Response:
    """Start a petition. Whoever has the e-mail address is asked by letter; then it is checked, then it is public."""
    sent = await read_machine_form(request, RequestIn)
    found = await listing.services(database_of(request), sent.jurisdiction_id or "", now=now(request))
    _require(found, sent.service_code)
    reference = await draft.open_petition(
        database_of(request),
        sent.draft(found.area.area, decimals=found.position_decimals),
        sent.signer(),
        seal=request.app.state.seal,
        now=now(request),
        seen_alike=sent.seen_alike,
        client=Client(address=address_of(request), country=country_of(request), agent=agent_of(request)),
    )
    return _answer(format, "service_requests", receipt_document(reference), status=201)


@router.get("/requests.{format}")
async def list_requests(
    request: Request,
    format: Format,
    *,
    jurisdiction_id: Jurisdiction = "",
    service_request_id: Listing = "",
    service_code: Listing = "",
    start_date: Moment = None,
    end_date: Moment = None,
    status: Listing = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> Response:
    """Petitions as requests, the newest first: by their ids, or of ninety days, the last ones where no day is given."""
    moment = now(request)
    found = await listing.services(database_of(request), jurisdiction_id, now=moment)
    references = _several(service_request_id)
    first_on, last_on = (None, None) if references else _days(start_date, end_date, moment)
    asked = Asked(
        area=found.area.area,
        references=references,
        services=_several(service_code),
        first_on=first_on,
        last_on=last_on,
        status=_status(status),
        page=page,
        size=page_size,
    )
    listed = await listing.requests(database_of(request), asked, now=moment)
    return _tell(request, format, "service_requests", [_told(request, one, found) for one in listed])


@router.get("/requests/{service_request_id}.{format}")
async def show_request(
    request: Request,
    service_request_id: Code,
    format: Format,
    jurisdiction_id: Jurisdiction = "",
) -> Response:
    """One request: whether it is open, where it stands, who answers for it and by when."""
    moment = now(request)
    asked = Asked(area=jurisdiction_id, references=(service_request_id,))
    listed = await listing.requests(database_of(request), asked, now=moment)
    if not listed:
        raise NotFound("There is no request of this id. One that was just made is found when it was checked.")
    found = await listing.services(database_of(request), listed[0].area, now=moment)
    return _tell(request, format, "service_requests", [_told(request, listed[0], found)])


def _told(request: Request, one: Listed, found: Services) -> dict[str, Any]:
    names = {measure.measure: measure.title for measure in found.measures}
    return request_document(
        one,
        service=names.get(one.measure, one.measure),
        agency=found.leads.get(one.measure, ""),
        wording=found.wording,
        base=_base(request),
    )


def _require(found: Services, code: str) -> None:
    if all(one.measure != code for one in found.measures):
        raise NotFound("There is no service of this service_code in this place.")


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _status(text: str) -> Status | None:
    """The one status that is asked for; None for both, or none."""
    wanted = _several(text)
    if set(wanted) - set(Status):
        raise BadRequest("status takes open, closed, or both with a comma between them.")
    return Status(wanted[0]) if len(wanted) == 1 else None


def _days(start: datetime | None, end: datetime | None, moment: datetime) -> tuple[Any, Any]:
    first, last = (london_day(_zoned(one)) if one else None for one in (start, end))
    try:
        return span(first, last, london_day(moment))
    except TooWide:
        raise BadRequest("start_date and end_date may lie at most ninety days apart.") from None


def _zoned(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _unfit(error: RequestValidationError) -> Problem:
    """What the framework found wrong in the address."""
    errors: Sequence[Any] = error.errors()
    if any(fault["loc"][:1] == ("path",) for fault in errors):
        return NotFound("There is nothing at this address. Formats are xml and json.")
    found: list[Any] = [{**fault, "loc": fault["loc"][1:]} for fault in errors]
    return Malformed("Some of the address's parameters do not fit.", errors=faults_of(found, _names(found)))


def _names(found: Sequence[Any]) -> dict[Any, str]:
    """The parameters that were sent: what is said of each is beside its name."""
    return {part: "" for fault in found if fault["type"] != "missing" for part in fault["loc"][:1]}


def _refused(request: Request, problem: Problem) -> Response:
    """GeoReport v2 knows 400 for whatever is wrong in a request, and 404 for what is not there."""
    status = {422: 400, 409: 404 if isinstance(problem, NotKnownHereYet) else 400}.get(problem.status, problem.status)
    asked = str(request.path_params.get("format", XML_FIRST))
    told = error_document(problem, status)
    return with_headers(_answer(asked if asked in MEDIA else XML_FIRST, "errors", told, status=status), problem)


def _tell(request: Request, format: str, root: str, document: object) -> Response:
    return with_etag(request, _answer(format, root, document, status=200))


def _answer(format: str, root: str, document: object, *, status: int) -> Response:
    content = as_json(document) if format == "json" else as_xml(root, document)
    return Response(content, status, media_type=MEDIA[format])


def _base(request: Request) -> str:
    return cast(str, request.app.state.settings.public_address).rstrip("/")
