"""The machines' door to what petitions are owed: everybody reads it, those who keep minutes and petitions act on it."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.escalation.domain.obligation.command import STAFF
from services.escalation.domain.obligation.extension import ROLE
from services.escalation.handlers.case import register
from services.escalation.handlers.obligation import extension, obligation
from services.escalation.schemas.obligation.obligation import BASE, BODIES, ExtendIn, counted, document
from shared.auth import Caller, CallerKind
from shared.web.answers import give, tell, tell_version
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.etag import with_etag
from shared.web.requests import describe_body, if_match, now, once, read_json

PAGE = 100
LISTED = "/escalation/v1/obligations"
WORDS = {
    "ask_for": "Write down that whoever started the petition asks for what is held on request only.",
    "schedule": "Fix the day of a debate or of evidence in public, or move it.",
    "record": "Write down that a debate or evidence was held, under which minute and by which votes.",
    "tell_result": "Tell what came of it; or give the reply that is owed.",
}

router = APIRouter(tags=["obligations"])

Name = Annotated[str, Path(max_length=40)]
Reference = Annotated[str, Path(max_length=40)]


@router.get(BASE, dependencies=EVERYBODY)
async def list_owed(request: Request, reference: Reference) -> Response:
    """What a petition is owed: a debate, an officer's evidence, replies; by when, and what became of it."""
    found = await obligation.of_petition(database_of(request), reference)
    links = {"petition": f"/escalation/v1/petitions/{reference}"}
    return tell(request, {"obligations": [document(one) for one in found], "links": links})


@router.get(f"{BASE}/{{name}}", dependencies=EVERYBODY)
async def show_owed(request: Request, reference: Reference, name: Name) -> Response:
    """One of them, and the meetings ahead that may hold it. The ETag is its version."""
    seen = await obligation.see(database_of(request), reference, name, now=now(request))
    return tell_version(document(seen.obligation, seen.meetings), seen.obligation.version)


@router.get(LISTED, dependencies=EVERYBODY)
async def list_of_area(
    request: Request,
    area: Annotated[str, Query(min_length=1, max_length=80)],
    petition: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """What an area owes its petitions, the last to arise first, and how it has kept it in all; `next` leads on."""
    await register.require_filter(database_of(request), now(request), area=area)
    behind = (petition, after) if petition and after else None
    found = await obligation.of_area(database_of(request), area, after=behind, limit=PAGE, now=now(request))
    links = {"self": f"{LISTED}?area={area}", "page": f"/petitions/owed/{area}"}
    if len(found.page) == PAGE:
        last = found.page[-1]
        links["next"] = f"{LISTED}?area={area}&petition={last.petition}&after={last.name}"
    shown = {
        "area": area,
        "kept": counted(found.every),
        "obligations": [document(one) for one in found.page],
        "links": links,
    }
    return with_etag(request, JSONResponse(shown))


def _door(command: str) -> Callable[..., Awaitable[Response]]:
    """The address of one command."""

    async def ask(
        request: Request, reference: Reference, name: Name, caller: Annotated[Caller, Depends(officer(*STAFF))]
    ) -> Response:
        sent = await read_json(request, BODIES[command])
        wish = obligation.Wish(
            petition=reference,
            name=name,
            command=sent.command(),
            caller=caller,
            expected_version=if_match(request),
            now=now(request),
        )
        database = database_of(request)
        if caller.kind is CallerKind.PARTNER:
            return give(await obligation.act_once(database, wish, once(request, caller)))
        moved = await obligation.act(database, wish)
        return tell_version(document(moved), moved.version)

    ask.__name__ = f"{command}_owed"
    ask.__doc__ = WORDS[command]
    return ask


for _command in BODIES:
    router.add_api_route(
        f"{BASE}/{{name}}/commands/{_command}",
        _door(_command),
        methods=["POST"],
        openapi_extra=describe_body(BODIES[_command]),
    )


@router.post("/escalation/v1/petitions/{reference}/commands/extend", openapi_extra=describe_body(ExtendIn))
async def extend_petition(
    request: Request, reference: Reference, caller: Annotated[Caller, Depends(officer(ROLE))]
) -> Response:
    """Give back days on which nobody could sign: signing goes on for as long as that lasted, and no longer.

    If-Match holds the petition's version. The same request again is refused: the days were given back before.
    """
    sent = await read_json(request, ExtendIn)
    moved = await extension.give_back(
        database_of(request),
        reference,
        sent.command(),
        caller=caller,
        expected_version=if_match(request),
        now=now(request),
    )
    shown = {
        "petition": moved.reference,
        "closes_on": moved.closes_on.isoformat(),
        "standing": moved.standing.value,
        "version": moved.version,
        "links": {"petition": f"/escalation/v1/petitions/{moved.reference}"},
    }
    return tell_version(shown, moved.version)
