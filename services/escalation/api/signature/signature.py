"""The machines' door to signing a petition. Open to everybody.

A signature that is given here is confirmed behind the link of a letter, on a page; no machine does that. One given
with a telephone number is confirmed by its code, at a door of its own.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.escalation.domain.signature.origin import Client
from services.escalation.handlers.signature import signature
from services.escalation.schemas.signature.signature import SIGNED, SignatureIn
from shared.web.callers import EVERYBODY, database_of
from shared.web.network import address_of, agent_of, answer_evenly, country_of
from shared.web.requests import describe_body, now, read_json, received_at

router = APIRouter(prefix="/escalation/v1", tags=["petitions"], dependencies=EVERYBODY)


@router.post(
    "/petitions/{reference}/signatures",
    status_code=202,
    openapi_extra=describe_body(SignatureIn),
)
async def sign(request: Request, reference: str) -> Response:
    """Sign a petition. The answer is always the same; the signature counts when the letter's link was used."""
    sent = await read_json(request, SignatureIn)
    state = request.app.state
    await signature.sign(
        database_of(request),
        reference,
        sent.signer(),
        seal=state.seal,
        now=now(request),
        received_at=received_at(request),
        client=Client(address=address_of(request), country=country_of(request), agent=agent_of(request)),
    )
    await answer_evenly(request)
    return JSONResponse({"message": SIGNED}, status_code=202)
