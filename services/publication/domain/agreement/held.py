"""One measure has one target for a period: whoever sets a second one is told which agreement holds the first."""

from collections.abc import Iterator, Mapping, Sequence

from services.publication.domain.agreement.approval import Target
from services.publication.domain.register.refusal import Wrong

Elsewhere = Mapping[tuple[str, str], str]
"""By measure and period, the agreement that holds a target in force for it."""


def wrongs_of_holding(targets: Sequence[Target], elsewhere: Elsewhere) -> Iterator[Wrong]:
    """Every target that another agreement of the area holds: figures are judged by the last one set, so that a second
    one would change, without a revision, what the first promised.
    """
    for index, target in enumerate(targets):
        if holder := elsewhere.get((target.measure, target.period)):
            words = f"The agreement {holder} has a target in force for this measure and period: revise it there."
            yield Wrong(f"/targets/{index}", "target-held-elsewhere", words)
