"""A target: as an approval or a revision asks for it, as it is in force, as it is told to the stream of its measure.

A target that is told from papers says so, with the entry that names its paper.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from services.publication.domain.entry.entry import Came
from services.publication.domain.entry.particulars import ItemClass
from shared.events.publication import TargetSet


@dataclass(frozen=True, slots=True)
class Target:
    """A target that an approval brings into force."""

    measure: str
    period: str
    value: Decimal
    tolerance: Decimal
    designated: bool
    illustrative: bool
    stretch: Decimal | None = None
    minimum: Decimal | None = None
    path: str = "points"
    baseline: Decimal | None = None
    baseline_period: str | None = None
    statutory: bool = False

    @property
    def item_class(self) -> ItemClass:
        """What it is in the agreement."""
        return class_of(is_designated=self.designated, is_statutory=self.statutory)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target that an agreement set."""

    measure: str
    title: str
    unit: str
    polarity: str
    period: str
    value: Decimal
    designated: bool
    illustrative: bool
    statutory: bool = False
    baseline: Decimal | None = None
    baseline_period: str | None = None
    came: str | None = None
    agreed_on: str | None = None
    entry: int | None = None
    tolerance: Decimal = Decimal("0.05")
    stretch: Decimal | None = None
    minimum: Decimal | None = None
    path: str = "points"

    @property
    def item_class(self) -> ItemClass:
        """What it is in the agreement."""
        return class_of(is_designated=self.designated, is_statutory=self.statutory)


def class_of(*, is_designated: bool, is_statutory: bool) -> ItemClass:
    """What a target is in its agreement."""
    if is_designated:
        return ItemClass.DESIGNATED
    return ItemClass.STATUTORY if is_statutory else ItemClass.LOCAL


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers that tell of an approval: its day, month or year, and by measure the entry that names one of them."""

    approved_on: str
    entries: Mapping[str, int]


def targets_set(
    area: str, agreement: str, targets: Iterable[Target], papers: Papers | None = None
) -> tuple[TargetSet, ...]:
    """What an approval tells to the streams of the measures it names, in order of measure and period; of targets that
    come from papers, which.
    """
    ordered = sorted(targets, key=lambda target: (target.measure, target.period))
    return tuple(
        TargetSet(
            area=area,
            measure=target.measure,
            period=target.period,
            value=target.value,
            tolerance=target.tolerance,
            agreement=agreement,
            designated=target.designated,
            illustrative=target.illustrative,
            stretch=target.stretch,
            minimum=target.minimum,
            path=target.path,
            baseline=target.baseline,
            baseline_period=target.baseline_period,
            statutory=target.statutory,
            came=Came.COMPILED.value if papers else None,
            agreed_on=papers.approved_on if papers else None,
            entry=papers.entries.get(target.measure) if papers else None,
        )
        for target in ordered
    )
