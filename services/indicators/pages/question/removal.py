"""Taking words out of a measure's page: what may go, the form that asks for it, and the answer of a second person."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.indicators.domain.question.asking import ANSWER, Removed
from services.indicators.domain.question.challenge import Challenge
from services.indicators.domain.question.question import questions
from services.indicators.domain.question.removal import REPLY, WORDS, Ground, Removal, Thing, said_in
from services.indicators.handlers.question import removal
from services.indicators.handlers.question.removal import Listed
from services.indicators.schemas.question.removal import AnswerForm, RemovalForm
from shared import auth
from shared.auth import Caller
from shared.events import new_id
from shared.idempotency import Once
from shared.policy import QuestionSet
from shared.problems import Malformed, NotNow, NotYours, Problem
from shared.web.callers import database_of, identity, officer
from shared.web.components import Fact, Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import by_field, filled, now, once_of_press, read_form
from shared.web.wording import day, sentence_case

GROUNDS = {
    Ground.PERSONAL_DATA: "Somebody's personal data",
    Ground.COURT_ORDER: "A court's order",
    Ground.DEFAMATION: "A notice of defamation that was upheld",
    Ground.CONFIDENTIAL: "Confidential, or exempt by law",
    Ground.SAFEGUARDING: "Somebody's safety",
    Ground.CRIME: "To prevent a crime",
    Ground.COPYRIGHT: "Copyright",
}
NAMES = {WORDS: "what was asked", REPLY: "the reply"}
SHOWN = 300  # characters of what was said: enough to know it again
AT = "/measures/{area}/{name}/removals"

router = APIRouter(include_in_schema=False)

Officer = Annotated[Caller, Depends(officer("monitoring_officer", "registrar", is_fresh=True))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One explanation or challenge as the page draws it: the form that asks, or what was asked and waits."""

    heading: str
    sort: str
    of: UUID
    fields: Sequence[Field] = ()
    waiting: Removal | None = None
    facts: Sequence[Fact] = ()
    is_own: bool = False


@router.get(AT)
async def show(request: Request, area: str, name: str, caller: Officer) -> Response:
    """What bodies said of the measure, and what may be taken out of it."""
    return await _page(request, area, name, caller)


@router.post(AT)
async def ask(request: Request, area: str, name: str, caller: Officer) -> Response:
    """Ask for it: nothing goes before somebody of another body agrees."""
    try:
        sent = await read_form(request, RemovalForm)
        once = once_of_press(request, caller, sent.once)
        await removal.ask(database_of(request), sent, caller=caller, once=once, now=now(request))
    except (Malformed, NotNow, NotYours) as refused:
        return await _page(request, area, name, caller, refused)
    return RedirectResponse(AT.format(area=area, name=name), status_code=303)


@router.post(f"{AT}/{{id}}/agree")
async def agree(request: Request, area: str, name: str, id: UUID, caller: Officer) -> Response:
    """The second person agrees, and the words are gone."""

    async def handle(once: Once) -> object:
        same = await auth.hands_of_second(identity(request), caller)
        return await removal.agree(database_of(request), id, caller=caller, same=same, once=once, now=now(request))

    return await _answer(request, area, name, caller, handle)


@router.post(f"{AT}/{{id}}/refuse")
async def refuse(request: Request, area: str, name: str, id: UUID, caller: Officer) -> Response:
    """The second person does not agree, or who asked takes it back."""

    async def handle(once: Once) -> object:
        return await removal.refuse(database_of(request), id, caller=caller, once=once, now=now(request))

    return await _answer(request, area, name, caller, handle)


def tombstones(removed: Sequence[Removed], asked: QuestionSet | None, known: Mapping[str, str]) -> list[Fact]:
    """What stands on the measure's page in the place of what was taken out."""
    return [
        Fact(
            f"Taken out on {day(one.on)}",
            f"{sentence_case(called(one.names, asked))}. {GROUNDS[Ground(one.ground)]}. "
            f"Asked by {known.get(one.asked_by, one.asked_by)}, agreed by {known.get(one.agreed_by, one.agreed_by)}.",
        )
        for one in removed
    ]


