"""Judging a measure: is its latest figure that has a target met, near or missed, and what does the world hear of it?

Pure: figures and targets come in as values, the judgement goes out with its working. No policy is read here; what a
target tolerates was agreed with the target.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import assert_never

from shared.events.indicators import MeasureFellBelowTarget, MeasureJudged, MeasureRecovered
from shared.measures import Polarity

RULE = "against-target/1"
EXACT_DIGITS = 200  # a figure has at most 64 digits and so has a tolerance: no product of the two is ever rounded


class Verdict(StrEnum):
    """How a figure stands against its target."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a judgement is made from: the latest figure that has a target. No `period` means that there is none yet."""

    area: str
    measure: str
    polarity: Polarity
    period: str | None = None
    value: Decimal | None = None
    target: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    received_at: datetime | None = None
    batch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict with everything it was made from. `version` is the version of the measure's stream that told of it."""

    facts: Facts
    verdict: Verdict
    rule: str
    version: int

    @property
    def stream(self) -> str:
        """The ledger stream of the measure."""
        return f"measure/{self.facts.area}/{self.facts.measure}"

    @property
    def working(self) -> str:
        """How the verdict was reached, in words that carry every input."""
        return working(self.facts)


Told = MeasureFellBelowTarget | MeasureRecovered | MeasureJudged


@dataclass(frozen=True, slots=True)
class Change:
    """A judgement that changed, and the one event that tells of it."""

    judgement: Judgement
    event: Told


def unjudged(area: str, measure: str, polarity: Polarity) -> Judgement:
    """The judgement before there is anything to judge."""
    facts = Facts(area=area, measure=measure, polarity=polarity)
    return Judgement(facts=facts, verdict=Verdict.NOT_JUDGED, rule=RULE, version=0)


def verdict(facts: Facts) -> Verdict:
    """Met, near or missed. `near` is short of the target by no more than `tolerance`, a share of the target's size."""
    if facts.value is None or facts.target is None or facts.polarity is Polarity.CONTEXT:
        return Verdict.NOT_JUDGED
    short = shortfall(facts.value, facts.target, facts.polarity)
    if short <= 0:
        return Verdict.MET
    return Verdict.NEAR if short <= band(facts.target, facts.tolerance) else Verdict.MISSED


def shortfall(value: Decimal, target: Decimal, polarity: Polarity) -> Decimal:
    """How far the figure is from keeping the promise, in the measure's own unit; zero or less when it is kept."""
    with localcontext(prec=EXACT_DIGITS):
        match polarity:
            case Polarity.HIGHER:
                return target - value
            case Polarity.LOWER:
                return value - target
            case Polarity.PLAN:
                return abs(value - target)
            case Polarity.CONTEXT:
                return Decimal(0)
            case _:
                assert_never(polarity)


def band(target: Decimal, tolerance: Decimal) -> Decimal:
    """How far short of the target still counts as near, in the measure's own unit."""
    with localcontext(prec=EXACT_DIGITS):
        return abs(target) * tolerance


def judge(before: Judgement, facts: Facts, now: datetime) -> Change | None:
    """The change that these facts make, or None when the judgement stands as it was.

    `now` dates a judgement that no figure caused (a target came later than the figure it decides on).
    """
    found = verdict(facts)
    if (found, _inputs(facts)) == (before.verdict, _inputs(before.facts)) and before.rule == RULE:
        return None
    if found is before.verdict is Verdict.NOT_JUDGED:
        return None
    after = Judgement(facts=facts, verdict=found, rule=RULE, version=before.version + 1)
    shape = _event(before.verdict, found)
    event = shape(
        area=facts.area,
        measure=facts.measure,
        period=facts.period or before.facts.period or "",
        value=facts.value,
        target=facts.target,
        verdict=found.value,
        before=before.verdict.value,
        rule=RULE,
        received_at=facts.received_at or now,
        batch=facts.batch or "",
        tolerance=facts.tolerance,
        polarity=facts.polarity.value,
    )
    return Change(after, event)


def judge_all(before: Iterable[Judgement], facts: Mapping[tuple[str, str], Facts], now: datetime) -> list[Change]:
    """The changes among these judgements, in their order. One without facts (its measure is not known) stands."""
    pairs = ((one, facts.get((one.facts.area, one.facts.measure))) for one in before)
    changes = (judge(one, found, now) for one, found in pairs if found is not None)
    return [change for change in changes if change is not None]


def _inputs(facts: Facts) -> tuple[str | None, Decimal | None, Decimal | None, Decimal, Polarity]:
    return facts.period, facts.value, facts.target, facts.tolerance, facts.polarity


def _event(before: Verdict, after: Verdict) -> type[Told]:
    if after is Verdict.MISSED and before is not Verdict.MISSED:
        return MeasureFellBelowTarget
    if after is Verdict.MET and before in (Verdict.NEAR, Verdict.MISSED):
        return MeasureRecovered
    return MeasureJudged


def working(facts: Facts) -> str:
    """One sentence with every input of the verdict; the same inputs give the same words."""
    if facts.polarity is Polarity.CONTEXT:
        return "For this measure neither more nor less is better by itself, so it is not judged without a local rule."
    if facts.target is None or facts.value is None:
        return "No figure has a target for the same period, so nothing is judged."
    better = {
        Polarity.HIGHER: "higher is better",
        Polarity.LOWER: "lower is better",
        Polarity.PLAN: "on the target is best",
    }[facts.polarity]
    edge = plain(band(facts.target, facts.tolerance))
    share = plain(band(Decimal(100), facts.tolerance))
    return (
        f"{facts.period}: figure {facts.value:f}, target {facts.target:f}, {better}. "
        f"Short of the target by up to {edge} ({share} % of the target) counts as near. Rule {RULE}."
    )


def plain(number: Decimal) -> str:
    """A number without exponent and without needless zeros, for a computed value."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
