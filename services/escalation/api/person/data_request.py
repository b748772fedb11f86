"""The machines' door to requests about what is held of people. Whoever asks gets the same answer as everybody.

Case workers write letters down and answer what does not answer itself. No door lists people. By name only
the entry of somebody who wrote a letter is found, under the petition that they name, and that is noted.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.escalation.domain.person.data_request import ROLES
from services.escalation.handlers.person import answer as answering
from services.escalation.handlers.person import data_request
from services.escalation.schemas.person.data_request import (
    ASKED,
    BASE,
    AnswerIn,
    DataRequestIn,
    ExtensionIn,
    LetterIn,
    counted,
    document,
    held_document,
    lists,
)
from shared.auth import Caller
from shared.web.answers import tell_unkept
from shared.web.callers import EVERYBODY, database_of, officer, route_of
from shared.web.network import answer_evenly
from shared.web.requests import describe_body, now, read_json

PAGE = 100
router = APIRouter(tags=["data requests"])

Answering = Annotated[Caller, Depends(officer("case_worker"))]


@router.post(BASE, status_code=202, openapi_extra=describe_body(DataRequestIn), dependencies=EVERYBODY)
async def ask_about_oneself(request: Request) -> Response:
    """Ask what is held of you, or that it be erased. The answer is always the same; a letter brings a link."""
    sent = await read_json(request, DataRequestIn)
    seal, moment = request.app.state.seal, now(request)
    try:
        await data_request.ask(
            database_of(request), area=sent.area, wants=sent.wants, email=sent.email, seal=seal, now=moment
        )
    finally:
        await answer_evenly(request)
    return JSONResponse({"message": ASKED}, status_code=202)


@router.get(f"{BASE}/counts", dependencies=EVERYBODY)
async def count_data_requests(request: Request) -> Response:
    """How often people asked, what came of it and how often the day was passed; the closed lists."""
    found = await data_request.counts(database_of(request))
    return JSONResponse({"counts": [counted(one) for one in found], **lists()})


@router.get(BASE)
async def list_data_requests(
    request: Request,
    caller: Annotated[Caller, Depends(officer(*ROLES))],
    due_on: date | None = None,
    after: str = "",
) -> Response:
    """Requests of the caller's areas that wait for their answer, the oldest day first; `next` leads on."""
    begins = (due_on, after) if due_on else None
    found = await answering.list_open(database_of(request), caller.areas, after=begins, limit=PAGE)
    links = {"self": BASE}
    if len(found) == PAGE:
        links["next"] = f"{BASE}?due_on={found[-1].due_on}&after={found[-1].request}"
    return tell_unkept({"requests": [document(one) for one in found], "links": links})


@router.post(f"{BASE}/letters", status_code=201, openapi_extra=describe_body(LetterIn))
async def lodge_data_request(request: Request, caller: Answering) -> Response:
    """Write down a request that came by letter. Its month runs from the day on which it came."""
    sent = await read_json(request, LetterIn)
    one = await answering.lodge(
        database_of(request),
        area=sent.area,
        wants=sent.wants,
        email=sent.email or "",
        who=sent.signatory(),
        received_on=sent.received_on,
        caller=caller,
        seal=request.app.state.seal,
        now=now(request),
    )
    return tell_unkept(document(one), 201)


@router.post(f"{BASE}/{{id}}/answer", openapi_extra=describe_body(AnswerIn))
async def answer_data_request(
    request: Request, id: str, caller: Annotated[Caller, Depends(officer(*ROLES, is_fresh=True))]
) -> Response:
    """Do what was asked, or refuse. What a letter asks to see goes to the e-mail address that it named (`sent`), and
    comes back to nobody; of whoever gave none it comes back once, for a purpose, and the reading is noted.

    Case workers answer. What a letter wants erased, or shown without an e-mail address, is done by somebody else than
    who wrote it down, whatever their role here, and not by the body that answers for what the petition is about.
    """
    sent = await read_json(request, AnswerIn)
    done = await answering.answer(
        database_of(request),
        id,
        refused_for=sent.refused_for,
        purpose=sent.purpose,
        caller=caller,
        route=route_of(request),
        seal=request.app.state.seal,
        now=now(request),
    )
    return tell_unkept({**document(done.one), **held_document(done.held, done.beside), "sent": done.was_sent})


@router.post(f"{BASE}/{{id}}/extension", openapi_extra=describe_body(ExtensionIn))
async def extend_data_request(request: Request, id: str, caller: Answering) -> Response:
    """Take two months longer, once, before the day is over."""
    sent = await read_json(request, ExtensionIn)
    one = await answering.extend(database_of(request), id, grounds=sent.grounds, caller=caller, now=now(request))
    return tell_unkept(document(one))
