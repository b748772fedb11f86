"""A case is let in or refused."""

from dataclasses import dataclass

from shared.events.base import event
from shared.events.escalation.step import CASE, CaseStep


@event("case.admitted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAdmitted(CaseStep):
    """The case was let in; `by_default` when nobody decided in time."""

    level: str
    reasons: str
    by_default: bool = False


@event("case.rejected", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRejected(CaseStep):
    """The case was refused, with a reason of the published list; a review may be asked for."""

    reason_code: str
    reasons: str
