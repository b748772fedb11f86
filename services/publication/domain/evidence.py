"""A file put to a case, as escalation tells of it: what it is, who brought it, where it stands, its hash."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from shared.events import escalation as told

WAITING, PUBLIC, WITHHELD, HELD, GONE = "waiting", "public", "withheld", "held", "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a case. `standing` is one of waiting, public, withheld, held (its removal is asked for) and gone.

    `ground` says why it is not shown, where it is not. `sha256` is told from the file's release on.
    """

    evidence: str
    area: str
    reference: str
    number: int
    occasion: str
    media_type: str
    size: int
    commitment: str
    brought_by: str
    received_at: datetime
    standing: str = WAITING
    ground: str = ""
    sha256: str = ""
    changed_at: datetime

    @property
    def is_public(self) -> bool:
        """Whether everybody may have it."""
        return self.standing == PUBLIC


def evolve(file: File | None, events: Iterable[tuple[object, datetime]]) -> File | None:
    """The file after what was told of it, each event with its moment; None where it never came in."""
    for event, at in events:
        file = _begun(event, at) if isinstance(event, told.EvidenceReceived) else file and _changed(file, event, at)
    return file


def _begun(event: told.EvidenceReceived, at: datetime) -> File:
    return File(
        evidence=event.evidence,
        area=event.area,
        reference=event.case,
        number=event.number,
        occasion=event.occasion,
        media_type=event.media_type,
        size=event.size,
        commitment=event.commitment,
        brought_by=event.by,
        received_at=at,
        changed_at=at,
    )


def _changed(file: File, event: object, at: datetime) -> File:
    moved = replace(file, changed_at=at)
    match event:
        case told.EvidenceReleased(sha256=sha256):
            return replace(moved, standing=PUBLIC, sha256=sha256, ground="")
        case told.EvidenceWithheld(ground=ground):
            return replace(moved, standing=WITHHELD, ground=ground)
        case told.EvidenceRemovalAsked(ground=ground):
            return replace(moved, standing=HELD, ground=ground)
        case told.EvidenceRemovalRefused(standing=standing, ground=ground):
            return replace(moved, standing=standing, ground=ground)
        case told.EvidenceRemoved(ground=ground):
            return replace(moved, standing=GONE, ground=ground)
        case told.EvidenceWithdrawn():
            return replace(moved, standing=GONE, ground="entered_by_mistake")
        case _:
            return file
