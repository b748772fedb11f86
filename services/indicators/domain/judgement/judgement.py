"""Judging a measure: is its latest figure that has a target met, near or missed, and what does the world hear of it?

Pure: figures and targets come in as values, the judgement goes out with its working. No policy is read here; what a
target tolerates was agreed with the target.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, localcontext
from typing import assert_never

from services.indicators.domain.measure import part as whole
from services.indicators.domain.measure.part import Part
from services.indicators.domain.measure.verdict import Verdict
from shared.events.indicators import MeasureFellBelowTarget, MeasureJudged, MeasureRecovered, PartJudged
from shared.measures import Polarity

RULE = "against-target/1"
EXACT_DIGITS = 200  # a figure has at most 64 digits and so has a tolerance: no product of the two is ever rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a judgement is made from: the latest figure that has a target. No `period` means that there is none yet.

    A measure that has `parts` is judged by them: its period is the latest of theirs, it has no figure and no target.
    """

    area: str
    measure: str
    polarity: Polarity
    period: str | None = None
    value: Decimal | None = None
    target: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    received_at: datetime | None = None
    batch: str | None = None
    parts: tuple[Part, ...] = ()

    @property
    def at(self) -> tuple[str, str]:
        """Area and measure."""
        return self.area, self.measure

    @property
    def rule(self) -> str:
        """The rule, with its version, by which such facts are judged."""
        return whole.RULE if self.parts else RULE


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


At = tuple[str, str]  # area and measure
Lettered = Sequence[tuple[str, Judgement]]  # the parts of a whole, each with its letter or numeral
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
    if facts.parts:
        return whole.verdict_of(facts.parts)
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
    if (found, _inputs(facts)) == (before.verdict, _inputs(before.facts)) and before.rule == facts.rule:
        return None
    if found is before.verdict is Verdict.NOT_JUDGED:
        return None
    after = Judgement(facts=facts, verdict=found, rule=facts.rule, version=before.version + 1)
    shape = _event(before.verdict, found)
    event = shape(
        area=facts.area,
        measure=facts.measure,
        period=facts.period or before.facts.period or "",
        value=facts.value,
        target=facts.target,
        verdict=found.value,
        before=before.verdict.value,
        rule=facts.rule,
        received_at=facts.received_at or now,
        batch=facts.batch or "",
        tolerance=facts.tolerance,
        polarity=facts.polarity.value,
        parts=tuple(
            PartJudged(
                measure=one.measure,
                part=one.part,
                verdict=one.verdict.value,
                period=one.period,
                value=one.value,
                target=one.target,
            )
            for one in facts.parts
        ),
    )
    return Change(after, event)


def judge_all(
    before: Iterable[Judgement], facts: Mapping[At, Facts], now: datetime, parts: Mapping[At, Lettered] | None = None
) -> list[Change]:
    """The changes among these judgements, in their order, wholes after everything else.

    One without facts (its measure is not known) stands. `parts` has every part of each whole, as it stands before.
    """
    wholes = parts or {}
    standing = sorted(before, key=lambda one: one.facts.at in wholes)
    changed: dict[At, Change] = {}
    for one in standing:
        found = facts.get(one.facts.at)
        if found is not None and one.facts.at in wholes:
            found = of_parts(found, [(letter, _after(changed, part)) for letter, part in wholes[one.facts.at]])
        change = None if found is None else judge(one, found, now)
        if change is not None:
            changed[one.facts.at] = change
    return list(changed.values())


def _after(changed: Mapping[At, Change], part: Judgement) -> Judgement:
    return changed[part.facts.at].judgement if part.facts.at in changed else part


def of_parts(facts: Facts, lettered: Lettered) -> Facts:
    """What a whole is judged from: its parts as they are judged, the latest figure among them dating it."""
    parts = whole.in_order(_part(letter, one) for letter, one in lettered)
    judged = [one.facts for _, one in lettered if one.verdict is not Verdict.NOT_JUDGED and one.facts.received_at]
    last = max(judged, key=lambda one: (one.received_at, one.measure), default=facts)
    return replace(
        facts,
        period=whole.period_of(parts),
        value=None,
        target=None,
        tolerance=Decimal(0),
        received_at=last.received_at,
        batch=last.batch,
        parts=parts,
    )


def _part(letter: str, one: Judgement) -> Part:
    known = one.facts
    return Part(
        measure=known.measure,
        part=letter,
        verdict=one.verdict,
        period=known.period,
        value=known.value,
        target=known.target,
    )


def _inputs(facts: Facts) -> tuple[object, ...]:
    return facts.period, facts.value, facts.target, facts.tolerance, facts.polarity, facts.parts


def _event(before: Verdict, after: Verdict) -> type[Told]:
    if after is Verdict.MISSED and before is not Verdict.MISSED:
        return MeasureFellBelowTarget
    if after is Verdict.MET and before in (Verdict.NEAR, Verdict.MISSED):
        return MeasureRecovered
    return MeasureJudged


def working(facts: Facts) -> str:
    """One sentence with every input of the verdict; the same inputs give the same words."""
    if facts.parts:
        return whole.working(facts.parts)
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
