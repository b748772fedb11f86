"""A case is let in or refused, and a refusal is reviewed."""

from dataclasses import dataclass

from shared.events.base import event
from shared.events.escalation.minute import Minute
from shared.events.escalation.step import CASE, CaseStep, Deed, Word


@event("case.systematic_failure_alleged", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class SystematicFailureAlleged(Word):
    """The system is said to fail, so that no matter is excluded."""


@event("case.admitted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAdmitted(Deed):
    """The case was let in; `by_default` when nobody decided in time.

    `matter` is `other_matter`, or one that is excluded unless the system is said to fail; `new_evidence` is what is new
    since an earlier case about the same measure.
    """

    level: str
    reasons: str
    by_default: bool = False
    matter: str = ""
    new_evidence: str = ""


@event("case.rejected", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRejected(Deed):
    """The case was refused, with a reason of the published list; a review may be asked for.

    `repeats` is the earlier case that it repeats, where that is the reason; `refused_by` the bodies that refused it.
    """

    reason_code: str
    reasons: str
    repeats: str = ""
    refused_by: tuple[str, ...] = ()


@event("case.review_requested", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRequested(Word):
    """The organiser asked for a review of the refusal."""


@event("case.rejection_backed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionBacked(CaseStep):
    """Somebody from outside finds the refusal right; the committee hears the review."""

    body: str
    reasons: str


@event("case.rejection_overturned", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionOverturned(CaseStep):
    """The review found for the organiser: the case is let in. `minute` where the committee did."""

    body: str
    reasons: str
    minute: Minute | None = None


@event("case.rejection_upheld", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionUpheld(CaseStep):
    """The committee found the refusal right. The case ends."""

    reasons: str
    minute: Minute
