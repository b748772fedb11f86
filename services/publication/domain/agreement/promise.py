"""What an agreement would promise if it were approved as it stands: of each item the figures last stated for each year.

Nobody types a figure to approve it: what is approved was said on the record before. Whether it may be is for
`approval` to decide.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.publication.domain.agreement.conversation import Item
from services.publication.domain.agreement.version import stated_by
from services.publication.domain.entry.particulars import ItemClass
from shared import periods
from shared.events.publication import MeasureRegistered

NO_MEASURE = "No measure of the register is named for it."
NO_FIGURE = "No figure for a period is on the record."


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was last stated for a period."""

    period: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Promise:
    """An item with its measure and the figures last stated on it; the baseline where its period is known."""

    item: Item
    measure: MeasureRegistered
    figures: tuple[Figure, ...]
    baseline: Figure | None = None

    @property
    def item_class(self) -> ItemClass | None:
        """What it would be in the agreement: as its terms say where it is agreed; None where it would be left out."""
        if not self.item.is_agreed:
            return None
        terms = self.item.terms
        return (terms.item_class if terms else None) or ItemClass.LOCAL


def promises_of(
    items: Iterable[Item], measure_of: Callable[[Item], MeasureRegistered | None]
) -> tuple[list[Promise], list[tuple[Item, str]]]:
    """What each item would promise, in order; and the items that can promise nothing, each with why."""
    promises, left = list[Promise](), list[tuple[Item, str]]()
    for item in items:
        measure, figures = measure_of(item), _figures(item)
        if measure is None:
            left.append((item, NO_MEASURE))
        elif not figures:
            left.append((item, NO_FIGURE))
        else:
            promises.append(Promise(item, measure, figures, _baseline(item, figures)))
    return promises, left


def _figures(item: Item) -> tuple[Figure, ...]:
    """The last figure of each period that reads as one, the earliest period first."""
    last: dict[str, Decimal] = {}
    for entry in item.entries:
        for stated in stated_by(entry):
            period = _period(stated.period)
            if period is not None and stated.value is not None:
                last[period] = stated.value
    return tuple(Figure(period, last[period]) for period in sorted(last, key=periods.parse))


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