def called(names: Sequence[str], asked: QuestionSet | None) -> str:
    """Words by their names, as people call them."""
    labels = {f"{ANSWER}{field.name}": f"“{field.label}”" for field in questions(asked).fields} if asked else {}
    return ", ".join(NAMES.get(name) or labels.get(name, name) for name in names)


async def _answer(
    request: Request, area: str, name: str, caller: Caller, handle: Callable[[Once], Awaitable[object]]
) -> Response:
    try:
        sent = await read_form(request, AnswerForm)
        await handle(once_of_press(request, caller, sent.once))
    except (Malformed, NotNow, NotYours) as refused:
        return await _page(request, area, name, caller, refused)
    return RedirectResponse(AT.format(area=area, name=name), status_code=303)


async def _page(request: Request, area: str, name: str, caller: Caller, refused: Problem | None = None) -> Response:
    listed = await removal.list_of_measure(database_of(request), area, name, caller=caller)
    errors = by_field(refused) if isinstance(refused, Malformed) else {}
    typed = filled(request) if refused else {}
    said = [_said(one, listed, caller, typed, errors) for one in listed.things]
    back = f"/measures/{area}/{name}"
    fields = [field for one in said for field in one.fields]
    summary = ErrorSummary.of(fields)
    if refused is not None and summary is None:
        summary = ErrorSummary("This was not done", [Link(refused.detail, "#h-said")])
    return render(
        request,
        "removals.html",
        status=refused.status if refused else 200,
        viewer=caller.name,
        place=listed.area_name,
        crumbs=(Link(listed.area_name, f"/areas/{area}"), Link(listed.title, back), "Take words out"),
        title=listed.title,
        said=said,
        summary=summary,
        action=AT.format(area=area, name=name),
        once=str(new_id()),
        token=token(request),
        back=back,
    )


def _said(one: Thing, listed: Listed, caller: Caller, typed: Mapping[str, str], errors: Mapping[str, str]) -> Said:
    if isinstance(one, Challenge):
        heading = f"{one.challenger_name} asked {one.body_name} on {day(one.made_on)}"
    else:
        heading = f"{one.body_name} said why the target for {one.period} was missed"
    waiting = next((each for each in listed.removals if each.of == one.id and each.is_open), None)
    if waiting is not None:
        by = listed.names.get(waiting.asked_by.body, waiting.asked_by.body)
        facts = [
            Fact("Asked for", f"on {day(waiting.asked_at)}, by {by}"),
            Fact("Which words", called(waiting.names, one.questions)),
            Fact("Why", GROUNDS[waiting.ground]),
        ]
        return Said(
            heading=heading,
            sort=one.SORT,
            of=one.id,
            waiting=waiting,
            facts=facts,
            is_own=waiting.asked_by.body == caller.body,
        )
    is_sent = typed.get("of") == str(one.id)
    prefix = f"{one.SORT}-{one.id}"
    names = Field(
        name="names",
        label="Which words go?",
        kind=FieldKind.CHECKBOXES,
        options=[
            Option(name, f"{sentence_case(called([name], one.questions))}: {words[:SHOWN]}")
            for name, words in said_in(one).items()
        ],
        error=errors.get("names", "") if is_sent else "",
        prefix=prefix,
    )
    ground = Field(
        name="ground",
        label="Why must they go?",
        hint="That they embarrass somebody is no ground.",
        kind=FieldKind.RADIOS,
        options=[Option(each.value, words) for each, words in GROUNDS.items()],
        value=typed.get("ground", "") if is_sent else "",
        error=errors.get("ground", "") if is_sent else "",
        prefix=prefix,
    )
    return Said(heading=heading, sort=one.SORT, of=one.id, fields=(names, ground))
