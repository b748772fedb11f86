"""The machines' door to letters about cases: what was served with which proof, and one more served or stated."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.case.letter import rests_on
from services.escalation.domain.desk.notification import WORKING
from services.escalation.handlers.case import letter
from services.escalation.schemas.case.letter import LetterIn, document
from shared.auth import Caller
from shared.web.answers import give, tell_unkept
from shared.web.callers import database_of, officer
from shared.web.requests import describe_body, now, once, read_json

BASE = "/cases/{reference}/letters"

router = APIRouter(prefix="/escalation/v1", tags=["cases"])

Working = Annotated[Caller, Depends(officer(*WORKING, "monitoring_officer", "scrutiny_officer"))]


@router.get(BASE)
async def list_letters(request: Request, reference: str, caller: Working) -> Response:
    """The letters that were served in a case of the caller's areas, each with its proof, and on which of them the days
    of the case rest now. Their words are for the two bodies, on the desk.
    """
    written = await letter.see_all(database_of(request), reference, caller=caller)
    resting = rests_on(written.case, written.served)
    told = {
        "case": reference,
        "letters": [document(one) for one in written.served],
        "rests_on": {"about": resting[0].value, "letter": resting[1].told.letter if resting[1] else None}
        if resting
        else None,
        "links": {"self": f"/escalation/v1/cases/{reference}/letters", "case": f"/escalation/v1/cases/{reference}"},
    }
    return tell_unkept(told)


@router.post(BASE, status_code=201, openapi_extra=describe_body(LetterIn))
async def serve_letter(request: Request, reference: str, caller: Working) -> Response:
    """Serve a letter about a case on another body: by e-mail, or as it was served by post or by hand, with its proof.

    With the same Idempotency-Key the same request again gets the same answer, and one letter is served.
    """
    sent = await read_json(request, LetterIn)
    answer = await letter.serve_once(
        database_of(request),
        reference,
        sent,
        seal=request.app.state.seal,
        caller=caller,
        now=now(request),
        once=once(request, caller),
    )
    return give(answer)
