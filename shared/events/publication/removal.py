"""Events of words that are taken out of the public record: asked for, agreed to by somebody else, or not. No word."""

from dataclasses import dataclass

from shared.events.base import event

REMOVAL = "publication.removal"


@event("removal.asked", REMOVAL)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalAsked:
    """Somebody asks to take words out of the record: of the leaf of this number, by their names. `by` is the body."""

    area: str
    removal: str
    leaf: int
    names: tuple[str, ...]
    ground: str
    by: str


@event("removal.refused", REMOVAL)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalRefused:
    """The second person does not agree, or the first takes it back: the words stay."""

    area: str
    removal: str
    by: str


@event("removal.agreed", REMOVAL)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalAgreed:
    """A person of another body agreed, and the words are gone. The leaf stays, and another one tells of this."""

    area: str
    removal: str
    by: str
