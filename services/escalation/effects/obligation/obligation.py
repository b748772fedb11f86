"""What moves something that a petition is owed: its events are kept and told, its days set, and a letter booked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.escalation.domain.case.circumstances import MACHINE, Actor, Circumstances, Found
from services.escalation.domain.obligation.deadline import Kind, Promise, promises
from services.escalation.domain.obligation.decision import arising, replied
from services.escalation.domain.obligation.obligation import Obligation, evolved
from services.escalation.domain.petition.petition import ANSWER, Petition
from services.escalation.effects.case import circumstances
from services.escalation.effects.person.follower import note_milestone
from services.escalation.storage.obligation import obligation as obligations
from services.escalation.storage.scrutiny import meeting
from shared import deadlines, errands, ledger
from shared.database import Session
from shared.events import escalation as told

LETTER = "obligation.letter"


async def circumstances_of(
    session: Session, about: Petition, *, now: datetime, actor: Actor = MACHINE
) -> Circumstances:
    """What a decision on what this petition is owed rests on: the policy of the day on which it was opened."""
    found = await circumstances.of_measure(
        session, about.area, measure=about.measure, now=now, policy_on=about.opened_on, actor=actor
    )
    return replace(found, found=Found(meetings=await meeting.of_area(session, about.area)))


async def begin_owed(session: Session, about: Petition, events: Sequence[object], now: datetime) -> None:
    """What the marks that these events tell of oblige to begins; the petition is locked by the caller."""
    reached = [event for event in events if isinstance(event, told.ThresholdReached)]
    if not reached:
        return
    at = await circumstances_of(session, about, now=now)
    owed = {one.name: one for one in (await obligations.of_petitions(session, [about.reference]))[about.reference]}
    for begins in arising(about, reached, owed, at):
        await tell_obligation(session, None, begins, at)


async def begin_correspondence(session: Session, about: Petition, count: int, now: datetime) -> None:
    """A petition closed below its number is replied to as a letter is, where the scheme names who does that."""
    at = await circumstances_of(session, about, now=now)
    who = at.policy.petition.replier(count)
    if not who or not count:
        return
    mark = told.ThresholdReached(
        petition=about.reference,
        threshold=ANSWER,
        required=0,
        count=count,
        policy_version=about.policy_version,
        answered_by=who,
    )
    await tell_obligation(session, None, replied(about, mark, at), at)


async def tell_obligation(
    session: Session, before: Obligation | None, events: Sequence[object], at: Circumstances
) -> Obligation:
    """Keep what the events make of one that begins, or that this transaction has locked; tell them, set its days."""
    after = evolved(before, events, at.today)
    stream, version = obligations.stream(after.petition, after.name), before.version if before else 0
    await obligations.save(session, after)
    await ledger.append(session, stream, version, events, area=after.area, actor=at.actor.id, now=at.now)
    await _keep_days(session, before, after, at)
    await note_milestone(session, after.petition, after.area, at.now)
    await errands.book(
        session, area=after.area, kind=LETTER, reference=f"{stream}/{after.version}", key=f"{LETTER}/{stream}/{version}"
    )
    return after


async def _keep_days(session: Session, before: Obligation | None, after: Obligation, at: Circumstances) -> None:
    """End the days that are not waited for any more, take those that moved along, and set new ones."""
    were = {one.kind: one for one in promises(before, at)} if before else dict[Kind, Promise]()
    are = {one.kind: one for one in promises(after, at)}
    subject = obligations.stream(after.petition, after.name)
    await deadlines.end(session, subject, [kind.value for kind in were.keys() - are.keys()], at.now)
    marks = [
        deadlines.Mark(
            kind=one.kind.value, name=one.name, due_on=one.due_on, working=one.working, bodies=one.bodies, leads_to=""
        )
        for one in are.values()
        if were.get(one.kind) != one
    ]
    await deadlines.move(session, subject, marks, area=after.area, round=after.version, policy=at.policy)
