"""What the second rung has made of a case: the hearing, the recommendations, the answers, how the rung was spent."""

from dataclasses import dataclass
from datetime import date

from shared.events import escalation as told


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an addressee of recommendations said; `answer` is `none` for one that said nothing by its day."""

    body: str
    answer: str
    reasons: str
    answered_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrutiny:
    """The second rung."""

    committee: str = ""
    hearing_on: date | None = None
    adjournments: int = 0
    recommendations: tuple[told.Recommendation, ...] = ()
    addressees: tuple[told.Addressee, ...] = ()
    answers: tuple[Answer, ...] = ()
    monitored_since: date | None = None
    spent_on: date | None = None

    @property
    def outstanding(self) -> tuple[told.Addressee, ...]:
        """The addressees that have neither answered nor been recorded as silent."""
        heard = {answer.body for answer in self.answers}
        return tuple(addressee for addressee in self.addressees if addressee.body not in heard)
