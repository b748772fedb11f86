"""What a case rests on that no petition opened; and decisions of several bodies that are counted until they suffice."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event

TRIGGER = "escalation.trigger"


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerRecord:
    """One body's decision, finding or notice: who, on which day, where it is written down.

    A forum's or committee's has who were there, how many must be, and the votes; a forum's also the agreement on
    outcomes in force. `party` is what the body counts as where organisations are counted; `name` is the public's.
    `title` and `failure` are its own words, whatever those of the case are.
    """

    body: str
    name: str
    party: str
    decided_on: date
    reference: str
    present: int = 0
    quorum: int = 0
    votes_for: int = 0
    votes_against: int = 0
    abstained: int = 0
    agreement: str = ""
    title: str = ""
    failure: str = ""

    def __str__(self) -> str:
        """What the public sees: body, day, paper and, where it voted, who were there and how."""
        said = f"{self.name} on {self.decided_on.day} {self.decided_on:%B %Y}, {self.reference}"
        if not self.quorum:
            return said
        return f"{said} ({self.present} present, {self.votes_for} for, {self.votes_against} against)"


@event("trigger.decision_received", TRIGGER)
@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReceived:
    """A body's decision for action in the whole area is counted until `counts_until`; `case` is the case's to be.

    `count` decisions stand now and `required` open the case. The record says in the body's own words what it is about;
    the first one begins what is counted, and a later one says itself that it joins it.
    """

    area: str
    case: str
    trigger: str
    measure: str
    number: int
    record: TriggerRecord
    counts_until: date
    count: int
    required: int
    policy_version: str


@event("trigger.decision_lapsed", TRIGGER)
@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLapsed:
    """A decision counts no longer: too few others joined it in time. `count` are left; with none it is over."""

    case: str
    number: int
    body: str
    count: int


@event("trigger.handed_in", TRIGGER)
@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerHandedIn:
    """Enough bodies decided the same: their case is open under this reference."""

    case: str
    count: int
    required: int
