"""Events of running the product: what a person did to messages that could not be applied."""

from dataclasses import dataclass

from shared.events.base import event

INBOX = "operations.inbox"


@event("inbox.letter_discarded", INBOX)
@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDiscarded:
    """A person moved a consumer's stream past an event that could not be applied, and said why."""

    consumer: str
    stream: str
    version: int
    event_id: str
    reason: str


@event("inbox.letter_retried", INBOX)
@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRetried:
    """A person let a consumer try again an event that could not be applied."""

    consumer: str
    stream: str
    version: int
    event_id: str
