"""What a dry run of a mapping answers: what each row would become, what is left out and why, and every fault."""

from collections.abc import Sequence

from services.indicators.domain.batch import RowFault
from services.indicators.domain.conversion import OURS, Mapped
from services.indicators.domain.mapping import Kept
from services.indicators.schemas.batch import documents


def document(kept: Kept, mapped: Mapped, faults: Sequence[RowFault], *, skip: int, limit: int) -> dict[str, object]:
    """The dry run as JSON values, with at most `limit` of the figures, those behind the first `skip`."""
    return {
        "mapping": kept.id,
        "version": kept.version,
        **summary(mapped, faults),
        "figures": [_figure(mapped, at) for at in range(skip, min(skip + limit, len(mapped.rows)))],
    }


def summary(mapped: Mapped, faults: Sequence[RowFault]) -> dict[str, object]:
    """How many rows were read and figures found, what was left out, and the faults."""
    return {
        "rows": mapped.sent_rows,
        "total_figures": len(mapped.rows),
        "left_out": left_out(mapped),
        "errors": [fault.document() for fault in documents(faults)],
        "total_errors": len(faults),
    }


def left_out(mapped: Mapped) -> list[dict[str, object]]:
    """What was left out on purpose, by reason: how many rows (of a wide table: cells), and the first of them."""
    return [{"reason": one.reason, "rows": one.rows, "first": one.first} for one in mapped.left_out]


def _figure(mapped: Mapped, at: int) -> dict[str, object]:
    told = {name: getattr(mapped, name)[at] for name in OURS}
    return {"row": mapped.rows[at], "column": mapped.columns[at], **told}
