"""Events of letters about cases: that one was served, on whom and how, and what became of it; never its words."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event

LETTER = "escalation.letter"


@event("letter.served", LETTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class LetterServed:
    """A body served a letter about a case on another: `how` is by e-mail, by post or by hand, `served_on` the day that
    it says, `proof` the carrier's reference, if any. `about` is what the letter is, `supersedes` the number of the one
    that it puts right.
    """

    case: str
    letter: int
    about: str
    by: str
    to: str
    how: str
    served_on: date
    proof: str = ""
    supersedes: int | None = None


@event("letter.carried", LETTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCarried:
    """What became of a letter by e-mail: `sent`, its carrier took it; `delivered`; or `failed`, it came back."""

    case: str
    letter: int
    standing: str
    on: date
