"""A target in force: what was promised for one period of a measure, in which agreement."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shared.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What was promised for one period, in which agreement."""

    area: str
    measure: str
    period: Period
    value: Decimal
    tolerance: Decimal
    agreement: str
    designated: bool
    illustrative: bool
    set_at: datetime
