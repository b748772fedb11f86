"""What an invitation goes by where it holds, and what its body is called there: read from the areas' registers."""

from collections.abc import Collection
from datetime import date

from services.publication.domain.register.invitation import Days, days
from services.publication.domain.register.register import Register, name_of, policy_on
from services.publication.storage.register import register as storage
from shared.calendars import calendar
from shared.database import Session
from shared.policy import Policy, released, resolve

LETTER, ASK = "invitation.letter", "account.confirm"


async def days_of(session: Session, areas: Collection[str], today: date) -> Days:
    """The days of an invitation of today, by the strictest of the areas; by the latest profile where none is known."""
    held = [found for area in sorted(areas) if (found := await storage.find(session, area)) is not None]
    policies = [policy_on(register, today) for register in held] or [resolve(released()[-1], (), today)]
    return strictest([_days(policy, today) for policy in policies])


def days_in(register: Register, today: date) -> Days:
    """The same by the register of one area."""
    return _days(policy_on(register, today), today)


def strictest(found: list[Days]) -> Days:
    """The earliest of each day."""
    return Days(longest_on=min(one.longest_on for one in found), confirm_by=min(one.confirm_by for one in found))


async def called(session: Session, area: str, body: str) -> str:
    """What a body is called in the area; its code where no register says it."""
    held = await storage.find(session, area)
    if held is None:
        return body
    return held.forums[body].name if body in held.forums else name_of(held, body)


def _days(policy: Policy, today: date) -> Days:
    return days(policy, calendar(policy.clock.calendar), today)
