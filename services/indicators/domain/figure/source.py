"""Where figures were fetched from that nobody sent: an address, a hash of its bytes, and whether their body agrees."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.indicators import BatchConfirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a batch was fetched from, in the place of `body`, with the hash of the file and when the body confirmed it.

    Nobody is late to confirm: there is no clock, and figures stand as what they are, fetched and not confirmed.
    """

    batch: UUID
    body: str
    address: str
    sha256: str
    fetched_at: datetime
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconfirmed:
    """A fetched batch that its body has not confirmed: how many figures it changed, and of what address."""

    batch: UUID
    address: str
    fetched_at: datetime
    figures: int


def confirmed(batch: UUID, area: str, areas: tuple[str, ...], body: str) -> BatchConfirmed:
    """What is told when a body says that the figures fetched in its place are its own."""
    return BatchConfirmed(area=area, areas=areas, batch=str(batch), partner=body)
