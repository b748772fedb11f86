"""What may be asked while a case is screened: to let it in, to refuse it, and to look at a refusal again."""

from dataclasses import dataclass

from services.escalation.domain.case.command import Command
from services.escalation.domain.case.minute import Decided
from shared.events.escalation import Minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit(Command):
    """Let the case in. `level` is local or area_wide.

    `matter` names what it is about where that might be excluded; `new_evidence` says what is new since an earlier case.
    """

    level: str
    reasons: str
    matter: str = "other_matter"
    new_evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Command):
    """Refuse the case, for a reason of the published list. `repeats` is the reference of the case that it repeats."""

    reason_code: str
    reasons: str
    repeats: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllegeSystematicFailure(Command):
    """Say that the case is about a failure of the system, so that its matter cannot be excluded."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReview(Command):
    """Ask, once, that others look at the refusal."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverturnRejection(Command):
    """Find the refusal wrong: the case is let in. `level` is local or area_wide, `minute` the committee's."""

    level: str
    reasons: str
    minute: Minute | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackRejection(Command):
    """Find the refusal right, from outside; the committee then hears the review."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpholdRejection(Decided):
    """Find the refusal right, as the committee: the case ends."""

    reasons: str
