"""What is told of batches that wait: all of it to their body, and to everybody how they were public at last."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any

import polars as pl
from pydantic import Field

from services.indicators.domain.figure.held import WRONG_WORDS, HeldBatch, Move, Release, wrong
from services.indicators.domain.figure.period import Odd
from services.indicators.domain.figure.receipt import way_of
from services.indicators.domain.measure.register import Register
from services.indicators.schemas.figure.chunk import Rows
from services.indicators.schemas.figure.fault import Faults
from services.indicators.schemas.figure.figure import FRAME
from services.indicators.schemas.figure.period import warnings_document
from services.indicators.schemas.mapping.converted import Converted
from shared.problems import Fault, Malformed, NotYours
from shared.shapes import Line, Moment, Reasons, Strict, Whole


class InstantIn(Strict):
    """When a batch shall be public."""

    publish_at: Moment


class ReturnIn(Strict):
    """Why a batch is sent back."""

    reason: Annotated[Reasons, Field(min_length=3, max_length=2_000)]


class Cleared(Strict):
    """The button that lets figures be public, and the name that this press has."""

    once: Annotated[Line, Field(max_length=60)]


class Given(Cleared, ReturnIn):
    """The form that sends figures back."""


class Moving(Cleared):
    """The form that gives figures another time, and the version that was seen."""

    version: Whole
    publish_at: Line | None = None


INSTANT_EXAMPLE = {"publish_at": "2026-04-01T09:30:00Z"}
RETURN_EXAMPLE = {"reason": "The figure of 2024/25 counts two months twice."}
_MOVE = {
    "moved_at": "2026-03-02T09:00:00+00:00",
    "before": "2026-03-20T09:30:00+00:00",
    "after": "2026-04-01T09:30:00+00:00",
    "is_late": False,
}
HELD_EXAMPLE: dict[str, Any] = {
    "batch": "0193a5f2-6e4b-7c31-9d7e-2f4f0c5b8a61",
    "state": "held",
    "body": "trafford-council",
    "sent_by": {"kind": "key", "id": "key/4f0c5b8a61d2"},
    "areas": ["E08000009"],
    "rows": 1,
    "new": 1,
    "same": 0,
    "revised": 0,
    "withdrawn": 0,
    "without_reason": 0,
    "refused": 0,
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "received_at": "2026-03-01T09:00:00+00:00",
    "announced_at": "2026-03-20T09:30:00+00:00",
    "publish_at": "2026-04-01T09:30:00+00:00",
    "moves": [_MOVE],
    "needs_clearance": False,
    "cleared_at": None,
    "cleared_by": None,
    "returned_at": None,
    "returned_by": None,
    "reason": None,
    "released_at": None,
    "judgements": [],
    "version": 2,
    "links": {
        "self": "/indicators/v1/batches/0193a5f2-6e4b-7c31-9d7e-2f4f0c5b8a61",
        "figures": "/indicators/v1/batches/0193a5f2-6e4b-7c31-9d7e-2f4f0c5b8a61/figures",
    },
}
RELEASES_EXAMPLE: dict[str, Any] = {
    "releases": [
        {
            "batch": "0193a5f2-6e4b-7c31-9d7e-2f4f0c5b8a61",
            "body": "trafford-council",
            "measures": [{"area": "E08000009", "measure": "household-waste-recycled"}],
            "announced_at": "2026-03-20T09:30:00+00:00",
            "moves": [_MOVE],
            "released_at": "2026-04-01T09:30:00+00:00",
        }
    ]
}


def check_instant(publish_at: datetime, now: datetime) -> None:
    """Raise Malformed for an instant that cannot be taken: past, or too far ahead."""
    found = wrong(publish_at, now)
    if found is not None:
        fault = Fault(found.value, WRONG_WORDS[found], "/publish_at")
        raise Malformed(f"Nothing was stored. {fault.message}", errors=[fault])


class NoEmbargo(NotYours):
    """The register does not say of this body that it sends figures ahead of their day."""

    slug, title = "no-embargo", "The register does not let this body send figures ahead of their day"


def check_embargo(known: Register, areas: Iterable[str], body: str, publish_at: datetime, now: datetime) -> None:
    """Raise what figures of these areas for this instant are refused for: what `check_instant` raises, or NoEmbargo."""
    check_instant(publish_at, now)
    if not known.may_hold(areas, body):
        raise NoEmbargo("Nothing was stored. The register of each area says which bodies send figures ahead of a day.")


def document(
    held: HeldBatch, moves: Sequence[Move] = (), faults: Faults | None = None, odd: Sequence[Odd] = ()
) -> dict[str, object]:
    """The receipt of a batch that waits, was sent back, or could not be stored any more. For its own body's eyes."""
    at = f"/indicators/v1/batches/{held.id}"
    told: dict[str, object] = {
        "batch": str(held.id),
        "state": held.state,
        "body": held.partner,
        "sent_by": sender_document(held.sender),
        "areas": list(held.areas),
        "rows": held.rows,
        "new": held.new,
        "same": held.same,
        "revised": held.revised,
        "withdrawn": held.withdrawn,
        "without_reason": held.without_reason,
        "refused": held.refused,
        "sha256": held.sha256,
        "received_at": held.received_at.isoformat(),
        **waiting(held, moves),
        "judgements": [],
        "version": held.version,
        "links": {"self": at, "figures": f"{at}/figures"},
    }
    if held.mapped is not None:
        told["mapped"] = held.mapped
    if faults is not None and faults.total:
        told |= {"errors": [fault.document() for fault in faults.documents()], "total_errors": faults.total}
    elif held.total_faults:
        told |= {"errors": list(held.faults), "total_errors": held.total_faults}
    return told | warnings_document(odd)


