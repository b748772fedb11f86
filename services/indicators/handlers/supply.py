"""Reading what bodies supply: what is due, what was sent, what is asked of them; for one body or a whole area."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.indicators.domain.burden import Burden
from services.indicators.domain.challenge import Challenge
from services.indicators.domain.challenge import State as ChallengeState
from services.indicators.domain.enquiry import Enquiry
from services.indicators.domain.enquiry import State as EnquiryState
from services.indicators.domain.explanation import Explanation
from services.indicators.domain.explanation import State as ExplanationState
from services.indicators.domain.supply import Next, in_order, next_due
from services.indicators.storage import challenge, enquiry, explanation, supply
from shared.database import EVERY_AREA, Database, Session
from shared.problems import NotFound
from shared.register import rules
from shared.working_days import london_day

MOST = 100  # of each sort of question that a page shows


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerView:
    """What a partner's page tells: what is due, what is asked, what it was put to."""

    area: str
    area_name: str
    body: str
    name: str
    due: Sequence[Next]
    explanations: Sequence[Explanation]
    challenges: Sequence[Challenge]
    enquiries: Sequence[Enquiry]
    burden: Sequence[Burden]
    today: date


async def partner(database: Database, area: str, body: str, now: datetime) -> PartnerView:
    """The body as a partner of the area. Raises NotFound for one that the area's register does not know."""
    today = london_day(now)
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await supply.name(session, [area], body)
        if found is None:
            raise NotFound("The register of this area knows no such body.")
        due = await _due(session, [area], body, today)
        area_name = due[0].supplied.area_name if due else area
        asked = explanation.Wanted(area=area, body=body, state=ExplanationState.ASKED)
        challenged = challenge.Wanted(area=area, body=body, state=ChallengeState.MADE)
        enquired = enquiry.Wanted(area=area, body=body, state=EnquiryState.ASKED)
        return PartnerView(
            area=area,
            area_name=area_name,
            body=body,
            name=found,
            due=due,
            explanations=await explanation.page(session, asked, before=None, limit=MOST),
            challenges=await challenge.page(session, challenged, before=None, limit=MOST),
            enquiries=await enquiry.page(session, enquired, before=None, limit=MOST),
            burden=await enquiry.burden(session, area, body),
            today=today,
        )


async def name(database: Database, areas: Sequence[str], body: str) -> str:
    """The body as the registers of these areas call it; its code where none knows it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await supply.name(session, areas, body) or body


async def calendar(database: Database, areas: Sequence[str], body: str | None, now: datetime) -> list[Next]:
    """What is due next of each measure of these areas, of one body or of all; what is late first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await _due(session, areas, body, london_day(now))


async def _due(session: Session, areas: Sequence[str], body: str | None, today: date) -> list[Next]:
    rules_of = await rules(session, areas, today)
    found = await supply.supplied(session, rules_of, body, today)
    return in_order(next_due(one, rules_of[one.area].policy, rules_of[one.area].calendar, today) for one in found)
