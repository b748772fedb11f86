"""The machines' door to cases: reading them, and one address per command of the table."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.ladder import wording
from services.escalation.domain.ladder.chain import roles_for
from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.handlers.case import case
from services.escalation.handlers.case import command as commands
from services.escalation.schemas.case import case as shown
from services.escalation.schemas.case import command as sent
from shared import auth
from shared.auth import Caller, CallerKind
from shared.ledger import dump
from shared.web.answers import give, tell_version
from shared.web.callers import EVERYBODY, anyone, database_of, identity, officer
from shared.web.requests import describe_body, if_match, now, once, read_json, received_at
from shared.working_days import london_day

PAGE = 100

router = APIRouter(prefix="/escalation/v1", tags=["cases"])


@router.get("/cases", dependencies=EVERYBODY)
async def list_cases(
    request: Request,
    after: str = "",
) -> Response:
    """All cases in order of reference, a page at a time; `next` leads on."""
    found = await case.list_all(database_of(request), after=after, limit=PAGE)
    links = {"self": "/escalation/v1/cases"}
    if len(found) == PAGE:
        links["next"] = f"/escalation/v1/cases?after={found[-1].reference}"
    return JSONResponse({"cases": [shown.summary(one) for one in found], "links": links})


@router.get("/cases/{reference}")
async def show_case(request: Request, reference: str, caller: Annotated[Caller, Depends(anyone)]) -> Response:
    """A case in plain words (`standing`: where it stands, who must act, by when and why then, what happens otherwise;
    a sentence for each step of `history`), its facts, and what the caller may ask of it now. The ETag is its version.
    """
    seen = await case.see(database_of(request), reference, caller=caller, now=now(request))
    bodies, facts = wording.named(seen.case, seen.at), wording.facts(seen.case, seen.at, seen.area_name)
    days = [(one.event, london_day(one.occurred_at)) for one in seen.history]
    told = wording.sentences(days, seen.wording, bodies, facts)
    document = shown.document(seen.case) | {
        "standing": shown.standing(wording.answers(seen.case, seen.at, seen.wording, seen.area_name)),
        "inspection_route": shown.inspection_route(seen.case, seen.at, seen.wording),
        "commands": shown.offers(seen.offers, seen.case),
        "history": shown.history(seen.history, [dump(one.event) for one in seen.history], told),
    }
    return tell_version(document, seen.case.version)


def _door(name: str) -> Callable[..., Awaitable[Response]]:
    """The address of one command."""

    asks = officer(*sorted(roles_for(name)), is_fresh=name in sent.OF_WEIGHT)

    async def ask(request: Request, reference: str, caller: Annotated[Caller, Depends(asks)]) -> Response:
        body = await read_json(request, sent.BODIES[name])
        agrees = ASKED_BY_PEOPLE[name] is AgreeAsSecond
        wish = commands.Wish(
            reference=reference,
            command=sent.from_body(name, body),
            caller=caller,
            expected_version=if_match(request),
            now=now(request),
            received_at=received_at(request),
            same=await auth.hands_of_second(identity(request), caller) if agrees else frozenset(),
        )
        database = database_of(request)
        if caller.kind is CallerKind.PARTNER:
            answer = await commands.act_once(database, wish, once(request, caller))
            return give(answer)
        moved = await commands.act(database, wish)
        return tell_version(shown.document(moved), moved.version)

    ask.__name__ = name
    ask.__doc__ = ASKED_BY_PEOPLE[name].__doc__
    return ask


for _name in ASKED_BY_PEOPLE:
    router.add_api_route(
        f"/cases/{{reference}}/commands/{_name}",
        _door(_name),
        methods=["POST"],
        openapi_extra=describe_body(sent.BODIES[_name]),
    )
