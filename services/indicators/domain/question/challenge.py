"""One partner challenges another on a measure: who may, whom it reaches, what a reply is, what silence means. Pure.

Made, then answered (late answers are taken and shown as late), or unanswered when its day is over. What is asked may be
a question of the challenger's own, or besides it one of the sets that missed targets are asked with.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from services.indicators.domain.question.asking import (
    GONE,
    Addressee,
    Asked,
    AskedAs,
    Clock,
    Removed,
    Sort,
    removed,
    without,
)
from shared.events.indicators import ChallengeAnswered, ChallengeMade, ChallengeUnanswered, ChallengeWordsRemoved, Said
from shared.policy import Policy, QuestionSet
from shared.working_days import Calendar

Told = ChallengeMade | ChallengeAnswered | ChallengeUnanswered | ChallengeWordsRemoved


class State(StrEnum):
    """Where a challenge stands."""

    MADE = "made"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


class Obstacle(StrEnum):
    """Why a body may not challenge this measure."""

    NO_PARTNER = "not-a-partner-here"
    OWN_MEASURE = "own-measure"
    STANDS_ALREADY = "challenge-stands"


OBSTACLE_WORDS = {
    Obstacle.NO_PARTNER: "Your body is no partner of this area, by its register.",
    Obstacle.OWN_MEASURE: "Your body answers for this measure itself; nobody challenges itself.",
    Obstacle.STANDS_ALREADY: "A challenge of yours on this measure waits for its reply.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a challenger says, and which set of questions is to be answered besides, if any."""

    words: str
    questions: QuestionSet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge(Asked):
    """A challenge, with its reply once there is one."""

    SORT = "challenge"

    challenger: str
    challenger_name: str
    asked_as: AskedAs
    basis: str
    register_version: int
    words: str
    questions: QuestionSet | None
    made_on: date
    clock: Clock
    reply: str = ""
    answers: tuple[Said, ...] = ()
    answered_at: datetime | None = None
    unanswered_at: datetime | None = None
    removed: tuple[Removed, ...] = ()

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.answered_at is not None:
            return State.ANSWERED
        return State.MADE if self.unanswered_at is None else State.UNANSWERED

    @property
    def is_late(self) -> bool:
        """Whether the reply came in after its day was over."""
        return self.clock.is_late(self.answered_at)


def obstacle(
    challenger: str, partners: Iterable[str], addressee: Addressee, standing: Iterable[Challenge]
) -> Obstacle | None:
    """Why this body may not challenge the measure; None when it may. `standing`: the challenges on the measure."""
    if challenger not in partners:
        return Obstacle.NO_PARTNER
    if challenger == addressee.body:
        return Obstacle.OWN_MEASURE
    is_waiting = any(one.challenger == challenger and one.state is State.MADE for one in standing)
    return Obstacle.STANDS_ALREADY if is_waiting else None


def make(
    said: Wording,
    addressee: Addressee,
    *,
    id: UUID,
    at: tuple[str, str],
    challenger: tuple[str, str],
    policy: Policy,
    calendar: Calendar,
    today: date,
) -> ChallengeMade:
    """The challenge as of today to who answers for the measure `at` (area and code), by the area's policy.

    `challenger` is a body and its name.
    """
    reckoned = policy.challenge.reply.reckon(today, calendar)
    return ChallengeMade(
        area=at[0],
        challenge=str(id),
        measure=at[1],
        challenger=challenger[0],
        challenger_name=challenger[1],
        body=addressee.body,
        body_name=addressee.name,
        asked_as=addressee.asked_as,
        basis=addressee.basis,
        register_version=addressee.register_version,
        words=said.words,
        questions=said.questions or "",
        made_on=today,
        due_on=reckoned.due_on,
        reckoning=reckoned.words(),
        policy_version=policy.version,
    )


def answer(challenge: Challenge, reply: str, answers: tuple[Said, ...], received_at: datetime) -> ChallengeAnswered:
    """The reply to a challenge that has none yet."""
    return ChallengeAnswered(
        area=challenge.area,
        challenge=str(challenge.id),
        measure=challenge.measure,
        challenger=challenge.challenger,
        body=challenge.body,
        reply=reply,
        answers=answers,
        received_at=received_at,
        is_late=challenge.clock.is_late(received_at),
    )


def let_lapse(challenge: Challenge) -> ChallengeUnanswered | None:
    """No reply came in time: from now on it stands on the list of the area's scrutiny."""
    if challenge.state is not State.MADE:
        return None
    return ChallengeUnanswered(
        area=challenge.area,
        challenge=str(challenge.id),
        measure=challenge.measure,
        challenger=challenge.challenger,
        body=challenge.body,
        due_on=challenge.clock.due_on,
    )


def evolve(before: Challenge | None, event: Told, at: datetime) -> Challenge:
    """What an event of the challenge's stream, which happened `at`, makes of it."""
    if isinstance(event, ChallengeMade):
        return _made(event)
    if before is None:
        raise ValueError("a challenge begins with being made")
    match event:
        case ChallengeAnswered():
            after = replace(before, reply=event.reply, answers=event.answers, answered_at=event.received_at)
        case ChallengeUnanswered():
            after = replace(before, unanswered_at=at)
        case ChallengeWordsRemoved(names=names):
            gone = removed(names, event.ground, by=(event.asked_by, event.agreed_by), at=at)
            after = replace(
                before,
                words=GONE if "words" in names else before.words,
                reply=GONE if "reply" in names else before.reply,
                answers=without(before.answers, names),
                removed=(*before.removed, gone),
            )
        case _:
            assert_never(event)
    return replace(after, version=before.version + 1)


def _made(event: ChallengeMade) -> Challenge:
    return Challenge(
        id=UUID(event.challenge),
        area=event.area,
        measure=event.measure,
        challenger=event.challenger,
        challenger_name=event.challenger_name,
        body=event.body,
        body_name=event.body_name,
        asked_as=AskedAs(event.asked_as),
        basis=event.basis,
        register_version=event.register_version,
        words=event.words,
        questions=QuestionSet(event.questions) if event.questions else None,
        made_on=event.made_on,
        clock=Clock(event.due_on, event.reckoning, event.policy_version),
        version=1,
    )


CHALLENGE: Sort[Challenge, Told] = Sort(of=Challenge, evolve=evolve, let_lapse=let_lapse)
