"""The page of a place on which recommendations are followed: who answered what by when, and each review."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.scrutiny import NO_ANSWER
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder.wording import name_of
from services.escalation.handlers.scrutiny import response
from services.escalation.handlers.scrutiny.response import Followed
from shared.auth import Caller
from shared.events.escalation import Recommendation
from shared.web.callers import anyone, database_of
from shared.web.components import Empty, Link, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case
from shared.working_days import in_words

COLUMNS = ("Recommendation", "By whom", "By when", "Answer", "What became of it", "What comes next")

router = APIRouter(include_in_schema=False)

Public = Annotated[Caller, Depends(anyone)]


@router.get("/committees/{area}/responses")
async def show_responses(request: Request, area: str, caller: Public) -> Response:  # noqa: ARG001 anybody may read it
    """Each case in which a committee waits for answers or follows what it recommended, with all of it in a table."""
    found = await response.see(database_of(request), area, now(request))
    page = render(
        request,
        "responses.html",
        place=found.name,
        crumbs=(Link(found.name, f"/areas/{area}"), Link("Scrutiny", f"/committees/{area}"), "What became of it"),
        area_name=found.name,
        cases=[
            (Link(one.title, f"/record/{one.reference}"), _standing(found, one), _table(found, one))
            for one in found.cases
        ],
        nothing=Empty(
            "Nothing is followed now",
            "No committee waits for an answer to what it recommended, or reviews what became of it.",
            Link(f"Scrutiny in {found.name}", f"/committees/{area}"),
        ),
    )
    return with_etag(request, page)


def _standing(found: Followed, case: Case) -> str:
    """Which answers are out, or which quarter runs and by when it is reviewed."""
    scrutiny, by = case.scrutiny, case.asked_by or case.due_on
    if case.state is State.AWAITING_RESPONSES:
        waits = ", ".join(name_of(one.body, found.bodies) for one in scrutiny.outstanding)
        return f"Answers awaited from {waits or 'nobody'}."
    until = f", to be reviewed by {in_words(by)}" if by else ""
    missed = f" {scrutiny.reviews_missed} not held." if scrutiny.reviews_missed else ""
    return f"Quarter {scrutiny.quarters + 1} of {found.reviews}{until}.{missed}"


def _table(found: Followed, case: Case) -> Table:
    rows = [Row(tuple(_cells(found, case, one))) for one in case.scrutiny.recommendations]
    columns = tuple(Column(words) for words in COLUMNS)
    return Table(f"Recommendations in {case.reference}", columns, rows, stacks=True, has_hidden_caption=True)


def _cells(found: Followed, case: Case, one: Recommendation) -> Iterator[Words]:
    yield f"{one.number}. {one.text}"
    yield f"{name_of(one.addressee, found.bodies)}: {one.owner}"
    yield one.by_on
    yield _answer(found, case, one)
    reviews = [each for each in case.scrutiny.reviews if each.recommendation == one.number]
    said = [
        f"Quarter {each.quarter}, {in_words(each.reviewed_on)}: {found.wording.code(each.progress)}. {each.reasons}"
        for each in reviews
    ]
    yield " ".join(said) or "Not reviewed yet"
    yield from _next(case, one)


def _answer(found: Followed, case: Case, one: Recommendation) -> str:
    for each in case.scrutiny.answers:
        if each.recommendation == one.number:
            said = sentence_case(found.wording.code(each.answer))
            return said if each.answer == NO_ANSWER else f"{said}: {each.reasons}"
    return "Awaited"


def _next(case: Case, one: Recommendation) -> Iterator[Words]:
    by = next((each.answer_by for each in case.scrutiny.outstanding if each.body == one.addressee), None)
    if case.state is State.AWAITING_RESPONSES:
        is_open = one.number not in case.scrutiny.answered and by is not None
        yield ("An answer by ", by, ".") if is_open and by else "Nothing until the others have answered."
    elif one not in case.scrutiny.followed:
        yield "Nothing: it was refused, or is found done."
    elif one in case.scrutiny.unreviewed:
        yield "A review in the quarter that runs."
    else:
        yield "Reviewed in this quarter."
