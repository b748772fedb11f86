"""The inbox: order, exactly-once effect, retry, parking and dead letters of what other services tell, in one place.

`progress` says how far a consumer has applied each stream; its rows are locked, the effect written and the version
moved on in one transaction, and only then is the message acknowledged. What comes early or fails waits in `waiting`,
one stream at a time; after its last attempt the row there is the dead letter.
"""

import asyncio
from collections.abc import Mapping, Sequence

import structlog
from sqlalchemy import text

from shared.database import DATABASE_ERRORS, EVERY_AREA, Database, raw
from shared.events.base import CANARY, Envelope, unpack
from shared.failpoints import failpoint
from shared.inbox.progress import forget, health, is_caught_up
from shared.inbox.retrying import FIRST_PAUSE, Retrying
from shared.inbox.taking import Handler, Received, Taking

__all__ = ["Handler", "Inbox", "Received", "forget", "health", "is_caught_up"]

POLL = 0.5

log = structlog.get_logger()


class Inbox:
    """One consumer's inbox. `handlers` maps event classes to functions that take lists, in stream order."""

    def __init__(
        self, database: Database, consumer: str, handlers: Mapping[type, Handler], *, first_pause: float = FIRST_PAUSE
    ) -> None:
        """`first_pause` in seconds stands before the second attempt and grows sixfold after each."""
        self.consumer = consumer
        self._database = database
        self._taking = Taking(consumer, handlers)
        self._retrying = Retrying(database, self._taking, first_pause)
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._arrived: list[Sequence[Envelope]] = []

    async def receive(self, body: bytes) -> None:
        """Take one message. On return its effects or its waiting rows are committed, and it may be acknowledged.

        Raises Unreadable for bytes that are no batch, and the database's error when that is away.
        """
        envelopes = unpack(body)
        if envelopes and envelopes[0].type == CANARY:
            async with self._turn:
                await self._hear_canary(envelopes[0])
            return
        self._arrived.append(envelopes)
        async with self._turn:
            if any(arrived is envelopes for arrived in self._arrived):
                await self._take_what_arrived(envelopes)

    async def retry_for_ever(self) -> None:
        """Try what waits, woken by arrivals, until cancelled."""
        while True:
            self._wake.clear()
            try:
                while await self.retry_once():
                    pass
            except DATABASE_ERRORS as error:
                log.warning("inbox.retry_failed", consumer=self.consumer, error=type(error).__name__)
            try:
                async with asyncio.timeout(POLL):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def retry_once(self) -> bool:
        """Try the first waiting events of up to 100 streams; True when something moved."""
        async with self._turn:
            return await self._retrying.once()

    async def _take_what_arrived(self, own: Sequence[Envelope]) -> None:
        """Take this message and all that wait for their turn behind it in one transaction; one flush serves them all.

        When that fails each is taken by itself, so that only the messages at fault are parked. When the database is
        away, each caller hears of its own message only.
        """
        arrived = list(self._arrived)
        try:
            if len(arrived) == 1 or not await self._is_taken_together(arrived):
                for envelopes in arrived:
                    await self._take(envelopes)
        except BaseException:
            self._arrived = [envelopes for envelopes in self._arrived if envelopes is not own]
            raise
        del self._arrived[: len(arrived)]

    async def _is_taken_together(self, arrived: Sequence[Sequence[Envelope]]) -> bool:
        try:
            await self._apply([e for envelopes in arrived for e in envelopes])
        except Exception as error:  # noqa: BLE001 whatever it was shows again, at the message that is at fault
            log.warning("inbox.taken_apart", consumer=self.consumer, count=len(arrived), error=type(error).__name__)
            return False
        return True

    async def _take(self, envelopes: Sequence[Envelope]) -> None:
        try:
            await self._apply(envelopes)
        except Exception as error:  # noqa: BLE001 a handler failed: park, so that each stream is tried on its own
            log.warning("inbox.parked", consumer=self.consumer, count=len(envelopes), error=type(error).__name__)
            async with self._database.unit_of_work(EVERY_AREA) as session:
                await self._taking.park(await raw(session), envelopes)
            self._wake.set()

    async def _apply(self, envelopes: Sequence[Envelope]) -> None:
        async with self._database.unit_of_work(EVERY_AREA) as session:
            more_waits = await self._taking.apply(session, envelopes)
            failpoint("inbox.before_commit")
        failpoint("inbox.after_commit")
        if more_waits:
            self._wake.set()

    async def _hear_canary(self, e: Envelope) -> None:
        async with self._database.unit_of_work(EVERY_AREA) as session:
            await session.execute(
                text(
                    "insert into canary (consumer, sent_at) values (:consumer, :sent_at) on conflict (consumer) "
                    "do update set sent_at = excluded.sent_at, seen_at = clock_timestamp()"
                ),
                {"consumer": self.consumer, "sent_at": e.occurred_at},
            )
