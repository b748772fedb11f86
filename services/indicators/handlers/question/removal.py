"""Words are taken out of explanations and challenges: somebody asks, somebody of another body agrees or does not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.indicators.domain.question import removal as rules
from services.indicators.domain.question.challenge import Challenge
from services.indicators.domain.question.removal import OBSTACLE_WORDS, Obstacle, Person, Removal, Thing
from services.indicators.effects.question import asking
from services.indicators.schemas.question import challenge, explanation
from services.indicators.schemas.question.removal import RemovalIn, document
from services.indicators.storage.measure import measure as measures
from services.indicators.storage.question import register
from services.indicators.storage.question import removal as storage
from services.indicators.storage.question.removal import THINGS
from shared import idempotency, ledger
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.events.base import new_id
from shared.idempotency import Answer, Once
from shared.problems import Fault, Malformed, NotFound, NotNow

NOT_KNOWN = "Nobody asked for this removal in your areas."


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What may be taken out of what bodies said of a measure, and all that somebody asked for, the last first."""

    title: str
    area_name: str
    things: tuple[Thing, ...]
    removals: tuple[Removal, ...]
    names: dict[str, str]


async def list_of_measure(database: Database, area: str, measure: str, *, caller: Caller) -> Listed:
    """The words on a measure's page, for those who may ask for their removal. NotFound outside their areas."""
    async with database.unit_of_work(caller.areas) as session:
        found = await measures.find(session, area, measure) if area in caller.areas else None
        if found is None:
            raise NotFound("No measure of this code is known in your areas.")
        things = [one for rows in THINGS.values() for one in await rows.of_measure(session, area, measure)]
        known = await register.for_answering(session, area)
        return Listed(
            title=found.title,
            area_name=found.area_name,
            things=tuple(one for one in things if rules.said_in(one)),
            removals=tuple(await storage.of_measure(session, area, measure)),
            names=dict(known.bodies),
        )


async def list_done(database: Database, *, before: UUID | None, limit: int) -> list[Removal]:
    """What was taken out, the last first, as everybody may read it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.done(session, before=before, limit=limit)


async def ask(database: Database, sent: RemovalIn, *, caller: Caller, once: Once, now: datetime) -> Answer:
    """Somebody asks to take words out. The same request again gets the same answer.

    Raises NotFound, Malformed for words that are not there, NotNow while another removal of the same thing waits.
    """
    body = caller.acting_body()
    async with database.unit_of_work(caller.areas) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        thing = await _lock_thing(session, sent.sort, sent.of)
        waits = await storage.waiting(session, sent.sort, sent.of)
        match rules.obstacle_to_ask(thing, sent.names, waits):
            case Obstacle.NOT_THERE:
                there = ", ".join(sorted(rules.said_in(thing))) or "none are left"
                fault = Fault("not-removable", f"Say which of these: {there}.", "/names")
                raise Malformed("Nothing was recorded. Every fault is named.", errors=[fault])
            case Obstacle() as obstacle:
                raise NotNow(OBSTACLE_WORDS[obstacle], rule=obstacle)
        told = rules.ask(thing, sent.names, sent.ground, id=new_id(), body=body)
        asked = rules.evolve(None, told, caller.id, now)
        await _keep(session, asked, told, caller, now)
        return await idempotency.keep(session, once, Answer.of(201, document(asked)))


async def agree(
    database: Database, id: UUID, *, caller: Caller, same: frozenset[str], once: Once, now: datetime
) -> Answer:
    """Somebody of another body agrees: the words are gone, here and in the ledger. `same`: all by which a second person
    comes in, as `shared.auth.hands_of_second` tells.

    Raises NotFound, and NotNow once it was answered or for nobody who can be the second person.
    """
    person = Person(caller.id, caller.acting_body())
    async with database.unit_of_work(caller.areas) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        asked, thing = await _lock_both(session, id)
        if (obstacle := rules.obstacle_to_agree(asked, person, same)) is not None:
            raise NotNow(OBSTACLE_WORDS[obstacle], rule=obstacle)
        told = rules.agree(asked, person.body)
        agreed = rules.evolve(asked, told, caller.id, now)
        await _keep(session, agreed, told, caller, now)
        await storage.take_out(session, agreed)
        gone = rules.take_out(thing, agreed, person.body)
        after = await asking.tell(session, THINGS[asked.sort], thing, gone, actor=caller.id, now=now)
        tells = challenge if isinstance(thing, Challenge) else explanation
        await storage.retell(session, asked.of, Answer.of(200, tells.document(after)).body)
        return await idempotency.keep(session, once, Answer.of(200, document(agreed)))


async def refuse(database: Database, id: UUID, *, caller: Caller, once: Once, now: datetime) -> Answer:
    """Somebody does not agree, or whoever asked takes it back: the words stay. Raises NotFound, NotNow."""
    body = caller.acting_body()
    async with database.unit_of_work(caller.areas) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        asked, _ = await _lock_both(session, id)
        if not asked.is_open:
            raise NotNow(OBSTACLE_WORDS[Obstacle.ANSWERED], rule=Obstacle.ANSWERED)
        told = rules.refuse(asked, body)
        refused = rules.evolve(asked, told, caller.id, now)
        await _keep(session, refused, told, caller, now)
        return await idempotency.keep(session, once, Answer.of(200, document(refused)))


async def _keep(session: Session, one: Removal, told: rules.Told, caller: Caller, now: datetime) -> None:
    await storage.save(session, one)
    await ledger.append(session, one.stream, one.version - 1, [told], area=one.area, actor=caller.id, now=now)


async def _lock_thing(session: Session, sort: str, of: UUID) -> Thing:
    found: Thing | None = await THINGS[sort].lock(session, of)
    if found is None:
        raise NotFound(f"There is no {sort} of this number in your areas.")
    return found


async def _lock_both(session: Session, id: UUID) -> tuple[Removal, Thing]:
    """The explanation or challenge first, as whoever asks does, then what was asked."""
    found = await storage.find(session, id)
    if found is None:
        raise NotFound(NOT_KNOWN)
    thing = await _lock_thing(session, found.sort, found.of)
    return await storage.lock(session, id) or found, thing
