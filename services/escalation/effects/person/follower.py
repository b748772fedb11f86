"""What a milestone sets going for those who follow a petition, and for the councillors of its ward: one letter when
the day is over.
"""

from datetime import datetime

from services.escalation.storage.case import register
from services.escalation.storage.person import councillor as councillors
from services.escalation.storage.person import follower as followers
from services.escalation.storage.petition import petition as petitions
from shared import deadlines
from shared.database import Session
from shared.working_days import in_words, london_day

NEWS = "petition.news"


async def note_milestone(session: Session, reference: str, area: str, now: datetime) -> None:
    """When this day is over, whoever follows the petition hears of it, and the councillors of the ward that it or the
    case is about; at most one letter comes of a day.
    """
    today = london_day(now)
    if not await followers.has_any(session, reference) and not await councillors.hearing(
        session, area, reference, today
    ):
        return
    rules = await register.rules_of(session, area, today)
    await deadlines.arm_today(
        session,
        area=area,
        subject=petitions.stream(reference),
        kind=NEWS,
        on=today,
        working=f"The news of {in_words(today)}, when that day is over.",
        policy=rules.policy,
    )
