"""What can happen to an agreement: it is opened, a round begins, sides speak, it is approved; and it is read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce

from services.publication.domain.agreement import (
    Agreement,
    AgreementEvent,
    Approve,
    Listed,
    OpenAgreement,
    OpenRound,
    PublishEntries,
    TargetRow,
    decide,
    evolve,
    targets_set,
)
from services.publication.domain.conversation import Item, items_of, record_reaches
from services.publication.domain.entry import Day, Entry
from services.publication.domain.leaf import leaf_of_agreement, leaf_of_entry, leaf_of_target
from services.publication.domain.refusal import Refused, Wrong
from services.publication.domain.register import Register, policy_on, release_of
from services.publication.schemas import agreement as schemas
from services.publication.schemas.link import encode
from services.publication.schemas.refusal import as_problems
from services.publication.storage import agreement as storage
from services.publication.storage import entry as entries
from services.publication.storage import leaf
from services.publication.storage import register as registers
from shared import idempotency, ledger
from shared.auth import Caller
from shared.calendars import calendar
from shared.database import EVERY_AREA, Database, Session
from shared.events.publication import EntryPublished, TargetSet
from shared.idempotency import Answer, Once
from shared.policy import released
from shared.problems import NotFound, NotNow, NotYours
from shared.working_days import london_day

PAGE = 200


@dataclass(frozen=True, slots=True)
class Read:
    """An agreement with everything a reader sees of it."""

    agreement: Agreement
    register: Register
    entries: tuple[Entry, ...]
    targets: tuple[TargetRow, ...]
    changed_at: datetime

    def reaches(self, day: date) -> date:
        """The day up to which this record tells."""
        return record_reaches(self.entries, approved_until=self._approved_until, today=day)

    def items(self, day: date) -> tuple[Item, ...]:
        """The items negotiated, as they stand on that day."""
        policy = policy_on(self.register, day)
        closed = calendar(policy.clock.calendar, area=self.register.area, closures=self.register.closed)
        return items_of(self.entries, until=self.reaches(day), calendar=closed, approved_until=self._approved_until)

    @property
    def _approved_until(self) -> date | None:
        return Day.parse(self.agreement.approved.approved_on).last if self.agreement.approved else None


async def open_agreement(
    database: Database, command: OpenAgreement, *, caller: Caller, once: Once, now: datetime
) -> Answer:
    """A negotiation begins in one of the caller's areas."""
    opened = command.opened
    if opened.area not in caller.areas:
        raise NotYours("You may not open an agreement in this area.")
    async with database.unit_of_work(frozenset({opened.area})) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        register = await registers.find(session, opened.area)
        agreement = await storage.lock(session, opened.agreement)
        with as_problems():
            released_under = OpenAgreement(replace(opened, profile=_release(register, opened.profile)))
            events = decide(agreement, released_under, london_day(now))
        after, news = await _commit(session, agreement, events, caller, now)
        return await idempotency.keep(session, once, _answer(after, news))


async def open_round(
    database: Database, name: str, command: OpenRound, *, caller: Caller, once: Once, now: datetime
) -> Answer:
    """A round of the negotiation begins."""
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        agreement = _found(await storage.lock(session, name))
        with as_problems():
            events = decide(agreement, command, london_day(now))
        after, news = await _commit(session, agreement, events, caller, now)
        return await idempotency.keep(session, once, _answer(after, news))


async def publish_entries(
    database: Database, name: str, command: PublishEntries, *, caller: Caller, once: Once, now: datetime
) -> Answer:
    """What was said goes on the record, all of it or none; nobody can change it afterwards."""
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        agreement = _found(await storage.lock(session, name))
        register = await registers.find(session, agreement.opened.area)
        with as_problems():
            events = decide(agreement, replace(command, author=_name_of(register, caller.body)), london_day(now))
        published = [event for event in events if isinstance(event, EntryPublished)]
        after, news = await _commit(session, agreement, events, caller, now)
        said = await entries.add(session, published, command.entries, entered_by=caller.body or caller.id, now=now)
        await leaf.add(session, [leaf_of_entry(name, after.opened.area, entry) for entry in said])
        return await idempotency.keep(session, once, _answer(after, news))


