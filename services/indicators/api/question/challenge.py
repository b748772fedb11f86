"""The machines' door to challenges between partners: a partner makes one, the body it reaches replies, everybody reads.

`?state=unanswered` is the list of an area's scrutiny: challenges that were met with silence.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.domain.question.asking import Wanted
from services.indicators.domain.question.challenge import State
from services.indicators.handlers.question import challenge
from services.indicators.handlers.question.challenge import Replying
from services.indicators.schemas.question.challenge import REPLIES, ChallengeIn, Reply, document
from shared.auth import Caller
from shared.policy import QuestionSet
from shared.web.answers import give, tell_version
from shared.web.callers import EVERYBODY, database_of, partner
from shared.web.etag import with_etag
from shared.web.lists import page_of
from shared.web.requests import describe_body, if_match, now, once, read_json, received_at

PAGE, LARGEST_PAGE = 100, 500

router = APIRouter(prefix="/indicators/v1", tags=["challenges"])

Code = Annotated[str | None, Query(min_length=1, max_length=80)]
Partner = Annotated[Caller, Depends(partner)]


@router.post("/challenges", status_code=201, openapi_extra=describe_body(ChallengeIn))
async def post_challenge(request: Request, caller: Partner) -> Response:
    """Challenge whoever answers for a measure of an area that your body is a partner of. It is public at once."""
    sent = await read_json(request, ChallengeIn)
    answered = await challenge.put(
        database_of(request),
        sent.wording(),
        at=(sent.area, sent.measure),
        caller=caller,
        once=once(request, caller),
        now=now(request),
    )
    return give(answered)


@router.get("/challenges", dependencies=EVERYBODY)
async def list_challenges(
    request: Request,
    *,
    area: Code = None,
    measure: Code = None,
    state: State | None = None,
    body: Code = None,
    challenger: Code = None,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """Who challenged whom on what, the newest first: by when a reply was due, and what came of it."""
    wanted = Wanted(area=area, measure=measure, state=state, body=body, challenger=challenger)
    found = await challenge.list_all(database_of(request), wanted, before=before, limit=limit + 1)
    page = page_of(request, "challenges", found, limit, each=document, behind=lambda last: {"before": last.id})
    return with_etag(request, page)


@router.get("/challenges/{id}", dependencies=EVERYBODY)
async def show_challenge(request: Request, id: UUID) -> Response:
    """What was said and what was replied. The ETag is the version that a reply names in If-Match."""
    found = await challenge.show(database_of(request), id)
    return tell_version(document(found), found.version, cache="no-cache")


@router.post(
    "/challenges/{id}/reply", status_code=201, openapi_extra=describe_body(REPLIES[QuestionSet.BELOW_TARGET_1])
)
async def post_reply(request: Request, id: UUID, caller: Partner) -> Response:
    """Reply to a challenge, in time or late; the body that was challenged does it, and nobody else."""
    database = database_of(request)
    made = await challenge.require_own(database, id, caller)
    sent = await read_json(request, REPLIES[made.questions])
    replying = Replying(
        id=id,
        reply=sent.reply if isinstance(sent, Reply) else "",
        given=dict(getattr(sent, "answers", {})),
        caller=caller,
        seen_version=if_match(request),
        now=now(request),
        received_at=received_at(request),
    )
    answered = await challenge.reply_once(database, replying, once(request, caller))
    return give(answered)
