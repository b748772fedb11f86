"""The receipt of a batch: what was sent and what became of it. A value; no rule stands here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.indicators import BatchAccepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a batch. `judgements` lists those that changed, as the events told it.

    `rows` were sent, `refused` of them not taken; `new`, `same`, `revised` and `withdrawn` count figures: a row of a
    place that two areas compare themselves with is two of them. `number` is the batch's own among all batches; `mapped`
    says through which version of which mapping the rows came, if any, and what that left out. `published_at` is when
    the figures became public: as they were received, unless they were held.
    """

    id: UUID
    number: int
    partner: str
    areas: tuple[str, ...]
    rows: int
    new: int
    same: int
    revised: int
    withdrawn: int
    refused: int
    reference: int
    sha256: str
    figures_sha256: str
    judgements: tuple[dict[str, str | None], ...]
    received_at: datetime
    published_at: datetime
    mapped: dict[str, object] | None = None


def accepted(receipt: Receipt) -> BatchAccepted:
    """What is told of the batch."""
    return BatchAccepted(
        area=receipt.areas[0],
        areas=receipt.areas,
        batch=str(receipt.id),
        partner=receipt.partner,
        rows=receipt.rows,
        new=receipt.new,
        same=receipt.same,
        revised=receipt.revised,
        withdrawn=receipt.withdrawn,
        refused=receipt.refused,
        reference=receipt.reference,
        sha256=receipt.sha256,
        figures_sha256=receipt.figures_sha256,
    )
