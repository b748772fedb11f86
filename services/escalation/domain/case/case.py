"""A case as its events have made it: plain facts, each with its day, grouped by the rung on which they came to be.

How events make it stands in each rung's `history`; what may happen next in its `chain` and `silence`.
"""

from dataclasses import dataclass, field
from datetime import date

from services.escalation.domain.case.course import Course, Overlay
from services.escalation.domain.case.inspection import Inspection
from services.escalation.domain.case.process import Process
from services.escalation.domain.case.remedy import Remedy
from services.escalation.domain.case.screening import Screening
from services.escalation.domain.case.scrutiny import Scrutiny
from services.escalation.domain.case.second import Waiting
from services.escalation.domain.case.state import PLACES, State
from services.escalation.domain.case.trigger import (
    ORGANISED,
    ORGANISER,
    PERSONAL,
    Kind,
    Raised,
    Raiser,
    of_body,
    of_petition,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A judgement of the cited measure, as evidence."""

    period: str
    value: str
    target: str
    verdict: str
    noted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case on the ladder. `version` counts its events, `round` its clocks; `cause` says why it ended as it did.

    `relapsed_from` are the ends from which it was taken up again, `first_closed_on` the day of the first end.
    """

    reference: str
    area: str
    title: str
    measure: str
    trigger: str
    signatures: int
    policy_version: str
    opened_on: date
    policy_on: date
    state: State
    since_on: date
    version: int = 0
    round: int = 0
    due_on: date | None = None
    asked_by: date | None = None
    reckoning: str | None = None
    silence: str | None = None
    late_since: date | None = None
    figures: tuple[Figure, ...] = ()
    cause: str = ""
    closed_on: date | None = None
    first_closed_on: date | None = None
    relapsed_from: tuple[State, ...] = ()
    processes: tuple[Process, ...] = ()

    raised: Raised = field(default_factory=Raised)
    waiting: Waiting | None = None
    course: Course = field(default_factory=Course)
    screening: Screening = field(default_factory=Screening)
    remedy: Remedy = field(default_factory=Remedy)
    scrutiny: Scrutiny = field(default_factory=Scrutiny)
    inspection: Inspection = field(default_factory=Inspection)

    @property
    def is_open(self) -> bool:
        """Whether the case has not reached an end."""
        return not PLACES[self.state].is_end

    @property
    def overlay(self) -> Overlay | None:
        """What lies over the state; None when the state's own rows hold."""
        return self.course.overlay

    @property
    def subject(self) -> str:
        """The body that the duty was served on; empty before."""
        return self.remedy.duty.lead if self.remedy.duty else ""

    @property
    def has_organiser(self) -> bool:
        """Whether somebody who raised the case stands behind it still."""
        return any(one.reference == self.reference for one in self.raisers)

    @property
    def organisers(self) -> tuple[str, ...]:
        """The cases whose organisers have standing here: its own, and those that were merged into it."""
        return tuple(dict.fromkeys(one.reference for one in self.raisers))

    @property
    def raisers(self) -> tuple[Raiser, ...]:
        """Those who stand behind this case and the cases that were merged into it."""
        is_petition = self.trigger == Kind.PETITION and ORGANISER not in self.raised.left
        kinds = [(one, self.raised.kind_of(one.body, self.trigger)) for one in self.raised.standing]
        bodies = [of_body(one, kind, self.reference) for one, kind in kinds if kind in ORGANISED]
        own = [*([of_petition()] if is_petition else []), *bodies]
        standing = [(self.reference, own), *((one.reference, one.behind) for one in self.course.joined)]
        return tuple(Raiser(reference=reference, behind=one) for reference, behind in standing for one in behind)

    @property
    def who_speaks(self) -> tuple[Raiser, ...]:
        """Those of them whose word counts: none is the body under duty."""
        return tuple(one for one in self.raisers if one.body != self.subject or one.kind in PERSONAL)

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The latest verdict of each period noted, oldest first."""
        by_period = {figure.period: figure.verdict for figure in self.figures}
        return tuple(by_period.values())
