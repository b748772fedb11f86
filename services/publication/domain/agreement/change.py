"""What a revision changes: the targets that come into force, and those that go. Pure values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.publication.domain.agreement.held import Elsewhere
from services.publication.domain.agreement.stated import OnRecord
from services.publication.domain.agreement.target import Target, TargetRow
from services.publication.domain.entry.particulars import ItemClass
from shared.events.publication import TargetRemoved

_STRICTEST = (ItemClass.DESIGNATED, ItemClass.LOCAL, ItemClass.STATUTORY)  # what asks for most comes first


@dataclass(frozen=True, slots=True)
class Removed:
    """A target that is no longer promised."""

    measure: str
    period: str


@dataclass(frozen=True, slots=True)
class Revise:
    """Targets in force are changed, added or removed. `standing` are those in force before; `spent` names for each
    measure the last entry that was on the record when its targets were set: what came before has had its effect.
    `elsewhere` is what other agreements have in force, `figures` what was proposed and stated, `judged` the measures
    and periods whose figure was judged.
    """

    revised_on: date
    targets: tuple[Target, ...] = ()
    removed: tuple[Removed, ...] = ()
    standing: tuple[TargetRow, ...] = ()
    spent: Mapping[str, int] = field(default_factory=dict)
    elsewhere: Elsewhere = field(default_factory=dict)
    figures: tuple[OnRecord, ...] = ()
    judged: frozenset[tuple[str, str]] = frozenset()

    @property
    def after(self) -> tuple[Target | TargetRow, ...]:
        """The targets in force afterwards."""
        gone = {(one.measure, one.period) for one in self.targets} | {(one.measure, one.period) for one in self.removed}
        kept = (row for row in self.standing if (row.measure, row.period) not in gone)
        return (*kept, *self.targets)

    def entering(self) -> Iterator[tuple[int, Target]]:
        """Each target, with its place, that comes into force as by an approval: nothing is in force of its measure and
        class for its period. What a law sets asks the same of both.
        """
        held = {(row.measure, row.period, row.item_class) for row in self.standing}
        for index, target in enumerate(self.targets):
            is_held = (target.measure, target.period, target.item_class) in held
            if not is_held and target.item_class is not ItemClass.STATUTORY:
                yield index, target

    def touched(self) -> Iterator[tuple[str, str, ItemClass]]:
        """Where each measure is named first, the measure, and what it is in the agreement."""
        held = {row.measure: row.item_class for row in self.standing}
        told: set[str] = set()
        for index, target in enumerate(self.targets):
            if target.measure not in told:
                kinds = (held.get(target.measure, target.item_class), target.item_class)
                yield f"/targets/{index}/measure", target.measure, next(kind for kind in _STRICTEST if kind in kinds)
            told.add(target.measure)
        for index, one in enumerate(self.removed):
            if one.measure not in told and one.measure in held:
                yield f"/removed/{index}/measure", one.measure, held[one.measure]
            told.add(one.measure)


def targets_removed(area: str, agreement: str, removed: Sequence[Removed]) -> tuple[TargetRemoved, ...]:
    """What a revision tells to the streams of the measures whose targets it removes."""
    ordered = sorted(removed, key=lambda one: (one.measure, one.period))
    return tuple(
        TargetRemoved(area=area, measure=one.measure, period=one.period, agreement=agreement) for one in ordered
    )
