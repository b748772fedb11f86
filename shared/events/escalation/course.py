"""What may happen to a case on any rung: its clocks stop and run again, its organiser leaves, it joins another case."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.minute import Minute
from shared.events.escalation.step import CASE, CaseStep, Deed


@event("case.paused", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CasePaused(Deed):
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
class PauseRenewed(Deed):
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
    """A pause is over: `how` is people, or silence when nobody renewed it. `done_by` as of a deed."""

    how: str
    done_by: str = ""


@event("case.withdrawn", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(CaseStep):
    """Whoever raised the case took it back. `is_left` when nobody else has standing: it ends unless a body takes it up.

    `body` is one of several that raised it and leaves alone, while the others stay. `said_by` and `how` as of a word:
    for the organiser of a petition a body may write it down.
    """

    reasons: str
    is_left: bool
    body: str = ""
    said_by: str = ""
    how: str = "in_person"


@event("case.organiser_left", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class OrganiserLeft(CaseStep):
    """The organiser of a merged case, `organiser_of`, took it back. `is_left` as when the case's own does.

    `body` is one of several that raised that case and leaves alone, while the others stay. `said_by` and `how` as
    when the case's own leaves.
    """

    organiser_of: str
    reasons: str
    is_left: bool
    body: str = ""
    said_by: str = ""
    how: str = "in_person"


@event("case.adopted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAdopted(ClocksResumed):
    """A body took the case up that its organiser had left, and it goes on where it stood."""

    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Somebody who stands behind a case that was merged, and the kind in which it was raised: a body, or `organiser`
    for that of a petition. `party` is as whom they settle; `name` is the public's.
    """

    kind: str
    body: str
    name: str
    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A case that goes on as part of another: when it was opened, with how many signatures, who stands `behind` it
    still. `through` is the case into which it had been merged before, where it came with that one.
    """

    reference: str
    opened_on: date
    signatures: int
    behind: tuple[Behind, ...]
    through: str = ""


@event("case.merged", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMerged(Deed):
    """The case ends here and goes on as part of another open one, `into`; `was` is the state in which it stood."""

    into: str
    was: str
    reasons: str


@event("case.taken_in", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTakenIn(CaseStep):
    """Another case, `merged`, goes on as part of this one, with those that had been merged into it: `joined`.

    The earlier day of the two holds: `stands_since` is that from which the state counts, the others are those of the
    duty and its remedy. The wider `level`, an alleged failure of the system and `adopters` hold for both.
    """

    merged: str
    joined: tuple[Joined, ...]
    reasons: str
    stands_since: date
    served_on: date | None = None
    acknowledge_by: date | None = None
    remedy_on: date | None = None
    level: str = ""
    failure_alleged_on: date | None = None
    adopters: tuple[str, ...] = ()


@event("case.revived", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRevived(CaseStep):
    """The case into which this one was merged, `host`, was refused: this one goes on by itself where it had stood."""

    host: str


@event("case.step_corrected", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class StepCorrected(Deed):
    """A slip in an earlier step is put right: number `step` of the case, the event `what`, told on `said_on`.

    `field` read `was` and reads `now`; `day` is that when it is a day. `number` is that of the notice, question,
    recommendation or process that the step was about; 0 for none. `answer_by` is the day that follows from a receipt.
    `minute` where a committee had decided the step, and decided this too.
    """

    step: int
    what: str
    said_on: date
    field: str
    was: str
    now: str
    reasons: str
    day: date | None = None
    number: int = 0
    answer_by: date | None = None
    minute: Minute | None = None


@event("case.body_succeeded", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class BodySucceeded(ClocksResumed):
    """A body ceased on `last_on`, and `successor` has from now on what `body` had to do in the case.

    Where a clock ran on it, the successor has `working_days` more, once: until `stood_until` a period stands still, and
    days that were fixed have moved. `reasons` is the ground on which the one takes over from the other. `standing_lost`
    are bodies that raised the case and answer for it now: their word as those who raised it counts no more.
    `silenced` is the organisation that answers now and had complained or declared no confidence: neither counts any
    more; `complaints` is how many organisations complain still, where that changed. `standing_to` is the successor that
    stands behind the case from now on where `body` raised it, which counts as `standing_party`; `standing_ended` is
    `body` where the register names none: its word as one of those who raised it counts no more.
    """

    body: str
    successor: str
    successor_name: str
    successor_kind: str
    regime: str
    inspectorate: str
    facilitator: str
    last_on: date
    stood_until: date | None = None
    standing_lost: tuple[str, ...] = ()
    silenced: str = ""
    complaints: int | None = None
    standing_to: str = ""
    standing_party: str = ""
    standing_ended: tuple[str, ...] = ()
