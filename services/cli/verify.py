"""The command that recomputes what is stored from the ledger and the rows behind it, and says what differs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack

import typer
from rich.console import Console

from services.escalation.handlers.case import verification as cases
from services.escalation.handlers.evidence import verification as evidence
from services.escalation.handlers.obligation import verification as obligations
from services.escalation.handlers.person import verification as people
from services.escalation.handlers.petition import verification as petitions
from services.escalation.handlers.reserve import verification as reserve
from services.escalation.handlers.signature import verification as signatures
from services.escalation.handlers.trigger import verification as triggers
from services.indicators.handlers.figure import verification as indicators
from services.indicators.handlers.judgement import target as targets
from services.publication.handlers.leaf import verification as leaves
from services.publication.handlers.record import record
from services.publication.handlers.record import verification as publication
from services.publication.handlers.register import register as registers
from shared import ledger, settings
from shared.database import EVERY_AREA, Database, for_service
from shared.events.publication import TARGET
from shared.register import TABLES, copied
from shared.settings import Settings
from shared.verification import Verified

CHECKS: dict[str, Sequence[Callable[[Database], Awaitable[list[Verified]]]]] = {
    "publication": (publication.verify, leaves.verify),
    "indicators": (indicators.verify,),
    "escalation": (
        cases.verify,
        petitions.verify,
        signatures.verify,
        people.verify,
        obligations.verify,
        reserve.verify,
        triggers.verify,
        evidence.verify,
    ),
}

COPYING = ("indicators", "escalation")  # the services that keep a copy of the register

console = Console(highlight=False)


def verify() -> None:
    """Refold every stream and recount every bulk fact; exit status 1 when anything differs from what is stored."""
    found = asyncio.run(everything(settings.read()))
    for service, subjects in found.items():
        for subject in subjects:
            console.print(
                f"{service:12} {subject.subject:16} {subject.checked:8} checked, {len(subject.differences)} differ"
            )
            for difference in subject.differences:
                console.print(f"    {difference}")
    if any(subject.differences for subjects in found.values() for subject in subjects):
        raise typer.Exit(1)


async def everything(current: Settings) -> dict[str, list[Verified]]:
    """What each service finds."""
    found: dict[str, list[Verified]] = {}
    async with AsyncExitStack() as stack:
        databases = {service: for_service(current, service, pool_size=2) for service in CHECKS}
        for database in databases.values():
            stack.push_async_callback(database.close)
        for service in CHECKS:
            found[service] = await of_service(service, databases[service])
        for service in COPYING:
            found[service].append(await _copies(databases["publication"], databases[service]))
        book = record.book_of(current)
        if book is not None:
            files = await leaves.verify_files(databases["publication"], book.disk.read, book.key.verifier())
            found["publication"].append(files)
        found["indicators"].append(await _judged_targets(databases["publication"], databases["indicators"]))
    return found


async def of_service(service: str, database: Database) -> list[Verified]:
    """What one service finds in its own rows. Nothing is changed."""
    return [found for check in CHECKS[service] for found in await check(database)]


async def _judged_targets(agreements: Database, judging: Database) -> Verified:
    """The targets by which figures are judged beside the history of those that agreements set."""
    async with agreements.unit_of_work(EVERY_AREA) as session:
        told = await ledger.read_streams(session, await ledger.streams_of(session, TARGET))
    return await targets.compared(judging, told)


async def _copies(register: Database, copying: Database) -> Verified:
    """What a service keeps of the register beside what the register states; an area still behind is left out."""
    stated = await registers.stated(register)
    async with copying.unit_of_work(EVERY_AREA) as session:
        kept = await copied(session)
    kinds = {shape for shape, _ in TABLES.values()}
    differences, checked = [], 0
    for area, (heard, facts) in sorted(kept.items()):
        version, all_stated = stated.get(area, (heard, frozenset[object]()))
        if heard == version:
            checked += 1
            differing = facts ^ {fact for fact in all_stated if type(fact) in kinds}
            differences += [
                f"register/{area}: {type(fact).__name__} is not what the register states" for fact in differing
            ]
    return Verified("copies of registers", checked, tuple(sorted(differences)))
