"""The machines' door to what a petition tells of wards, where a signature may show what somebody believes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.handlers.petition import belief
from services.escalation.handlers.petition.belief import DECIDING
from services.escalation.schemas.petition.belief import WardsIn, wards_document
from shared.auth import Caller
from shared.web.answers import tell_unkept
from shared.web.callers import database_of, officer
from shared.web.requests import describe_body, now, read_json

router = APIRouter(tags=["petitions"])


@router.put("/escalation/v1/petitions/{reference}/wards", openapi_extra=describe_body(WardsIn))
async def keep_wards(
    request: Request,
    reference: Annotated[str, Path(max_length=40)],
    caller: Annotated[Caller, Depends(officer(*DECIDING))],
) -> Response:
    """Say whether the petition tells how many signed in which ward, with public reasons.

    It is hidden where a signature may show a belief, an opinion or somebody's health. Only a monitoring officer shows
    it again.
    """
    sent = await read_json(request, WardsIn)
    after = await belief.decide(database_of(request), reference, sent, caller=caller, now=now(request))
    return tell_unkept(wards_document(after))
