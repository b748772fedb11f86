"""Patterns in a measure's figures on its page: each a question that anybody may ask, with its working."""

from collections.abc import Sequence

from services.indicators.domain.judgement.gaming import RULE, Pattern, Seen
from services.indicators.pages.question.warning import Query

ASKS = {
    Pattern.JUST_PAST: "Why do so many figures lie just past their target?",
    Pattern.REVISED: "Why were figures revised long after they came, each time for the better?",
    Pattern.REDEFINED: "What would the figures be under the definition that the target was set for?",
    Pattern.MISSING_TAIL: "What are the figures since the target was missed?",
}
WORDS = "A question that anybody may ask, seen by a rule. There may be a good reason; it is no finding."


def questions(seen: Sequence[Seen]) -> list[Query]:
    """The questions that the patterns raise."""
    return [Query(asks=ASKS[one.pattern], words=WORDS, working=f"{one.working} Rule {RULE}.") for one in seen]
