"""One measure has one target for a period: whoever sets a second one is told which agreement holds the first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.publication.domain.agreement.target import Target
from services.publication.domain.register.refusal import Wrong


@dataclass(frozen=True, slots=True)
class Held:
    """A target that another agreement of the area has in force."""

    agreement: str
    value: Decimal


Elsewhere = Mapping[tuple[str, str], Held]
"""By measure and period, what another agreement holds in force for it."""


def wrongs_of_holding(targets: Sequence[Target], elsewhere: Elsewhere) -> Iterator[Wrong]:
    """Every target that another agreement of the area holds: figures are judged by the last one set, so that a second
    one would change, without a revision, what the first promised.
    """
    for index, target in enumerate(targets):
        if held := elsewhere.get((target.measure, target.period)):
            words = (
                f"The agreement {held.agreement} has a target in force for this measure and period: revise it there."
            )
            yield Wrong(f"/targets/{index}", "target-held-elsewhere", words)
