"""Why a target was missed: how the measure's page tells what was asked and answered, and the form of whoever answers.

The form comes to the same handler as the machines' answers. Nothing is decided here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.indicators.domain.measure.measure import quantity
from services.indicators.domain.question.asking import AskedAs
from services.indicators.domain.question.explanation import Explanation, State
from services.indicators.domain.question.question import Known, questions
from services.indicators.handlers.measure import measure
from services.indicators.handlers.measure.measure import MeasureView
from services.indicators.handlers.question import explanation
from services.indicators.handlers.question.explanation import Answering
from services.indicators.pages.question import question, removal
from services.indicators.schemas.judgement.wording import named, promise
from services.indicators.schemas.question.explanation import ANSWERS, FORMS, from_form
from shared.auth import Caller
from shared.events.indicators import Said
from shared.periods import parse
from shared.periods import words as in_words
from shared.problems import Malformed, NotFound, NotNow, NotYours, Stale
from shared.register import Rules
from shared.shapes import TEXT_SOURCE, fit
from shared.web import wording
from shared.web.callers import database_of, officer
from shared.web.chips import Chip, Status
from shared.web.components import Fact, Link, Strong, Words
from shared.web.csrf import ForgedRequest, token
from shared.web.forms import ErrorSummary
from shared.web.must_line import MustLine
from shared.web.pages import render
from shared.web.requests import filled, now, read_form, received_at
from shared.working_days import london_day, working_days_left

SILENCE = "'no answer' is published here, and stays beside the figure; a late answer is still taken."
NOBODY_LEADS = " It was asked as the authority of the area: nobody has agreed to answer for this measure."

router = APIRouter(include_in_schema=False)

Answerer = Annotated[Caller, Depends(officer("partner"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A request as the measure's page tells it."""

    heading: str
    chip: Chip
    words: Words
    answers: Sequence[Fact]
    working: str
    answer_here: Words | None
    removed: Sequence[Fact] = ()


def must(view: MeasureView, on: date) -> MustLine | None:
    """Who is to say why by when; None when nobody is waited for."""
    for request in view.explanations:
        if request.state is State.ASKED:
            return _line(request, view.rules, on)
    return None


def told(request: Explanation, view: MeasureView, on: date) -> Telling:
    """What was asked and what came of it, in words."""
    chip, words = _standing(request, on)
    note = NOBODY_LEADS if request.asked_as is AskedAs.RESPONSIBLE_AUTHORITY else ""
    here = f"/measures/{request.area}/{request.measure}/explanations/{request.id}"
    invited = (f"For {request.body_name}: ", Link("answer here", here)) if request.may_be_answered else None
    return Telling(
        heading=_missed(request, view),
        chip=chip,
        words=(*words, note) if note else words,
        answers=[_fact(said, request, view.known) for said in request.answers],
        working=f"{request.clock.reckoning} Rules {request.clock.policy_version}; questions {request.questions}.",
        answer_here=invited,
        removed=removal.tombstones(request.removed, request.questions, view.known.bodies),
    )


@router.get("/measures/{area}/{name}/explanations/{id}")
async def show_form(request: Request, area: str, name: str, id: UUID, caller: Answerer) -> Response:
    """The questions, for the body that was asked."""
    return await _page(request, await _own(request, area, name, id, caller), caller)


@router.post("/measures/{area}/{name}/explanations/{id}")
async def answer(request: Request, area: str, name: str, id: UUID, caller: Answerer) -> Response:
    """Take the answer and go to the measure's page, or show the form again with what is not right beside its field."""
    asked = await _own(request, area, name, id, caller)
    try:
        await _answer(request, asked, caller)
    except ForgedRequest:
        raise
    except Malformed as refused:
        return await _page(request, asked, caller, question.Refusal(filled(request), _beside(refused), refused))
    except (NotNow, NotYours, Stale) as refused:
        again = await explanation.show(database_of(request), id)
        return await _page(request, again, caller, question.Refusal(filled(request), {}, refused))
    return RedirectResponse(f"/measures/{area}/{name}#h-why", status_code=303)


async def _own(request: Request, area: str, name: str, id: UUID, caller: Caller) -> Explanation:
    asked = await explanation.require_own(database_of(request), id, caller)
    if (asked.area, asked.measure) != (area, name):
        raise NotFound("Nothing of this number has been asked about this measure.")
    return asked


async def _answer(request: Request, asked: Explanation, caller: Caller) -> None:
    form = await read_form(request, FORMS[asked.questions])
    given = fit(ANSWERS[asked.questions], from_form(questions(asked.questions), form), source=TEXT_SOURCE)
    answering = Answering(
        id=asked.id,
        given=dict(given),
        caller=caller,
        seen_version=form.version,  # type: ignore[attr-defined]  # every one of FORMS has this field
        now=now(request),
        received_at=received_at(request),
    )
    await explanation.answer(database_of(request), answering)


