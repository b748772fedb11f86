"""What a command of a negotiation is judged by besides the agreement: the area's register, its rules, its days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.publication.domain.register.register import Register
from shared.policy import Policy
from shared.working_days import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """The circumstances of one command. `inspecting` are the inspectorates, in small letters, that have an open
    inspection of the area's council. `letters` are the entries that letters offer to the body whose words they give,
    with the day on which the first of them left; None while none has.
    """

    register: Register
    policy: Policy
    calendar: Calendar
    inspecting: frozenset[str] = frozenset()
    letters: Mapping[int, date | None] = field(default_factory=dict)

    @property
    def is_ministers(self) -> bool:
        """Whether targets are the nation's to designate, so that the minister's office decides."""
        return self.policy.framework.national_targets
