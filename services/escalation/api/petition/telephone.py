"""The machines' door to starting and supporting a petition by telephone: open to everybody, where a gateway for text
messages is set. A key of a desk (a contact centre, a library) asks for others, and is counted as that desk.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.escalation.domain.signature.origin import Client
from services.escalation.handlers.petition import draft, sponsor
from services.escalation.schemas.petition.telephone import DialledIn, SupportIn, dialled_document
from services.escalation.schemas.signature.telephone import asked_document
from shared.auth import Caller
from shared.post import text_messages
from shared.web.callers import anyone, database_of
from shared.web.network import address_of, agent_of, answer_evenly, country_of
from shared.web.requests import describe_body, now, once_if_named, read_json

BASE = "/escalation/v1/petitions"
Reference = Annotated[str, Path(max_length=40)]
Public = Annotated[Caller, Depends(anyone)]

router = APIRouter(tags=["petitions"])


@router.post(f"{BASE}/telephone", status_code=202, openapi_extra=describe_body(DialledIn))
async def start_by_telephone(request: Request, caller: Public) -> Response:
    """Start a petition for somebody who gives a telephone number. A text message brings them a code; when it is typed
    the petition goes on, and the answer to it holds their number and PIN.

    With an Idempotency-Key the same request again gets the same answer. 404 where no text messages are sent, 409 as for
    any petition and for the key of a desk that has asked for as many as one may in a day, 422 for a number that no
    message goes to.
    """
    text_messages.require(request.app.state.settings)
    sent = await read_json(request, DialledIn)
    try:
        done = await draft.open_by_telephone(
            database_of(request),
            sent,
            sent.organiser.signer(),
            caller=caller,
            seal=request.app.state.seal,
            now=now(request),
            client=_client_of(request),
            once=once_if_named(request, caller),
        )
    finally:
        await answer_evenly(request)
    return JSONResponse(dialled_document(done.reference, done.request), status_code=202)


@router.post(f"{BASE}/{{reference}}/sponsors/telephone", status_code=202, openapi_extra=describe_body(SupportIn))
async def support_by_telephone(request: Request, reference: Reference, caller: Public) -> Response:
    """Support a petition that is not public yet, by the `token` of the link that its organiser shares. The key of a
    desk of the area needs none. The code is typed at the door at which those of signatures are.

    With an Idempotency-Key the same request again gets the same answer. 404 for any other link and where no text
    messages are sent.
    """
    text_messages.require(request.app.state.settings)
    sent = await read_json(request, SupportIn)
    try:
        name = await sponsor.sign_by_telephone(
            database_of(request),
            reference,
            sent.token or "",
            sent.signer(),
            seal=request.app.state.seal,
            now=now(request),
            client=_client_of(request),
            caller=caller,
            once=once_if_named(request, caller),
        )
    finally:
        await answer_evenly(request)
    return JSONResponse(asked_document(name), status_code=202)


def _client_of(request: Request) -> Client:
    return Client(address=address_of(request), country=country_of(request), agent=agent_of(request))
