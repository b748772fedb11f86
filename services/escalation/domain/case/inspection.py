"""What the third rung has made of a case: who asked for the inspection, what it found, and the action plan."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What the facilitator proposes instead of an inspection, and which of the parties have agreed to it so far."""

    terms: str
    agreed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A partner that has declared no confidence in the subject, and until which day that counts."""

    by: str
    counts_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """The third rung.

    `complaints` counts the distinct organisations that complain; `complainants` names them once a call-in is admitted.
    `style` says whether the action plan is agreed, imposed, or may be either; `plan_actions` what is to be done, one
    action a line, `plan_since` the day on which it came into force; `plan_value` what its measure is to show, and
    `plan_from` what it showed last when the plan began; `plan_outcome` whether it was found kept in part, or not.
    """

    inspectorate: str = ""
    assessor_kind: str = ""
    requester: str = ""
    complaints: int = 0
    complainants: tuple[str, ...] = ()
    facilitator: str = ""
    declaration: str = ""
    settlement: Settlement | None = None
    declines: int = 0
    decline_cause: str = ""
    replied_on: date | None = None
    reply_missed_on: date | None = None
    has_failing_findings: bool = False
    grade: str = ""
    declarations: tuple[Declaration, ...] = ()
    negotiations: int = 0
    style: str = ""
    plan_since: date | None = None
    plan_until: date | None = None
    plan_actions: str = ""
    plan_value: str = ""
    plan_from: str = ""
    plan_outcome: str = ""
    is_imposed: bool = False
    report_by: date | None = None
    reports_missed: int = 0
    report_missed_on: date | None = None

    @property
    def plan_over_on(self) -> date | None:
        """The plan's last day; when a missing report was noted only after it, the day of that."""
        noted = (day for day in (self.plan_until, self.report_missed_on) if day is not None)
        return max(noted, default=None)

    @property
    def reply_settled_on(self) -> date | None:
        """When the subject's right of reply to the draft findings was used or ran out; None while it runs."""
        return min((day for day in (self.replied_on, self.reply_missed_on) if day is not None), default=None)
