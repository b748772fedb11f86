"""Webhooks: a body names an address, and what changes in an area is sent there, signed, in order, at least once. Pure.

The signature is that of the Standard Webhooks: HMAC-SHA256 of id, time and body under the hook's own secret.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.publication.domain.search.change import Changed, Mark
from services.publication.domain.search.search import Kind

MOST = 20  # webhooks of one body in one area
REST = timedelta(hours=1)  # after a delivery whose attempts are spent
GIVES_UP_AFTER = timedelta(days=5)  # without one delivery that arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """What a body wants to be told of, and where; `mark` is how far it has been told.

    It was named by the time of the place. Attempts are counted by the machine's, from `sent_since` on.
    """

    id: UUID
    area: str
    body: str
    name: str
    address: str
    kinds: tuple[Kind, ...]
    mark: Mark
    named_at: datetime
    arrived_at: datetime | None = None
    failed_at: datetime | None = None
    ended_at: datetime | None = None
    sent_since: datetime | None = None

    def rests(self, at: datetime) -> bool:
        """Whether a delivery failed so lately that the next one waits."""
        return self.failed_at is not None and at < self.failed_at + REST

    def gives_up(self, at: datetime) -> bool:
        """Whether nothing has arrived for so long that nothing more is sent."""
        return (
            self.failed_at is not None and at >= (self.arrived_at or self.sent_since or self.named_at) + GIVES_UP_AFTER
        )

    def wants(self, changes: Sequence[Changed]) -> list[Changed]:
        """Those of the changes that are of the kinds that were asked for."""
        return [one for one in changes if not self.kinds or one.kind in self.kinds]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A document on its way to a webhook; its id and its bytes are the same on every attempt."""

    id: UUID
    webhook: UUID
    body: bytes
    until: Mark


def secret_of(key: str, webhook: UUID) -> bytes:
    """The secret of one webhook: derived from this installation's own, so that it is kept nowhere."""
    return hmac.new(key.encode(), f"webhook/{webhook}".encode(), hashlib.sha256).digest()


def secret_words(secret: bytes) -> str:
    """A secret as its owner is told it."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def signed(secret: bytes, delivery: Delivery, at: datetime) -> dict[str, str]:
    """The headers of a delivery that is sent at this moment."""
    when = str(int(at.timestamp()))
    content = f"{delivery.id}.{when}.".encode() + delivery.body
    signature = base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": str(delivery.id),
        "webhook-timestamp": when,
        "webhook-signature": f"v1,{signature}",
    }
