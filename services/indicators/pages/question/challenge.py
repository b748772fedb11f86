"""How a measure's page tells what partners have asked of one another about it, and what figures were asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.indicators.domain.question.challenge import Challenge, State
from services.indicators.domain.question.enquiry import Enquiry
from services.indicators.domain.question.enquiry import State as Asked
from services.indicators.domain.question.question import Known, questions
from services.indicators.pages.question import question, removal
from shared.periods import parse
from shared.periods import words as in_words
from shared.web import wording
from shared.web.chips import Chip, Status
from shared.web.components import Fact, Strong, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A challenge as the measure's page tells it: who asked whom what, and what came of it."""

    heading: Words
    chip: Chip
    words: str
    standing: Words
    reply: str
    answers: Sequence[Fact]
    working: str
    removed: Sequence[Fact] = ()


def told(one: Challenge, known: Known, on: date) -> Telling:
    """A challenge in words."""
    fields = {field.name: field for field in questions(one.questions).fields} if one.questions else {}
    return Telling(
        heading=(Strong(one.challenger_name), " asks ", Strong(one.body_name), ", on ", one.made_on),
        chip=_chip(one),
        words=one.words,
        standing=_standing(one, on),
        reply=one.reply,
        answers=[
            Fact(fields[said.field].label, question.answer_words(fields[said.field], said.words, one.area, known))
            for said in one.answers
        ],
        working=f"{one.clock.reckoning} Rules {one.clock.policy_version}.",
        removed=removal.tombstones(one.removed, one.questions, known.bodies),
    )


def enquired(enquiries: Sequence[Enquiry]) -> list[Words]:
    """The figures that were asked for and have not come, in words."""
    return [
        (
            f"The figure for {in_words(parse(one.period))} was asked of {one.body_name}, to come by ",
            one.clock.due_on,
            "." if one.state is Asked.ASKED else "; its day is over and it has not come.",
        )
        for one in enquiries
        if one.clock is not None and one.state in (Asked.ASKED, Asked.OVERDUE)
    ]


def _chip(one: Challenge) -> Chip:
    match one.state:
        case State.ANSWERED:
            return Chip(Status.SAID, "Answered late" if one.is_late else "Answered")
        case State.UNANSWERED:
            return Chip(Status.NO_ANSWER)
        case State.MADE:
            return Chip(Status.WAITING)


def _standing(one: Challenge, on: date) -> Words:
    match one.state:
        case State.ANSWERED:
            late = f", after its day, {wording.day(one.clock.due_on)}" if one.is_late else ""
            return (Strong(one.body_name), f" replied{late}. Its own words:")
        case State.UNANSWERED:
            return (f"No reply came by {wording.day(one.clock.due_on)}. It stands on the list of the area's scrutiny.",)
        case State.MADE:
            over = ", which is over" if on > one.clock.due_on else ""
            return ("A reply is due by ", Strong(one.clock.due_on), f"{over}.")
