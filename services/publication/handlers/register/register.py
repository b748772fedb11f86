"""What can happen to a register: facts are recorded, by a registrar or by who runs this; and it is read."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from functools import reduce

from services.publication.domain.leaf.compilation import Compilation, Loading, marked
from services.publication.domain.leaf.leaf import Kind
from services.publication.domain.record.counterpart import leaves_of_facts, subject_of
from services.publication.domain.register.policy import too_soon, wrong_change, wrong_closure, wrong_election
from services.publication.domain.register.refusal import Refused
from services.publication.domain.register.register import KINDS, Register, RegisterEvent, every_fact, evolve
from services.publication.domain.register.statement import Agreed, Facts, decide, remembering
from services.publication.effects.register.settled import COMMAND_LINE, announced
from services.publication.effects.submission.embargo import look_again
from services.publication.schemas.register import register as schemas
from services.publication.schemas.register.link import encode
from services.publication.schemas.register.refusal import as_problems
from services.publication.storage.agreement import agreement as agreement_rows
from services.publication.storage.agreement import target
from services.publication.storage.leaf import compilation, leaf
from services.publication.storage.register import register as storage
from services.publication.storage.search import findable
from shared import idempotency, ledger
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.events.publication import AreaRegistered, CalendarClosed, ElectionSet, PolicyOverridden
from shared.idempotency import Answer, Once
from shared.problems import Fault, Malformed, NotFound, NotYours, unknown_filter
from shared.working_days import london_day

LATELY, MOST = timedelta(days=14), 20  # changes that the desk tells of
Lead = tuple[str, date]
"""A measure, and the day since which a body leads on it."""


async def record(database: Database, facts: Facts, *, caller: Caller, once: Once, now: datetime) -> Answer:
    """Take all of what a registrar states about one of its areas, or none; what is known already appends nothing."""
    area = facts.area.area
    if area not in caller.areas:
        raise NotYours("You may not write the register of this area.")
    async with database.unit_of_work(frozenset({area})) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        await _require_announced(session, facts, now)
        register, news = await _state(session, facts, actor=caller.id, now=now)
        status = 201 if news else 200
        return await idempotency.keep(session, once, Answer(status, encode(schemas.receipt(register, news))))


async def check(database: Database, area: str, fact: RegisterEvent, *, caller: Caller, now: datetime) -> None:
    """Refuse what `add` would refuse, and store nothing. Raises NotYours, NotFound, Malformed naming every fault."""
    async with _of(database, area, caller) as session:
        await _decided(session, area, fact, now)


async def add(
    database: Database, area: str, fact: RegisterEvent, *, caller: Caller, once: Once, now: datetime
) -> dict[str, object]:
    """State one more fact of an area from a page. Done twice it is done once. Raises NotYours, NotFound, Malformed
    naming every fault.
    """
    async with _of(database, area, caller) as session:
        if await idempotency.claim(session, once):
            return {}
        facts = await _decided(session, area, fact, now)
        register, news = await _state(session, facts, actor=caller.id, now=now)
        told = schemas.receipt(register, news)
        await idempotency.keep(session, once, Answer(201, encode(told)))
        return told


def _of(database: Database, area: str, caller: Caller) -> AbstractAsyncContextManager[Session]:
    if area not in caller.areas:
        raise NotYours("You may not write the register of this area.")
    return database.unit_of_work(frozenset({area}))


async def _decided(session: Session, area: str, fact: RegisterEvent, now: datetime) -> Facts:
    """The fact beside what the register says of its area, which is locked. Raises NotFound, Malformed."""
    held, today = await storage.lock(session, area), london_day(now)
    if held.about is None:
        raise NotFound("No area of this code is registered here.")
    with as_problems():
        facts = Facts(area=held.about, **{KINDS[type(fact)].many: (fact,)})  # type: ignore[arg-type]  # its own kind
        match fact:
            case PolicyOverridden():
                wrongs = wrong_change(held, fact, today, announced(held, today))
            case CalendarClosed():
                wrongs = wrong_closure(held, fact, today)
            case ElectionSet():
                wrongs = wrong_election(held, fact, today)
            case _:
                wrongs = iter(())
        if found := list(wrongs):
            raise Refused(found)
        decide(held, facts, on=today, agreed=await _agreed(session, held, facts))
    return facts


async def _require_announced(session: Session, facts: Facts, now: datetime) -> None:
    """Refuse a change to the ladder that nobody could read before it holds, once a register is there."""
    held, today = await storage.lock(session, facts.area.area), london_day(now)
    if held.about is None:
        return
    until, kept = announced(held, today), set(held.overrides.values())
    with as_problems():
        if found := [
            wrong
            for index, one in enumerate(facts.overrides)
            if one not in kept
            for wrong in too_soon(one, f"/overrides/{index}", until)
        ]:
            raise Refused(found)


async def stated(database: Database) -> dict[str, tuple[int, frozenset[object]]]:
    """By area: the register's version, and every fact that it states, for comparing what others keep of it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        held = await storage.every(session)
    return {one.area: (one.version, frozenset(every_fact(one))) for one in held}