async def _page(
    request: Request, asked: Explanation, caller: Caller, refused: question.Refusal | None = None
) -> Response:
    moment = now(request)
    view = await measure.show_measure(database_of(request), asked.area, asked.measure, moment)
    on = london_day(moment)
    groups = question.groups(questions(asked.questions), refused) if asked.may_be_answered else []
    _, standing = _standing(asked, on)
    back = f"/measures/{asked.area}/{asked.measure}"
    return render(
        request,
        "explanation.html",
        status=refused.problem.status if refused else 200,
        place=view.measure.area_name,
        viewer=caller.name,
        crumbs=(Link(view.measure.area_name, f"/areas/{asked.area}"), Link(view.measure.title, back), "Say why"),
        heading=_missed(asked, view),
        lede=standing,
        line=_line(asked, view.rules, on) if asked.state is State.ASKED else None,
        groups=groups,
        action=f"{back}/explanations/{asked.id}",
        version=asked.version,
        token=token(request),
        summary=_summary(groups, refused),
        back=back,
    )


def _line(request: Explanation, rules: Rules, on: date) -> MustLine:
    period = in_words(parse(request.period))
    return MustLine.running(
        on=request.clock.due_on,
        days_left=working_days_left(on, request.clock.due_on, calendar=rules.calendar),
        subject=request.body_name,
        duty=f"{rules.policy.wording.obligation()} say why the target for {period} was missed.",
        otherwise=SILENCE,
    )


def _missed(request: Explanation, view: MeasureView) -> str:
    subject, period = view.measure, parse(request.period)
    figure = quantity(request.value, subject.unit, request.target)
    what = named(is_illustrative=any(one.illustrative for one in view.targets if one.period == period))
    return f"{in_words(period)}: {figure}. {what} was {promise(request.target, subject.unit, subject.polarity)}."


def _standing(request: Explanation, on: date) -> tuple[Chip, tuple[Words, ...]]:
    who = Strong(request.body_name)
    match request.state:
        case State.ASKED if on > request.clock.due_on:
            words: tuple[Words, ...] = (who, " was asked why on ", request.asked_on)
            return Chip(Status.WAITING), (
                *words,
                "; no answer has come yet, and its day, ",
                request.clock.due_on,
                ", is over.",
            )
        case State.ASKED:
            return Chip(Status.WAITING), (who, " has been asked why; answer due by ", Strong(request.clock.due_on), ".")
        case State.GIVEN:
            return Chip(Status.SAID, "Answered late" if request.is_late else "Answered"), _answered(request)
        case State.MISSING:
            said = f"No answer came by {wording.day(request.clock.due_on)}. "
            return Chip(Status.NO_ANSWER), (said, who, " had been asked why on ", request.asked_on, ".")
        case State.WITHDRAWN:
            ended = "" if request.withdrawn_at is None else f" on {wording.day(request.withdrawn_at)}"
            said = f". That ended{ended}: the measure no longer misses its target."
            return Chip(Status.WITHDRAWN, "No longer asked"), (who, " was asked why on ", request.asked_on, said)


def _answered(request: Explanation) -> tuple[Words, ...]:
    said = "" if request.given_at is None else f" answered on {wording.day(request.given_at)}"
    late = f", after its day, {wording.day(request.clock.due_on)}" if request.is_late else ""
    return (Strong(request.body_name), f"{said}{late}. Its own words:")


def _fact(said: Said, request: Explanation, known: Known) -> Fact:
    field = next(one for one in questions(request.questions).fields if one.name == said.field)
    return Fact(field.label, question.answer_words(field, said.words, request.area, known))


def _beside(refused: Malformed) -> Mapping[str, str]:
    """The sentences for each field, whichever shape they were found in."""
    found: dict[str, list[str]] = {}
    for fault in refused.errors:
        parts = [part for part in (fault.pointer or "").split("/")[1:] if part != "answers" and not part.isdecimal()]
        found.setdefault(parts[0] if parts else "version", []).append(fault.message)
    return {name: " ".join(dict.fromkeys(sentences)) for name, sentences in found.items()}


def _summary(groups: Sequence[question.Group], refused: question.Refusal | None) -> ErrorSummary | None:
    beside = ErrorSummary.of([field for group in groups for field in group.fields])
    if refused is None or beside is not None:
        return beside
    return ErrorSummary(refused.problem.title, [Link(refused.problem.detail, "#answer")])
