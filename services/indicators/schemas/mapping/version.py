"""Stored versions of mappings as JSON values: one by itself, and a page of a body's newest ones."""

from services.indicators.domain.mapping.conversion import Origin
from services.indicators.domain.mapping.mapping import Kept


def kept_document(kept: Kept) -> dict[str, object]:
    """A stored version as JSON values."""
    here = f"/indicators/v1/mappings/{kept.id}"
    return {
        "mapping": kept.id,
        "version": kept.version,
        "stored_at": kept.stored_at.isoformat(),
        "document": kept.document,
        "links": {"self": f"{here}/versions/{kept.version}", "newest": here},
    }


def mapped_document(origin: Origin) -> dict[str, object]:
    """What a receipt says of the mapping that its rows came through, and of what that left out on purpose."""
    left_out = [{"reason": one.reason, "rows": one.rows, "first": one.first} for one in origin.mapped.left_out]
    return {"mapping": origin.mapping, "version": origin.version, "left_out": left_out}
