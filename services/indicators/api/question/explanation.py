"""The machines' door to explanations: everybody reads them, the body that was asked answers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.domain.question.asking import Wanted
from services.indicators.domain.question.explanation import State
from services.indicators.domain.question.question import questions
from services.indicators.handlers.question import explanation
from services.indicators.handlers.question.explanation import Answering
from services.indicators.schemas.question.explanation import BODIES, asked_document, document
from shared.auth import Caller
from shared.policy import QuestionSet
from shared.web.answers import give, tell, tell_version
from shared.web.callers import EVERYBODY, database_of, partner
from shared.web.etag import with_etag
from shared.web.lists import page_of
from shared.web.requests import describe_body, if_match, now, once, read_json, received_at

PAGE, LARGEST_PAGE = 100, 500

router = APIRouter(prefix="/indicators/v1", tags=["explanations"])

Code = Annotated[str | None, Query(min_length=1, max_length=80)]


@router.get("/question-sets/{name}", dependencies=EVERYBODY)
async def show_questions(request: Request, name: QuestionSet) -> Response:
    """A set of questions that an explanation answers."""
    return tell(request, asked_document(questions(name)))


@router.get("/explanations", dependencies=EVERYBODY)
async def list_explanations(
    request: Request,
    *,
    area: Code = None,
    measure: Code = None,
    state: State | None = None,
    body: Code = None,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """What was asked about missed targets, the newest first: of whom, by when, and what came of it."""
    wanted = Wanted(area=area, measure=measure, state=state, body=body)
    found = await explanation.list_all(database_of(request), wanted, before=before, limit=limit + 1)
    page = page_of(request, "explanations", found, limit, each=document, behind=lambda last: {"before": last.id})
    return with_etag(request, page)


@router.get("/explanations/{id}", dependencies=EVERYBODY)
async def show_explanation(request: Request, id: UUID) -> Response:
    """What was asked and what was answered. The ETag is the version that an answer names in If-Match."""
    found = await explanation.show(database_of(request), id)
    return tell_version(document(found), found.version, cache="no-cache")


@router.post(
    "/explanations/{id}/answers",
    status_code=201,
    openapi_extra=describe_body(BODIES[QuestionSet.BELOW_TARGET_1]),
)
async def answer(request: Request, id: UUID, caller: Annotated[Caller, Depends(partner)]) -> Response:
    """Answer the questions of the set that was asked with; the body that was asked does it, and nobody else."""
    database = database_of(request)
    asked = await explanation.require_own(database, id, caller)
    body = await read_json(request, BODIES[asked.questions])
    answering = Answering(
        id=id,
        given=dict(body.answers),  # type: ignore[attr-defined]  # every one of BODIES has this field
        caller=caller,
        seen_version=if_match(request),
        now=now(request),
        received_at=received_at(request),
    )
    kept = await explanation.answer_once(database, answering, once(request, caller))
    return give(kept)
