"""Events of words that stay listed and are not shown: withheld on a ground of a closed list, and released. No word."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event

WITHHOLDING = "publication.withholding"


@event("entry.withheld", WITHHOLDING)
@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWithheld:
    """Words of an entry are not shown, by their names, until a day or until they are released. `by` is the body."""

    area: str
    agreement: str
    entry: int
    names: tuple[str, ...]
    ground: str
    until: date | None
    by: str


@event("entry.released", WITHHOLDING)
@dataclass(frozen=True, slots=True, kw_only=True)
class EntryReleased:
    """They are shown again: two people released them, or their day came."""

    area: str
    agreement: str
    entry: int
    by: str
    by_clock: bool
