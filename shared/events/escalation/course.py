"""What may happen to a case on any rung: its clocks stop, and run again."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.step import CASE, CaseStep


@event("case.paused", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CasePaused(CaseStep):
    """The clocks stand still from this day, until `review_on` unless renewed.

    `reasons` is empty for a statutory process, of which nothing else is told. `is_asked_in_writing` when a court or an
    authority asked for it.
    """

    reason_class: str
    reasons: str
    review_on: date
    is_asked_in_writing: bool = False


@event("case.pause_renewed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRenewed(CaseStep):
    """The clocks go on standing still, until another `review_on`. The rest as for a pause."""

    reason_class: str
    reasons: str
    review_on: date
    is_asked_in_writing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClocksResumed(CaseStep):
    """The clocks run again.

    They stood still for `working_days`. Days that had been fixed and were still ahead have moved by as many: to
    acknowledge, the remedy, the hearing, the questions, the plan's end and its next report. `answers_by` are
    those of all addressees, `notices_by` those of all notices, in their order.
    """

    reasons: str
    working_days: int
    acknowledge_by: date | None = None
    remedy_on: date | None = None
    more_time_until: date | None = None
    hearing_on: date | None = None
    answers_by: tuple[date, ...] = ()
    plan_until: date | None = None
    questions_by: date | None = None
    notices_by: tuple[date, ...] = ()
    report_by: date | None = None


@event("case.resumed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResumed(ClocksResumed):
    """A pause is over: `how` is people, or silence when nobody renewed it."""

    how: str


@event("case.withdrawn", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(CaseStep):
    """Whoever raised the case took it back. `is_left` when nobody else has standing: it ends unless a body takes it up.

    `body` is one of several that raised it and leaves alone, while the others stay.
    """

    reasons: str
    is_left: bool
    body: str = ""


@event("case.adopted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAdopted(ClocksResumed):
    """A body took the case up that its organiser had left, and it goes on where it stood."""

    body: str
