"""The ground's database and queues as goals need them: migrated once, filled in bulk, emptied between turns."""

import json
from dataclasses import dataclass

import aio_pika
import asyncpg
from sqlalchemy import make_url

from migrations import migrate
from shared import ledger, messaging
from shared.database import Database, for_service
from shared.events.topology import KINDS
from shared.settings import PLACEHOLDER, Mode, Settings
from tests.bench.goal import Ground
from tests.integration import spine

NAME = "folkmoot_bench"
KIND = "publication.register"
TYPE = "folkmoot.policy.overridden.v1"
# Targets in as many streams as `streams`, their versions interleaved as in life.
FILL = """
insert into publication.ledger (event_id, kind, stream, version, epoch, type, area, data, actor, occurred_at)
select gen_random_uuid(), $1, 'register/E08000009/M-' || n % $4, 1 + n / $4, 1, $2, 'E08000009', $3::jsonb, 'bench',
       clock_timestamp()
from generate_series(0, $5 - 1) n order by n
"""


@dataclass(frozen=True, slots=True)
class World:
    """One migrated database with the services' ways into it."""

    admin_url: str
    settings: Settings

    def database(self, service: str) -> Database:
        """A service's way in, to be closed by whoever asks."""
        return for_service(self.settings, service)

    async def execute(self, *statements: str) -> None:
        """As the administrator."""
        connection = await asyncpg.connect(self.admin_url)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    async def tell(self, events: int, streams: int = 200) -> None:
        """A ledger of publication with so many decisions, all of them in the outbox, and nothing noted anywhere."""
        connection = await asyncpg.connect(self.admin_url)
        await connection.execute("set session_replication_role = replica")  # a ledger refuses to be emptied
        await connection.execute(
            "truncate publication.ledger, publication.outbox, indicators.progress, indicators.waiting, indicators.seen"
        )
        content = json.dumps(ledger.dump(spine.decided("NI-191")))
        await connection.execute(FILL, KIND, TYPE, content, streams, events)
        await connection.execute("insert into publication.outbox select position from publication.ledger")
        await connection.execute("analyze publication.ledger, publication.outbox")
        await connection.close()


async def world(ground: Ground) -> World:
    """The ground's one database, made when first asked for."""
    url = make_url(ground.postgres_url)
    admin = await asyncpg.connect(ground.postgres_url)
    if not await admin.fetchval("select exists (select from pg_database where datname = $1)", NAME):
        await admin.execute(f"create database {NAME}")
    await admin.close()
    admin_url = url.set(database=NAME).render_as_string(hide_password=False)
    await migrate(admin_url, PLACEHOLDER)
    await spine.make_seen(admin_url)
    without_user = url.set(database=NAME, username=None, password=None).render_as_string()
    return World(admin_url, Settings(mode=Mode.LOCAL, database_url=without_user))


async def empty_queues(ground: Ground) -> None:
    """Queues as after deploying: there, and empty. They are made anew, which is quicker than emptying them."""
    connection = await aio_pika.connect(ground.amqp_url)
    async with connection:
        channel = await connection.channel()
        for consumer in KINDS[KIND].consumers:
            await channel.queue_delete(consumer)
    await messaging.declare_topology(ground.amqp_url)
