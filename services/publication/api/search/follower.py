"""The machines' door to following the record by mail. Open to everybody; only the letter's button makes it so."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.publication.handlers.search import follower
from services.publication.schemas.search.follower import ASKED, FollowerIn
from shared.web.callers import EVERYBODY, database_of
from shared.web.network import answer_evenly
from shared.web.requests import describe_body, now, read_json

router = APIRouter(prefix="/publication/v1", tags=["changes"])


@router.post("/followers", status_code=202, openapi_extra=describe_body(FollowerIn), dependencies=EVERYBODY)
async def follow(request: Request) -> Response:
    """Ask for news by mail. The answer is always the same; news comes when the letter's link was used."""
    sent = await read_json(request, FollowerIn)
    await follower.ask(
        database_of(request), sent.topic(), sent.email, seal=request.app.state.follower_seal, now=now(request)
    )
    await answer_evenly(request)
    return JSONResponse({"message": ASKED}, status_code=202)
