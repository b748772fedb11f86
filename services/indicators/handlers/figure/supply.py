"""What bodies supply: what is due, what was sent, what is asked of them; and a figure that is late is told, once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.indicators.domain.figure.source import Unconfirmed
from services.indicators.domain.figure.supply import Late, Next, in_order, named, next_due, owed_on
from services.indicators.domain.question.burden import Burden
from services.indicators.domain.question.challenge import Challenge
from services.indicators.domain.question.challenge import State as ChallengeState
from services.indicators.domain.question.enquiry import Enquiry
from services.indicators.domain.question.enquiry import State as EnquiryState
from services.indicators.domain.question.explanation import Explanation
from services.indicators.domain.question.explanation import State as ExplanationState
from services.indicators.effects.late import tell_late
from services.indicators.effects.question import tell_warnings
from services.indicators.effects.supply import expect_figures
from services.indicators.storage.figure import source, supply
from services.indicators.storage.judgement import judgement
from services.indicators.storage.measure import register
from services.indicators.storage.question import challenge, enquiry, explanation
from shared import deadlines
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.problems import NotFound
from shared.register import rules
from shared.working_days import london_day

MOST_LATE = 12  # of one measure in the calendar; the measure's page has all
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
            explanations=await _unexplained(session, area, body),
            challenges=await _unanswered(session, area, body),
            enquiries=await _unsent(session, area, body),
            unconfirmed=await source.unconfirmed(session, area, body, MOST),
            burden=await enquiry.burden(session, area, body),
            today=today,
        )


async def _unexplained(session: Session, area: str, body: str) -> list[Explanation]:
    wanted = [explanation.Wanted(area=area, body=body, state=state) for state in UNEXPLAINED]
    return [one for each in wanted for one in await explanation.page(session, each, before=None, limit=MOST)]


async def _unanswered(session: Session, area: str, body: str) -> list[Challenge]:
    wanted = [challenge.Wanted(area=area, body=body, state=state) for state in UNANSWERED]
    return [one for each in wanted for one in await challenge.page(session, each, before=None, limit=MOST)]


async def _unsent(session: Session, area: str, body: str) -> list[Enquiry]:
    wanted = [enquiry.Wanted(area=area, body=body, state=state) for state in UNSENT]
    return [one for each in wanted for one in await enquiry.page(session, each, before=None, limit=MOST)]


async def name(database: Database, areas: Sequence[str], body: str) -> str:
    """The body as the registers of these areas call it; its code where none knows it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await register.name(session, areas, body) or body


async def calendar(database: Database, areas: Sequence[str], body: str | None, now: datetime) -> list[Next]:
    """What is due next of each measure of these areas, of one body or of all; what is late first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await _due(session, areas, body, london_day(now))


async def lock(session: Session, about: str) -> object:
    """Lock the judgement of the measure whose figure was due."""
    area, measure, _ = named(about)
    return await judgement.lock_alone(session, [(area, measure)])


async def look_again(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of a Fire
    """The day of a figure is over: what that warns of is told, and that it is late where it has not come.

    Where the area's rules give it longer by now, it is looked at again then.
    """
    area, measure, period = named(due.subject)
    today = london_day(now)
    await tell_warnings(session, [(area, measure)], now)
    found = await supply.owed(session, area, measure, period, today)
    in_force = (await rules(session, [area], today)).get(area)
    if found is None or in_force is None:
        return
    day = owed_on(found.frequency, period, in_force.policy, in_force.calendar)
    if day is not None and day.due_on >= today:
        await deadlines.arm_day(
            session,
            area=area,
            subject=due.subject,
            kind=due.kind,
            due_on=day.due_on,
            working=day.words(),
            policy=in_force.policy,
            round=due.round + 1,
        )
    elif day is not None and found.is_late_after(day):
        await tell_late(session, (area, measure, period), found, day, policy=in_force.policy, now=now)
    await expect_figures(session, [(area, measure)], now)


async def _due(session: Session, areas: Sequence[str], body: str | None, today: date) -> list[Next]:
    rules_of = await rules(session, areas, today)
    found = await supply.supplied(session, rules_of, body, today)
    late: dict[tuple[str, str], list[Late]] = {}
    for one in await supply.late(session, rules_of, None):
        late.setdefault((one.area, one.measure), []).append(one)
    return in_order(
        replace(
            next_due(one, rules_of[one.area].policy, rules_of[one.area].calendar, today),
            late=tuple(late.get((one.area, one.measure), ())[:MOST_LATE]),
        )
        for one in found
    )
