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
    """A measure of the register with its latest figure beside its target; `not_judged` where there is no judgement.

    `agreed_on` is told of a target that was compiled from papers: the day, month or year of its approval by them, empty
    where that is not known; `entry` is the entry of its `agreement` that names the paper, where there is one.
    """

    area: str
    measure: str
    title: str
    unit: str
    period: str | None
    value: Decimal | None
    target: Decimal | None
    verdict: str
    agreement: str | None = None
    agreed_on: str | None = None
    entry: int | None = None

    @property
    def papers(self) -> str:
        """`the papers of 2008`, from which its target was compiled; "" where nothing says that it was."""
        if self.agreed_on is None:
            return ""
        return f"the papers of {self.agreed_on[:4]}" if self.agreed_on else "papers"
