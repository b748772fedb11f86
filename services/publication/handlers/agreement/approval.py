"""Targets come into force: an agreement is approved, or revised afterwards; the memorandum is made by itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.publication.domain.agreement.agreement import Agreement, AgreementEvent
from services.publication.domain.agreement.approval import Approve, of_papers, targets_set
from services.publication.domain.agreement.memorandum import memorandum_of
from services.publication.domain.agreement.revision import Revise, targets_removed
from services.publication.domain.agreement.step import decide
from services.publication.domain.record.counterpart import leaf_of_target
from services.publication.effects.agreement import answer, judged, keep, on_record, set_clocks
from services.publication.schemas.register.refusal import as_problems
from services.publication.storage.agreement import agreement as storage
from services.publication.storage.agreement import memorandum as memoranda
from services.publication.storage.agreement import target
from services.publication.storage.leaf import leaf
from shared import idempotency, ledger
from shared.auth import Caller
from shared.database import Database, Session
from shared.events.publication import TargetRemoved, TargetSet
from shared.idempotency import Answer, Once
from shared.working_days import london_day


async def approve(
    database: Database, name: str, command: Approve, *, caller: Caller, once: Once, now: datetime
) -> Answer:
    """The agreement is approved; each target is told to the stream of its measure, and the memorandum is made."""
    today = london_day(now)
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        before = on_record(await storage.lock(session, name))
        with as_problems():
            by = await judged(session, before.opened.area, today)
            command = replace(command, measures=frozenset(by.register.measures))
            events = list(decide(before, command, today, by))
        after = await keep(session, before, events, actor=caller.id, now=now)
        day = command.approved_on.last
        told, content = memorandum_of(
            after, command.targets, by.register, because="approved", in_force_on=day, made_on=today
        )
        final = await keep(session, after, [told], actor=caller.id, now=now)
        await memoranda.add(session, told, content)
        await set_clocks(session, before, final, by, now)
        papers = of_papers(command, before.opened.recorded_on, before.marks)
        await _tell(session, final, targets_set(final.opened.area, name, command.targets, papers), caller, now)
        return await idempotency.keep(session, once, answer(final, [*events, told]))


async def revise(
    database: Database, name: str, command: Revise, *, caller: Caller, once: Once, now: datetime
) -> Answer:
    """Targets in force change, come or go; each is told to the stream of its measure, and a new memorandum is made."""
    today = london_day(now)
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        before = on_record(await storage.lock(session, name))
        command = replace(command, standing=tuple(await target.of_agreement(session, name)))
        with as_problems():
            by = await judged(session, before.opened.area, today)
            events: list[AgreementEvent] = list(decide(before, command, today, by))
        after = await keep(session, before, events, actor=caller.id, now=now)
        told, content = memorandum_of(
            after, command.after, by.register, because="revised", in_force_on=command.revised_on, made_on=today
        )
        final = await keep(session, after, [told], actor=caller.id, now=now)
        await memoranda.add(session, told, content)
        area = final.opened.area
        news: list[TargetSet | TargetRemoved] = [*targets_set(area, name, command.targets)]
        news += targets_removed(area, name, command.removed)
        await _tell(session, final, news, caller, now)
        return await idempotency.keep(session, once, answer(final, [*events, told]))


async def _tell(
    session: Session, agreement: Agreement, targets: Sequence[TargetSet | TargetRemoved], caller: Caller, now: datetime
) -> None:
    area = agreement.opened.area
    versions = await target.lock_series(session, area, [one.measure for one in targets])
    for measure, version in versions.items():
        told = [one for one in targets if one.measure == measure]
        await target.save(session, told, after=version, now=now)
        await ledger.append(session, f"target/{area}/{measure}", version, told, area=area, actor=caller.id, now=now)
        await leaf.add(session, [leaf_of_target(one, number, now) for number, one in enumerate(told, version + 1)])
