"""Asking a partner for a figure, once: what is held already is not asked for again, and every asking is counted. Pure.

An enquiry is spared (the figure is held), or asked; then the figure comes, or its day passes and it is overdue.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from services.indicators.domain.figure.supply import owed_on
from services.indicators.domain.question.asking import Asked, Clock, Sort
from shared.events.indicators import EnquiryMade, EnquiryOverdue, EnquirySpared
from shared.measures import Frequency
from shared.periods import Period, parse
from shared.policy import Policy
from shared.working_days import Calendar, Reckoning

Told = EnquiryMade | EnquirySpared | EnquiryOverdue


class State(StrEnum):
    """Where an enquiry stands."""

    SPARED = "spared"
    ASKED = "asked"
    ANSWERED = "answered"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody wants to know: one figure, and what for."""

    area: str
    measure: str
    period: Period
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """The body that has the figure to give, by the area's register on a day."""

    body: str
    name: str
    register_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The figure that is held for a period, or that it is said to be missing and why."""

    value: Decimal | None
    missing: str | None
    status: str | None
    received_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry(Asked):
    """An enquiry. `answered_at`: when the first figure for its period came in, whoever asked."""

    SORT = "enquiry"

    period: str
    asked_by: str
    purpose: str
    asked_on: date
    is_spared: bool = False
    clock: Clock | None = None
    overdue_at: datetime | None = None
    answered_at: datetime | None = None

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.is_spared:
            return State.SPARED
        if self.answered_at is not None:
            return State.ANSWERED
        return State.ASKED if self.overdue_at is None else State.OVERDUE

    @property
    def is_late(self) -> bool:
        """Whether the figure came in after its day was over."""
        return self.clock is not None and self.clock.is_late(self.answered_at)


def parts_held(wanted: Period, held: Iterable[str]) -> tuple[str, ...]:
    """The shorter periods among those held that make up the wanted one without gap or overlap; empty when none do.

    The longest parts are taken: four quarters rather than twelve months.
    """
    inside = [
        period
        for period in map(parse, held)
        if period != wanted and wanted.starts_on <= period.starts_on and period.ends_on <= wanted.ends_on
    ]
    found: list[str] = []
    day = wanted.starts_on
    while day <= wanted.ends_on:
        fitting = [period for period in inside if period.starts_on == day]
        if not fitting:
            return ()
        longest = max(fitting)
        found.append(longest.text)
        day = longest.ends_on + timedelta(days=1)
    return tuple(found)


def due(question: Question, frequency: Frequency, *, policy: Policy, calendar: Calendar, today: date) -> Reckoning:
    """The day by which the figure is asked: reckoned from today, or from the period's end where that is later."""
    reckoned = policy.enquiry.answer.reckon(today, calendar)
    owed = owed_on(frequency, question.period, policy, calendar) if question.period.ends_on >= today else None
    return reckoned if owed is None or owed.due_on <= reckoned.due_on else owed


def make(
    question: Question, supplier: Supplier, reckoned: Reckoning, *, id: UUID, asked_by: str, policy: Policy, today: date
) -> EnquiryMade:
    """The enquiry as of today."""
    return EnquiryMade(
        area=question.area,
        enquiry=str(id),
        measure=question.measure,
        period=question.period.text,
        body=supplier.body,
        body_name=supplier.name,
        register_version=supplier.register_version,
        asked_by=asked_by,
        purpose=question.purpose,
        asked_on=today,
        due_on=reckoned.due_on,
        reckoning=reckoned.words(),
        policy_version=policy.version,
    )


def spare(question: Question, supplier: Supplier, *, id: UUID, asked_by: str, today: date) -> EnquirySpared:
    """The figure is held: nobody is asked, and that is counted."""
    return EnquirySpared(
        area=question.area,
        enquiry=str(id),
        measure=question.measure,
        period=question.period.text,
        body=supplier.body,
        body_name=supplier.name,
        asked_by=asked_by,
        purpose=question.purpose,
        asked_on=today,
    )


def let_lapse(enquiry: Enquiry) -> EnquiryOverdue | None:
    """No figure came in time."""
    if enquiry.state is not State.ASKED:
        return None
    return EnquiryOverdue(
        area=enquiry.area,
        enquiry=str(enquiry.id),
        measure=enquiry.measure,
        period=enquiry.period,
        body=enquiry.body,
        due_on=enquiry.clock.due_on if enquiry.clock else enquiry.asked_on,
    )


def evolve(before: Enquiry | None, event: Told, at: datetime) -> Enquiry:
    """What an event of the enquiry's stream, which happened `at`, makes of it."""
    match event:
        case EnquiryMade() | EnquirySpared():
            return _begun(event)
        case EnquiryOverdue():
            if before is None:
                raise ValueError("an enquiry begins with being made")
            return replace(before, overdue_at=at, version=before.version + 1)
        case _:
            assert_never(event)


def _begun(event: EnquiryMade | EnquirySpared) -> Enquiry:
    begun = Enquiry(
        id=UUID(event.enquiry),
        area=event.area,
        measure=event.measure,
        period=event.period,
        body=event.body,
        body_name=event.body_name,
        asked_by=event.asked_by,
        purpose=event.purpose,
        asked_on=event.asked_on,
        is_spared=isinstance(event, EnquirySpared),
        version=1,
    )
    if isinstance(event, EnquirySpared):
        return begun
    return replace(begun, clock=Clock(event.due_on, event.reckoning, event.policy_version))


ENQUIRY: Sort[Enquiry, Told] = Sort(of=Enquiry, evolve=evolve, let_lapse=let_lapse)