def sender_document(id: str | None) -> dict[str, object] | None:
    """Who did something for a body: a key, a person or a pull, by the id that the record keeps."""
    return None if id is None else {"kind": way_of(id), "id": id}


def waiting(held: HeldBatch, moves: Sequence[Move] = ()) -> dict[str, object]:
    """What a batch waits or waited for, and what its body's people said to it."""
    return {
        "announced_at": _moment(held.announced_at),
        "publish_at": _moment(held.publish_at),
        "moves": [move_document(move) for move in moves],
        "needs_clearance": held.is_for_clearance,
        "cleared_at": _moment(held.cleared_at),
        "cleared_by": sender_document(held.cleared_by),
        "returned_at": _moment(held.returned_at),
        "returned_by": sender_document(held.returned_by),
        "reason": held.reason,
        "released_at": _moment(held.released_at),
    }


def released_document(receipt: dict[str, object], held: HeldBatch, moves: Sequence[Move]) -> dict[str, object]:
    """The receipt of a batch that waited and is public, for its own body."""
    told = receipt | waiting(held, moves)
    told["links"] = document(held)["links"]
    if held.total_faults:
        told |= {"errors": list(held.faults), "total_errors": held.total_faults}
    return told


def move_document(move: Move) -> dict[str, object]:
    """One move of an instant."""
    return {
        "moved_at": move.moved_at.isoformat(),
        "before": move.before.isoformat(),
        "after": move.after.isoformat(),
        "is_late": move.is_late,
    }


def release_document(release: Release) -> dict[str, object]:
    """What everybody may know of a batch that was held for an instant, once it is public."""
    return {
        "batch": str(release.batch),
        "body": release.partner,
        "measures": [{"area": area, "measure": measure} for area, measure in release.measures],
        "announced_at": release.announced_at.isoformat(),
        "moves": [move_document(move) for move in release.moves],
        "released_at": release.released_at.isoformat(),
    }


def as_posted(figures: pl.DataFrame, sent: Rows) -> pl.DataFrame:
    """Figures as they are kept until they are public, each with the number of the row that was sent."""
    plain = figures.with_columns(pl.col(pl.Categorical).cast(pl.String))
    if not isinstance(sent, Converted):
        return plain.with_columns(sent_row=pl.col("row"))
    rows = pl.Series("sent_row", sent.origin.mapped.rows, dtype=pl.Int32)
    return plain.with_columns(sent_row=rows.gather(plain["row"] - 1))


def unposted(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures that were kept, as they are stored like any others."""
    return figures.select(*FRAME)


def figures_document(figures: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as they were posted. Any: a row's cells by name."""
    named = figures.rename({"text": "period"}).drop("row", "time").rename({"sent_row": "row"})
    return [{name: cell for name, cell in row.items() if cell is not None} for row in named.iter_rows(named=True)]


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
