"""Two transports behind one small port: bytes of one kind go out, and reach the inboxes of the kind's consumers.

RabbitMQ and local mean the same to everyone else; order, retries and exactly-once effects belong to the inbox. Only a
service's worker may publish: everything told goes through the ledger and the relay.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange, AbstractIncomingMessage, AbstractQueue
from aio_pika.exceptions import AMQPError

from shared.events.base import CONTENT_TYPE, Unreadable
from shared.events.topology import DEAD_EXCHANGE, EXCHANGE, KINDS
from shared.failpoints import failpoint

Receive = Callable[[bytes], Awaitable[None]]

PUBLISH_TIMEOUT = 10.0
PREFETCH = 4  # what is held when a consumer dies counts as delivered: few, so that the limit is for what kills it
DELIVERY_LIMIT = 20
WATCH_EVERY = 5.0

log = structlog.get_logger()


class NotDelivered(Exception):
    """The message did not reach every consumer's side; it must be sent again."""


class Transport(Protocol):
    """A way for bytes to reach the consumers of a kind."""

    async def publish(self, kind: str, body: bytes, message_id: str) -> None:
        """Return when every consumer's side holds the message; raise NotDelivered otherwise."""
        ...

    async def consume(self, consumer: str, receive: Receive) -> None:
        """Hand every message for `consumer` to `receive`, one at a time, until cancelled."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class LocalTransport:
    """Messages handed over inside one process: publishing returns when every consumer has committed."""

    def __init__(self) -> None:
        self._inboxes: dict[str, Receive] = {}

    async def publish(self, kind: str, body: bytes, message_id: str) -> None:
        """Run every consumer's receive in turn; a consumer that is not wired is an unroutable message."""
        for consumer in KINDS[kind].consumers:
            receive = self._inboxes.get(consumer)
            if receive is None:
                raise NotDelivered(f"nobody is wired to {consumer}")
            try:
                await receive(body)
            except Exception as error:
                raise NotDelivered(f"{consumer} did not take {message_id}") from error

    async def consume(self, consumer: str, receive: Receive) -> None:
        """Wire the consumer until cancelled."""
        self._inboxes[consumer] = receive
        try:
            await asyncio.Event().wait()
        finally:
            del self._inboxes[consumer]

    async def close(self) -> None:
        """Nothing is held."""


class RabbitTransport:
    """RabbitMQ through aio-pika: confirmed, mandatory, persistent; reconnects by itself."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = asyncio.Lock()
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._exchange: AbstractExchange | None = None

    async def publish(self, kind: str, body: bytes, message_id: str) -> None:
        """Publish and wait for the broker's confirm; an unroutable or refused message raises NotDelivered."""
        message = aio_pika.Message(
            body,
            message_id=message_id,
            content_type=CONTENT_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        try:
            async with asyncio.timeout(PUBLISH_TIMEOUT):
                exchange = await self._outgoing()
                await exchange.publish(message, routing_key=kind, mandatory=True)
        except (AMQPError, OSError, TimeoutError, RuntimeError) as error:
            raise NotDelivered(f"{type(error).__name__} for {kind}") from error

    async def consume(self, consumer: str, receive: Receive) -> None:
        """Consume the queue for ever: through lost connections, and through a queue deleted by hand."""
        pause = 0.2
        while True:
            try:
                connection = await aio_pika.connect(self._url)
                async with connection:
                    await self._consume_until_lost(connection, consumer, receive)
                pause = 0.2
            except (AMQPError, OSError, TimeoutError, RuntimeError) as error:
                log.warning("broker.consumer_lost", consumer=consumer, error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    async def close(self) -> None:
        """Close the publishing connection."""
        if self._connection is not None:
            await self._connection.close()

    async def _outgoing(self) -> AbstractExchange:
        async with self._lock:
            if self._exchange is None or self._channel is None or self._channel.is_closed:
                if self._connection is not None and not self._connection.is_closed:
                    await self._connection.close()
                self._connection = await aio_pika.connect(self._url)
                self._channel = await self._connection.channel(publisher_confirms=True, on_return_raises=True)
                self._exchange = await self._channel.get_exchange(EXCHANGE, ensure=False)
            return self._exchange

    async def _consume_until_lost(self, connection: AbstractConnection, consumer: str, receive: Receive) -> None:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=PREFETCH)
        queue = await declare_queue(channel, consumer)
        await queue.consume(partial(_handle, consumer=consumer, receive=receive))
        while not channel.is_closed:
            await asyncio.sleep(WATCH_EVERY)
            if not await _is_consumed(connection, consumer):
                log.warning("broker.queue_missing", consumer=consumer)
                return


async def _handle(message: AbstractIncomingMessage, consumer: str, receive: Receive) -> None:
    """Acknowledge after the inbox has committed; an unreadable message goes to the consumer's dead-letter queue.

    When the database is away the message is held and tried again here: handing it back would spend its delivery limit.
    """
    pause = 0.1
    while True:
        try:
            await receive(message.body)
        except Unreadable:
            log.warning("inbox.unreadable", consumer=consumer)
            await message.reject(requeue=False)
            return
        except Exception as error:  # noqa: BLE001 the outermost loop of a consumer: log, wait, try again
            log.warning("inbox.not_taken", consumer=consumer, error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)
        else:
            failpoint("messaging.before_ack")
            await message.ack()
            return


async def _is_consumed(connection: AbstractConnection, consumer: str) -> bool:
    """Whether the queue still stands with somebody consuming it; asked on a channel of its own, which a no closes."""
    channel = await connection.channel()
    try:
        queue = await channel.declare_queue(consumer, passive=True)
    except AMQPError:
        return False
    else:
        await channel.close()
        return bool(queue.declaration_result.consumer_count)


async def declare_queue(channel: AbstractChannel, consumer: str) -> AbstractQueue:
    """Declare one consumer's queue, its dead-letter queue and their bindings; nothing changes when they stand."""
    exchange = await channel.declare_exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
    dead_exchange = await channel.declare_exchange(DEAD_EXCHANGE, aio_pika.ExchangeType.DIRECT, durable=True)
    dead = await channel.declare_queue(f"{consumer}.dead", durable=True, arguments={"x-queue-type": "quorum"})
    await dead.bind(dead_exchange, consumer)
    queue = await channel.declare_queue(
        consumer,
        durable=True,
        arguments={
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD_EXCHANGE,
            "x-dead-letter-routing-key": consumer,
        },
    )
    for kind, row in KINDS.items():
        if consumer in row.consumers:
            await queue.bind(exchange, kind)
    return queue


async def declare_topology(url: str) -> None:
    """Declare exchange, queues and bindings of the whole topology; run at deploy time, before any traffic."""
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        for row in KINDS.values():
            for consumer in row.consumers:
                await declare_queue(channel, consumer)
