"""What is answered to a batch: its receipt, and what a dry run would do. It reads no batch and decides nothing."""

import json
from collections.abc import Sequence

import polars as pl

from services.indicators.domain.figure.observation import Effect
from services.indicators.domain.figure.receipt import Receipt
from services.indicators.domain.judgement.judgement import Change
from services.indicators.schemas.figure.fault import MOST_FAULTS, Faults
from services.indicators.schemas.figure.figure import Examined, effect_faults
from services.indicators.schemas.figure.source import source_document
from shared.events import declared, short_name

NO_FAULTS = Faults()


def document(receipt: Receipt, faults: Faults = NO_FAULTS) -> dict[str, object]:
    """The receipt as JSON values; with the faults of the rows that were not taken, where the rest was."""
    told: dict[str, object] = {
        "batch": str(receipt.id),
        "areas": list(receipt.areas),
        "rows": receipt.rows,
        "new": receipt.new,
        "same": receipt.same,
        "revised": receipt.revised,
        "withdrawn": receipt.withdrawn,
        "refused": receipt.refused,
        "reference": receipt.reference,
        "sha256": receipt.sha256,
        "figures_sha256": receipt.figures_sha256,
        "received_at": receipt.received_at.isoformat(),
        "judgements": list(receipt.judgements),
        "links": {"self": f"/indicators/v1/batches/{receipt.id}"},
    }
    if receipt.mapped is not None:
        told["mapped"] = receipt.mapped
    if receipt.source is not None:
        told["source"] = source_document(receipt.source)
    if faults.total:
        told |= {"errors": [fault.document() for fault in faults.documents()], "total_errors": faults.total}
    return told


def listed(receipts: Sequence[Receipt], limit: int) -> dict[str, object]:
    """At most `limit` receipts; where there is one more, a link leads on."""
    shown: dict[str, object] = {"batches": [document(receipt) for receipt in receipts[:limit]]}
    if len(receipts) > limit:
        shown["links"] = {"next": f"/indicators/v1/batches?before={receipts[limit - 1].id}&limit={limit}"}
    return shown


def preview_document(examined: Examined, compared: pl.DataFrame) -> dict[str, object]:
    """What a batch would do: the counts, the first 10,000 rows each with its effect, and every fault."""
    refused = effect_faults(compared)
    faults = examined.faults.and_those(refused)
    rows = [
        {
            **{name: row[name] for name in ("row", "area", "place", "measure")},
            "period": row["text"],
            "value": row["value"],
            "standing": row["standing_value"],
            "effect": row["effect"],
        }
        for row in compared.head(MOST_FAULTS).iter_rows(named=True)
    ]
    counts = dict(compared["effect"].value_counts().iter_rows())
    return {
        "dry_run": True,
        "rows": examined.rows,
        **{effect.value: counts.get(effect, 0) for effect in Effect if effect is not Effect.REFUSED},
        "refused": examined.refused + len(refused),
        "figures": rows,
        "errors": [fault.document() for fault in faults.documents()],
        "total_errors": faults.total,
    }


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
