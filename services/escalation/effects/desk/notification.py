"""Telling people of the desk by name: a row for each whom something concerns, in the transaction of what happened, and
what waits to go to them by mail as they wish.

Whoever has a case is told of it alone, or whoever stands in for them; while nobody has it, everybody of the body.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.escalation.domain.desk.assignment import stand_ins
from services.escalation.domain.desk.notification import ANYBODY, Notification, Wish, mail_day
from services.escalation.domain.desk.preference import Preference
from services.escalation.storage.case import register
from services.escalation.storage.desk import assignment
from services.escalation.storage.desk import notification as storage
from services.escalation.storage.desk import preference as preferences
from services.escalation.storage.desk.preference import AT_ONCE, DIGEST
from shared import deadlines, errands
from shared.database import Session
from shared.events import new_id
from shared.working_days import in_words, london_day

Row = tuple[UUID, Notification]


async def tell(session: Session, found: Iterable[Notification], now: datetime) -> None:
    """Keep what people are told, for whoever has the case where somebody has; nobody is told of what they did."""
    told = await _for_whom(session, list(found))
    if not told:
        return
    await storage.add(session, told, now)
    wished = await preferences.of_bodies(session, {one.body for _, one in told})
    if wished:
        await _post(session, told, wished, now)


async def _for_whom(session: Session, found: Sequence[Notification]) -> list[Row]:
    """Each of these to whoever has its case in the body; what is for whoever has it, to all who do."""
    if not found:
        return []
    holders = await assignment.holders(session, sorted({one.reference for one in found}))
    told: dict[tuple[str, str, str | None], Notification] = {}
    for one in found:
        of_case = {body: account for reference, body, account in holders if reference == one.reference}
        if one.is_holders:
            rows = [replace(one, body=body, account=account) for body, account in of_case.items()]
        else:
            rows = [one if one.account else replace(one, account=of_case.get(one.body))]
        for row in rows:
            said = {body for _, body, _ in told} if one.is_holders else set()
            if row.body not in said and (row.account is None or row.account != row.by):
                told.setdefault((row.kind, row.body, row.account), row)
    return [(new_id(), one) for one in told.values()]


async def _post(session: Session, told: Sequence[Row], wished: Sequence[Preference], now: datetime) -> None:
    """Let what people wish by mail wait, or go at once."""
    today = london_day(now)
    covers = {one.body: await assignment.covers(session, one.body, today) for one in wished}
    waiting: list[tuple[UUID, UUID, str, date | None]] = []
    for id_, one in told:
        for who in wished:
            wish = who.wishes.get(one.kind, Wish.NONE)
            if wish is Wish.NONE or not _is_for(one, who, stand_ins(covers[who.body], who.account, today)):
                continue
            rules = await register.rules_of(session, one.area, today)
            day = mail_day(wish, today, rules.calendar)
            waiting.append((who.preference, id_, one.area, day))
            if day is None:
                reference = f"{who.preference}/{one.area}/{id_}"
                await errands.book(
                    session, area=one.area, kind=AT_ONCE, reference=reference, key=f"{AT_ONCE}/{reference}"
                )
            else:
                await _arm(session, one.area, day)
    if waiting:
        await preferences.put(session, waiting)


def _is_for(one: Notification, who: Preference, accounts: tuple[str, ...]) -> bool:
    """Whether a notification is for somebody; the roles are looked at when it goes."""
    is_body = one.body in (ANYBODY, who.body) and who.body != one.of
    return is_body and who.account != one.by and (one.account is None or one.account in accounts)


async def _arm(session: Session, area: str, day: date) -> None:
    """The one clock of an area's mails of that day, however many wait for it."""
    rules = await register.rules_of(session, area, day)
    subject = subject_of(area, day)
    working = f"What people of the desk are told together on {in_words(day)}."
    await deadlines.arm_morning(
        session,
        area=area,
        subject=subject,
        kind=DIGEST,
        on=day,
        working=working,
        policy=rules.policy,
        from_time=rules.policy.desk.mail_after,
    )


def subject_of(area: str, day: date) -> str:
    """What the clock of an area's mails of a day is about."""
    return f"desk/{area}/{day.isoformat()}"


def day_of(subject: str) -> date:
    """The day of that clock."""
    return date.fromisoformat(subject.rpartition("/")[2])
