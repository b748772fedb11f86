"""Words that are taken out of what bodies said of a measure: asked for, agreed to, refused. Never the words."""

from dataclasses import dataclass

from shared.events.base import event
from shared.events.indicators.challenge import CHALLENGE
from shared.events.indicators.explanation import EXPLANATION

REMOVAL = "indicators.removal"


@event("words.removal_asked", REMOVAL)
@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRemovalAsked:
    """Somebody of the body `by` asked that these words be taken out, on a ground of the closed list.

    `sort` is explanation or challenge, `of` its id; `names` says which of its words.
    """

    area: str
    removal: str
    measure: str
    sort: str
    of: str
    names: tuple[str, ...]
    ground: str
    by: str


@event("words.removal_agreed", REMOVAL)
@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRemovalAgreed:
    """Somebody of another body agreed: the words are gone, from the ledger too."""

    area: str
    removal: str
    measure: str
    by: str


@event("words.removal_refused", REMOVAL)
@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRemovalRefused:
    """Somebody did not agree, or whoever asked took it back: the words stay."""

    area: str
    removal: str
    measure: str
    by: str


@event("explanation.words_removed", EXPLANATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationWordsRemoved:
    """These words of an explanation were taken out, in every event that had them: why, and by whose people."""

    area: str
    explanation: str
    measure: str
    body: str
    removal: str
    names: tuple[str, ...]
    ground: str
    asked_by: str
    agreed_by: str


@event("challenge.words_removed", CHALLENGE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeWordsRemoved:
    """These words of a challenge or its reply were taken out, in every event that had them."""

    area: str
    challenge: str
    measure: str
    challenger: str
    body: str
    removal: str
    names: tuple[str, ...]
    ground: str
    asked_by: str
    agreed_by: str