async def load(
    database: Database, facts: Facts, *, now: datetime, compiled: Compilation | None = None
) -> dict[str, object]:
    """Take facts from whoever runs this installation, all or none; the answer says what was appended.

    Each fact that is new tells who compiled it, for which body of this register, and from which paper. Raises
    Malformed, for a body that the register does not know as well.
    """
    actor = COMMAND_LINE if compiled is None else f"{COMMAND_LINE}/{compiled.body}"
    async with database.unit_of_work(frozenset({facts.area.area})) as session:
        register, news = await _state(session, facts, actor=actor, now=now, compiled=compiled)
        if compiled is not None and compiled.body not in register.partners:
            fault = Fault("unknown-partner", "The register knows no such body.", "/body")
            raise Malformed("Nothing was recorded. Every fault is named.", errors=[fault])
    return schemas.receipt(register, news)


async def loadings(database: Database, area: str) -> Sequence[Loading]:
    """Who compiled what of an area's register from which paper, the latest first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await compilation.of_register(session, area)


async def read(database: Database, area: str) -> Register:
    """The register of an area; NotFound when nobody has registered it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        register = await storage.find(session, area)
    if register is None:
        raise NotFound("No area of this code is registered here.")
    return register


async def leads_stated_late(database: Database, held: Register, measure: str | None = None) -> dict[Lead, date]:
    """On which day a lead was stated here, of those that were stated only after the day since which they hold; of one
    measure or of all. What was recorded before the record kept leaves is absent: nobody knows when.
    """
    leads = {subject_of(one): key for key, one in held.leads.items() if measure in (None, one.measure)}
    async with database.unit_of_work(EVERY_AREA) as session:
        told = await leaf.first_moments(session, Kind.REGISTER, list(leads))
    days = {leads[subject]: london_day(moment) for subject, moment in told.items()}
    return {key: day for key, day in days.items() if day > held.leads[key].since_on}


async def changed_lately(database: Database, areas: Collection[str], today: date) -> list[tuple[date, RegisterEvent]]:
    """What was stated of these areas in the last fortnight, but for what their registers began with: when, and what,
    the latest first. Whoever is concerned can object before it counts.
    """
    found: list[tuple[date, RegisterEvent]] = []
    async with database.unit_of_work(EVERY_AREA) as session:
        for stream in (f"register/{area}" for area in sorted(areas)):
            told = await ledger.told_between(session, stream)
            if told is not None and london_day(told[1]) >= today - LATELY:
                found += [
                    (london_day(one.occurred_at), one.event)
                    for one in await ledger.read_stream(session, stream)
                    if one.occurred_at > told[0] and isinstance(one.event, RegisterEvent)
                ]
    lately = (one for one in found if one[0] >= today - LATELY)
    return sorted(lately, key=lambda one: one[0], reverse=True)[:MOST]


async def every(database: Database) -> Sequence[Register]:
    """The register of every area, by name."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.every(session)


async def areas(database: Database) -> Sequence[AreaRegistered]:
    """Every area that runs Folkmoot, by name."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.areas(session)


async def authorities(database: Database) -> Sequence[tuple[str, str]]:
    """The name of every area, and of the body that answers there where nobody else does."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.authorities(session)


async def require_filter(database: Database, area: str | None) -> None:
    """Refuse to narrow a list by an area that nobody has registered; None leaves the choice open. Raises Malformed."""
    known = [one.area for one in await areas(database)] if area is not None else []
    if area is not None and area not in known:
        raise unknown_filter("area", known)


async def _state(
    session: Session, facts: Facts, *, actor: str, now: datetime, compiled: Compilation | None = None
) -> tuple[Register, tuple[RegisterEvent, ...]]:
    register = await storage.lock(session, facts.area.area)
    with as_problems():
        today, agreed = london_day(now), await _agreed(session, register, facts)
        news = decide(register, remembering(register, facts, today), on=today, agreed=agreed)
    after = reduce(evolve, news, register)
    if news:
        await _save(session, after, news)
        before = await leaf.times(session, Kind.REGISTER, [subject_of(fact) for fact in news])
        leaves = leaves_of_facts(news, before, now)
        await leaf.add(session, leaves if compiled is None else [marked(one, compiled) for one in leaves])
        await findable.tell_register(session, after.area, now)
        stream = f"register/{register.area}"
        await ledger.append(session, stream, register.version, news, area=register.area, actor=actor, now=now)
        if any(isinstance(one, ElectionSet) for one in news):
            await look_again(session, after, today)
    return after, news


async def _agreed(session: Session, held: Register, facts: Facts) -> Agreed:
    parties, promised = await agreement_rows.parties(session, held.area), await target.promised(session, held.area)
    changed = {one.measure for one in facts.measures if held.measures.get(one.measure, one) != one}
    spoken_of = await agreement_rows.spoken_of(session, held.area, changed)
    return Agreed(parties.keys(), frozenset().union(*parties.values()), promised, spoken_of)


async def _save(session: Session, register: Register, news: tuple[RegisterEvent, ...]) -> None:
    try:
        await storage.save(session, register, news)
    except storage.LettersTaken:
        fault = Fault("letters-taken", "Another area has these letters.", "/area/letters")
        raise Malformed("Nothing was recorded. Every fault is named.", errors=[fault]) from None
