"""A service's background process, the same for all three: relay, consumers, deadlines and errands in one task group.

If one of them dies, all stop with its error: nothing runs half.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence

import structlog

from shared import deadlines, errands, idempotency, relay
from shared.clock import Clock
from shared.database import DATABASE_ERRORS, EVERY_AREA, Database, Session, for_service
from shared.deadlines import DeadlineKind
from shared.errands import Carrier
from shared.events import CATALOGUE
from shared.events.topology import consumers_of
from shared.inbox import Handler, Inbox
from shared.messaging import Transport
from shared.settings import Settings

log = structlog.get_logger()

Consumers = Mapping[str, Mapping[type, Handler]]
Projections = Mapping[str, Callable[[Session], Awaitable[None]]]
"""For each consumer that only keeps rows: what empties them, so that everything can be told again."""


Watch = Callable[[Database, Clock], Coroutine[None, None, None]]
"""What a service looks at for ever besides; it ends by being cancelled only."""


class ConsumersDiffer(RuntimeError):
    """The worker's consumers are not those that the topology names for its service."""


def every(kind: str, handler: Handler) -> dict[type, Handler]:
    """A consumer's handlers, when one handler takes every event of the kind."""
    return {declared.shape: handler for declared in CATALOGUE.values() if declared.kind == kind}


async def run(
    service: str,
    settings: Settings,
    transport: Transport,
    clock: Clock,
    *,
    consumers: Consumers,
    deadline_kinds: Mapping[str, DeadlineKind],
    carriers: Mapping[str, Carrier],
    watches: Sequence[Watch] = (),
) -> None:
    """Run until cancelled, or until one part fails."""
    database = for_service(settings, service)
    try:
        await _run(
            database,
            transport,
            clock,
            consumers=consumers,
            deadline_kinds=deadline_kinds,
            carriers=carriers,
            watches=watches,
        )
    finally:
        await database.close()


async def _run(
    database: Database,
    transport: Transport,
    clock: Clock,
    *,
    consumers: Consumers,
    deadline_kinds: Mapping[str, DeadlineKind],
    carriers: Mapping[str, Carrier],
    watches: Sequence[Watch],
) -> None:
    wanted = set(consumers_of(database.schema))
    if wanted != set(consumers):
        raise ConsumersDiffer(f"{database.schema}: the topology names {sorted(wanted)}, the worker {sorted(consumers)}")
    async with asyncio.TaskGroup() as tasks:
        for consumer, handlers in consumers.items():
            inbox = Inbox(database, consumer, handlers)
            tasks.create_task(transport.consume(consumer, inbox.receive))
            tasks.create_task(inbox.retry_for_ever())
        tasks.create_task(relay.run(database, transport, clock))
        tasks.create_task(deadlines.run(database, deadline_kinds, clock))
        tasks.create_task(errands.run(database, carriers))
        tasks.create_task(_forget_old_keys(database))
        for watch in watches:
            tasks.create_task(watch(database, clock))


async def _forget_old_keys(database: Database) -> None:
    """Once an hour let go of idempotency keys past their days."""
    while True:
        try:
            async with database.unit_of_work(EVERY_AREA) as session:
                await idempotency.forget_old(session)
        except DATABASE_ERRORS as error:
            log.warning("idempotency.not_forgotten", service=database.schema, error=type(error).__name__)
        await asyncio.sleep(3600)
