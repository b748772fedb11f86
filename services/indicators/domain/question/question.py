"""The sets of questions to the lead partner of a measure that misses its target: data, numbered, chosen by each area.

A set tells fields with their kinds; what an answer must keep besides its shape is checked here. The sets are the files
beside this module; a released one is never edited. Nothing here knows who is asked, or by when.
"""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from shared.events.indicators import Said
from shared.policy import QuestionSet

MOST = 40  # entries of a list


class FieldKind(StrEnum):
    """What a field takes: prose, a line, how sure one is, lines, a day to come, or codes of this place's register."""

    TEXT = "text"
    LINE = "line"
    CONFIDENCE = "confidence"
    LIST = "list"
    DATE = "date"
    MEASURES = "measures"
    BODIES = "bodies"

    @property
    def is_many(self) -> bool:
        """Whether the field takes several entries."""
        return self in (FieldKind.LIST, FieldKind.MEASURES, FieldKind.BODIES)


class Confidence(StrEnum):
    """How sure the body that answers is."""

    SURE = "sure"
    FAIRLY_SURE = "fairly_sure"
    NOT_SURE = "not_sure"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedField:
    """One field. `required`: it must be there; a list that is there and empty says "none", unless it needs `least`."""

    name: str
    label: str
    kind: FieldKind
    required: bool = False
    least: int = 0
    hint: str = ""

    @property
    def may_say_none(self) -> bool:
        """Whether "none" is an answer that has to be given expressly."""
        return self.kind is FieldKind.LIST and self.required and not self.least


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the fields that answer it."""

    asks: str
    fields: tuple[AskedField, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """A set: its name, its number, its title, its questions in order."""

    name: QuestionSet
    number: int
    title: str
    asked: tuple[Question, ...]

    @property
    def fields(self) -> tuple[AskedField, ...]:
        """Every field in order."""
        return tuple(field for question in self.asked for field in question.fields)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not right in a field: a stable code and a sentence."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an answer may name: the measures and bodies of the area's register, each code with its name."""

    measures: Mapping[str, str]
    bodies: Mapping[str, str]


@cache
def questions(name: QuestionSet) -> Questions:
    """The set of that name."""
    text = files(__package__).joinpath("question_sets", f"{name}.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return Questions(name, table["number"], table["title"], tuple(_question(one) for one in table["question"]))


def gaps(asked: Questions, given: Mapping[str, object], *, measure: str, known: Known, received_on: date) -> list[Gap]:
    """What of an answer of the right shape cannot be taken, field by field.

    Days lie after the day of receipt; codes stand in the area's register; a measure does not affect itself.
    """
    found: list[Gap] = []
    for field in asked.fields:
        match field.kind, given.get(field.name):
            case FieldKind.DATE, date() as day if day <= received_on:
                found.append(Gap(field.name, "not-in-the-future", "This must be a day to come."))
            case FieldKind.MEASURES, list() | tuple() as codes:
                found += _unknown(field, codes, known.measures.keys() - {measure}, "measure")
            case FieldKind.BODIES, list() | tuple() as codes:
                found += _unknown(field, codes, known.bodies.keys(), "body")
    return found


def said(asked: Questions, given: Mapping[str, object]) -> tuple[Said, ...]:
    """The answer as it is told, in the order of the set; fields that were not filled in are left out."""
    return tuple(
        Said(field.name, _words(given[field.name])) for field in asked.fields if given.get(field.name) is not None
    )


def _unknown(field: AskedField, codes: Sequence[object], known: Collection[str], what: str) -> list[Gap]:
    strangers = sum(code not in known for code in codes)
    if not strangers:
        return []
    message = f"The register of this place knows no other {what} of that code: {strangers} of {len(codes)} entries."
    return [Gap(field.name, f"unknown-{what}", message)]


def _words(given: object) -> tuple[str, ...]:
    match given:
        case list() | tuple():
            return tuple(str(one) for one in given)
        case date():
            return (given.isoformat(),)
        case _:
            return (str(given),)


def _question(table: Mapping[str, Any]) -> Question:
    """A question of a set's file; Any: what tomllib read, the shapes refuse what does not fit."""
    return Question(
        table["asks"], tuple(AskedField(**{**field, "kind": FieldKind(field["kind"])}) for field in table["field"])
    )
