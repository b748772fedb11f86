"""What happens when a day of a case is near or over, and what is shown of all days: as a list, and as a calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.meeting import Hearing
from services.escalation.domain.case.register import Body
from services.escalation.domain.desk.diary import Fallen, Said, Wanted, said
from services.escalation.domain.ladder.deadline import OF_COMMITTEE, SHOWN, Kind, missed, reminded
from services.escalation.domain.obligation.deadline import OF_CLERK, SILENCE
from services.escalation.domain.obligation.meeting import FULL_COUNCIL
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_case
from services.escalation.effects.desk.work import worker_of
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import deadline as storage
from services.escalation.storage.case import register
from services.escalation.storage.case.register import Area
from services.escalation.storage.scrutiny import meeting as meetings
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.policy import Wording
from shared.problems import NotFound
from shared.register import rules
from shared.working_days import Calendar, london_day

MOST_IN_A_CALENDAR = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An area with its bodies and the words of its profile on the reader's day."""

    area: Area
    bodies: Mapping[str, Body]
    wording: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """What some days hold: the calendar of the first area that is known here (None where none is), what is due,
    hearings, and the days (with the committee's name) on which committees meet.
    """

    calendar: Calendar | None
    fallen: Sequence[Fallen]
    hearings: Sequence[Hearing]
    meetings: Sequence[tuple[date, str]]


async def remind(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of every Fire
    """Some working days are left to act: told once, and not at all when the day was passed while nothing ran."""
    if (found := await _running(session, due, now)) is not None:
        case, at = found
        if events := reminded(case, Kind(due.kind), at):
            await tell_case(session, case, events, at)


async def tell_missed(session: Session, due: Due, now: datetime, hold: Hold) -> None:
    """The day by which somebody was to act is over: told once, with that day, however late the process comes to it."""
    if (found := await _running(session, due, now)) is not None:
        case, at = found
        if events := missed(case, Kind(due.kind), at, is_provisional=hold is Hold.PROVISIONAL):
            await tell_case(session, case, events, at)


async def list_all(
    database: Database, wanted: Wanted, *, after: storage.Position | None, limit: int, now: datetime
) -> list[Said]:
    """A page of the days that run, ran out or were kept, in order of day."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await _said(session, wanted, after=after, limit=limit, now=now)


async def of_committee(database: Database, area: str, now: datetime) -> tuple[str, Sequence[Said]]:
    """The name of an area's scrutiny committee and its open days. Raises NotFound for an area not known here."""
    async with database.unit_of_work(EVERY_AREA) as session:
        place = await _known(session, area, now)
        wanted = Wanted(area=area, kinds=(*SHOWN, *SILENCE), names=(*OF_COMMITTEE, *OF_CLERK))
        return place.area.committee, await _said(session, wanted, after=None, limit=MOST_IN_A_CALENDAR, now=now)


async def of_body(database: Database, area: str, body: str, now: datetime) -> tuple[str, Sequence[Said]]:
    """The name of a body of an area and the open days that are on it. Raises NotFound where either is not known."""
    async with database.unit_of_work(EVERY_AREA) as session:
        place = await _known(session, area, now)
        if body not in place.bodies and body not in {one.inspectorate for one in place.bodies.values()}:
            raise NotFound("The register here knows no body of this name.")
        wanted = Wanted(area=area, kinds=(*SHOWN, *SILENCE), body=body)
        name = place.bodies[body].name if body in place.bodies else body
        return name, await _said(session, wanted, after=None, limit=MOST_IN_A_CALENDAR, now=now)


async def diary(
    database: Database, *, caller: Caller, from_on: date, until_on: date, each: int, now: datetime
) -> Diary:
    """What is due on each of these days in the caller's areas, so much of a day, the own body's first; the hearings
    that are fixed for them and the committees' other meetings.
    """
    today = london_day(now)
    async with database.unit_of_work(caller.areas) as session:
        worker = await worker_of(session, caller, today)
        known = await rules(session, sorted(caller.areas), today)
        heard = [one for area in sorted(known) for one in await meetings.hearings(session, area, from_on)]
        met = [one for area in sorted(known) for one in await _meetings(session, area, today)]
        return Diary(
            calendar=known[min(known)].calendar if known else None,
            fallen=await storage.of_days(session, worker, from_on=from_on, until_on=until_on, each=each),
            hearings=[one for one in heard if one.hearing_on <= until_on],
            meetings=[one for one in met if from_on <= one[0] <= until_on],
        )


async def _meetings(session: Session, area: str, today: date) -> list[tuple[date, str]]:
    """The days on which the committees of the area meet, each with the committee's name."""
    kept = await meetings.of_area(session, area)
    only = (await register.require_area(session, area)).committee
    known = (*await register.committees(session, area, today), FULL_COUNCIL)
    names = {one.id: one.name for one in known}
    return [(day, names.get(code, only)) for code, one in kept.items() for day in one.days]


async def _said(
    session: Session, wanted: Wanted, *, after: storage.Position | None, limit: int, now: datetime
) -> list[Said]:
    found = await storage.list_all(session, wanted, after=after, limit=limit)
    places = {area: await _place(session, area, now) for area in sorted({one.area for one in found})}
    return [
        said(one, area_name=place.area.name, bodies=place.bodies, wording=place.wording)
        for one in found
        for place in (places[one.area],)
    ]


async def _running(session: Session, due: Due, now: datetime) -> tuple[Case, Circumstances] | None:
    """The case, locked, if the clock that the day belongs to still runs in it."""
    case = await cases.lock(session, cases.reference_of(due.subject))
    if case is None or case.round != due.round or not case.is_open:
        return None
    return case, await circumstances.of_case(session, case, now=now)


async def _known(session: Session, area: str, now: datetime) -> Place:
    if await register.area(session, area) is None:
        raise NotFound("No area of this code is known here.")
    return await _place(session, area, now)


async def _place(session: Session, area: str, now: datetime) -> Place:
    return Place(
        area=await register.require_area(session, area),
        bodies=await register.bodies(session, area),
        wording=await register.wording(session, area, london_day(now)),
    )
