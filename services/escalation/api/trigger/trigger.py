"""The machines' door for raising a matter without a petition: one address for each kind, open to whose right it is."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.escalation.domain.case.trigger import ROLE_OF, Kind
from services.escalation.handlers.trigger import trigger
from services.escalation.schemas.trigger.trigger import BASE, BODIES, gathered
from shared.auth import Caller
from shared.web.answers import give, tell_version
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.requests import describe_body, now, once, read_json

PAGE = 100

WORDS = {
    Kind.NEIGHBOURHOOD: "Raise a failure by a neighbourhood forum's decision, under its agreement on outcomes.",
    Kind.INTEREST_GROUP: "Raise a failure by an interest group's decision, under its agreement on outcomes.",
    Kind.AREA_COMMITTEE: "Raise a failure by an area committee's decision: one for its own area, two for the whole.",
    Kind.PEERS: "Raise a failure that peers found, with the report and its day.",
    Kind.PARTNER: "Raise a failure of another body's service, as a partner that tried other steps first.",
    Kind.COUNCILLOR: "Raise a matter by a councillor's call for action, the last resort.",
    Kind.OWN_FINDING: "Raise a failure that a body found of itself, or the council of its area.",
}

router = APIRouter(prefix=BASE, tags=["triggers"])


def _door(kind: Kind) -> Callable[..., Awaitable[Response]]:
    """The address of one kind."""

    async def raise_matter(request: Request, caller: Annotated[Caller, Depends(officer(ROLE_OF[kind]))]) -> Response:
        sent = await read_json(request, BODIES[kind])
        answer = await trigger.raise_once(
            database_of(request), sent.trigger(kind), caller=caller, once=once(request, caller), now=now(request)
        )
        return give(answer)

    raise_matter.__name__ = f"raise_{kind.value}"
    raise_matter.__doc__ = WORDS[kind]
    return raise_matter


for _kind in BODIES:
    router.add_api_route(
        f"/{_kind.value}",
        _door(_kind),
        methods=["POST"],
        status_code=201,
        openapi_extra=describe_body(BODIES[_kind]),
    )


@router.get("", dependencies=EVERYBODY)
async def list_waiting(request: Request, after: str = "") -> Response:
    """Decisions for the whole area that wait for others, a page at a time; `next` leads on."""
    found = await trigger.list_open(database_of(request), after=after, limit=PAGE)
    links = {"self": BASE}
    if len(found) == PAGE:
        links["next"] = f"{BASE}?after={found[-1].reference}"
    return JSONResponse({"triggers": [gathered(one) for one in found], "links": links})


@router.get("/{reference}", dependencies=EVERYBODY)
async def show_waiting(request: Request, reference: str) -> Response:
    """Decisions that wait for others, or that did: how many there are, how many it takes. The ETag is the version."""
    found = await trigger.see(database_of(request), reference)
    return tell_version(gathered(found), found.version)
