"""Asking why a measure misses its target: who is asked, when again, what ends it. Pure.

One request for each period missed: asked, then given, missing (its day is over; a late answer is still taken), or
withdrawn when the measure no longer misses its target before anybody answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from services.indicators.domain.judgement.judgement import Judgement
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.domain.question.asking import Addressee, Asked, AskedAs, Clock, Removed, Sort, removed, without
from shared.events.indicators import (
    ExplanationAsked,
    ExplanationGiven,
    ExplanationMissing,
    ExplanationWithdrawn,
    ExplanationWordsRemoved,
    Said,
)
from shared.periods import parse
from shared.policy import Policy, QuestionSet
from shared.working_days import Calendar

Told = ExplanationAsked | ExplanationGiven | ExplanationMissing | ExplanationWithdrawn | ExplanationWordsRemoved


class State(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    GIVEN = "given"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Asked):
    """A request for an explanation, with its answer once there is one."""

    SORT = "explanation"

    period: str
    value: Decimal
    target: Decimal
    asked_as: AskedAs
    basis: str
    register_version: int
    questions: QuestionSet
    asked_on: date
    clock: Clock
    answers: tuple[Said, ...] = ()
    given_at: datetime | None = None
    missing_at: datetime | None = None
    withdrawn_at: datetime | None = None
    removed: tuple[Removed, ...] = ()

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.given_at is not None:
            return State.GIVEN
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        return State.ASKED if self.missing_at is None else State.MISSING

    @property
    def is_late(self) -> bool:
        """Whether the answer came in after its day was over."""
        return self.clock.is_late(self.given_at)

    @property
    def may_be_answered(self) -> bool:
        """Whether an answer is still taken."""
        return self.state in (State.ASKED, State.MISSING)


def is_to_be_asked(after: Judgement, standing: Iterable[Explanation]) -> bool:
    """Whether this judgement asks why: a miss, nothing open, and no earlier request about this period or a later one.

    A withdrawn request does not count: what it asked about was put right and has gone wrong again. Of a measure that
    has parts nothing is asked: the part that fell is asked about, once.
    """
    if after.verdict is not Verdict.MISSED or after.facts.period is None or after.facts.parts:
        return False
    period = parse(after.facts.period)
    lasting = [one for one in standing if one.state is not State.WITHDRAWN]
    return not any(one.state is State.ASKED or parse(one.period) >= period for one in lasting)


def no_longer_asked(after: Judgement, standing: Iterable[Explanation]) -> list[Explanation]:
    """The open requests that this judgement ends."""
    if after.verdict is Verdict.MISSED:
        return []
    return [one for one in standing if one.state is State.ASKED]


def ask(
    after: Judgement, addressee: Addressee, *, id: UUID, policy: Policy, calendar: Calendar, today: date
) -> ExplanationAsked:
    """The request about a miss, as of today, with its last day reckoned by the area's policy."""
    facts = after.facts
    if facts.period is None or facts.value is None or facts.target is None:
        raise ValueError("only a figure judged against a target can miss it")
    reckoned = policy.explanation.answer.reckon(today, calendar)
    return ExplanationAsked(
        area=facts.area,
        explanation=str(id),
        measure=facts.measure,
        period=facts.period,
        value=facts.value,
        target=facts.target,
        body=addressee.body,
        body_name=addressee.name,
        asked_as=addressee.asked_as,
        basis=addressee.basis,
        register_version=addressee.register_version,
        questions=policy.explanation.questions,
        asked_on=today,
        due_on=reckoned.due_on,
        reckoning=reckoned.words(),
        policy_version=policy.version,
    )


def give(request: Explanation, answers: tuple[Said, ...], received_at: datetime) -> ExplanationGiven:
    """The answer to a request that may still be answered."""
    return ExplanationGiven(
        area=request.area,
        explanation=str(request.id),
        measure=request.measure,
        body=request.body,
        answers=answers,
        received_at=received_at,
        is_late=request.clock.is_late(received_at),
    )


def let_lapse(request: Explanation) -> ExplanationMissing | None:
    """No answer came in time."""
    if request.state is not State.ASKED:
        return None
    return ExplanationMissing(
        area=request.area,
        explanation=str(request.id),
        measure=request.measure,
        body=request.body,
        due_on=request.clock.due_on,
    )


def withdraw(request: Explanation, after: Judgement) -> ExplanationWithdrawn:
    """The measure no longer misses its target."""
    return ExplanationWithdrawn(
        area=request.area,
        explanation=str(request.id),
        measure=request.measure,
        body=request.body,
        period=after.facts.period or request.period,
        verdict=after.verdict,
    )


def evolve(before: Explanation | None, event: Told, at: datetime) -> Explanation:
    """What an event of the request's stream, which happened `at`, makes of it."""
    if isinstance(event, ExplanationAsked):
        return _asked(event)
    if before is None:
        raise ValueError("a request begins with being asked")
    match event:
        case ExplanationGiven():
            after = replace(before, answers=event.answers, given_at=event.received_at)
        case ExplanationMissing():
            after = replace(before, missing_at=at)
        case ExplanationWithdrawn():
            after = replace(before, withdrawn_at=at)
        case ExplanationWordsRemoved(names=names):
            gone = removed(names, event.ground, by=(event.asked_by, event.agreed_by), at=at)
            after = replace(before, answers=without(before.answers, names), removed=(*before.removed, gone))
        case _:
            assert_never(event)
    return replace(after, version=before.version + 1)


def _asked(event: ExplanationAsked) -> Explanation:
    return Explanation(
        id=UUID(event.explanation),
        area=event.area,
        measure=event.measure,
        period=event.period,
        value=event.value,
        target=event.target,
        body=event.body,
        body_name=event.body_name,
        asked_as=AskedAs(event.asked_as),
        basis=event.basis,
        register_version=event.register_version,
        questions=QuestionSet(event.questions),
        asked_on=event.asked_on,
        clock=Clock(event.due_on, event.reckoning, event.policy_version),
        version=1,
    )


EXPLANATION: Sort[Explanation, Told] = Sort(of=Explanation, evolve=evolve, let_lapse=let_lapse)
