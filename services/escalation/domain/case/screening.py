"""What screening has made of a case."""

from dataclasses import dataclass
from datetime import date

# Triggers that are a body's written finding: their form is checked, and nothing else.
FINDINGS = frozenset({"partner_action", "peer_assessment"})
# Triggers behind which an organiser stands.
ORGANISED = frozenset({"petition"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """How the case was let in: its level, `local` or `area_wide`, and whether nobody decided in time.

    `refused_by` are the bodies that refused it, `advised_on` the day on which somebody from outside agreed with that.
    """

    level: str = ""
    is_by_default: bool = False
    failure_alleged_on: date | None = None
    refused_by: tuple[str, ...] = ()
    reviews: int = 0
    advised_on: date | None = None
