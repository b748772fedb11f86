"""A batch that waits before it is public: for the instant that its body named, for a second of its people, or for both.

Pure. It says what waits, what became of it, and which moves of an instant came late.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shared.events.indicators import BatchReleased, Moved

LONGEST = timedelta(days=366)
LATE = timedelta(hours=24)  # a move within so long of an instant leaves nobody time to hear of it


class State(StrEnum):
    """What became of a held batch. One of whose rows none could be stored any more is refused."""

    HELD = "held"
    RETURNED = "returned"
    RELEASED = "published"
    REFUSED = "refused"


class Wrong(StrEnum):
    """Why an instant cannot be taken."""

    PAST = "in-the-past"
    FAR = "too-far-ahead"


WRONG_WORDS = {
    Wrong.PAST: "The time to publish must lie in the future.",
    Wrong.FAR: "The time to publish must be at most a year ahead.",
}


@dataclass(frozen=True, slots=True)
class Move:
    """The announced instant was moved, at a moment, from one to another."""

    moved_at: datetime
    before: datetime
    after: datetime

    @property
    def is_late(self) -> bool:
        """Whether it was made in the last 24 hours before the sooner of the two instants."""
        return self.moved_at > min(self.before, self.after) - LATE


@dataclass(frozen=True, slots=True)
class Waiting:
    """A figure of an area's own that waits: when it came in, and the instant that was named for it, if any."""

    received_at: datetime
    publish_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBatch:
    """A batch that waits, or waited. `announced_at` is the first instant that it was given, `publish_at` the last.

    `sender` is the account or key that posted it; `change_reason` is why what stands is changed, where no row says it.
    `new` to `without_reason` say what its figures would have done as things
    stood when it came in; `faults` name the rows that could not be stored when it was released, and `measures` those
    (area and measure) of which something was stored then.
    """

    id: UUID
    partner: str
    areas: tuple[str, ...]
    rows: int
    refused: int
    new: int
    same: int
    revised: int
    withdrawn: int
    without_reason: int
    sha256: str
    figures_sha256: str
    mapped: dict[str, object] | None
    fetched_from: str | None
    sender: str
    is_for_clearance: bool
    received_at: datetime
    announced_at: datetime | None
    publish_at: datetime | None
    change_reason: str | None = None
    cleared_at: datetime | None = None
    cleared_by: str | None = None
    returned_at: datetime | None = None
    returned_by: str | None = None
    reason: str | None = None
    released_at: datetime | None = None
    refused_at: datetime | None = None
    measures: tuple[tuple[str, str], ...] = ()
    faults: tuple[dict[str, object], ...] = ()
    total_faults: int = 0
    version: int = 1

    @property
    def stream(self) -> str:
        """What its deadline is about."""
        return f"held/{self.id}"

    @property
    def people(self) -> frozenset[str]:
        """The ids of who sent it, let it be public or sent it back."""
        return frozenset(one for one in (self.sender, self.cleared_by, self.returned_by) if one)

    @property
    def state(self) -> State:
        """What became of it so far."""
        if self.released_at is not None:
            return State.RELEASED
        if self.refused_at is not None:
            return State.REFUSED
        return State.HELD if self.returned_at is None else State.RETURNED

    @property
    def waits_for_clearance(self) -> bool:
        """Whether a second person has still to look at it."""
        return self.state is State.HELD and self.is_for_clearance and self.cleared_at is None

    def is_ripe(self, now: datetime) -> bool:
        """Whether nothing stands in the way of its release any more."""
        has_come = self.publish_at is None or self.publish_at <= now
        return self.state is State.HELD and has_come and not self.waits_for_clearance

    def settled(
        self,
        *,
        now: datetime,
        measures: Sequence[tuple[str, str]],
        faults: Sequence[dict[str, object]],
        total_faults: int,
    ) -> "HeldBatch":
        """The batch after its release: public with figures of these measures, or refused where none is left."""
        return replace(
            self,
            released_at=now if measures else None,
            refused_at=None if measures else now,
            measures=tuple(measures),
            faults=tuple(faults),
            total_faults=total_faults,
            version=self.version + 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What everybody may know of a batch that was held for an instant, once it is public."""

    batch: UUID
    partner: str
    measures: tuple[tuple[str, str], ...]
    announced_at: datetime
    released_at: datetime
    moves: tuple[Move, ...]

    @property
    def is_remarkable(self) -> bool:
        """Whether its instant was moved late, or more than once."""
        return len(self.moves) > 1 or any(move.is_late for move in self.moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which releases a reader wants; what is None does not narrow."""

    area: str | None = None
    body: str | None = None


def released(held: HeldBatch, moves: Sequence[Move]) -> list[BatchReleased]:
    """What is told of the batch's release: one event when it is public, none before."""
    if held.released_at is None:
        return []
    event = BatchReleased(
        area=held.areas[0],
        batch=str(held.id),
        partner=held.partner,
        measures=tuple(f"{area}/{measure}" for area, measure in held.measures),
        received_at=held.received_at,
        released_at=held.released_at,
        announced_at=held.announced_at,
        moves=tuple(Moved(moved_at=one.moved_at, before=one.before, after=one.after) for one in moves),
    )
    return [event]


def id_of(stream: str) -> UUID:
    """The batch that a deadline is about."""
    return UUID(stream.rpartition("/")[2])


def wrong(publish_at: datetime, now: datetime) -> Wrong | None:
    """Why this instant cannot be taken; None where it can."""
    if publish_at <= now:
        return Wrong.PAST
    return Wrong.FAR if publish_at - now > LONGEST else None


def cleared(held: HeldBatch, person: str, now: datetime) -> HeldBatch:
    """The batch that a second person has looked at."""
    return replace(held, cleared_at=now, cleared_by=person, version=held.version + 1)


def returned(held: HeldBatch, person: str, reason: str, now: datetime) -> HeldBatch:
    """The batch that a second person has sent back: it is never stored."""
    return replace(held, returned_at=now, returned_by=person, reason=reason, version=held.version + 1)


def moved(held: HeldBatch, publish_at: datetime) -> HeldBatch:
    """The batch with another instant."""
    return replace(held, publish_at=publish_at, version=held.version + 1)
