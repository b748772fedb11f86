"""What is known here of a measure's figures: the latest judgement that indicators told, beside the promise."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement as it was told; `version` orders those of one measure."""

    area: str
    measure: str
    version: int
    period: str
    value: Decimal | None
    target: Decimal | None
    verdict: str
    before: str
    rule: str
    judged_at: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """A measure of the register with its latest figure beside its target; `not_judged` where there is no judgement."""

    area: str
    measure: str
    title: str
    unit: str
    period: str | None
    value: Decimal | None
    target: Decimal | None
    verdict: str
