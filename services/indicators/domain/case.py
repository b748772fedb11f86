"""A case about a measure, as the measure's page tells of it. The case itself belongs to another service."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCase:
    """A case as the measure's page shows it."""

    reference: str
    title: str
    state: str
    subject: str | None
    due_on: date | None
    silence: str | None
    opened_at: datetime
    changed_at: datetime
