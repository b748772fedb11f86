"""Events of what a petition's number has set a day for: a debate, an officer's evidence, a reply; step by step.

One stream for each of them, beside the case whatever its state. What is missed is told and stays told. Posts and bodies
only: no person stands here.
"""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event

OBLIGATION = "escalation.obligation"
COUNCIL_DEBATE, EVIDENCE_IN_PUBLIC, NAMED_REPLY = "council_debate", "evidence_in_public", "named_reply"
IN_TIME, LATE = "in_time", "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationStep:
    """What every step tells: of which petition, under which name, and which of the three it is."""

    petition: str
    name: str
    what: str


@event("obligation.offered", OBLIGATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationOffered(ObligationStep):
    """The number was reached, and it is held only if whoever started the petition asks for it by `ask_by`."""

    area: str
    title: str
    required: int
    count: int
    ask_by: date
    reckoning: str
    answered_by: str
    policy_version: str


@event("obligation.arose", OBLIGATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationArose(ObligationStep):
    """The number was reached: a day is to be fixed by `schedule_by` (a reply needs none), and it is due by `due_on`."""

    area: str
    title: str
    required: int
    count: int
    schedule_by: date | None
    due_on: date
    reckoning: str
    answered_by: str
    policy_version: str


@event("obligation.asked_for", OBLIGATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationAskedFor(ObligationStep):
    """What was offered is asked for and due from now on; `body` and `role` wrote it down for whoever asked."""

    schedule_by: date
    due_on: date
    reckoning: str
    by: str
    role: str
    reasons: str = ""


@event("obligation.not_asked_for", OBLIGATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationNotAskedFor(ObligationStep):
    """Nobody asked for what was offered in time: it is not held."""

    missed_on: date


@event("obligation.replaced", OBLIGATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationReplaced(ObligationStep):
    """Another one was asked for in its place."""

    instead: str


@event("obligation.scheduled", OBLIGATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationScheduled(ObligationStep):
    """A day is fixed, or moved: before which committee, which post of which body answers, who wrote it down and why.

    `special`: why the committee meets on a day that is none of its own. `record_by`: without a minute by then it counts
    as not held. Minutes are those that whoever started it and the councillors have.
    """

    meets_on: date
    committee: str
    committee_name: str
    record_by: date
    reckoning: str
    organiser_minutes: int
    debate_minutes: int
    post: str
    body: str
    standing: str
    by: str
    role: str
    special: str = ""
    reasons: str = ""


@event("obligation.clock_moved", OBLIGATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationClockMoved(ObligationStep):
    """Its days were counted again, because the calendar of the area has changed: `was_on` is the day that ran, `now_on`
    the later one. Of the days that stand in its facts those are told that moved.
    """

    because: str
    was_on: date
    now_on: date
    reckoning: str
    ask_by: date | None = None
    schedule_by: date | None = None
    due_on: date | None = None
    record_by: date | None = None
    tell_by: date | None = None


@event("obligation.not_scheduled", OBLIGATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationNotScheduled(ObligationStep):
    """No day was fixed in time."""

    missed_on: date


@event("obligation.held", OBLIGATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationHeld(ObligationStep):
    """It was held: when, under which minute, by which votes, in time or late. The result is due by `tell_by`."""

    held_on: date
    committee_name: str
    minute_reference: str
    votes_for: int
    votes_against: int
    abstained: int
    tell_by: date
    reckoning: str
    standing: str
    by: str
    role: str


@event("obligation.not_held", OBLIGATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationNotHeld(ObligationStep):
    """Its day is over and no minute tells that it was held. It may be held still, and is late then."""

    missed_on: date


@event("obligation.result_told", OBLIGATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationResultTold(ObligationStep):
    """What came of it, or the reply itself; in time or late."""

    result: str
    standing: str
    by: str
    role: str


@event("obligation.result_missed", OBLIGATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationResultMissed(ObligationStep):
    """It was held, and what came of it was not told in time."""

    missed_on: date
