"""What is thrown away of people who signed, and of whoever worked on a case, when its days are over.

It goes in steps of 500 rows, each a transaction.

A process that is ended in the middle goes on where it was: what is done is done, and the day is still there.
"""

import asyncio
from datetime import date, datetime, timedelta
from typing import Final

import structlog

from services.escalation.domain.evidence.picture import OUTLIVED
from services.escalation.domain.ladder.relapse import is_watched
from services.escalation.effects.case import circumstances
from services.escalation.effects.evidence import evidence
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import letter as letters
from services.escalation.storage.case import register
from services.escalation.storage.desk import assignment
from services.escalation.storage.desk import notification as notifications
from services.escalation.storage.desk import preference as preferences
from services.escalation.storage.person import councillor as councillors
from services.escalation.storage.person import data_request as requests
from services.escalation.storage.person import follower as followers
from services.escalation.storage.person import retention
from services.escalation.storage.petition import petition as petitions
from shared import deadlines
from shared.clock import Clock
from shared.database import DATABASE_ERRORS, EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.policy import Policy
from shared.working_days import london_day

LOOK_AGAIN: Final = 3600.0  # seconds
CASES: Final = 100  # that are looked at in one transaction
AT_ONCE: Final = timedelta(microseconds=1)

log = structlog.get_logger()


async def let_go(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """The days of what people told are over: some rows are emptied, and what is left has its day again.

    It waits while a decision about signatures needs what they told, and with the rows of whoever waits for an answer
    about themselves. The organiser, and those who follow the petition, stay until the case cannot be taken up again.
    """
    reference = petitions.reference_of(due.subject)
    today = london_day(now)
    rules = await register.rules_of(session, due.area, today)
    again = rules.policy.retention.look_again.reckon(today, rules.calendar)
    kept = await petitions.find(session, reference)
    stays_open = rules.policy.petition.signing_stays_open
    is_signed = kept is not None and kept.petition.may_be_signed(today, stays_open=stays_open)
    if is_signed or await retention.is_disputed(session, [reference]):
        await _look_again(session, due, again.due_on, "What people told is still needed.", rules.policy)
        return
    is_needed = await _needs_organiser(session, reference, now)
    gone = await retention.anonymise(session, reference, but_organiser=is_needed)
    if gone == retention.BATCH:
        await deadlines.arm(
            session,
            area=due.area,
            subject=due.subject,
            kind=due.kind,
            round=due.round + 1,
            due_at=now + AT_ONCE,
            sweep_at=now,
            working="More rows are left.",
            policy_version=due.policy_version,
        )
        return
    await retention.forget_traces(session, reference)
    if is_needed:
        await _look_again(session, due, again.due_on, "The case may be taken up again.", rules.policy)
    elif await retention.is_asked_for(session, reference):
        await _look_again(session, due, again.due_on, "Somebody waits for an answer about themselves.", rules.policy)
    else:
        await evidence.forget(session, reference, ground=OUTLIVED, now=now, but_public=True)
        await followers.keep_until(session, reference, today)


async def _needs_organiser(session: Session, reference: str, now: datetime) -> bool:
    """Whether the case runs, or may be taken up again, so that its organiser may be written to."""
    case = await cases.find(session, reference)
    if case is None:
        return False
    return case.is_open or is_watched(case, await circumstances.of_case(session, case, now=now))


async def _look_again(session: Session, due: Due, on: date, why: str, policy: Policy) -> None:
    await deadlines.arm_day(
        session,
        area=due.area,
        subject=due.subject,
        kind=due.kind,
        round=due.round + 1,
        due_on=on,
        working=why,
        policy=policy,
    )


async def forget_for_ever(database: Database, clock: Clock) -> None:
    """Once an hour forget who never confirmed, who followed or worked on what is over, and who asked and was
    answered.
    """
    while True:
        try:
            await forget(database, clock.now())
        except DATABASE_ERRORS as error:
            log.warning("retention.not_forgotten", error=type(error).__name__)
        await asyncio.sleep(LOOK_AGAIN)


async def forget(database: Database, now: datetime) -> int:
    """Delete what waited for a button longer than its link's days, a page in each transaction; how many rows."""
    gone, page = 0, retention.BATCH
    while page == retention.BATCH:
        async with database.unit_of_work(EVERY_AREA) as session:
            page = await retention.forget_outlived(session, before=now)
        gone += page
    async with database.unit_of_work(EVERY_AREA) as session:
        gone += await followers.forget_due(session, london_day(now), now)
        gone += await councillors.forget_ended(session, london_day(now))
        gone += await assignment.forget_covers(session, london_day(now))
        gone += await preferences.forget_unconfirmed(session, now)
        for area in await register.areas(session):
            rules = await register.rules_of(session, area.area, london_day(now))
            before = now - timedelta(days=rules.policy.desk.kept_days)
            gone += await notifications.forget_before(session, area.area, before)
        gone += await requests.forget_old(session, before=now)
    return gone + await _forget_work(database, now)


async def _forget_work(database: Database, now: datetime) -> int:
    """Delete who worked on cases, and notes about them, of which the days are over; how many rows."""
    gone, after = 0, ""
    while True:
        async with database.unit_of_work(EVERY_AREA) as session:
            ended = await assignment.ended_cases(session, after=after, limit=CASES)
            for reference, area in ended:
                if await _is_over(session, reference, area, now):
                    gone += await assignment.forget(session, reference) + await letters.forget(session, reference)
        if len(ended) < CASES:
            return gone
        after = ended[-1][0]


async def _is_over(session: Session, reference: str, area: str, now: datetime) -> bool:
    """Whether a case ended as long ago as what signatories tell is kept, and cannot be taken up again."""
    today, case = london_day(now), await cases.lock(session, reference)
    if case is None or case.closed_on is None:
        return False
    rules = await register.rules_of(session, area, today)
    if rules.policy.retention.signed.reckon(case.closed_on, rules.calendar).due_on >= today:
        return False
    return not is_watched(case, await circumstances.of_case(session, case, now=now))
