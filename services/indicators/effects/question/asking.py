"""What happens to whatever is asked of a body: its day is armed, it is answered or ends."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from services.indicators.domain.question.asking import A, E
from services.indicators.domain.question.question import gaps, questions, said
from services.indicators.storage.question import register
from services.indicators.storage.question.asking import Rows
from shared import deadlines, ledger
from shared.database import Session
from shared.events.indicators import Said
from shared.policy import Policy, QuestionSet
from shared.problems import Fault, Malformed, NotFound, Stale
from shared.working_days import london_day


async def tell(session: Session, rows: Rows[A, E], before: A | None, event: E, *, actor: str, now: datetime) -> A:
    """Keep what the event makes of one that is new or that this transaction has locked, and tell it."""
    after = rows.sort.evolve(before, event, now)
    await rows.save(session, after)
    await ledger.append(session, after.stream, after.version - 1, [event], area=after.area, actor=actor, now=now)
    return after


async def ask(
    session: Session,
    rows: Rows[A, E],
    event: E,
    *,
    due_on: date,
    working: str,
    policy: Policy,
    actor: str,
    now: datetime,
) -> A:
    """Tell that a body is asked, and arm the day by which it is to answer."""
    asked = await tell(session, rows, None, event, actor=actor, now=now)
    await deadlines.arm_day(
        session,
        area=asked.area,
        subject=asked.stream,
        kind=rows.sort.silence,
        due_on=due_on,
        working=working,
        policy=policy,
    )
    return asked


async def lock_as_seen(session: Session, rows: Rows[A, E], id: UUID, seen_version: int, *, not_known: str) -> A:
    """One that somebody saw in this version and acts on now, locked. NotFound for none, Stale where it has changed."""
    found = await rows.lock(session, id)
    if found is None:
        raise NotFound(not_known)
    if seen_version != found.version:
        raise Stale("This has changed since you looked; look again.", version=found.version)
    return found


async def answer(session: Session, rows: Rows[A, E], before: A, event: E, *, actor: str, now: datetime) -> A:
    """Tell that what was asked for came: its day is met, or was over."""
    await deadlines.meet(session, before.stream, rows.sort.silence, now)
    return await tell(session, rows, before, event, actor=actor, now=now)


async def withdraw(session: Session, rows: Rows[A, E], before: A, event: E, *, actor: str, now: datetime) -> A:
    """Tell that nothing is asked any more: its day does not count."""
    after = await tell(session, rows, before, event, actor=actor, now=now)
    await deadlines.cancel(session, before.stream, rows.sort.silence, now)
    return after


async def checked(
    session: Session,
    asked_with: QuestionSet,
    given: Mapping[str, object],
    *,
    at: tuple[str, str],
    received_at: datetime,
    called: str,
) -> tuple[Said, ...]:
    """What was answered to a set of questions about the measure `at`; Malformed with every fault where it lacks some.

    `called` is the answer's own word, for the sentence of the refusal.
    """
    asked = questions(asked_with)
    known = await register.for_answering(session, at[0])
    wrong = gaps(asked, given, measure=at[1], known=known, received_on=london_day(received_at))
    if wrong:
        faults = [Fault(gap.code, gap.message, f"/answers/{gap.field}") for gap in wrong]
        raise Malformed(f"Some of the {called} cannot be taken. Nothing was stored.", errors=faults)
    return said(asked, given)
