"""What happened to a petition, to what it is owed and to its case, in the sentences of the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import NAMESPACE_URL, UUID, uuid5

from services.escalation.domain.case.case import Case
from services.escalation.domain.ladder.wording import facts, named, sentences
from services.escalation.domain.petition.petition import Petition
from services.escalation.effects.case import circumstances
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.obligation import obligation as obligations
from services.escalation.storage.petition import petition as petitions
from shared.database import Session
from shared.events.escalation import SignaturesCounted
from shared.ledger import read_streams
from shared.working_days import london_day


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened: its id, the same for ever; when it was; what the record says of it; the event."""

    id: UUID
    at: datetime
    said: str
    event: object


async def happened(session: Session, about: Petition, *, now: datetime) -> Sequence[Told]:
    """Everything that was told, the oldest first, but for the counts of single days."""
    reference = about.reference
    owed = (await obligations.of_petitions(session, [reference]))[reference]
    streams = [petitions.stream(reference), *(obligations.stream(reference, one.name) for one in owed)]
    case = await cases.find(session, reference) if about.submitted_on else None
    return await _told(session, about.area, streams, case, now=now)


async def happened_in_case(session: Session, case: Case, *, now: datetime) -> Sequence[Told]:
    """Everything that was told of a case that no petition opened, the oldest first."""
    return await _told(session, case.area, [], case, now=now)


async def _told(session: Session, area: str, own: Sequence[str], case: Case | None, *, now: datetime) -> Sequence[Told]:
    streams, area_name = list(own), (await register.require_area(session, area)).name
    wording = await register.wording(session, area, london_day(now))
    bodies, known = await register.bodies(session, area), dict[str, object](area_name=area_name)
    if case is not None:
        streams.append(cases.stream(case.reference))
        at = await circumstances.of_case(session, case, now=now)
        bodies, known = named(case, at), facts(case, at, area_name)
    told = await read_streams(session, streams)
    recorded = sorted((one for stream in streams for one in told[stream]), key=attrgetter("occurred_at"))
    said = sentences([(one.event, london_day(one.occurred_at)) for one in recorded], wording, bodies, known)
    return [
        Told(uuid5(NAMESPACE_URL, f"{one.stream}/{one.version}"), one.occurred_at, words, one.event)
        for one, words in zip(recorded, said, strict=True)
        if not isinstance(one.event, SignaturesCounted)
    ]
