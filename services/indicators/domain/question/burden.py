"""What partners are put to, quarter by quarter: how often they were asked, what they sent, what nobody used. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """One body's quarter in an area.

    `asked`, `spared` and `overdue` count enquiries; `figures` those sent, in `batches`, not those fetched; `unused`
    those of measures that have no target, no case and no enquiry: nobody has done anything with them yet.
    """

    body: str
    quarter_from: date
    asked: int
    spared: int
    overdue: int
    batches: int
    figures: int
    unused: int

    @property
    def unused_share(self) -> float | None:
        """The share of the figures sent that nobody has used; None where none were sent."""
        return round(self.unused / self.figures, 3) if self.figures else None
