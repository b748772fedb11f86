"""One measure has one target for a period: whoever sets a second one is told which agreement holds the first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.publication.domain.agreement.target import Target
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.register.refusal import Wrong
from shared import periods


@dataclass(frozen=True, slots=True)
class Held:
    """A target that another agreement of the area has in force, and what it is there; `illustrative` where nobody
    agreed to it, so that it keeps nobody from agreeing to another.
    """

    agreement: str
    value: Decimal
    item_class: ItemClass = ItemClass.LOCAL
    illustrative: bool = False


Elsewhere = Mapping[tuple[str, str], Held]
"""By measure and period, what another agreement holds in force for it."""


def wrongs_of_holding(targets: Sequence[Target], elsewhere: Elsewhere) -> Iterator[Wrong]:
    """Every target that another agreement of the area holds, or whose days lie within those of one that it holds, or
    about them: figures are judged by the last one set, so that a second one would change, without a revision, what the
    first promised. Years that overlap without that, as rolling ones do, stand beside each other.
    """
    for index, target in enumerate(targets):
        for (measure, period), held in elsewhere.items():
            is_in_its_way = target.illustrative or not held.illustrative
            if measure == target.measure and is_in_its_way and _is_within(period, target.period):
                which = "this period" if period == target.period else f"{period}, which has days of {target.period}"
                words = f"The agreement {held.agreement} has a target in force for this measure and {which}: "
                words += "revise it there."
                yield Wrong(f"/targets/{index}", "target-held-elsewhere", words)
                break


def overlapping(one: str, other: str) -> bool:
    """Whether two periods have a day in common."""
    try:
        first, second = periods.parse(one), periods.parse(other)
    except periods.NotAPeriod:
        return one == other
    return first.starts_on <= second.ends_on and second.starts_on <= first.ends_on


def _is_within(one: str, other: str) -> bool:
    """Whether one period's days are all among the other's, either way."""
    if one == other:
        return True
    try:
        first, second = periods.parse(one), periods.parse(other)
    except periods.NotAPeriod:
        return False
    starts, ends = (first.starts_on, second.starts_on), (first.ends_on, second.ends_on)
    return (starts[0] <= starts[1] and ends[0] >= ends[1]) or (starts[0] >= starts[1] and ends[0] <= ends[1])
