"""A case about a measure, as the measure's page tells of it. The case itself belongs to another service."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCase:
    """A case as the measure's page shows it. Somebody is to act by `asked_by`; `due_on` ends the silence.

    `signed_on` is when the subject signed the area's agreement, `answers_owed_under` names the regimes under which
    answers to recommendations are owed.
    """

    reference: str
    title: str
    state: str
    subject: str | None
    signed_on: date | None
    answers_owed_under: str
    asked_by: date | None
    due_on: date | None
    silence: str | None
    opened_at: datetime
    changed_at: datetime
