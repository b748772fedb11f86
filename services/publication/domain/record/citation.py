"""How somebody cites a page of the record, so that another reader can find out whether it still says the same."""

from dataclasses import dataclass
from datetime import date

from services.publication.domain.leaf.compilation import Compilation


@dataclass(frozen=True, slots=True)
class Citation:
    """A permalink, the day on which it was seen, and the leaf that proves it: its number in the record and its hash.

    `leaf` is None until the next checkpoint names it. `entered_late_on` is the day of a leaf that was added later than
    what it tells was recorded. `compiled` says who put it there from the command line, the body by its name.
    """

    path: str
    seen_on: date
    leaf: int | None
    sha256: str
    entered_late_on: date | None = None
    compiled: Compilation | None = None
