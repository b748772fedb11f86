"""The machines' door for what figures rest on: their owner states it, everybody reads it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.api import answering, taking
from services.indicators.handlers.judgement import sample
from services.indicators.schemas.judgement.sample import ANSWER, EXAMPLE, SampleIn, sample_document
from shared.auth import Caller
from shared.web.answers import give, tell
from shared.web.callers import EVERYBODY, database_of, partner
from shared.web.requests import once, read_json, received_at

router = APIRouter(prefix="/indicators/v1/measures/{area}/{name}/samples", tags=["measures"])


@router.get("", dependencies=EVERYBODY, responses=answering(ANSWER))
async def list_samples(request: Request, area: str, name: str) -> Response:
    """What the figures of a measure rest on, and between what each true figure lies."""
    found = await sample.show(database_of(request), area, name)
    return tell(request, {"samples": [sample_document(one) for one in found]})


@router.post("", status_code=201, openapi_extra=taking(SampleIn, EXAMPLE))
async def post_sample(request: Request, area: str, name: str, caller: Annotated[Caller, Depends(partner)]) -> Response:
    """Say how many a figure rests on: counted of how many, events among how many, or its limits."""
    sent = await read_json(request, SampleIn)
    answer = await sample.state(
        database_of(request),
        area,
        name,
        sent,
        caller=caller,
        once=once(request, caller),
        received_at=received_at(request),
    )
    return give(answer)
