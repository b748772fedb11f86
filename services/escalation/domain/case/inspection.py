"""What the third rung has made of a case: who asked for the inspection, what it found, and the action plan."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """The third rung.

    `complaints` counts the distinct organisations that complain; `complainants` names them once a call-in is admitted.
    """

    inspectorate: str = ""
    requester: str = ""
    complaints: int = 0
    complainants: tuple[str, ...] = ()
    facilitator: str = ""
    declines: int = 0
    decline_cause: str = ""
    replied_on: date | None = None
    reply_missed_on: date | None = None
    has_failing_findings: bool = False
    negotiations: int = 0
    plan_until: date | None = None

    @property
    def reply_settled_on(self) -> date | None:
        """When the subject's right of reply to the draft findings was used or ran out; None while it runs."""
        return min((day for day in (self.replied_on, self.reply_missed_on) if day is not None), default=None)
