"""What escalation shows of its sealed store: the hash of each day, and matters that were unsealed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Leaf:
    """The sealed store's hash of a day, in hex, and when it was told."""

    day: date
    leaf: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A matter that was unsealed: its case, if it came from one, and its entries as they were told."""

    matter: UUID
    area: str
    reference: str
    opened_at: datetime
    entries: list[dict[str, Any]]
