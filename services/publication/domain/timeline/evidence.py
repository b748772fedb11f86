"""A file put to a case, as escalation tells of it: what it is, who brought it, where it stands, its hash."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.events.escalation import evidence as told

WAITING, PUBLIC, WITHHELD, GONE = "waiting", "public", "withheld", "gone"
HIDDEN = "hidden_while_removal_is_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a case. `standing` is waiting, public, withheld, hidden while its removal is asked for, or gone.

    `ground` says why it is not shown, where it is not. While somebody asks to take it out, `asked_by` is the body that
    does, `asked_ground` why, and `asked_until` the last day for somebody else to agree. `times_hidden` counts the
    questions that hid it, `times_shown_again` those to which nobody agreed in time. `sha256` is told from the release
    on.
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
    asked_by: str = ""
    asked_ground: str = ""
    asked_until: date | None = None
    times_hidden: int = 0
    times_shown_again: int = 0
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
    answered = replace(moved, asked_by="", asked_ground="", asked_until=None)
    match event:
        case told.EvidenceReleased(sha256=sha256):
            return replace(moved, standing=PUBLIC, sha256=sha256, ground="")
        case told.EvidenceWithheld(ground=ground):
            return replace(moved, standing=WITHHELD, ground=ground)
        case told.EvidenceRemovalAsked():
            return _asked(moved, event)
        case told.EvidenceRemovalRefused(standing=standing, ground=ground):
            return replace(answered, standing=standing, ground=ground)
        case told.EvidenceRemovalLapsed(standing=standing, ground=ground):
            again = file.times_shown_again + event.hides
            return replace(answered, standing=standing, ground=ground, times_shown_again=again)
        case told.EvidenceRemoved(ground=ground):
            return replace(answered, standing=GONE, ground=ground)
        case told.EvidenceWithdrawn():
            return replace(answered, standing=GONE, ground="entered_by_mistake")
        case _:
            return file


def _asked(file: File, event: told.EvidenceRemovalAsked) -> File:
    asked = replace(file, asked_by=event.by, asked_ground=event.ground, asked_until=event.until_on)
    if not event.hides:
        return asked
    return replace(asked, standing=HIDDEN, ground=event.ground, times_hidden=file.times_hidden + 1)
