"""Taking words out of what bodies said of a measure: on a ground of the closed list, by two people of two bodies. Pure.

The list is the one by which words leave the public record. Whom a sentence embarrasses no program can tell, so the
second person is always of another body than the first. What was said keeps its place; "[removed]" stands in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from services.indicators.domain.question.asking import ANSWER, GONE
from services.indicators.domain.question.challenge import Challenge
from services.indicators.domain.question.explanation import Explanation
from services.indicators.domain.question.question import FieldKind, questions
from shared.events.indicators import (
    ChallengeWordsRemoved,
    ExplanationWordsRemoved,
    Said,
    WordsRemovalAgreed,
    WordsRemovalAsked,
    WordsRemovalRefused,
)
from shared.policy import QuestionSet

Told = WordsRemovalAsked | WordsRemovalAgreed | WordsRemovalRefused
Thing = Explanation | Challenge

WORDS, REPLY = "words", "reply"
WRITTEN = frozenset({FieldKind.TEXT, FieldKind.LINE, FieldKind.LIST})  # codes and days of an answer are no words
SECOND = "A second person must agree, of another body than the one that asked."


class Ground(StrEnum):
    """Why words are taken out: the closed list of the record. That they embarrass somebody is no ground."""

    PERSONAL_DATA = "personal_data"
    COURT_ORDER = "court_order"
    DEFAMATION = "defamation_upheld"
    CONFIDENTIAL = "confidential_or_exempt"
    SAFEGUARDING = "safeguarding_somebody"
    CRIME = "crime_prevention"
    COPYRIGHT = "copyright"


class Obstacle(StrEnum):
    """Why words cannot be asked for, or an answer not be taken."""

    NOT_THERE = "not-there"
    WAITS = "removal-waits"
    ANSWERED = "answered"
    SECOND = "second-person"


OBSTACLE_WORDS = {
    Obstacle.NOT_THERE: "It has no such words, or they were taken out.",
    Obstacle.WAITS: "Somebody has asked to take words out of it, and that waits for its answer.",
    Obstacle.ANSWERED: "This was answered before.",
    Obstacle.SECOND: SECOND,
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks or answers: an account or key that stays with us, and the body it acts for, which everybody is told."""

    account: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What was asked, by whom, and what came of it. `sort` and `of` name the explanation or challenge."""

    id: UUID
    area: str
    measure: str
    sort: str
    of: UUID
    names: tuple[str, ...]
    ground: Ground
    asked_by: Person
    asked_at: datetime
    agreed_by: Person | None = None
    refused_by: Person | None = None
    answered_at: datetime | None = None
    version: int = 0

    @property
    def stream(self) -> str:
        """Its ledger stream."""
        return f"words-removal/{self.id}"

    @property
    def is_open(self) -> bool:
        """Whether nobody answered yet."""
        return self.answered_at is None


def said_in(thing: Thing) -> Mapping[str, str]:
    """What may be taken out of it, by name: the words of a challenge, its reply, each answer that was written."""
    found = {WORDS: thing.words, REPLY: thing.reply} if isinstance(thing, Challenge) else {}
    found |= {f"{ANSWER}{one.field}": "; ".join(one.words) for one in _written(thing.questions, thing.answers)}
    return {name: words for name, words in found.items() if words and words != GONE}


def obstacle_to_ask(thing: Thing, names: Sequence[str], waiting: Removal | None) -> Obstacle | None:
    """Why these words cannot be asked for now; `waiting` is what waits for its answer about the same thing."""
    if waiting is not None:
        return Obstacle.WAITS
    return None if names and set(names) <= said_in(thing).keys() else Obstacle.NOT_THERE


def obstacle_to_agree(removal: Removal, person: Person, same: frozenset[str]) -> Obstacle | None:
    """Why this person, who comes in by any of `same`, cannot agree."""
    if not removal.is_open:
        return Obstacle.ANSWERED
    is_same = removal.asked_by.account in {person.account, *same} or removal.asked_by.body == person.body
    return Obstacle.SECOND if is_same else None


def ask(thing: Thing, names: Sequence[str], ground: Ground, *, id: UUID, body: str) -> WordsRemovalAsked:
    """Somebody of a body asks for words that may be asked for."""
    return WordsRemovalAsked(
        area=thing.area,
        removal=str(id),
        measure=thing.measure,
        sort=thing.SORT,
        of=str(thing.id),
        names=tuple(dict.fromkeys(names)),
        ground=ground.value,
        by=body,
    )


def agree(removal: Removal, body: str) -> WordsRemovalAgreed:
    """Somebody of another body agrees."""
    return WordsRemovalAgreed(area=removal.area, removal=str(removal.id), measure=removal.measure, by=body)


def refuse(removal: Removal, body: str) -> WordsRemovalRefused:
    """Somebody does not agree, or whoever asked takes it back."""
    return WordsRemovalRefused(area=removal.area, removal=str(removal.id), measure=removal.measure, by=body)


def take_out(thing: Thing, removal: Removal, agreed_by: str) -> ExplanationWordsRemoved | ChallengeWordsRemoved:
    """What the stream of the explanation or challenge tells of it."""
    names, ground, asked_by = removal.names, removal.ground.value, removal.asked_by.body
    if isinstance(thing, Challenge):
        return ChallengeWordsRemoved(
            area=thing.area,
            challenge=str(thing.id),
            measure=thing.measure,
            challenger=thing.challenger,
            body=thing.body,
            removal=str(removal.id),
            names=names,
            ground=ground,
            asked_by=asked_by,
            agreed_by=agreed_by,
        )
    return ExplanationWordsRemoved(
        area=thing.area,
        explanation=str(thing.id),
        measure=thing.measure,
        body=thing.body,
        removal=str(removal.id),
        names=names,
        ground=ground,
        asked_by=asked_by,
        agreed_by=agreed_by,
    )


def evolve(before: Removal | None, event: Told, account: str, at: datetime) -> Removal:
    """What an event of the removal's stream, which `account` told `at` a moment, makes of it."""
    if isinstance(event, WordsRemovalAsked):
        return Removal(
            id=UUID(event.removal),
            area=event.area,
            measure=event.measure,
            sort=event.sort,
            of=UUID(event.of),
            names=event.names,
            ground=Ground(event.ground),
            asked_by=Person(account, event.by),
            asked_at=at,
            version=1,
        )
    if before is None:
        raise ValueError("a removal begins with being asked for")
    person = Person(account, event.by)
    match event:
        case WordsRemovalAgreed():
            return replace(before, agreed_by=person, answered_at=at, version=before.version + 1)
        case WordsRemovalRefused():
            return replace(before, refused_by=person, answered_at=at, version=before.version + 1)
        case _:
            assert_never(event)


def _written(asked_with: QuestionSet | None, answers: Sequence[Said]) -> Sequence[Said]:
    if asked_with is None:
        return ()
    written = {field.name for field in questions(asked_with).fields if field.kind in WRITTEN}
    return [one for one in answers if one.field in written and one.words]
