"""How changes are told to machines, and what a reader may give as the place to read on from."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from services.indicators.domain.figure.change import Change, Cursor, cursor
from services.indicators.schemas.measure.measure import observation_document
from shared.problems import Fault, Malformed
from shared.shapes import Moment

EXAMPLE: dict[str, Any] = {
    "changes": [
        {
            "change": "withdrawn",
            "cursor": "17.3",
            "measure": "household-waste-recycled",
            "place": "E08000009",
            "period": "2024/25",
            "starts_on": "2024-04-01",
            "ends_on": "2025-03-31",
            "value": None,
            "missing": "withdrawn: counted twice",
            "suppressed": None,
            "is_withdrawn": True,
            "status": None,
            "audit": None,
            "reason": "counted twice",
            "revision": 2,
            "why": "counted twice",
            "batch": "0193a5f2-6e4b-7c31-9d7e-2f4f0c5b8a61",
            "received_at": "2026-03-02T09:00:00+00:00",
            "published_at": "2026-03-02T09:00:00+00:00",
            "recorded_at": "2026-03-02T09:00:01+00:00",
        }
    ],
    "cursor": "18.0",
}
_moment: TypeAdapter[datetime] = TypeAdapter(Moment)


def since_of(text: str) -> Cursor | datetime:
    """The cursor or moment that was written so; raises Malformed for anything else."""
    if (found := cursor(text)) is not None:
        return found
    try:
        return _moment.validate_python(text.replace(" ", "+"))
    except ValidationError:
        message = "Give the cursor of an earlier answer, or a moment such as 2026-03-02T09:00:00Z."
        raise Malformed(
            "Where to read on from cannot be read.", errors=[Fault("bad-cursor", message, "/since")]
        ) from None


def change_document(found: Change) -> dict[str, object]:
    """A change with the figure as it stood then."""
    at = {"change": found.kind, "cursor": str(found.at), "measure": found.measure}
    return at | observation_document(found.observation)
