"""Words are taken out of the record: somebody asks, somebody of another body agrees or does not, all are counted."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.publication.domain.record import removal as rules
from services.publication.domain.record.removal import Count, Person, Removal, Taken, Wish
from services.publication.schemas.record.removal import receipt
from services.publication.schemas.register.link import encode
from services.publication.schemas.register.refusal import as_problems
from services.publication.storage.leaf import leaf
from services.publication.storage.record import removal as storage
from shared import idempotency, ledger
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.events.base import new_id
from shared.events.publication import RemovalAgreed, RemovalRefused
from shared.idempotency import Answer, Once
from shared.problems import NotFound

Decide = Callable[[Removal, Person, datetime], tuple[Removal, RemovalAgreed] | tuple[Removal, RemovalRefused]]


async def ask(database: Database, number: int, wish: Wish, *, caller: Caller, once: Once, now: datetime) -> Answer:
    """Somebody asks to take words of a leaf out. NotFound where no leaf of their areas has this number."""
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        found = await leaf.numbered(session, number, number + 1)
        if not found:
            raise NotFound("The record has no leaf of this number in your areas.")
        said_at = datetime.fromisoformat(json.loads(found[0].content)["at"])
        withheld = await storage.withheld(session, found[0])
        is_fixed = await storage.is_fixed(session, found[0])
        with as_problems():
            asked, told = rules.ask(
                *(str(new_id()), found[0], wish, _person(caller)),
                said_at=said_at,
                now=now,
                withheld=withheld,
                is_fixed=is_fixed,
            )
        await storage.add(session, asked)
        await _tell(session, asked, told, caller, now)
        return await idempotency.keep(session, once, Answer(201, encode(receipt(asked))))


async def agree(
    database: Database, removal: UUID, *, caller: Caller, same: frozenset[str], once: Once, now: datetime
) -> Answer:
    """Somebody of another body agrees: words and salts are gone, and a leaf tells of it.

    `same` is everything by which the caller comes in. Raises NotNow for a key that nobody is named to have in hand.
    """
    return await _answer(database, removal, rules.agree, caller=caller, same=same, once=once, now=now)


async def refuse(database: Database, removal: UUID, *, caller: Caller, once: Once, now: datetime) -> Answer:
    """Somebody does not agree: the words stay."""
    return await _answer(database, removal, rules.refuse, caller=caller, same=frozenset(), once=once, now=now)


async def taken(database: Database, key: tuple[str, str, int] | None = None) -> Sequence[Taken]:
    """What was taken out, the last first: of one leaf by its kind, subject and number, or of the whole record."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.taken(session, key)


async def counts(database: Database) -> Sequence[Count]:
    """How many removals there were, by the body that asked and by ground."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.counts(session)


async def _answer(
    database: Database,
    removal: UUID,
    decide: Decide,
    *,
    caller: Caller,
    same: frozenset[str],
    once: Once,
    now: datetime,
) -> Answer:
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        asked = await storage.lock(session, removal)
        if asked is None:
            raise NotFound("Nobody asked for this removal in your areas.")
        with as_problems():
            answered, told = decide(asked, replace(_person(caller), same=same), now)
        others = await storage.alike(session, answered) if answered.agreed_by is not None else ()
        if answered.agreed_by is not None:
            await leaf.add(session, [rules.tombstone(answered)])
        await storage.answer(session, answered)
        await _tell(session, answered, told, caller, now)
        for number in others:
            await _remove_alike(session, answered, number, now)
        return await idempotency.keep(session, once, Answer(200, encode(receipt(answered))))


async def _remove_alike(session: Session, agreed: Removal, number: int, now: datetime) -> None:
    """Take the same words out of another leaf, as both agreed to."""
    (asked, asking), (answered, answering) = rules.alike(agreed, str(new_id()), number)
    await storage.add(session, asked)
    await _append(session, asked, asking, asked.asked_by.account, now)
    await leaf.add(session, [rules.tombstone(answered)])
    await storage.answer(session, answered)
    await _append(session, answered, answering, answered.agreed_by.account if answered.agreed_by else "", now)


async def _tell(session: Session, removal: Removal, told: object, caller: Caller, now: datetime) -> None:
    await _append(session, removal, told, caller.id, now)


async def _append(session: Session, removal: Removal, told: object, actor: str, now: datetime) -> None:
    stream, before = f"removal/{removal.removal}", removal.version - 1
    await ledger.append(session, stream, before, [told], area=removal.area, actor=actor, now=now)


def _person(caller: Caller) -> Person:
    return Person(caller.id, caller.acting_body())
