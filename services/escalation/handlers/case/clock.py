"""Counting an area's days again when its calendar has changed: a closure, an election, a bank holiday.

One errand for each change; it goes through the area's open cases, then through what is owed to its petitions, then
through the petitions that are being checked, a page at a time, and with the last page through the notices that wait;
what it has counted stays counted however often it is carried.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import structlog

from services.escalation.domain.ladder.clock import Known, counted_again
from services.escalation.domain.obligation.clock import counted_again as owed_again
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_case
from services.escalation.effects.case.clock import COUNT_AGAIN, book_if_changed, fingerprint
from services.escalation.effects.obligation.obligation import circumstances_of, tell_obligation
from services.escalation.effects.petition.moderation import count_again as check_again
from services.escalation.effects.petition.notice import count_again, look
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import clock as counted
from services.escalation.storage.case import register
from services.escalation.storage.obligation import obligation as obligations
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import notice as notices
from services.escalation.storage.petition import petition as petitions
from shared import errands
from shared.clock import Clock
from shared.database import DATABASE_ERRORS, EVERY_AREA, Database, Session
from shared.errands import Carrier, Errand
from shared.working_days import london_day

PAGE: Final = 100
OWED: Final = "obligation/"  # the references of an errand that has the cases behind it begin with this
CHECKED: Final = "checked/"  # and of one that has what is owed behind it, too
LOOK_AGAIN: Final = 3600.0  # seconds: a new release of the bank holidays comes with a new start of the process

Part = Callable[[Session, Errand, Known, datetime], Awaitable[str]]

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
    """Count a page again, and book the next; after the last, this is what counts."""
    area, last = errand.area, await counted.last(session, errand.area)
    rules = await register.rules_of(session, area, london_day(now))
    known = Known.of(rules.calendar, rules.elections)
    following = await _part_of(errand)(session, errand, last.known if last else known, now)
    if following:
        key = f"{errand.key.partition('#')[0]}#{following}"
        await errands.book(session, area=area, kind=COUNT_AGAIN, reference=following, key=key)
    else:
        await _count_notices(session, area, last.known if last else known, now)
        await counted.keep(session, area, known, fingerprint(known), now)


def _part_of(errand: Errand) -> Part:
    """What the errand's next page is of."""
    if errand.reference.startswith(CHECKED):
        return _count_checked
    return _count_owed if errand.reference.startswith(OWED) else _count_cases


async def _count_cases(session: Session, errand: Errand, before: Known, now: datetime) -> str:
    """A page of the open cases; where the next page begins, which after the last case is what is owed to petitions."""
    page = await cases.open_of_area(session, errand.area, after=errand.reference, limit=PAGE)
    for reference in page:
        await _count_case(session, reference, before, now)
    return page[-1] if len(page) == PAGE else OWED


async def _count_owed(session: Session, errand: Errand, before: Known, now: datetime) -> str:
    """A page of what is owed to petitions; where the next page begins, after the last those that are being checked."""
    after = obligations.of_stream(errand.reference)
    page = await obligations.open_of_area(session, errand.area, after=after, limit=PAGE)
    for reference, name in page:
        found, kept = await obligations.lock(session, reference, name), await petitions.find(session, reference)
        if found is None or kept is None:
            continue
        at = await circumstances_of(session, kept.petition, now=now)
        if events := owed_again(found, at, before.closed):
            await tell_obligation(session, found, events, at)
            log.info("obligation.clock_moved", petition=reference, obligation=name)
    return obligations.stream(*page[-1]) if len(page) == PAGE else CHECKED


async def _count_checked(session: Session, errand: Errand, before: Known, now: datetime) -> str:
    """A page of the petitions that are not public yet, from their first supporter to the review of a refusal; where the
    next page begins, empty after the last.
    """
    after = errand.reference.removeprefix(CHECKED)
    page = await moderations.open_of_area(session, errand.area, after=after, limit=PAGE)
    locked = [one for reference in page if (one := await moderations.lock(session, reference)) is not None]
    at = await circumstances.of_measures(session, errand.area, {one.measure for one in locked}, now=now)
    for one in locked:
        if await check_again(session, one, at[one.measure], before.closed):
            log.info("moderation.clock_moved", petition=one.reference)
    return f"{CHECKED}{page[-1]}" if len(page) == PAGE else ""


async def _count_notices(session: Session, area: str, before: Known, now: datetime) -> None:
    """The notices that wait: on one ground of one page there is one, and each lives for days."""
    for reference, number in await notices.open_of_area(session, area):
        matter = await look(session, reference, number, now=now, locking=True)
        if await count_again(session, matter, before.closed):
            log.info("notice.clock_moved", reference=reference, notice=number)


async def _count_case(session: Session, reference: str, before: Known, now: datetime) -> None:
    case = await cases.lock(session, reference)
    if case is None:
        return
    at = await circumstances.of_case(session, case, now=now)
    if events := counted_again(case, at, before):
        moved = await tell_case(session, case, events, at)
        log.info("case.clock_moved", case=reference, was=str(case.due_on), due_on=str(moved.due_on))
