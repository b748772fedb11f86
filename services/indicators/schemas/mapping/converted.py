"""The rows of a partner's own table, once a mapping has made them ours: what a batch is then checked like any other.

Its rows are numbered anew, since one row of a wide table holds many figures; what is answered speaks of the rows and
columns that were sent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from services.indicators.domain.mapping.conversion import OURS, Origin, located
from services.indicators.schemas.figure.chunk import Chunk
from services.indicators.schemas.figure.fault import MOST_FAULTS, Faults
from services.indicators.schemas.figure.figure import Examined
from services.indicators.schemas.mapping.version import mapped_document


@dataclass(frozen=True, slots=True)
class Converted:
    """A batch that came as a table of the partner's own."""

    origin: Origin

    @property
    def document(self) -> dict[str, object]:
        """What the receipt says of the mapping."""
        return mapped_document(self.origin)

    @property
    def rows(self) -> Sequence[int]:
        """The number of the sent row that each of ours came from."""
        return self.origin.mapped.rows

    @property
    def sent_rows(self) -> int:
        """How many rows were sent."""
        return self.origin.mapped.sent_rows

    def chunks(self) -> Iterator[Chunk]:
        """The rows, all at once."""
        columns = {name: list(getattr(self.origin.mapped, name)) for name in OURS}
        yield Chunk(1, pl.DataFrame(columns, schema=dict.fromkeys(OURS, pl.String)))

    def located(self, found: Faults) -> Faults:
        """The mapping's own faults and those found in the rows, by the rows and columns that were sent."""
        every = located(self.origin.mapped, found.listed)
        faults = Faults().and_those(every)
        return replace(faults, total=max(len(every), found.total if found.total > MOST_FAULTS else 0))

    def refused(self, examined: Examined) -> int:
        """How many of the sent rows have a fault."""
        rows = self.origin.mapped.rows
        good = set(examined.figures["row"].unique())
        bad = {rows[at] for at in range(len(rows)) if at + 1 not in good}
        return len(bad | {fault.row for fault in self.origin.mapped.faults if fault.row})
