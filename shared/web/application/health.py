"""Whether the process lives and whether it can serve: /healthz and /readyz, which only read.

Not ready (503) is what a balancer must act on: the database is out of reach, the register of an area that holds a key
has not arrived, or what was erased came back with a restored backup.
Degraded is what people must look at: the service still answers.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from shared import auth, deadlines, errands, inbox, ledger
from shared.database import EVERY_AREA, Database, Session, is_out_of_reach

Readiness = Callable[[Session, frozenset[str]], Awaitable[Sequence[str]]]
BackAgain = Callable[[Session], Awaitable[Sequence[str]]]
Concerns = Callable[[Session], Awaitable[Sequence[str]]]
"""What else of a service a person has to look at, each in words."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What one service looks at besides: registers it misses, what was erased and came back, what worries it."""

    readiness: Readiness | None = None
    back_again: BackAgain | None = None
    concerns: Concerns | None = None


CANARY_LIMIT = 60.0
OUTBOX_LIMIT = 60.0


async def live(request: Request) -> JSONResponse:  # noqa: ARG001 the shape of an endpoint
    """The process answers."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> JSONResponse:
    """Database, outbox and paused kinds; of each consumer the canary's age, what waits too long and dead letters."""
    database: Database = request.app.state.database
    checks: Checks = request.app.state.checks
    try:
        async with database.unit_of_work(EVERY_AREA) as session:
            outbox = await ledger.outbox_health(session)
            consumers = await inbox.health(session, database.schema)
            stuck = {"errands": await errands.health(session), "deadlines": await deadlines.health(session)}
            missing = await _missing(request, session)
            again = await checks.back_again(session) if checks.back_again else ()
            concerns = await checks.concerns(session) if checks.concerns else ()
    except Exception as error:
        if not is_out_of_reach(error):
            raise
        return _not_ready("the database is out of reach")
    if missing:
        return _not_ready(*(f"the register of {area} has not arrived" for area in missing))
    if again:
        return _not_ready(f"{len(again)} erased signatures or notices are back from a backup")
    waiting = (f"{n} {what} wait for a person" for what, n in stuck.items() if n)
    reasons = [*_reasons(outbox, consumers), *waiting, *concerns]
    status = "degraded" if reasons else "ready"
    return JSONResponse(
        {"status": status, "reasons": reasons, "outbox": outbox, "consumers": consumers, "stuck": stuck}
    )


async def _missing(request: Request, session: Session) -> Sequence[str]:
    """Areas that hold a key and whose register this service has not heard of."""
    checks: Checks = request.app.state.checks
    if checks.readiness is None:
        return ()
    return await checks.readiness(session, await auth.areas_with_keys(request.app.state.identity))


def _not_ready(*reasons: str) -> JSONResponse:
    return JSONResponse({"status": "not ready", "reasons": list(reasons)}, status_code=503)


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
