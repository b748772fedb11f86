"""The receipt of a batch: what was sent and what became of it. A value; no rule stands here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.indicators.domain.figure.source import Source
from shared.events.indicators import BatchAccepted


class Way(StrEnum):
    """How somebody came who sent figures, or let them be public."""

    KEY = "key"
    PERSON = "person"
    PULL = "pull"


def way_of(sender: str) -> Way:
    """How a sender came, by its id."""
    match sender.partition("/")[0]:
        case "key":
            return Way.KEY
        case "pull":
            return Way.PULL
        case _:
            return Way.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a batch. `judgements` lists those that changed, as the events told it.

    `rows` were sent, `refused` of them not taken; `new`, `same`, `revised` and `withdrawn` count figures: a row of a
    place that two areas compare themselves with is two of them. `without_reason` are those of the revised and withdrawn
    ones for which none was given. `sender` is the account or key that sent it, for
    its own body's eyes. `number` is the batch's own among all batches; `mapped`
    says through which version of which mapping the rows came, if any, and what that left out. `published_at` is when
    the figures became public: as they were received, unless they were held. `fetched_from` is the public address of
    figures that nobody sent, `confirmed_at` when their body said that they are its own.
    """

    id: UUID
    number: int
    partner: str
    sender: str
    areas: tuple[str, ...]
    rows: int
    new: int
    same: int
    revised: int
    withdrawn: int
    without_reason: int
    refused: int
    reference: int
    sha256: str
    figures_sha256: str
    judgements: tuple[dict[str, str | None], ...]
    received_at: datetime
    published_at: datetime
    mapped: dict[str, object] | None = None
    fetched_from: str | None = None
    confirmed_at: datetime | None = None

    @property
    def people(self) -> frozenset[str]:
        """The id of who sent it."""
        return frozenset({self.sender})

    @property
    def source(self) -> Source | None:
        """What the figures were fetched from; None where somebody sent them."""
        if self.fetched_from is None:
            return None
        return Source(
            batch=self.id,
            body=self.partner,
            address=self.fetched_from,
            sha256=self.sha256,
            fetched_at=self.received_at,
            confirmed_at=self.confirmed_at,
        )


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
        without_reason=receipt.without_reason,
        refused=receipt.refused,
        reference=receipt.reference,
        sha256=receipt.sha256,
        figures_sha256=receipt.figures_sha256,
        fetched_from=receipt.fetched_from,
    )
