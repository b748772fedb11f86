"""Checking the record: registers, agreements and targets are folded again from their events, cases from their rows."""

from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from typing import Any

from services.publication.domain import agreement as agreements
from services.publication.domain import register as registers
from services.publication.domain import timeline as timelines
from services.publication.storage import agreement, register, timeline
from shared import ledger
from shared.database import EVERY_AREA, Database, Session
from shared.events.publication import AGREEMENT, REGISTER, TARGET
from shared.verification import Verified

PAGE = 100

Check = Callable[[Session, str], Awaitable[Sequence[str]]]


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [
        await _each(database, "registers", REGISTER, _register),
        await _each(database, "agreements", AGREEMENT, _agreement),
        await _each(database, "targets", TARGET, _targets),
        await _timelines(database),
    ]


async def _each(database: Database, subject: str, kind: str, check: Check) -> Verified:
    """Check every stream of the kind, some at a time in short transactions."""
    async with database.unit_of_work(EVERY_AREA) as session:
        streams = iter([stream async for stream in ledger.streams_of(session, kind)])
    checked, differences = 0, list[str]()
    while page := list(islice(streams, PAGE)):
        checked += len(page)
        async with database.unit_of_work(EVERY_AREA) as session:
            for stream in page:
                differences += await check(session, stream)
    return Verified(subject, checked, tuple(differences))


async def _register(session: Session, stream: str) -> Sequence[str]:
    area = stream.partition("/")[2]
    told = registers.refold(area, await _events(session, stream))
    return _compared(stream, is_same=told == await register.find(session, area))


async def _agreement(session: Session, stream: str) -> Sequence[str]:
    told = agreements.refold(await _events(session, stream))
    return _compared(stream, is_same=told == await agreement.find(session, stream.partition("/")[2]))


async def _targets(session: Session, stream: str) -> Sequence[str]:
    _, area, measure = stream.split("/")
    told = await _events(session, stream)
    return _compared(stream, is_same=(len(told), frozenset(told)) == await agreement.series(session, area, measure))


async def _timelines(database: Database) -> Verified:
    """Every reference against its own timeline, some at a time."""
    after, checked, differences = None, 0, list[str]()
    while True:
        async with database.unit_of_work(EVERY_AREA) as session:
            page = await timeline.listed(session, after=after, limit=PAGE)
            for standing in page:
                history = await timeline.of_reference(session, standing.reference)
                told = timelines.refold(standing.reference, standing.area, history) if history else None
                differences += _compared(standing.reference, is_same=told == standing)
        checked += len(page)
        if len(page) < PAGE:
            return Verified("timelines", checked, tuple(differences))
        after = page[-1].reference


async def _events(session: Session, stream: str) -> Sequence[Any]:
    """The events of a stream; Any: their kind follows from the stream's name."""
    return [recorded.event for recorded in await ledger.read_stream(session, stream)]


def _compared(name: str, *, is_same: bool) -> Sequence[str]:
    return () if is_same else (f"{name}: the rows are not what the events tell",)
