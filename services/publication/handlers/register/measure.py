"""What indicators tell of measures is kept, the latest judgement of each; a projection only."""

from collections.abc import Sequence

from services.publication.domain.record.counterpart import leaf_of_judgement
from services.publication.domain.register.measure import Judged, Promise
from services.publication.storage.leaf import leaf
from services.publication.storage.register import measure as storage
from shared.database import EVERY_AREA, Database, Session
from shared.events.indicators import Judgement
from shared.inbox import Received
from shared.problems import NotFound


async def keep_judgements(session: Session, received: Sequence[Received]) -> None:
    """Keep the judgements that changed, of each measure the last, and put those on the record."""
    last = {each.envelope.stream: each for each in received if isinstance(each.event, Judgement)}
    judged = [_judged(each) for each in last.values()]
    await storage.save(session, judged)
    await leaf.add(session, [leaf_of_judgement(each) for each in judged])


async def forget_judgements(session: Session) -> None:
    """Empty what was told of measures, to be told it again."""
    await storage.remove_all(session)


async def read(database: Database, area: str, measure: str) -> Promise:
    """A measure of the register with its latest judgement; NotFound when the register does not know it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await storage.find(session, area, measure)
    if found is None:
        raise NotFound("The register of this area knows no such measure.")
    return found


def _judged(received: Received) -> Judged:
    event, envelope = received.event, received.envelope
    return Judged(
        area=event.area,
        measure=event.measure,
        version=envelope.version,
        period=event.period,
        value=event.value,
        target=event.target,
        verdict=event.verdict,
        before=event.before,
        rule=event.rule,
        judged_at=envelope.occurred_at,
    )
