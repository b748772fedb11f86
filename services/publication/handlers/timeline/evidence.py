"""Files put to cases: kept as escalation tells of them, a projection only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from services.publication.domain.record.counterpart import leaf_of_file, leaf_of_step
from services.publication.domain.timeline.evidence import evolve
from services.publication.storage.leaf import leaf
from services.publication.storage.timeline import evidence as storage
from services.publication.storage.timeline import timeline
from shared.database import Session
from shared.events.base import Envelope
from shared.events.escalation.evidence import REMOVALS, EvidenceReleased
from shared.inbox import Received


async def follow(session: Session, received: Sequence[Received]) -> None:
    """Keep what is told of files: where each now stands; and in the story of its case what came of a removal asked."""
    told: dict[str, list[Received]] = defaultdict(list)
    for each in received:
        told[_file(each)].append(each)
    before = await storage.lock(session, told)
    after = (
        evolve(before.get(file), ((each.event, each.envelope.occurred_at) for each in events))
        for file, events in told.items()
    )
    files = [file for file in after if file is not None]
    await storage.save(session, files)
    references = {file.evidence: file.reference for file in files}
    steps = [step for each in received if (step := _step(each, references)) is not None]
    await timeline.add(session, steps)
    released = [
        leaf_of_file(references[_file(each)], each.envelope)
        for each in received
        if isinstance(each.event, EvidenceReleased) and _file(each) in references
    ]
    await leaf.add(session, [*(leaf_of_step(*step) for step in steps), *released])


async def forget(session: Session) -> None:
    """Empty what was told of files, to be told it again."""
    await storage.remove_all(session)
    await timeline.remove(session, "evidence/")


def _step(each: Received, references: Mapping[str, str]) -> tuple[str, Envelope] | None:
    reference = references.get(_file(each))
    return (reference, each.envelope) if reference and isinstance(each.event, REMOVALS) else None


def _file(each: Received) -> str:
    return each.envelope.stream.partition("/")[2]
