"""What committees recommended and still follow, in the whole of a place: answers, and the reviews of each quarter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.register import Body
from services.escalation.storage.case import register
from services.escalation.storage.scrutiny import response as responses
from shared.database import Database
from shared.policy import Wording
from shared.working_days import london_day

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A place with the cases whose recommendations are followed, the next day first; bodies and words to tell it."""

    area: str
    name: str
    today: date
    cases: Sequence[Case]
    bodies: Mapping[str, Body]
    wording: Wording
    reviews: int


async def see(database: Database, area: str, now: datetime) -> Followed:
    """What is followed in an area. Raises NotFound for an area not known here."""
    today = london_day(now)
    async with database.unit_of_work(frozenset({area})) as session:
        place = await register.require_area(session, area)
        rules = await register.rules_of(session, area, today)
        return Followed(
            area=area,
            name=place.name,
            today=today,
            cases=await responses.followed(session, area, MOST),
            bodies=await register.bodies(session, area),
            wording=await register.wording(session, area, today),
            reviews=rules.policy.stage2.monitor_reviews,
        )
