"""What is tried beside the ladder's own steps, on whichever rung: begun to a day, and over."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.minute import Minute
from shared.events.escalation.step import CASE, CaseStep, Deed


@event("case.process_started", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessStarted(CaseStep):
    """A process of the published list began: which, by which body, what it is to bring, until when."""

    number: int
    process: str
    outcome: str
    body: str
    until_on: date
    minute: Minute | None = None


@event("case.process_ended", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessEnded(Deed):
    """A process was said to be over, with what came of it."""

    number: int
    process: str
    result: str
