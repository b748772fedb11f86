"""Counting the days of an area's cases again when its calendar has changed: a closure, an election, a bank holiday.

One errand for each change; it goes through the area's open cases a page at a time, and what it has counted stays
counted however often it is carried.
"""

import asyncio
from datetime import datetime
from typing import Final

import structlog

from services.escalation.domain.ladder.clock import Known, counted_again
from services.escalation.effects import circumstances
from services.escalation.effects.case import tell_case
from services.escalation.effects.clock import COUNT_AGAIN, book_if_changed, fingerprint
from services.escalation.storage import case as cases
from services.escalation.storage import clock as counted
from services.escalation.storage import register
from shared import errands
from shared.clock import Clock
from shared.database import DATABASE_ERRORS, EVERY_AREA, Database, Session
from shared.errands import Carrier, Errand
from shared.working_days import london_day

PAGE: Final = 100
LOOK_AGAIN: Final = 3600.0  # seconds: a new release of the bank holidays comes with a new start of the process

log = structlog.get_logger()


def carrier(clock: Clock) -> Carrier:
    """Who counts again, by this clock."""

    async def count_again(database: Database, errand: Errand) -> None:
        async with database.unit_of_work(frozenset({errand.area})) as session:
            await _count_page(session, errand, clock.now())

    return count_again


async def watch(database: Database, clock: Clock) -> None:
    """Look for ever whether the calendars that this process knows are still those that days were counted by."""
    while True:
        try:
            await look_again(database, clock.now())
        except DATABASE_ERRORS as error:
            log.warning("clock.not_looked_at", error=type(error).__name__)
        await asyncio.sleep(LOOK_AGAIN)


async def look_again(database: Database, now: datetime) -> list[str]:
    """Book what counts again each area of which the calendar has changed; the areas."""
    async with database.unit_of_work(EVERY_AREA) as session:
        areas = [one.area for one in await register.areas(session)]
        return [area for area in areas if await book_if_changed(session, area, now)]


async def _count_page(session: Session, errand: Errand, now: datetime) -> None:
    """Count a page of the area's open cases again, and book the next; after the last, this is what counts."""
    area, last = errand.area, await counted.last(session, errand.area)
    rules = await register.rules_of(session, area, london_day(now))
    known = Known.of(rules.calendar, rules.elections)
    page = await cases.open_of_area(session, area, after=errand.reference, limit=PAGE)
    for reference in page:
        await _count_case(session, reference, last.known if last else known, now)
    if len(page) == PAGE:
        key = f"{errand.key.partition('#')[0]}#{page[-1]}"
        await errands.book(session, area=area, kind=COUNT_AGAIN, reference=page[-1], key=key)
    else:
        await counted.keep(session, area, known, fingerprint(known), now)


async def _count_case(session: Session, reference: str, before: Known, now: datetime) -> None:
    case = await cases.lock(session, reference)
    if case is None:
        return
    at = await circumstances.of_case(session, case, now=now)
    if events := counted_again(case, at, before):
        moved = await tell_case(session, case, events, at)
        log.info("case.clock_moved", case=reference, was=str(case.due_on), due_on=str(moved.due_on))
