"""A report that a body has named: which figures it wants again and again, and how. A value; no rule stands here."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A definition as it was sent, in its newest version. `id` is the body's own name for it."""

    body: str
    id: str
    version: int
    document: dict[str, object]
    stored_at: datetime