async def approve(
    database: Database, name: str, command: Approve, *, caller: Caller, once: Once, now: datetime
) -> Answer:
    """The agreement is approved; each target is told to the stream of its measure."""
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        agreement = _found(await storage.lock(session, name))
        measures = await storage.known_measures(session, agreement.opened.area)
        with as_problems():
            events = decide(agreement, replace(command, measures=measures), london_day(now))
        after, news = await _commit(session, agreement, events, caller, now)
        await _set_targets(session, after, command, caller, now)
        return await idempotency.keep(session, once, _answer(after, news))


async def read(database: Database, name: str) -> Read:
    """An agreement with its entries and targets; NotFound when there is none."""
    async with database.unit_of_work(EVERY_AREA) as session:
        agreement = _found(await storage.find(session, name))
        register = await registers.find(session, agreement.opened.area)
        said = await entries.of_agreement(session, name)
        targets = await storage.targets(session, name)
        changed_at = await storage.changed_at(session, name)
    return Read(agreement, register or Register(agreement.opened.area), tuple(said), tuple(targets), changed_at)


async def listed(
    database: Database, *, area: str | None = None, after: str = "", limit: int = 50
) -> tuple[Sequence[Listed], str | None]:
    """A page of agreements in order of name, and the name to go on after."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await storage.listed(session, area=area, after=after, limit=limit + 1)
    return found[:limit], found[limit - 1].agreement if len(found) > limit else None


async def page_of_entries(
    database: Database, name: str, *, after: int = 0, limit: int = PAGE
) -> tuple[list[Entry], int | None]:
    """A page of an agreement's entries, and the number to go on after; NotFound when there is no such agreement."""
    async with database.unit_of_work(EVERY_AREA) as session:
        _found(await storage.find(session, name))
        found = await entries.of_agreement(session, name, after=after, limit=limit + 1)
    return found[:limit], found[limit - 1].number if len(found) > limit else None


async def _commit(
    session: Session, before: Agreement | None, events: Sequence[AgreementEvent], caller: Caller, now: datetime
) -> tuple[Agreement, Sequence[AgreementEvent]]:
    after = reduce(evolve, events, before)
    if after is None:
        raise ValueError("nothing was opened")
    if events:
        await _save(session, after, events, now)
        stream, version = f"agreement/{after.opened.agreement}", before.version if before else 0
        await ledger.append(session, stream, version, events, area=after.opened.area, actor=caller.id, now=now)
        leaves = [leaf_of_agreement(event, list(after.rounds), now) for event in events]
        await leaf.add(session, [each for each in leaves if each is not None])
    return after, events


async def _save(session: Session, agreement: Agreement, news: Sequence[AgreementEvent], now: datetime) -> None:
    try:
        await storage.save(session, agreement, news, now)
    except storage.NameTaken:
        raise NotNow("An agreement of this name is open already, in another area.") from None


async def _set_targets(session: Session, agreement: Agreement, command: Approve, caller: Caller, now: datetime) -> None:
    targets = targets_set(agreement, command)
    area = agreement.opened.area
    versions = await storage.lock_series(session, area, [target.measure for target in targets])
    await storage.save_targets(session, targets, now)
    for measure, version in versions.items():
        told: list[TargetSet] = [target for target in targets if target.measure == measure]
        await ledger.append(session, f"target/{area}/{measure}", version, told, area=area, actor=caller.id, now=now)
        leaves = [leaf_of_target(target, number, now) for number, target in enumerate(told, version + 1)]
        await leaf.add(session, leaves)


def _release(register: Register | None, name: str) -> str:
    if register is None:
        raise Refused([Wrong("/area", "unknown-area", "No area of this code is registered here.")])
    profile = release_of(name, register.about)
    if profile not in released():
        raise Refused([Wrong("/profile", "unknown-profile", "No policy profile of this name was released.")])
    return profile


def _name_of(register: Register | None, body: str | None) -> str | None:
    partner = register.partners.get(body or "") if register else None
    return partner.name if partner else None


def _found(agreement: Agreement | None) -> Agreement:
    if agreement is None:
        raise NotFound("There is no agreement of this name.")
    return agreement


def _answer(agreement: Agreement, news: Sequence[AgreementEvent]) -> Answer:
    numbers = tuple(event.entry for event in news if isinstance(event, EntryPublished))
    body = encode(schemas.receipt(agreement, len(news), numbers))
    return Answer(201 if news else 200, body)
