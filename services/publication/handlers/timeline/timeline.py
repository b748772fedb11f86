"""What escalation tells is kept as timelines and standings, projections only; and they are read."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from services.publication.domain.record.counterpart import leaf_of_step
from services.publication.domain.register.register import Register
from services.publication.domain.timeline.evidence import File
from services.publication.domain.timeline.timeline import Standing, Told, evolve, refold
from services.publication.storage.leaf import leaf
from services.publication.storage.register import register as registers
from services.publication.storage.timeline import evidence
from services.publication.storage.timeline import timeline as storage
from shared.database import EVERY_AREA, Database, Session
from shared.events.escalation.answering import NOBODY, Answering, answered_by, answering_now
from shared.inbox import Received
from shared.problems import NotFound

PAGE = 500


@dataclass(frozen=True, slots=True)
class Read:
    """A reference with everything a reader sees of it; `register` is that of its area, `files` were put to the case."""

    standing: Standing
    history: tuple[Told, ...]
    register: Register
    files: tuple[File, ...] = ()


async def follow(session: Session, received: Sequence[Received]) -> None:
    """Keep what is told of petitions and cases: a row of the timeline each, and where each reference now stands."""
    told: dict[str, list[Received]] = defaultdict(list)
    for each in received:
        told[_reference(each)].append(each)
    steps = [(reference, each.envelope) for reference in told for each in told[reference]]
    removed = await storage.add(session, steps)
    await leaf.add(session, [leaf_of_step(*step) for step in steps])
    before = await storage.lock(session, told)
    await storage.save(session, [_followed(before.get(reference), reference, told[reference]) for reference in told])
    for reference in removed:
        history = await storage.of_reference(session, reference)
        await storage.save(session, [refold(reference, told[reference][0].envelope.area, history)])


async def forget_petitions(session: Session) -> None:
    """Empty what was told of petitions, to be told it again; what was told of cases stays."""
    await _forget(session, "petition/")


async def forget_obligations(session: Session) -> None:
    """Empty what was told of what petitions are owed, to be told it again; the rest stays."""
    await _forget(session, "obligation/")


async def forget_cases(session: Session) -> None:
    """Empty what was told of cases, to be told it again; what was told of petitions stays."""
    await _forget(session, "case/")


async def read(database: Database, reference: str) -> Read:
    """A reference's standing, its history, and its area's register; NotFound when nothing was told of it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        standing = await storage.find(session, reference)
        if standing is None:
            raise NotFound("No petition or case of this reference is on the record.")
        history = await storage.of_reference(session, reference)
        register = await registers.find(session, standing.area)
        files = await evidence.of_reference(session, reference)
    return Read(standing, history, register or Register(standing.area), files)


def step(read: Read, name: str) -> Told:
    """One step by its name, such as `case-3`; NotFound where nothing was told under it."""
    for told in read.history:
        if told.name == name:
            return told
    raise NotFound("Nothing under this address was told of this petition or case.")


async def listed(
    database: Database, *, area: str | None = None, after: str | None = None, limit: int = 50
) -> tuple[Sequence[Standing], str | None]:
    """A page of references, the last moved first, and the reference to go on after."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await storage.listed(session, area=area, after=after, limit=limit + 1)
    return found[:limit], found[limit - 1].reference if len(found) > limit else None


async def latest(database: Database, *, limit: int = 100) -> list[tuple[Standing, Told, Register, Answering]]:
    """The last steps of all petitions and cases, newest first; each with the body that answered then."""
    async with database.unit_of_work(EVERY_AREA) as session:
        steps = await storage.latest(session, limit)
        leads = await storage.leads(session, {reference for reference, _ in steps})
        standings = await storage.of_references(session, {reference for reference, _ in steps})
        held = {register.area: register for register in await registers.every(session)}
    found = [(standings[reference], told) for reference, told in steps if reference in standings]
    return [
        (standing, told, held.get(standing.area) or Register(standing.area), _answered(told, leads[standing.reference]))
        for standing, told in found
    ]


def _answered(told: Told, leads: Sequence[Told]) -> Answering:
    """The body that answered when this was told, by what is known of who answered when."""
    before = [one.event for one in leads if one.version <= told.version and one.stream == told.stream]
    now = answering_now(before)
    return now if now.name else next(iter(answered_by(one.event for one in leads)), NOBODY)


async def _forget(session: Session, streams: str) -> None:
    """Petition and case share one row: what is left is folded again from the half that stays."""
    await storage.remove(session, streams)
    left = await storage.references(session)
    for start in range(0, len(left), PAGE):
        page = left[start : start + PAGE]
        standings, told = await storage.of_references(session, page), await storage.histories(session, page)
        await storage.save(session, [refold(one, standings[one].area, told[one]) for one in page if told[one]])


def _reference(received: Received) -> str:
    """The reference that a petition, its case and what it is owed share: the second part of the stream's name."""
    return received.envelope.stream.split("/")[1]


def _followed(before: Standing | None, reference: str, received: Sequence[Received]) -> Standing:
    first = received[0].envelope
    standing = before or Standing(reference=reference, area=first.area, moved_at=first.occurred_at)
    return evolve(standing, ((each.event, each.envelope.version, each.envelope.occurred_at) for each in received))
