"""`python -m tests.faults.poster NUMBER`: posts one batch to the database of DATABASE_URL; dies where it is told."""

import asyncio
import hashlib
import io
import os
import sys
from datetime import UTC, datetime

from services.indicators.domain.measure.register import Poster
from services.indicators.handlers.figure.batch import post
from services.indicators.schemas.figure.format import FORMATS, Incoming
from services.indicators.schemas.figure.post import Post
from shared.database import Database, for_service
from shared.idempotency import Answer, Once
from shared.settings import Mode, Settings
from tests.integration.indicators.figures import COUNCIL, STAFF, TRAFFORD

ROWS = 60  # so many that they are checked many at a time


def batch(number: int) -> Post:
    """The batch of this number: always the same request."""
    lines = "".join(f"{TRAFFORD},{STAFF},{1950 + n},{number}.{n + 1}\n" for n in range(ROWS))
    body = f"area,measure,period,value\n{lines}".encode()
    return Post(
        sent=Incoming(io.BytesIO(body), FORMATS["text/csv"]),
        poster=Poster(body=COUNCIL, areas=frozenset({TRAFFORD})),
        sender="killed",
        once=Once("killed", str(number), "POST /batches", hashlib.sha256(body).digest()),
        received_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    )


async def send(database: Database, number: int) -> Answer:
    """Post the batch of this number."""
    return await post(database, batch(number))


async def main() -> None:
    """Post, unless death comes first."""
    database = for_service(Settings(mode=Mode.LOCAL, database_url=os.environ["DATABASE_URL"]), "indicators")
    await send(database, int(sys.argv[1]))
    await database.close()


if __name__ == "__main__":
    asyncio.run(main())
