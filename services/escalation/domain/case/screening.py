"""What screening has made of a case."""

from dataclasses import dataclass
from datetime import date

# Matters that another procedure decides, unless the system itself is said to fail.
EXCLUSIONS = ("planning", "licensing", "right_of_appeal")
MATTERS = ("other_matter", *EXCLUSIONS)


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
