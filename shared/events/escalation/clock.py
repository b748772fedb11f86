"""The clocks of a case: a reminder before a day, a day that was missed, a day that moved. None moves the case."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.scrutiny import Addressee
from shared.events.escalation.step import CASE, CaseStep

# What a day may be for, besides what the state itself asks: `about` of a reminder and of a day that was missed.
ASKED, ACKNOWLEDGEMENT, HEARING_DATE = "asked", "acknowledgement", "hearing_date"
EVERY_ANSWER = "every_answer"  # of recommendations: some may have come


@event("case.reminded", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReminded(CaseStep):
    """So many working days are left until somebody is to have acted; `bodies` are those that it is on, if any."""

    about: str
    bodies: tuple[str, ...]
    asked_on: date
    days_left: int


@event("case.day_missed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class DayMissed(CaseStep):
    """The day by which somebody was to act, `missed_on`, is over; `bodies` did not do all of it. Told then or later."""

    about: str
    bodies: tuple[str, ...]
    missed_on: date


@event("case.clock_moved", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ClockMoved(CaseStep):
    """Days that run in the case were counted again and end later; `because` names what is new.

    What is None, or empty, has not changed: days that follow from a period and that other facts of the case carry.
    `heard_on` are the days of a hearing that lie now in weeks before an election, for the committee to move.
    """

    was_due_on: date
    was_asked_by: date
    because: str
    acknowledge_by: date | None = None
    remedy_on: date | None = None
    addressees: tuple[Addressee, ...] = ()
    heard_on: tuple[date, ...] = ()
