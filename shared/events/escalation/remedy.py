"""The first rung: the duty to remedy, the plan, the claim and its check."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.step import CASE, CaseStep, Deed, Word


@event("case.duty_served", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class DutyServed(Deed):
    """The duty to remedy was served on the lead partner as the register stood that day.

    `is_passed_on` when the council passed it there after a dispute; `is_by_findings` when findings about this body,
    from an inquiry that was sealed, came before anybody had served it.
    """

    lead: str
    lead_name: str
    lead_kind: str
    regime: str
    inspectorate: str
    contributors: tuple[str, ...]
    basis: str
    register_version: int
    lead_missing: bool
    acknowledge_by: date
    is_passed_on: bool = False
    is_by_findings: bool = False


@event("case.duty_acknowledged", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAcknowledged(CaseStep):
    """The partner said it has received the duty."""


@event("case.duty_disputed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDisputed(CaseStep):
    """The holder of the duty says that another body, which it names, is the right one."""

    holder: str
    body: str
    reasons: str


@event("case.duty_confirmed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class DutyConfirmed(Deed):
    """The duty stays with the body that holds it, by decision or because nobody decided."""

    holder: str
    reasons: str


@event("case.duty_reassigned", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class DutyReassigned(Deed):
    """The duty passes to another body, on which it is served the same day."""

    holder: str
    body: str
    reasons: str


@event("case.remedy_planned", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyPlanned(CaseStep):
    """The partner filed a complete plan; the remedy's clock runs from the day the duty was served.

    `sign` is what will show the remedy where the measure's next figure comes too late for that.
    """

    actions: str
    owner: str
    target: str
    remedy_on: date
    sign: str = ""


@event("case.more_time_requested", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTimeRequested(CaseStep):
    """The partner asked, once, for a later day for the remedy."""

    until_on: date
    reasons: str


@event("case.more_time_granted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTimeGranted(Deed):
    """The remedy is due on a later day."""

    remedy_on: date
    reasons: str


@event("case.more_time_refused", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTimeRefused(Deed):
    """The day for the remedy stays, by decision or because nobody decided before it."""

    reasons: str


@event("case.remedy_claimed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyClaimed(CaseStep):
    """The partner says the failure is put right.

    `together` is what it did with the partners that help, or why nothing was done together.
    """

    evidence: str
    together: str = ""


@event("case.remedy_agreed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyAgreed(Word):
    """One of those who raised it finds the failure put right."""


@event("case.remedy_contested", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyContested(Word):
    """One of those who raised it does not find the failure put right."""


@event("case.remedy_found", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyFound(CaseStep):
    """Somebody outside the subject found the remedy real, with nothing else that shows it: whoever raised the case may
    contest that until `contest_by`, and it holds if nobody does. `body` is for whom they found so.
    """

    body: str
    reasons: str
    contest_by: date


@event("case.remedy_verified", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyVerified(Deed):
    """The remedy was found real: by the measure's figures, or by people outside the subject."""

    how: str
    reasons: str


@event("case.remedy_not_verified", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyNotVerified(Deed):
    """The claimed remedy was not found real."""

    reasons: str
