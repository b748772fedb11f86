"""A person asks what is held of them, or that it be erased. Who asked, and what was held, stands in no event.

`wants` is access or erasure; `grounds` are codes of closed lists. `by` is the body for which somebody answered, empty
where the product did by itself, `role` the role in which.
"""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event

DATA_REQUEST = "escalation.data_request"


@event("data_request.received", DATA_REQUEST)
@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestReceived:
    """It is to be answered by the day. `came_by`: a link that was sent to the person's address, or a letter.

    `by_mail`: a letter named an e-mail address, and what is held is told to that address alone.
    """

    area: str
    request: str
    wants: str
    came_by: str
    received_on: date
    due_on: date
    policy_version: str
    by_mail: bool = False


@event("data_request.extended", DATA_REQUEST)
@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestExtended:
    """It takes longer, once; the person is told why."""

    request: str
    due_on: date
    grounds: str
    by: str
    role: str


@event("data_request.overdue", DATA_REQUEST)
@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestOverdue:
    """Nobody answered by the day. It stays open, and the monitoring officer has it on their list."""

    request: str
    due_on: date


@event("data_request.answered", DATA_REQUEST)
@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestAnswered:
    """What came of it: given, erased, nothing_held or refused."""

    request: str
    outcome: str
    grounds: str
    by: str
    role: str
