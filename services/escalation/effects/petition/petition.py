"""What moves a petition: its events are folded into its row and appended to the ledger."""

from collections.abc import Sequence
from datetime import datetime

from services.escalation.domain.desk.diary import Shown
from services.escalation.domain.petition.history import evolved, opened
from services.escalation.domain.petition.petition import Petition
from services.escalation.effects.person.follower import note_milestone
from services.escalation.effects.person.retention import keep_until
from services.escalation.storage.case import register
from services.escalation.storage.petition import petition as petitions
from shared import ledger
from shared.database import EVERY_AREA, Database, Session
from shared.events.escalation import (
    PetitionCreated,
    PetitionExtended,
    PetitionLapsed,
    PetitionSubmitted,
    ThresholdReached,
    leadership,
)
from shared.working_days import london_day

DRAFT, CLOSING = "petition.draft", Shown.CLOSING.value
MILESTONES = (
    *(ThresholdReached, PetitionSubmitted, PetitionLapsed, PetitionExtended),
    *(leadership.PetitionLeft, leadership.PetitionTakenUp, leadership.PetitionWithdrawn),
)


async def area_of(database: Database, reference: str) -> frozenset[str]:
    """The one area that a petition or a draft lies in; no area for what there is not."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await petitions.area_of(session, reference)
    return frozenset([found] if found else [])


async def tell_new_petition(
    session: Session, created: PetitionCreated, words: str, *, actor: str, now: datetime
) -> Petition:
    """Keep a petition with its words, and tell that it was created."""
    new = opened(created, london_day(now))
    stream = petitions.stream(new.reference)
    await petitions.add(session, new, words)
    await ledger.append(session, stream, 0, [created], area=new.area, actor=actor, now=now)
    await note_milestone(session, new.reference, new.area, now)
    return new


async def tell_petition(
    session: Session, before: Petition, events: Sequence[object], *, actor: str, now: datetime
) -> Petition:
    """Keep what the events make of a petition that this transaction has locked, and tell them."""
    if not events:
        return before
    after = evolved(before, events, london_day(now))
    stream = petitions.stream(after.reference)
    await petitions.save(session, after)
    await ledger.append(session, stream, before.version, events, area=after.area, actor=actor, now=now)
    if after.lapsed_on is not None and before.lapsed_on is None:
        rules = await register.rules_of(session, after.area, after.lapsed_on)
        await keep_until(
            session, after.reference, area=after.area, on=after.lapsed_on, policy=rules.policy, calendar=rules.calendar
        )
    if any(isinstance(event, MILESTONES) for event in events):
        await note_milestone(session, after.reference, after.area, now)
    return after
