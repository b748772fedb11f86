"""Whether the process lives and whether it can serve: /healthz and /readyz, which only read.

Not ready (503) is what a balancer must act on: the database is out of reach. Degraded is what people must look at: the
service still answers, and what it writes waits in the outbox.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from shared import inbox, ledger
from shared.database import EVERY_AREA, Database, is_out_of_reach

CANARY_LIMIT = 60.0
OUTBOX_LIMIT = 60.0


async def live(request: Request) -> JSONResponse:  # noqa: ARG001 the shape of an endpoint
    """The process answers."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> JSONResponse:
    """Database, outbox and paused kinds; of each consumer the canary's age, what waits too long and dead letters."""
    database: Database = request.app.state.database
    try:
        async with database.unit_of_work(EVERY_AREA) as session:
            outbox = await ledger.outbox_health(session)
            consumers = await inbox.health(session, database.schema)
    except Exception as error:
        if not is_out_of_reach(error):
            raise
        return JSONResponse({"status": "not ready", "reasons": ["the database is out of reach"]}, status_code=503)
    reasons = list(_reasons(outbox, consumers))
    status = "degraded" if reasons else "ready"
    return JSONResponse({"status": status, "reasons": reasons, "outbox": outbox, "consumers": consumers})


def _reasons(outbox: Mapping[str, Any], consumers: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What is not as it should be, in words."""
    if outbox["oldest_seconds"] > OUTBOX_LIMIT:
        yield f"the oldest event has waited {outbox['oldest_seconds']:.0f} s to leave"
    for kind, reason in outbox["paused"].items():
        yield f"{kind} is paused: {reason}"
    for name, consumer in consumers.items():
        age = consumer["canary_seconds"]
        if age is None:
            yield f"{name} has not seen a canary yet"
        elif age > CANARY_LIMIT:
            yield f"{name} last saw a canary {age:.0f} s ago"
        if consumer["stuck"]:
            yield f"{name} holds {consumer['stuck']} events that have waited longer than a minute"
        if consumer["dead"]:
            yield f"{name} has {consumer['dead']} dead letters"
