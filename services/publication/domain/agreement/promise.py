"""What an agreement would promise if it were approved as it stands: of each item the figures last stated for each year.

Nobody types a figure to approve it: what is approved was said on the record before. Whether it may be is for
`approval` to decide.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.publication.domain.agreement.conversation import Item
from services.publication.domain.agreement.figure import OTHER_UNIT, is_same_unit
from services.publication.domain.agreement.version import stated_by
from services.publication.domain.entry.entry import Status
from services.publication.domain.entry.particulars import ItemClass, Relative
from shared import periods
from shared.events.publication import MeasureRegistered

_REFUSING = frozenset((Status.REJECTED, Status.WITHDRAWN, Status.DEFERRED))
NO_MEASURE = "No measure of the register is named for it."
NO_FIGURE = "No figure for a period is on the record."
ONLY_RELATIVE = "It is promised only as a distance from something: say on the item which figure that is."


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was last stated for a period, in its unit, with its stretch."""

    period: str
    value: Decimal
    stretch: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """An item with its measure and the figures last stated on it; the baseline where its period is known.

    `unset` is what was last stated as a distance from something, by period ("" for the item as a whole): it is no
    figure, and becomes no target.
    """

    item: Item
    measure: MeasureRegistered
    figures: tuple[Figure, ...]
    baseline: Figure | None = None
    unset: tuple[tuple[str, Relative], ...] = ()

    @property
    def stated_class(self) -> ItemClass:
        """What its item is as it was said last; local where nobody said, or where it was left to the place."""
        if self.item.status is Status.DEMOTED_TO_LOCAL:
            return ItemClass.LOCAL
        return self.item.item_class or ItemClass.LOCAL

    @property
    def item_class(self) -> ItemClass | None:
        """What a form would make it: as it was said, where it is agreed or a law sets it; None where it would be left
        out, as everything does that a side rejected, withdrew or put off last.
        """
        last = {said.party.side: said.status for said in (one.said for one in self.item.entries) if said.status}
        if not _REFUSING.isdisjoint(last.values()):
            return None
        stated = self.stated_class
        is_set = stated is ItemClass.STATUTORY  # a law sets it, whether or not anybody agrees
        return stated if is_set or self.item.is_agreed else None


def promises_of(
    items: Iterable[Item], measure_of: Callable[[Item], MeasureRegistered | None]
) -> tuple[list[Promise], list[tuple[Item, str]]]:
    """What each item would promise, in order; and the items that can promise nothing, each with why."""
    promises, left = list[Promise](), list[tuple[Item, str]]()
    for item in items:
        measure, (figures, unset) = measure_of(item), _figures(item)
        if measure is None:
            left.append((item, NO_MEASURE))
        elif not figures:
            left.append((item, ONLY_RELATIVE if unset else NO_FIGURE))
        elif others := [one.unit for one in figures if not is_same_unit(one.unit, measure.unit)]:
            left.append((item, OTHER_UNIT.format(others[0], measure.unit)))
        else:
            promises.append(Promise(item, measure, figures, _baseline(item, figures), unset))
    return promises, left


def _figures(item: Item) -> tuple[tuple[Figure, ...], tuple[tuple[str, Relative], ...]]:
    """The last figure of each period that reads as one, the earliest period first; and what is stated relatively."""
    last, unset = dict[str, Figure](), dict[str, Relative]()
    for entry in item.entries:
        said, terms = entry.said, entry.said.particulars.terms
        for stated in stated_by(entry):
            period = _period(stated.period)
            if period is not None and stated.value is not None:
                last[period] = Figure(period, stated.value, unit=stated.unit or "")
                unset.pop(period, None)
        for target in terms.targets if terms else ():
            period = _period(target.period) or target.period
            if target.period != said.target_period and (target.relative or not target.is_surveyed):
                last.pop(period, None)
                unset |= {period: target.relative} if target.relative else {}
        unset |= {"": terms.relative} if terms and terms.relative else {}
    figures = tuple(last[name] for name in sorted(last, key=periods.parse))
    return _stretched(item, figures), tuple(sorted(unset.items()))


def _stretched(item: Item, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """These figures, each with the stretch last stated for its period; that of the item as a whole is for its end."""
    terms = [one for entry in item.entries if (one := entry.said.particulars.terms)]
    told = {_period(each.period): each.stretch for one in terms for each in one.targets if each.stretch is not None}
    whole = next((one.stretch_value for one in reversed(terms) if one.stretch_value is not None), None)
    if figures and whole is not None:
        told.setdefault(figures[-1].period, whole)
    return tuple(replace(one, stretch=told.get(one.period)) for one in figures)


def _baseline(item: Item, figures: Sequence[Figure]) -> Figure | None:
    """Where it began, as it was last stated, where that lies before every figure."""
    for entry in reversed(item.entries):
        period = _period(entry.said.baseline_period or "")
        if period is not None and entry.said.baseline_value is not None:
            is_before = periods.parse(period) < periods.parse(figures[0].period)
            return Figure(period, entry.said.baseline_value) if is_before else None
    return None


def _period(words: str) -> str | None:
    try:
        return periods.parse(words).text
    except periods.NotAPeriod:
        return None
