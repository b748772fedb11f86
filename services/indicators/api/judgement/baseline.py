"""The door for saying that a series begins anew: a scrutiny officer of another body than the one that leads."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.api import answering, taking
from services.indicators.handlers.judgement import baseline
from services.indicators.schemas.judgement.baseline import ANSWER, EXAMPLE, BaselineIn, baseline_document
from shared.auth import Caller
from shared.web.answers import give, tell
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.requests import now, once, read_json

router = APIRouter(prefix="/indicators/v1/measures/{area}/{name}/baselines", tags=["measures"])


@router.get("", dependencies=EVERYBODY, responses=answering(ANSWER))
async def list_baselines(request: Request, area: str, name: str) -> Response:
    """Where a series begins anew, by whose decision and why."""
    found = await baseline.show(database_of(request), area, name)
    return tell(request, {"baselines": [baseline_document(one) for one in found]})


@router.post("", status_code=201, openapi_extra=taking(BaselineIn, EXAMPLE))
async def post_baseline(
    request: Request, area: str, name: str, caller: Annotated[Caller, Depends(officer("scrutiny_officer"))]
) -> Response:
    """Begin a series anew from a period on: because the process changed, or because the definition did."""
    sent = await read_json(request, BaselineIn)
    answer = await baseline.begin_anew(
        database_of(request), area, name, sent, caller=caller, once=once(request, caller), now=now(request)
    )
    return give(answer)
