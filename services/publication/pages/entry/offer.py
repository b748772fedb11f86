"""The page behind a letter's link: what others typed for a body, to be confirmed, disputed or left as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.entry.reply import Confirmation, Heard
from services.publication.handlers.entry import offer
from services.publication.handlers.entry.offer import Behind
from services.publication.pages.entry.turn import turn_of
from services.publication.schemas.entry.offer import OfferAnswer
from shared.problems import Malformed
from shared.web.callers import BY_ITSELF, database_of
from shared.web.components import Link
from shared.web.forms import ErrorSummary, Field, FieldKind
from shared.web.negotiations import Turn
from shared.web.pages import render, unkept
from shared.web.requests import by_field, filled, now, read_form

HERE = "/record/offered"
MOST = 25  # entries on one page; the next ones come when these are answered

router = APIRouter(include_in_schema=False, dependencies=BY_ITSELF)

Token = Annotated[str, Query(min_length=1, max_length=100)]


@dataclass(frozen=True, slots=True)
class Question:
    """One entry that waits for its author: what it is about, the words, and the field for another text."""

    number: int
    about: str
    turn: Turn
    field: Field


@router.get(HERE)
async def show_offered(request: Request, token: Token) -> Response:
    """What is on record in the body's name. Opening it, however often and by whatever machine, changes nothing."""
    return _page(request, await offer.look(database_of(request), token, now=now(request)), token)


@router.post(HERE)
async def answer_offered(request: Request) -> Response:
    """A button behind the link: the answer is public at once, and the page is shown again with what is left."""
    try:
        sent = await read_form(request, OfferAnswer)
        await offer.answer(database_of(request), sent, now=now(request))
    except Malformed as refused:
        typed = filled(request)
        found = await offer.look(database_of(request), typed.get("token", ""), now=now(request))
        return _page(request, found, typed.get("token", ""), typed, by_field(refused))
    return RedirectResponse(f"{HERE}?token={sent.token}", status_code=303)


def _page(
    request: Request,
    found: Behind,
    token: str,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    waiting = [one for one in found.told if one.confirmation is Confirmation.NOT_ANSWERED]
    answered = [one for one in found.told if one.confirmation is not Confirmation.NOT_ANSWERED]
    asked = [_question(one, found, typed or {}, errors or {}) for one in waiting[:MOST]]
    opened = found.agreement.opened
    page = render(
        request,
        "offered.html",
        status=422 if errors else 200,
        crumbs=(Link(opened.title, f"/agreements/{opened.agreement}"), "Are these your words?"),
        agreement=opened,
        body=found.body.name,
        asked=asked,
        left=len(waiting) - len(asked),
        answered=_turns(answered, found),
        ends_on=found.offer.ends_on,
        action=HERE,
        token=token,
        back=Link("Leave everything as it is and read the public page", f"/agreements/{opened.agreement}"),
        summary=_summary(asked, errors or {}),
    )
    return unkept(page)


def _question(told: Heard, found: Behind, typed: Mapping[str, str], errors: Mapping[str, str]) -> Question:
    said, is_sent = told.entry.said, typed.get("entry") == str(told.entry.number)
    field = Field(
        name="words",
        label="What did you say instead?",
        kind=FieldKind.TEXTAREA,
        hint="At most 300 words. They stand beside the words above for good. Name no private person.",
        value=typed.get("words", "") if is_sent else "",
        error=errors.get("words", "") if is_sent else "",
        prefix=f"entry-{told.entry.number}",
    )
    about = f"{said.item_code} {said.item_title}" if said.item_code else said.item_title
    return Question(told.entry.number, about, turn_of(told, found.by.calendar), field)


def _turns(told: Sequence[Heard], found: Behind) -> list[Turn]:
    return [turn_of(one, found.by.calendar) for one in told]


def _summary(asked: Sequence[Question], errors: Mapping[str, str]) -> ErrorSummary | None:
    beside = ErrorSummary.of([one.field for one in asked])
    if beside is not None or not errors:
        return beside
    return ErrorSummary("There is a problem", [Link(words, "#answers") for words in errors.values()])
