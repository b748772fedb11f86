"""The machines' door to desks where people without e-mail start petitions, support them and sign: for whoever works at
one, or the key of its system.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.signature.assistance import TAKING
from services.escalation.handlers.petition import draft
from services.escalation.handlers.signature import assistance
from services.escalation.schemas.signature.assistance import AssistedIn, StartedIn, started_document, stub_document
from shared.auth import Caller
from shared.web.answers import tell_unkept
from shared.web.callers import database_of, officer
from shared.web.requests import describe_body, now, once, read_json, received_at

router = APIRouter(tags=["petitions"])


@router.post(
    "/escalation/v1/petitions/{reference}/signatures/desk",
    status_code=201,
    openapi_extra=describe_body(AssistedIn),
)
async def take_signature(
    request: Request,
    reference: Annotated[str, Path(max_length=40)],
    caller: Annotated[Caller, Depends(officer(*TAKING))],
) -> Response:
    """Take the signature of somebody without e-mail who stands at the desk. It counts at once, each person once;
    under a petition that others must support before it is checked, it is one of those.

    An Idempotency-Key is required. The answer is a number and a PIN for the person to take home; it is the same
    whether or not the person has signed before.
    """
    sent = await read_json(request, AssistedIn)
    taken = await assistance.take_once(
        database_of(request),
        reference,
        sent.person(),
        caller=caller,
        seal=request.app.state.seal,
        public_address=request.app.state.settings.public_address,
        now=now(request),
        received_at=received_at(request),
        once=once(request, caller),
    )
    return tell_unkept(stub_document(reference, taken.stub), 201)


@router.post("/escalation/v1/petitions/desk", status_code=201, openapi_extra=describe_body(StartedIn))
async def start_at_desk(request: Request, caller: Annotated[Caller, Depends(officer(*TAKING))]) -> Response:
    """Start a petition for somebody without e-mail who stands at the desk. It goes to be checked at once, by others
    than whoever sent it here.

    An Idempotency-Key is required. The answer is a number and a PIN for the person to take home, and the letter around
    them. 409 as for any petition, and above the number that one desk may start in a day.
    """
    sent = await read_json(request, StartedIn)
    done = await draft.open_at_desk(
        database_of(request),
        sent,
        sent.organiser.person(),
        caller=caller,
        seal=request.app.state.seal,
        public_address=request.app.state.settings.public_address,
        now=now(request),
        once=once(request, caller),
    )
    told = started_document(done.reference, done.stub, done.letter)
    return tell_unkept(told, 201)
