"""A case begins and ends, and what is noted on any rung."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.step import CASE, CaseStep
from shared.events.escalation.trigger import TriggerRecord


@event("case.opened", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(CaseStep):
    """A trigger was received and awaits screening.

    Where no petition did it: `raised_by` in words, `level` as asked for (local or area_wide), what failed, the steps
    that were tried before, and the records of the bodies that stand behind it. `ward` is the code of the one ward that
    it is about, where one was named.
    """

    area: str
    trigger: str
    title: str
    measure: str
    signatures: int
    policy_version: str
    raised_by: str = ""
    level: str = ""
    failure: str = ""
    steps: str = ""
    records: tuple[TriggerRecord, ...] = ()
    ward: str = ""


@event("case.joined", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseJoined(CaseStep):
    """Another body raised the same matter and stands behind this case from now on; the state stays."""

    trigger: str
    failure: str
    record: TriggerRecord


@event("case.level_raised", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLevelRaised(CaseStep):
    """It is a matter of the whole area from now on, by so many signatures or neighbourhoods; the state stays."""

    level: str
    by: str
    count: int
    required: int


@event("case.standing_passed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPassed(CaseStep):
    """The case goes on and nobody stands behind it any more: the councillors of its ward do from now on.

    `name` is how they are called together; there is a record for each council that they sit on.
    """

    ward: str
    name: str
    records: tuple[TriggerRecord, ...]


@event("case.acknowledged", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAcknowledged(CaseStep):
    """Receipt was acknowledged at once, by the machine; `asked_by` is the day by which somebody is to decide."""


@event("case.closed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(CaseStep):
    """The case ended. `state` is the named end, `cause` the reason for an end without resolution."""

    cause: str


@event("case.figures_noted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresNoted(CaseStep):
    """A new judgement of the cited measure was added to the case's evidence; the state stays."""

    period: str
    value: str
    target: str
    verdict: str


@event("case.relapsed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRelapsed(CaseStep):
    """The measure fails again while the closed case is watched: the case goes on, one step up from where it ended."""

    ended_as: str
    closed_on: date
    period: str
    value: str
    target: str


@event("case.register_changed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChanged(CaseStep):
    """The register now tells of another lead as of the day of the duty; a person must look, no machine moves it."""

    lead: str
    since_on: date


@event("case.deadline_set_aside", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSetAside(CaseStep):
    """What the machine did at a deadline is undone: the answer had been received in time."""

    received_on: date
    undone: str
