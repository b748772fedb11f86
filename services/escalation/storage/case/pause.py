"""Why a case stands still: the reasons and the letter behind every pause. Kept whole; of them only some is public."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.case.lookup import PauseGround
from shared.database import Session, raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a pause, or its renewal, rests on: the reasons and the reference of a letter that asks for it."""

    reference: str
    area: str
    body: str
    reasons: str
    letter: str
    said_at: datetime


async def add(session: Session, ground: Ground) -> None:
    """Store what a pause rests on; whether a case may be paused now, the ladder has decided."""
    await (await raw(session)).execute(
        "insert into pause (reference, area, body, reasons, letter, said_at) values ($1, $2, $3, $4, $5, $6)",
        ground.reference,
        ground.area,
        ground.body,
        ground.reasons,
        ground.letter,
        ground.said_at,
    )


async def of_references(session: Session, references: Collection[str]) -> dict[str, tuple[PauseGround, ...]]:
    """What the pauses of each of these cases rested on; those that never stood still are absent."""
    rows = await (await raw(session)).fetch(
        "select reference, reasons, letter from pause where reference = any ($1)", list(references)
    )
    found: defaultdict[str, list[PauseGround]] = defaultdict(list)
    for row in rows:
        found[row["reference"]].append(PauseGround(reasons=row["reasons"], letter=row["letter"]))
    return {reference: tuple(grounds) for reference, grounds in found.items()}
