"""What the first rung has made of a case: the duty as it was served, the plan, and how the rung was spent."""

from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.trigger import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """The duty to remedy as it was served: on whom, on what ground, as the register stood that day."""

    lead: str
    lead_name: str
    lead_kind: str
    regime: str
    inspectorate: str
    contributors: tuple[str, ...]
    basis: str
    register_version: int
    lead_missing: bool
    served_on: date
    acknowledge_by: date
    acknowledged_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A holder of the duty said that another body is the right one."""

    holder: str
    body: str
    disputed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The partner's plan, and the day by which the remedy is due.

    `sign` is what will show it where no figure of the measure comes in time. `more_time_until` is what the partner
    asks for while nobody has decided; `together` is what it did with the partners that help, or why nothing.
    """

    actions: str
    owner: str
    target: str
    filed_on: date
    remedy_on: date
    claims: int = 0
    claimed_on: date | None = None
    evidence: str = ""
    sign: str = ""
    together: str = ""
    extensions: int = 0
    more_time_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """The first rung. `missed_on` is the day that sent the case to scrutiny, `set_aside_on` when that was undone.

    `words` are what those who raised the case say to the claimed remedy. On `found_on` somebody outside, of
    `found_by`, found it real, which they may contest.
    """

    duty: Duty | None = None
    disputes: tuple[Dispute, ...] = ()
    reassignments: int = 0
    words: tuple[Word, ...] = ()
    found_on: date | None = None
    found_by: str = ""
    plan: Plan | None = None
    spent_on: date | None = None
    referral_cause: str = ""
    missed_on: date | None = None
    set_aside_on: date | None = None
