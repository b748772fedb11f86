"""The work programme of a committee: matters that the data propose to it, each with its working. Pure.

What is proposed follows from figures, petitions and challenges as they stand; only what a committee decides is kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from shared.policy.ladder import Programme
from shared.working_days import in_words

TAKEN, DECLINED, ENDED = "taken", "declined", "ended"


class Source(StrEnum):
    """What proposes a matter."""

    MEASURE = "measure"
    PETITION = "petition"
    CHALLENGE = "challenge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A matter that waits for a committee. `matter` names it for good; `working` says why it is proposed.

    `periods` and `distance` (a share of the target) order them: the longest first, then the farthest off.
    """

    matter: str
    source: Source
    title: str
    page: str
    working: str
    since_on: date
    periods: int = 0
    distance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a committee decided about a matter, with the matter as it stood then."""

    matter: str
    source: str
    title: str
    working: str
    committee: str
    decision: str
    reasons: str
    met_on: date
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A measure whose latest judged period missed: its periods in a row, oldest first, the latest figure and target.

    `since_on` are the days on which each of the periods was judged so. Of a measure with parts, how many are met.
    """

    measure: str
    title: str
    area: str
    periods: tuple[str, ...]
    since_on: tuple[date, ...]
    value: Decimal | None
    target: Decimal | None
    parts: int = 0
    parts_met: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A petition that is open for signatures. `near_on`: the day on which it came near its mark."""

    reference: str
    title: str
    signatures: int
    threshold: int
    near_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A partner's challenge whose day was over without a reply."""

    challenge: str
    measure: str
    title: str
    challenger: str
    body: str
    since_on: date


def of_measure(missed: Missed, rules: Programme) -> Matter | None:
    """The matter that a missed target makes: missed for long, or far off. None while it is neither."""
    count, distance = len(missed.periods), _distance(missed)
    is_far = distance is not None and distance >= rules.distance_share
    is_long = count >= rules.missed_periods
    if not count or not (is_long or is_far):
        return None
    off = f"; the latest is {_percent(distance)} off its target" if distance is not None else ""
    said = f"The target was missed in {count} period{'s' * (count != 1)} running ({', '.join(missed.periods)}){off}."
    on = missed.since_on[rules.missed_periods - 1] if is_long else missed.since_on[-1]
    return Matter(
        matter=f"{Source.MEASURE}/{missed.measure}/{missed.periods[0]}",
        source=Source.MEASURE,
        title=missed.title,
        page=f"/measures/{missed.area}/{missed.measure}",
        working=f"{said} The rule: {_bounds(rules)}.",
        since_on=on,
        periods=count,
        distance=distance or Decimal(0),
    )


def near(threshold: int, rules: Programme) -> int:
    """The least number of signatures that counts as near a petition's mark."""
    return int((threshold * rules.petition_share).to_integral_value(ROUND_CEILING))


def of_petition(signed: Signed, rules: Programme) -> Matter | None:
    """The matter that a petition near its mark makes; None while it is not near, and once it is reached."""
    if not near(signed.threshold, rules) <= signed.signatures < signed.threshold:
        return None
    return Matter(
        matter=f"{Source.PETITION}/{signed.reference}",
        source=Source.PETITION,
        title=signed.title,
        page=f"/petitions/{signed.reference}",
        working=f"{signed.signatures} of the {signed.threshold} signatures that make it a case. "
        f"The rule: {near(signed.threshold, rules)} or more.",
        since_on=signed.near_on,
    )


def of_challenge(one: Unanswered, area: str) -> Matter:
    """The matter that silence on a challenge makes."""
    return Matter(
        matter=f"{Source.CHALLENGE}/{one.challenge}",
        source=Source.CHALLENGE,
        title=one.title,
        page=f"/measures/{area}/{one.measure}",
        working=f"{one.challenger} challenged {one.body} on it, and by {in_words(one.since_on)} no reply had come.",
        since_on=one.since_on,
    )


def waiting(matters: Iterable[Matter], decided: Iterable[Decision]) -> Sequence[Matter]:
    """The matters that nobody has decided about: silence first, then the longest missed, then the farthest off."""
    settled = {one.matter for one in decided}
    order = list(Source)[::-1]
    left = [one for one in matters if one.matter not in settled]
    return sorted(
        left, key=lambda one: (order.index(one.source), -one.periods, -one.distance, one.since_on, one.matter)
    )


def _distance(missed: Missed) -> Decimal | None:
    """How far off the latest figure is, as a share of its target; None where that cannot be said."""
    if missed.parts:
        return Decimal(missed.parts - missed.parts_met) / missed.parts
    if missed.value is None or not missed.target:
        return None
    return abs(missed.target - missed.value) / abs(missed.target)


def _bounds(rules: Programme) -> str:
    periods = f"{rules.missed_periods} period{'s' * (rules.missed_periods != 1)}"
    return f"{periods} running, or {_percent(rules.distance_share)} off"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal('0.1')).normalize():f}%"
