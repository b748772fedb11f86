"""The machines' door to the reserve power. No log, no figure and no refusal tells that it was used.

Whoever may not see a matter gets the answer for an address at which nothing is, as soon and as late as for any other.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.escalation.handlers.reserve import reserve
from services.escalation.schemas.reserve import reserve as shown
from services.escalation.schemas.reserve.reserve import BODIES, LodgeIn
from shared.auth import Caller
from shared.problems import NotFound
from shared.web.application.security import untold
from shared.web.callers import EVERYBODY, anyone, database_of, officer
from shared.web.etag import with_etag
from shared.web.requests import describe_body, if_match, now, once, read_json
from shared.working_days import london_day

LEAST_SECONDS = 0.1  # what any answer takes that there is nothing here: longer than looking takes

router = APIRouter(prefix=shown.BASE, tags=["the reserve power"], dependencies=[Depends(untold)])

Suspecting = Annotated[Caller, Depends(officer(is_fresh=True))]


@asynccontextmanager
async def _alike() -> AsyncIterator[None]:
    """Answer that there is nothing here no sooner for one reason than for another."""
    began = time.monotonic()
    try:
        yield
    except NotFound:
        await _until(began + LEAST_SECONDS)
        raise


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


@router.post("", status_code=201, openapi_extra=describe_body(LodgeIn))
async def lodge_suspicion(request: Request, caller: Suspecting) -> Response:
    """Lodge a suspicion of fraud or other crime. It is sealed: nothing public tells of it.

    Every particular that is missing is named. The Idempotency-Key is needed: the same request again finds the same
    matter.
    """
    sent = await read_json(request, LodgeIn)
    seen = await reserve.lodge_matter(
        database_of(request),
        sent.lodging(),
        caller,
        seal=request.app.state.seal,
        once=once(request, caller),
        now=now(request),
    )
    return _answer(seen, status=201)


@router.get("")
async def list_matters(request: Request, caller: Annotated[Caller, Depends(anyone)]) -> Response:
    """The sealed matters in which the caller has a part, the last lodged first; no sooner for being few."""
    began = time.monotonic()
    async with _alike():
        found = await reserve.list_mine(database_of(request), caller, seal=request.app.state.seal, now=now(request))
    await _until(began + LEAST_SECONDS)
    return JSONResponse({"matters": [_document(seen) for seen in found], "links": {"self": shown.BASE}})


@router.get("/statistics", dependencies=EVERYBODY)
async def show_statistics(request: Request) -> Response:
    """How many matters were lodged in the last full quarter, by area; a count under five is not told."""
    first, before = _last_quarter(london_day(now(request)))
    counts = await reserve.counts(database_of(request), first, before)
    return with_etag(request, JSONResponse(shown.statistics(first, before, counts, reserve.FEWEST_TOLD)))


@router.get("/misuse")
async def show_misuse(request: Request, caller: Annotated[Caller, Depends(officer("scrutiny_officer"))]) -> Response:
    """Organisations whose lodgings were refused three times or more in twelve months, as numbers, for the chair."""
    return JSONResponse(shown.misuse(await reserve.misuse(database_of(request), caller, now(request))))


@router.get("/{matter}")
async def show_matter(request: Request, matter: UUID, caller: Annotated[Caller, Depends(anyone)]) -> Response:
    """A sealed matter, for those who have a part in it; that it was read is noted. The ETag is its version."""
    async with _alike():
        seen = await reserve.see(database_of(request), matter, caller, seal=request.app.state.seal, now=now(request))
    return _answer(seen)


def _door(name: str) -> Callable[..., Awaitable[Response]]:
    """The address of one decision."""

    async def ask(request: Request, matter: UUID, caller: Suspecting) -> Response:
        sent = await read_json(request, BODIES[name])
        wish = reserve.Wish(
            id=matter,
            command=sent.command(),
            name=name,
            caller=caller,
            expected_version=if_match(request),
            now=now(request),
        )
        async with _alike():
            return _answer(await reserve.act(database_of(request), wish, seal=request.app.state.seal))

    ask.__name__ = f"{name}_matter"
    ask.__doc__ = BODIES[name].__doc__
    return ask


for _name, _body in BODIES.items():
    router.add_api_route(f"/{{matter}}/{_name}", _door(_name), methods=["POST"], openapi_extra=describe_body(_body))


def _answer(seen: reserve.Seen, status: int = 200) -> Response:
    return JSONResponse(_document(seen), status, headers={"ETag": f'"{seen.matter.version}"'})


def _document(seen: reserve.Seen) -> dict[str, object]:
    happened = [(line.sheet.number, line.happened) for line in seen.lines]
    readings = [(one.holder, one.purpose, one.at) for one in seen.readings]
    return shown.document(seen.id, seen.matter, happened, readings)


def _last_quarter(today: date) -> tuple[date, date]:
    """The first day of the last quarter that is over, and the day after its last."""
    before = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    first = date(before.year - (before.month == 1), (before.month - 4) % 12 + 1, 1)
    return first, before
