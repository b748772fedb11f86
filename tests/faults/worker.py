"""`python -m tests.faults.worker`: processes of the product that a test may kill, one after another.

It reads one order a line (JSON), forks a process that does as told, and answers with its pid and, once it has ended,
with its exit code. Forking spares every process the second that imports take. A process whose test is gone ends too.
"""

import asyncio
import gc
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import text

from shared import deadlines, relay
from shared.clock import OffsetClock
from shared.database import EVERY_AREA, Database, Session, for_service, raw
from shared.deadlines import DeadlineKind, Due, Hold
from shared.events.base import unpack
from shared.events.publication import PolicyOverridden
from shared.failpoints import failpoint
from shared.inbox import Inbox
from shared.messaging import RabbitTransport
from shared.settings import Mode, Settings
from tests.integration.spine import CONSUMER, note

KIND = "test.silence"


@dataclass(frozen=True, slots=True)
class Order:
    """What a process is to be, where it dies or freezes (`<place>:<nth time>`), and its servers."""

    role: str
    place: str
    database_url: str
    amqp_url: str

    def database(self, service: str) -> Database:
        """The database of a service."""
        return for_service(Settings(mode=Mode.LOCAL, database_url=self.database_url), service)


class SlowlyConfirmed(RabbitTransport):
    """A transport with a place to die between sending a message and hearing that the broker has it."""

    async def publish(self, kind: str, body: bytes, message_id: str) -> None:
        """Publish as ever; the place is passed while the confirm is on its way."""
        publishing = asyncio.ensure_future(super().publish(kind, body, message_id))
        await asyncio.wait([publishing], timeout=0.001)
        failpoint("messaging.before_confirm")
        await publishing


class Unconfirmed(RabbitTransport):
    """A mutant: it says that a message is sent before it is."""

    async def publish(self, kind: str, body: bytes, message_id: str) -> None:
        """Promise, and do it a little later."""
        publishing = super().publish(kind, body, message_id)
        asyncio.get_running_loop().call_later(0.05, asyncio.ensure_future, publishing)


async def relay_role(order: Order) -> None:
    """Publication's relay."""
    await relay.run(order.database("publication"), SlowlyConfirmed(order.amqp_url), OffsetClock())


async def unconfirmed_relay_role(order: Order) -> None:
    """Publication's relay over the mutant transport."""
    await relay.run(order.database("publication"), Unconfirmed(order.amqp_url), OffsetClock())


async def consumer_role(order: Order) -> None:
    """Indicators' consumer of the register, which notes what it was told."""
    inbox = Inbox(order.database("indicators"), CONSUMER, {PolicyOverridden: note}, first_pause=0.01)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(RabbitTransport(order.amqp_url).consume(CONSUMER, inbox.receive))
        tasks.create_task(inbox.retry_for_ever())


async def forgetful_consumer_role(order: Order) -> None:
    """A mutant: it keeps no progress, so what is delivered twice is done twice."""
    database = order.database("indicators")

    async def receive(body: bytes) -> None:
        told = [e for e in unpack(body) if e.stream.startswith("register/")]
        async with database.unit_of_work(EVERY_AREA) as session:
            await (await raw(session)).executemany(
                "insert into seen (stream, version, event_id) values ($1, $2, $3)",
                [(e.stream, e.version, e.id) for e in told],
            )

    await RabbitTransport(order.amqp_url).consume(CONSUMER, receive)


async def sweeper_role(order: Order) -> None:
    """Escalation's sweeper, which freezes itself (SIGSTOP) in the middle of a group."""
    place, _, nth = order.place.partition(":")
    passed: Counter[str] = Counter()

    def freeze(name: str) -> None:
        passed[name] += 1
        if name == place and passed[name] == int(nth):
            os.kill(os.getpid(), signal.SIGSTOP)

    await deadlines.run(order.database("escalation"), {KIND: deadline_kind(freeze)}, OffsetClock())


def deadline_kind(passing: Callable[[str], None] = lambda _: None) -> DeadlineKind:
    """A kind of deadline that notes what it fires, and says when it is about to lock and when it has fired."""

    async def lock(session: Session, subject: str) -> None:
        passing("lock")
        await session.execute(text("select pg_advisory_xact_lock(hashtext(:subject))"), {"subject": subject})

    async def fire(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of Fire
        insert = text("insert into fired (subject, at) values (:subject, :at)")
        await session.execute(insert, {"subject": due.subject, "at": now})
        passing("fire")

    return DeadlineKind(lock, fire)


ROLES: dict[str, Callable[[Order], Awaitable[None]]] = {
    "relay": relay_role,
    "unconfirmed relay": unconfirmed_relay_role,
    "consumer": consumer_role,
    "forgetful consumer": forgetful_consumer_role,
    "sweeper": sweeper_role,
}


async def do_as_told(order: Order) -> None:
    """Play the role until killed; nothing more is read from the test, so an end of its line is its end."""
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), os._exit, 3)
    await ROLES[order.role](order)


def answer(number: int) -> None:
    """Tell the test a number."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main() -> None:
    """Fork a process for each order, one at a time."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    gc.freeze()
    for line in iter(sys.stdin.readline, ""):
        order = Order(**json.loads(line))
        pid = os.fork()
        if pid == 0:
            os.environ |= {"APP_ENV": "test", "FAILPOINTS": order.place}
            asyncio.run(do_as_told(order))
            os._exit(0)
        answer(pid)
        _, status = os.waitpid(pid, 0)
        answer(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
