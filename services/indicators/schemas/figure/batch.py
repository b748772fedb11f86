"""What is answered to a batch: its receipt. It reads no batch and decides nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from services.indicators.domain.figure.held import HeldBatch, Move, State
from services.indicators.domain.figure.period import Odd
from services.indicators.domain.figure.receipt import Receipt
from services.indicators.domain.judgement.judgement import Change
from services.indicators.schemas.figure.chunk import LeftOpen
from services.indicators.schemas.figure.fault import Faults
from services.indicators.schemas.figure.held import document as held_document
from services.indicators.schemas.figure.held import released_document, sender_document
from services.indicators.schemas.figure.period import warnings_document
from services.indicators.schemas.figure.source import source_document
from shared.events import declared, short_name

NO_FAULTS = Faults()
WHO = ("sent_by", "cleared_by", "returned_by")
MOST_NAMED = 100  # rows of a form that were left open


def document(
    receipt: Receipt, faults: Faults = NO_FAULTS, left_open: Sequence[LeftOpen] = (), odd: Sequence[Odd] = ()
) -> dict[str, object]:
    """The receipt as JSON values; with the faults of the rows that were not taken, where the rest was, with the rows
    of a form that were left open, and with what is odd about periods.
    """
    told: dict[str, object] = {
        "batch": str(receipt.id),
        "state": State.RELEASED,
        "body": receipt.partner,
        "sent_by": sender_document(receipt.sender),
        "areas": list(receipt.areas),
        "rows": receipt.rows,
        "new": receipt.new,
        "same": receipt.same,
        "revised": receipt.revised,
        "withdrawn": receipt.withdrawn,
        "without_reason": receipt.without_reason,
        "refused": receipt.refused,
        "reference": receipt.reference,
        "sha256": receipt.sha256,
        "figures_sha256": receipt.figures_sha256,
        "received_at": receipt.received_at.isoformat(),
        "published_at": receipt.published_at.isoformat(),
        "judgements": list(receipt.judgements),
        "links": {"self": f"/indicators/v1/batches/{receipt.id}"},
    }
    if receipt.mapped is not None:
        told["mapped"] = receipt.mapped
    if receipt.source is not None:
        told["source"] = source_document(receipt.source)
    if faults.total:
        told |= {"errors": [fault.document() for fault in faults.documents()], "total_errors": faults.total}
    return told | left_open_document(left_open) | warnings_document(odd)


def named(told: dict[str, object], names: Mapping[str, str]) -> dict[str, object]:
    """A receipt with the names of who sent it, let it be public or sent it back; null for one that is gone."""
    who = {name: one for name in WHO if isinstance(one := told.get(name), dict)}
    return told | {name: {**one, "name": names.get(one["id"])} for name, one in who.items()}


def left_open_document(left_open: Sequence[LeftOpen]) -> dict[str, object]:
    """How many rows of a form were left open, and the first of them by name; nothing where there are none."""
    if not left_open:
        return {}
    return {"left_open": {"rows": len(left_open), "first": [asdict(one) for one in left_open[:MOST_NAMED]]}}


def either(receipt: Receipt | HeldBatch, names: Mapping[str, str]) -> dict[str, object]:
    """The receipt of a batch that is public, or of one that waits, for its own body."""
    return named(document(receipt) if isinstance(receipt, Receipt) else held_document(receipt), names)


def shown_document(receipt: Receipt | None, held: HeldBatch | None, moves: Sequence[Move]) -> dict[str, object]:
    """A batch for its own body, one of both being there: what became of it, and what it waits or waited for."""
    if receipt is None:
        return {} if held is None else held_document(held, moves)
    return document(receipt) if held is None else released_document(document(receipt), held, moves)


def told(change: Change) -> dict[str, str | None]:
    """A changed judgement, as its event told it."""
    event = change.event
    return {
        "event": short_name(declared(event).type),
        "area": event.area,
        "measure": event.measure,
        "period": event.period,
        "value": None if event.value is None else f"{event.value:f}",
        "target": None if event.target is None else f"{event.target:f}",
        "before": event.before,
        "verdict": event.verdict,
    }


def encode(document: dict[str, object]) -> bytes:
    """A document as JSON."""
    return json.dumps(document, ensure_ascii=False).encode()


def decode(content: bytes) -> dict[str, object]:
    """A document that `encode` wrote."""
    found: dict[str, object] = json.loads(content)
    return found
