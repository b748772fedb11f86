"""When what people told is thrown away: the day is set once, at the first end of what they signed."""

from datetime import date

from services.escalation.storage.petition import petition as petitions
from shared import deadlines
from shared.database import Session
from shared.deadlines import Expected
from shared.policy import Policy
from shared.working_days import Calendar

RETENTION = "petition.retention"


async def keep_until(
    session: Session, reference: str, *, area: str, on: date, policy: Policy, calendar: Calendar
) -> None:
    """What people told under it is kept for the policy's time from that day; a day that was set before stands."""
    kept = policy.retention.signed.reckon(on, calendar)
    subject = petitions.stream(reference)
    expected = Expected(area=area, subject=subject, due_on=kept.due_on, working=kept.words(), policy=policy)
    await deadlines.arm_days(session, RETENTION, [expected])
