"""What screening has made of a case."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """How the case was let in: its level, `local` or `area_wide`, and whether nobody decided in time."""

    level: str = ""
    is_by_default: bool = False
