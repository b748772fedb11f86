"""Files put to cases: kept as escalation tells of them, a projection only."""

from collections import defaultdict
from collections.abc import Sequence

from services.publication.domain.evidence import evolve
from services.publication.storage import evidence as storage
from shared.database import Session
from shared.inbox import Received


async def follow(session: Session, received: Sequence[Received]) -> None:
    """Keep what is told of files: where each now stands."""
    told: dict[str, list[Received]] = defaultdict(list)
    for each in received:
        told[each.envelope.stream.partition("/")[2]].append(each)
    before = await storage.lock(session, told)
    after = (
        evolve(before.get(file), ((each.event, each.envelope.occurred_at) for each in events))
        for file, events in told.items()
    )
    await storage.save(session, [file for file in after if file is not None])


async def forget(session: Session) -> None:
    """Empty what was told of files, to be told it again."""
    await storage.remove_all(session)
