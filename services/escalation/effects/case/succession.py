"""What sets off passing a body's duties on: its last day is a deadline; after it an errand goes through the cases."""

from datetime import datetime

from services.escalation.storage.case import register
from shared import deadlines, errands
from shared.database import Session
from shared.events.publication import PartnerEnded
from shared.working_days import in_words, london_day

SUCCESSION, PASS_ON = "body.succession", "case.pass_on"


async def await_end(session: Session, ending: PartnerEnded, *, round: int, now: datetime) -> None:
    """Wait for a body's last day, as it was stated last; one that is over already is swept at once."""
    subject = subject_of(ending.area, ending.partner)
    await deadlines.cancel(session, subject, SUCCESSION, now)
    await deadlines.arm_day(
        session,
        area=ending.area,
        subject=subject,
        kind=SUCCESSION,
        round=round,
        due_on=ending.last_on,
        working=f"{in_words(ending.last_on)}, its last day",
        policy=(await register.rules_of(session, ending.area, london_day(now))).policy,
    )


async def book_page(session: Session, area: str, body: str, *, after: str, key: str) -> None:
    """Book passing on what a body had to do in the area's cases whose references come after this one."""
    reference = f"{body} {after}"
    await errands.book(session, area=area, kind=PASS_ON, reference=reference, key=f"{key}#{after}")


def subject_of(area: str, body: str) -> str:
    """The name of a body's deadline."""
    return f"body/{area}/{body}"
