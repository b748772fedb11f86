"""The shapes of explanations: what an answer to each set of questions looks like, as JSON and as a form, and replies.

The shapes are made from the sets themselves. A form holds a list as lines of a text area, and an express "none" as a
box that is ticked; it becomes the JSON shape before it is checked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, create_model

from services.indicators.domain.question.asking import Removed
from services.indicators.domain.question.explanation import Explanation
from services.indicators.domain.question.question import MOST, AskedField, Confidence, FieldKind, Questions, questions
from shared.policy import QuestionSet
from shared.shapes import Day, Line, Prose, Reasons, ReasonsLine, Slug, Strict, Whole, Yes

NONE = "_none"
DEEDS = frozenset({"actions"})  # what will be done is owed in words; every other list names things
_KINDS: dict[FieldKind, Any] = {  # Any: annotations that pydantic reads
    FieldKind.TEXT: Reasons,
    FieldKind.LINE: Line,
    FieldKind.CONFIDENCE: Confidence,
    FieldKind.DATE: Day,
    FieldKind.LIST: Line,
    FieldKind.MEASURES: Slug,
    FieldKind.BODIES: Slug,
}


def _json_field(field: AskedField) -> tuple[Any, Any]:
    kind = ReasonsLine if field.name in DEEDS else _KINDS[field.kind]
    if field.kind.is_many:
        kind = Annotated[list[kind], Field(min_length=field.least, max_length=MOST)]  # type: ignore[valid-type]  # a value
    return (kind, ...) if field.required else (kind | None, None)


def _answer(asked: Questions) -> type[Strict]:
    fields: dict[str, Any] = {field.name: _json_field(field) for field in asked.fields}
    made = create_model(f"Answers to {asked.name}", __base__=Strict, __module__=__name__, **fields)
    made.__doc__ = asked.title
    return made


def _form(asked: Questions) -> type[Strict]:
    fields: dict[str, Any] = {field.name: (Prose | None, None) for field in asked.fields}
    fields |= {f"{field.name}{NONE}": (Yes, False) for field in asked.fields if field.may_say_none}
    return create_model(f"Form of {asked.name}", __base__=Strict, __module__=__name__, version=(Whole, ...), **fields)


ANSWERS: dict[QuestionSet, type[Strict]] = {name: _answer(questions(name)) for name in QuestionSet}
FORMS: dict[QuestionSet, type[Strict]] = {name: _form(questions(name)) for name in QuestionSet}
BODIES: dict[QuestionSet, type[Strict]] = {
    name: create_model(f"Answer of {name}", __base__=Strict, __module__=__name__, answers=(ANSWERS[name], ...))
    for name in QuestionSet
}


def from_form(asked: Questions, form: BaseModel) -> dict[str, object]:
    """What was filled in, in the shape that machines send: lines as lists, what was left empty left out."""
    typed = dict(form)
    found: dict[str, object] = {}
    for field in asked.fields:
        words = typed[field.name]
        if field.kind.is_many:
            lines = [line.strip() for line in (words or "").splitlines() if line.strip()]
            if lines or typed.get(f"{field.name}{NONE}"):
                found[field.name] = lines
        elif words is not None:
            found[field.name] = words
    return found


def document(request: Explanation) -> dict[str, object]:
    """A request with its clock and its answer."""
    at = f"/measures/{request.area}/{request.measure}"
    return {
        "explanation": str(request.id),
        "area": request.area,
        "measure": request.measure,
        "period": request.period,
        "value": f"{request.value:f}",
        "target": f"{request.target:f}",
        "state": request.state,
        "body": request.body,
        "body_name": request.body_name,
        "asked_as": request.asked_as,
        "basis": request.basis or None,
        "register_version": request.register_version,
        "questions": request.questions,
        "asked_on": request.asked_on.isoformat(),
        "due_on": request.clock.due_on.isoformat(),
        "reckoning": request.clock.reckoning,
        "policy_version": request.clock.policy_version,
        "answers": {one.field: list(one.words) for one in request.answers} if request.given_at else None,
        "given_at": moment(request.given_at),
        "removed": removed_document(request.removed),
        "is_late": request.is_late,
        "missing_at": moment(request.missing_at),
        "withdrawn_at": moment(request.withdrawn_at),
        "version": request.version,
        "links": {"self": f"/indicators/v1/explanations/{request.id}", "page": at},
    }


def asked_document(asked: Questions) -> Mapping[str, object]:
    """A set of questions, for whoever is to answer them."""
    return {
        "questions": asked.name,
        "number": asked.number,
        "title": asked.title,
        "asked": [
            {
                "asks": question.asks,
                "fields": [
                    {
                        "field": field.name,
                        "label": field.label,
                        "kind": field.kind,
                        "required": field.required,
                        "at_least": field.least,
                        "none_is_said_by_an_empty_list": field.may_say_none,
                    }
                    for field in question.fields
                ],
            }
            for question in asked.asked
        ],
    }


def removed_document(removed: Sequence[Removed]) -> list[dict[str, object]]:
    """What stands in the place of words that were taken out: which, why, when, and by whose people."""
    return [
        {
            "names": list(one.names),
            "ground": one.ground,
            "on": one.on.isoformat(),
            "asked_by": one.asked_by,
            "agreed_by": one.agreed_by,
        }
        for one in removed
    ]


def moment(at: datetime | None) -> str | None:
    """A moment as JSON has it."""
    return None if at is None else at.isoformat()
