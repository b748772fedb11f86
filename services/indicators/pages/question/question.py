"""A set of questions on pages: the fields in which it is answered, and how an answer reads. It decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.indicators.domain.question import question
from services.indicators.domain.question.question import AskedField, Confidence, Known, Questions
from services.indicators.schemas.question.explanation import NONE
from shared.problems import Problem
from shared.web.components import Link, Words
from shared.web.forms import Field, FieldKind, Option

SURE = {
    Confidence.SURE: "Sure",
    Confidence.FAIRLY_SURE: "Fairly sure",
    Confidence.NOT_SURE: "Not sure",
}
NONE_CONSIDERED = "None, it says"
LINES = "One on each line."


@dataclass(frozen=True, slots=True)
class Group:
    """A question with the fields that answer it."""

    asks: str
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that was not taken: what was typed, what is wrong beside which field, the problem."""

    typed: Mapping[str, str]
    errors: Mapping[str, str]
    problem: Problem


def groups(asked: Questions, refused: Refusal | None) -> list[Group]:
    """Each question with its fields, as they are to be drawn."""
    return [
        Group(one.asks, [drawn for field in one.fields for drawn in _fields(field, refused)]) for one in asked.asked
    ]


def _fields(asked: AskedField, refused: Refusal | None) -> list[Field]:
    typed = refused.typed if refused else {}
    drawn = Field(
        name=asked.name,
        label=asked.label if asked.required else f"{asked.label} (if you have something to say)",
        kind=_kind(asked),
        hint=" ".join(part for part in (asked.hint, LINES if asked.kind.is_many else "") if part),
        value=typed.get(asked.name, ""),
        error=refused.errors.get(asked.name, "") if refused else "",
        options=[Option(sure, words) for sure, words in SURE.items()]
        if asked.kind is question.FieldKind.CONFIDENCE
        else (),
        input_type="date" if asked.kind is question.FieldKind.DATE else "text",
        width=10 if asked.kind is question.FieldKind.DATE else None,
        rows=3,
    )
    if not asked.may_say_none:
        return [drawn]
    none = f"{asked.name}{NONE}"
    box = Option("yes", "There was none", is_chosen=typed.get(none) == "yes")
    return [drawn, Field(name=none, label=f"{asked.label}: none", kind=FieldKind.CHECKBOXES, options=[box])]


def _kind(asked: AskedField) -> FieldKind:
    if asked.kind is question.FieldKind.CONFIDENCE:
        return FieldKind.RADIOS
    if asked.kind in (question.FieldKind.LINE, question.FieldKind.DATE):
        return FieldKind.INPUT
    return FieldKind.TEXTAREA


def answer_words(field: AskedField, said: Sequence[str], area: str, known: Known) -> Words:
    """An answer to a field as a page tells it."""
    match field.kind:
        case question.FieldKind.DATE:
            return date.fromisoformat(said[0])
        case question.FieldKind.CONFIDENCE:
            return SURE[Confidence(said[0])]
        case question.FieldKind.MEASURES:
            links = [Link(known.measures.get(code, code), f"/measures/{area}/{code}") for code in said]
            return tuple(part for link in links for part in ("; ", link))[1:] or NONE_CONSIDERED
        case question.FieldKind.BODIES:
            return "; ".join(known.bodies.get(code, code) for code in said) or NONE_CONSIDERED
        case _:
            return "; ".join(said) or NONE_CONSIDERED
