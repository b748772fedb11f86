"""What could not be done by itself after every attempt: letters that did not leave, deadlines that would not fire."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared import deadlines, errands
from shared.database import EVERY_AREA, Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that a person must look at: what it was about, what kind, and the reason it ended with."""

    about: str
    kind: str
    reason: str


async def failures(database: Database, areas: Collection[str]) -> Sequence[Failure]:
    """What the machine gave up on in these areas. Errands tell their id only: whom they go to is nobody's to read."""
    async with database.unit_of_work(EVERY_AREA) as session:
        stuck = await deadlines.stuck(session, sorted(areas))
        undone = await errands.not_carried(session)
    found = [Failure(about=one.subject, kind=one.kind, reason=one.stuck_reason or "") for one in stuck]
    letters = [
        Failure(about=one["reference"], kind=one["kind"], reason=one["dead_reason"])
        for one in undone
        if one["area"] in areas
    ]
    return [*found, *letters]
