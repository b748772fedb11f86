"""The machines' door to signing by telephone, such as for a line that people call: open to everybody, where a gateway
for text messages is set. A key of a desk asks for others: it is counted as that desk and as no network.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.escalation.domain.signature.origin import Client
from services.escalation.handlers.signature import confirmation, telephone
from services.escalation.schemas.signature.telephone import CodeIn, TelephoneIn, asked_document, confirmed_document
from shared.auth import Caller
from shared.post import text_messages
from shared.web.answers import tell_unkept
from shared.web.callers import EVERYBODY, anyone, database_of
from shared.web.network import address_of, agent_of, answer_evenly, country_of
from shared.web.requests import describe_body, now, once_if_named, read_json, received_at

BASE = "/escalation/v1/petitions/{reference}/signatures/telephone"
Reference = Annotated[str, Path(max_length=40)]

Public = Annotated[Caller, Depends(anyone)]

router = APIRouter(tags=["petitions"])


@router.post(BASE, status_code=202, openapi_extra=describe_body(TelephoneIn))
async def sign_by_telephone(request: Request, reference: Reference, caller: Public) -> Response:
    """Sign with a telephone number. The answer always looks the same; a text message brings a code, which is typed with
    the name of the request.

    404 where no text messages are sent. 422 for a number that no message goes to. 409 for the key of a desk that has
    asked for as many as one may in a day. With an Idempotency-Key the same request again sends nothing.
    """
    text_messages.require(request.app.state.settings)
    sent = await read_json(request, TelephoneIn)
    name = await telephone.ask(
        database_of(request),
        reference,
        sent.signer(),
        seal=request.app.state.seal,
        now=now(request),
        received_at=received_at(request),
        client=Client(address=address_of(request), country=country_of(request), agent=agent_of(request)),
        caller=caller,
        once=once_if_named(request, caller),
    )
    await answer_evenly(request)
    return JSONResponse(asked_document(name), status_code=202)


@router.post(f"{BASE}/code", dependencies=EVERYBODY, openapi_extra=describe_body(CodeIn))
async def confirm_by_code(request: Request, reference: Reference) -> Response:
    """Type the code of a request: the signature counts from then on, once. 404 for any other, and after its time.

    Whoever started the petition with it is answered the number and the PIN of their own page, for them alone.
    """
    text_messages.require(request.app.state.settings)
    sent = await read_json(request, CodeIn)
    seal, moment, received = request.app.state.seal, now(request), received_at(request)
    try:
        done = await confirmation.confirm_code(
            database_of(request), reference, sent.request, sent.code, seal=seal, now=moment, received_at=received
        )
    finally:
        await answer_evenly(request)
    told = confirmed_document(reference, done.signatures, is_waiting=done.is_waiting, stub=done.stub)
    return tell_unkept(told)
