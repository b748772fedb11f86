"""The shapes of challenges and of their replies. A reply answers the set of questions, where one was asked with."""

from typing import Annotated

from pydantic import Field, create_model

from services.indicators.domain.question.challenge import Challenge, Wording
from services.indicators.schemas.question.explanation import ANSWERS, moment, removed_document
from shared.policy import QuestionSet
from shared.shapes import Reasons, Slug, Strict

Words = Annotated[Reasons, Field(min_length=20, max_length=6_000)]


class ChallengeIn(Strict):
    """A challenge to whoever answers for a measure; `questions` names a set to be answered besides."""

    area: Slug
    measure: Slug
    words: Words
    questions: QuestionSet | None = None

    def wording(self) -> Wording:
        """What is said, as the domain knows it."""
        return Wording(words=self.words, questions=self.questions)


class Reply(Strict):
    """A reply in the body's own words."""

    reply: Words


REPLIES: dict[QuestionSet | None, type[Strict]] = {None: Reply}
"""The shape of a reply, by the set that the challenge was made with."""
REPLIES |= {
    name: create_model(f"Reply to {name}", __base__=Reply, __module__=__name__, answers=(ANSWERS[name], ...))
    for name in QuestionSet
}


def document(one: Challenge) -> dict[str, object]:
    """A challenge with its clock and its reply."""
    return {
        "challenge": str(one.id),
        "area": one.area,
        "measure": one.measure,
        "challenger": one.challenger,
        "challenger_name": one.challenger_name,
        "body": one.body,
        "body_name": one.body_name,
        "asked_as": one.asked_as,
        "basis": one.basis or None,
        "register_version": one.register_version,
        "words": one.words,
        "questions": one.questions,
        "state": one.state,
        "made_on": one.made_on.isoformat(),
        "due_on": one.clock.due_on.isoformat(),
        "reckoning": one.clock.reckoning,
        "policy_version": one.clock.policy_version,
        "reply": one.reply or None,
        "answers": {said.field: list(said.words) for said in one.answers} if one.answers else None,
        "answered_at": moment(one.answered_at),
        "removed": removed_document(one.removed),
        "is_late": one.is_late,
        "unanswered_at": moment(one.unanswered_at),
        "version": one.version,
        "links": {"self": f"/indicators/v1/challenges/{one.id}", "page": f"/measures/{one.area}/{one.measure}"},
    }
