"""A case about a measure, as the measure's page tells of it. The case itself belongs to another service."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCase:
    """A case as the measure's page shows it. Somebody is to act by `asked_by`; `due_on` ends the silence."""

    reference: str
    title: str
    state: str
    subject: str | None
    asked_by: date | None
    due_on: date | None
    silence: str | None
    opened_at: datetime
    changed_at: datetime
