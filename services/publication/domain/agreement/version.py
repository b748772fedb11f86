"""A target through its versions: what was restated in which round, and what of it lies within the noise of measuring.

A difference is noise where it is smaller than the larger of the policy's points, for what is counted in points or per
cent, and half the figure's own interval.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from services.publication.domain.agreement.conversation import Item
from services.publication.domain.entry.entry import Entry, Side
from services.publication.domain.entry.particulars import PeriodTarget

WITHIN_NOISE = "within measurement noise"
_IN_POINTS = ("percent", "per cent", "%", "point")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of a version: as stated, and whether it is new in this version."""

    value: Decimal | None
    unit: str | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Version:
    """How one side stated a target in one round: figures by period; a period not stated is not in the mapping, nor is
    one whose target was stated as a distance, or in which nothing is measured: those are `others`.
    """

    round: str
    by: str
    said_on: str | None
    baseline: Decimal | None
    baseline_period: str | None
    figures: dict[str, Change]
    what_changed: str
    others: dict[str, PeriodTarget] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that an entry states for a period; None where it is to be confirmed."""

    period: str
    value: Decimal | None
    unit: str | None
    interval: Decimal | None


def stated_by(entry: Entry) -> Iterator[Stated]:
    """Every figure of an entry: its own, then those of its terms."""
    said, terms = entry.said, entry.said.particulars.terms
    interval = terms.interval if terms else None
    if said.target_period:
        yield Stated(said.target_period, said.target_value, said.unit, interval)
    for target in terms.targets if terms else ():
        if target.period != said.target_period and target.is_surveyed and target.relative is None:
            yield Stated(target.period, target.value, said.unit, interval)


def is_noise(one: Stated, other: Stated, points: Decimal) -> bool:
    """Whether two figures differ by less than can be measured; equal figures, and ones not known, do not differ."""
    if one.value is None or other.value is None or one.value == other.value:
        return False
    unit = (one.unit or other.unit or "").casefold()
    floor = points if any(word in unit for word in _IN_POINTS) else Decimal(0)
    widths = [half.interval / 2 for half in (one, other) if half.interval is not None]
    return abs(one.value - other.value) < max(floor, *widths, Decimal(0))


def countered_in_noise(item: Item, entry: Entry, points: Decimal) -> tuple[Stated, Stated] | None:
    """The figure of this entry, and the other side's last one for the same period, where they differ by noise only."""
    earlier = item.entries[: item.entries.index(entry)]
    others = [one for one in earlier if one.said.party.side is not entry.said.party.side]
    last = {stated.period: stated for other in others for stated in stated_by(other)}
    pairs = ((mine, last[mine.period]) for mine in stated_by(entry) if mine.period in last)
    return next(((mine, theirs) for mine, theirs in pairs if is_noise(mine, theirs, points)), None)


def versions_of(item: Item, points: Decimal = Decimal(0)) -> tuple[Version, ...]:
    """How the figures of an item were restated, oldest first; empty unless two of its figures were stated."""
    stated = [entry for entry in item.entries if any(stated_by(entry))]
    if sum(len(list(stated_by(entry))) for entry in stated) < 2 or not _has_figures(stated):
        return ()
    rounds: dict[tuple[str, Side, str | None], list[Entry]] = {}
    for entry in stated:
        day = entry.said.said_on.text if entry.said.said_on else None
        rounds.setdefault((entry.said.round or "", entry.said.party.side, day), []).append(entry)
    before: dict[str, Stated] = {}
    versions = []
    for (name, _, day), said in rounds.items():
        versions.append(_version(name, day, said, before, points))
        before |= {one.period: one for entry in said for one in stated_by(entry)}
    return tuple(versions)


def _version(name: str, day: str | None, said: list[Entry], before: dict[str, Stated], points: Decimal) -> Version:
    figures = {}
    changes = []
    for one in (stated for entry in said for stated in stated_by(entry)):
        held = before.get(one.period)
        is_new = held is None or held.value != one.value
        figures[one.period] = Change(one.value, one.unit, is_new)
        if held is not None and is_new:
            noise = f", {WITHIN_NOISE}" if is_noise(one, held, points) else ""
            changes.append(f"{one.period}: {_words(held.value)} became {_words(one.value)}{noise}")
    last = said[-1].said
    words = "; ".join(changes) or ("nothing" if before else "first figures")
    told = (entry.said.particulars.terms for entry in said)
    others = {
        one.period: one for terms in told if terms for one in terms.targets if one.relative or not one.is_surveyed
    }
    return Version(name, last.party_name, day, last.baseline_value, last.baseline_period, figures, words, others)


def _words(value: Decimal | None) -> str:
    return "to be confirmed" if value is None else f"{value:,f}"


def _has_figures(entries: Sequence[Entry]) -> bool:
    return any(stated.value is not None for entry in entries for stated in stated_by(entry))
