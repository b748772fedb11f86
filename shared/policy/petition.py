"""The shape of an area's petition scheme: thresholds and what each sets going.

Shapes only: values, bases and words stand in `shared/profiles/`. A field's key is its path,
`petition.debate.signatures`. A field ending in `_pct` is per cent of the population.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from math import ceil

from shared.working_days import Period


class Comparison(StrEnum):
    """Whether the number itself is enough."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"


class MeasuredIn(StrEnum):
    """What a threshold counts: signatures, or per cent of the population."""

    SIGNATURES = "signatures"
    PER_CENT = "per_cent"


def least_count(pct: Decimal, population: int, comparison: Comparison = Comparison.AT_LEAST) -> int:
    """The least whole number that is at least, or more than, this per cent of the population. Exact."""
    share = pct * population / 100
    whole = int(share.to_integral_value(ROUND_FLOOR))
    return whole if share == whole and comparison is Comparison.AT_LEAST else whole + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number of signatures at which something follows, in signatures or per cent of the population (ONS estimate)."""

    measured_in: MeasuredIn
    signatures: int
    pct: Decimal
    comparison: Comparison

    def required(self, population: int) -> int:
        """The least number of signatures that reaches it."""
        if self.measured_in is MeasuredIn.SIGNATURES:
            return self.signatures + (self.comparison is Comparison.MORE_THAN)
        return least_count(self.pct, population, self.comparison)


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """An area's petition scheme. `letters_each`: to one address about one petition; `letters_a_day`: about all."""

    ack: Period
    publish: Period
    reply: Period
    ordinary_signatures: int
    area_pct: Decimal
    area_pct_max: Decimal
    debate: Threshold
    debate_only_on_request: bool
    officer_evidence: Threshold
    officer_evidence_replaces_debate: bool
    open_longest: Period
    signing_stays_open: bool
    repeat: Period
    notice_before_meeting: Period
    confirm_within: Period
    letters_each: int
    letters_a_day: int
    organiser_minutes: int
    debate_minutes: int

    def area_required(self, population: int) -> int:
        """The least number of signatures that makes a case area-wide."""
        return least_count(self.area_pct, population)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What a petition's threshold sets a day for, whatever the state of its case."""

    officer_evidence: Period
    debate: Period
    result_told: Period
    silence: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhoods:
    """How many neighbourhoods make a matter area-wide."""

    min_count: int
    min_share: Decimal

    def required(self, recognised: int) -> int:
        """How many of so many recognised neighbourhoods make a matter area-wide: the count or the share, if larger."""
        return max(self.min_count, ceil(self.min_share * recognised))
