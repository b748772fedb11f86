"""Whether a target asks for more than going on as before: its distance beyond the line through what is known.

Two points are known here at most: the baseline stated with the item, and the latest figure judged. What similar areas
reach is not known here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.publication.domain.agreement.version import Stated
from shared import periods

BEYOND = Decimal("0.1")  # of the way from the baseline to the target


class Verdict(StrEnum):
    """How a target stands to going on as before; or why that is not known."""

    STRETCHING = "stretching"
    ON_TREND = "on_trend"
    BELOW_TREND = "below_trend"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Point:
    """A figure for a period."""

    period: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class StretchTest:
    """A target beside what going on as before would reach in its period; `expected` is None where that is not known."""

    period: str
    target: Decimal
    baseline: Point | None
    latest: Point | None
    expected: Decimal | None
    verdict: Verdict


def stretch_test(stated: Stated, baseline: Point | None, latest: Point | None, polarity: str) -> StretchTest | None:
    """The test of a stated figure; None where there is none. Only higher and lower polarities are judged."""
    if stated.value is None:
        return None
    expected = _carried_on(baseline, latest, stated.period)
    verdict = Verdict.NOT_KNOWN
    if expected is not None and baseline is not None and polarity in ("higher", "lower"):
        verdict = _verdict(stated.value, expected, baseline.value, is_higher=polarity == "higher")
    return StretchTest(stated.period, stated.value, baseline, latest, expected, verdict)


def _verdict(target: Decimal, expected: Decimal, baseline: Decimal, *, is_higher: bool) -> Verdict:
    beyond = target - expected if is_higher else expected - target
    way = abs(target - baseline)
    if beyond < 0:
        return Verdict.BELOW_TREND
    return Verdict.STRETCHING if way and beyond >= way * BEYOND else Verdict.ON_TREND


def _carried_on(baseline: Point | None, latest: Point | None, period: str) -> Decimal | None:
    """The line through both points at the end of a period; None where a period cannot be read or both are one."""
    if baseline is None or latest is None:
        return None
    days = [_ends_on(text) for text in (baseline.period, latest.period, period)]
    known = [day for day in days if day is not None]
    if len(known) != len(days):
        return None
    began, came, due = known
    if came <= began or due <= came:
        return None
    slope = (latest.value - baseline.value) / (came - began).days
    return latest.value + slope * (due - came).days


def _ends_on(text: str) -> date | None:
    try:
        return periods.parse(text).ends_on
    except periods.NotAPeriod:
        return None
