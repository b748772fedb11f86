"""What may be asked while a case is screened: to let it in, or to refuse it."""

from dataclasses import dataclass

from services.escalation.domain.case.command import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit(Command):
    """Let the case in. `level` is local or area_wide."""

    level: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Command):
    """Refuse the case, for a reason of the published list."""

    reason_code: str
    reasons: str
