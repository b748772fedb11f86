"""Following the record: what changed since a mark, and the mark at which one may go on. Pure."""

from dataclasses import dataclass
from datetime import datetime

from services.publication.domain.search.search import Kind


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody follows the changes of the record: the last thing that they were told of. The first is empty."""

    epoch: int = 0
    told_in: int = 0
    kind: str = ""
    area: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A thing on the record that was added or changed, as it stands now, or that it is gone."""

    kind: Kind
    area: str
    code: str
    title: str
    party: str
    status: str
    href: str
    moved_at: datetime
    is_gone: bool
    told_in: int
    epoch: int

    @property
    def mark(self) -> Mark:
        """How far somebody is who was told of this."""
        return Mark(self.epoch, self.told_in, self.kind, self.area, self.code)
