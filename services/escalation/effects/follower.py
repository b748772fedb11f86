"""What a milestone of a petition sets going for those who follow it: one letter when its day is over."""

from datetime import datetime

from services.escalation.storage import follower as followers
from services.escalation.storage import petition as petitions
from services.escalation.storage import register
from shared import deadlines
from shared.database import Session
from shared.working_days import in_words, london_day

NEWS = "petition.news"


async def note_milestone(session: Session, reference: str, area: str, now: datetime) -> None:
    """When this day is over, whoever follows the petition hears of it; at most one letter comes of a day."""
    if not await followers.has_any(session, reference):
        return
    today = london_day(now)
    rules = await register.rules_of(session, area, today)
    await deadlines.arm_day(
        session,
        area=area,
        subject=petitions.stream(reference),
        kind=NEWS,
        round=today.toordinal(),
        due_on=today,
        working=f"The news of {in_words(today)}, when that day is over.",
        policy=rules.policy,
    )
