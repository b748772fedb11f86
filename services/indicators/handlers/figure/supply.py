"""What bodies supply: what is due, what was sent, what is asked of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.indicators.domain.figure.change import Unreasoned
from services.indicators.domain.figure.late import Late
from services.indicators.domain.figure.source import Unconfirmed
from services.indicators.domain.figure.supply import Next, in_order, next_due
from services.indicators.domain.question.asking import A, E, Wanted
from services.indicators.domain.question.burden import Burden
from services.indicators.domain.question.challenge import Challenge
from services.indicators.domain.question.challenge import State as ChallengeState
from services.indicators.domain.question.enquiry import Enquiry
from services.indicators.domain.question.enquiry import State as EnquiryState
from services.indicators.domain.question.explanation import Explanation
from services.indicators.domain.question.explanation import State as ExplanationState
from services.indicators.storage.figure import change, late, source, supply
from services.indicators.storage.measure import register
from services.indicators.storage.question import enquiry
from services.indicators.storage.question.asking import Rows
from services.indicators.storage.question.challenge import CHALLENGES
from services.indicators.storage.question.enquiry import ENQUIRIES
from services.indicators.storage.question.explanation import EXPLANATIONS
from shared.database import EVERY_AREA, Database, Session
from shared.problems import NotFound
from shared.register import rules
from shared.working_days import london_day

MOST_LATE = 12  # of one measure in the calendar; the measure's page has all
MOST_UNREASONED = 20
MOST = 500  # of each sort of question; a body that owes more has other troubles than a page's length
# What is still owed: open, or its day over in silence; a late answer is taken.
UNEXPLAINED = (ExplanationState.MISSING, ExplanationState.ASKED)
UNANSWERED = (ChallengeState.UNANSWERED, ChallengeState.MADE)
UNSENT = (EnquiryState.OVERDUE, EnquiryState.ASKED)


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
    unconfirmed: Sequence[Unconfirmed]
    burden: Sequence[Burden]
    unreasoned: Sequence[Unreasoned]
    today: date


async def partner(database: Database, area: str, body: str, now: datetime) -> PartnerView:
    """The body as a partner of the area. Raises NotFound for one that the area's register does not know."""
    today = london_day(now)
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await register.name(session, [area], body)
        if found is None:
            raise NotFound("The register of this area knows no such body.")
        return PartnerView(
            area=area,
            area_name=await register.area_name(session, area) or area,
            body=body,
            name=found,
            due=await _due(session, [area], body, today),
            explanations=await _owed(session, EXPLANATIONS, UNEXPLAINED, area, body),
            challenges=await _owed(session, CHALLENGES, UNANSWERED, area, body),
            enquiries=await _owed(session, ENQUIRIES, UNSENT, area, body),
            unconfirmed=await source.unconfirmed(session, area, body, MOST),
            burden=await enquiry.burden(session, area, body),
            unreasoned=await change.unreasoned(session, area, body, MOST_UNREASONED),
            today=today,
        )


async def _owed(session: Session, rows: Rows[A, E], states: Sequence[str], area: str, body: str) -> list[A]:
    wanted = [Wanted(area=area, body=body, state=state) for state in states]
    return [one for each in wanted for one in await rows.page(session, each, before=None, limit=MOST)]


async def name(database: Database, areas: Sequence[str], body: str) -> str:
    """The body as the registers of these areas call it; its code where none knows it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await register.name(session, areas, body) or body


async def calendar(database: Database, areas: Sequence[str], body: str | None, now: datetime) -> list[Next]:
    """What is due next of each measure of these areas, of one body or of all; what is late first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await _due(session, areas, body, london_day(now))


async def _due(session: Session, areas: Sequence[str], body: str | None, today: date) -> list[Next]:
    rules_of = await rules(session, areas, today)
    found = await supply.supplied(session, rules_of, body, today)
    told: dict[tuple[str, str], list[Late]] = {}
    for one in await late.told(session, rules_of, None):
        told.setdefault((one.area, one.measure), []).append(one)
    return in_order(
        replace(
            next_due(one, rules_of[one.area].policy, rules_of[one.area].calendar, today),
            late=tuple(told.get((one.area, one.measure), ())[:MOST_LATE]),
        )
        for one in found
    )
