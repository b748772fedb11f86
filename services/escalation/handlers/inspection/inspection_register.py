"""The register of inspections: telling of one, ending it, listing them. Cases add their own as they go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.escalation.domain.case.inspection_register import (
    ENTERED,
    Known,
    OtherInspection,
    check_entry,
    ended,
    same_as,
    told_again,
)
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.register import Body
from services.escalation.effects.case import circumstances
from services.escalation.schemas.case.refusal import problem
from services.escalation.schemas.inspection.inspection_register import BASE, InspectionIn, document
from services.escalation.storage.case import register
from services.escalation.storage.case.register import Area
from services.escalation.storage.inspection import inspection_register as inspections
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.events import new_id
from shared.idempotency import Answer, Once
from shared.problems import NotFound, NotNow, NotYours
from shared.working_days import london_day


async def tell(database: Database, sent: InspectionIn, *, caller: Caller, once: Once, now: datetime) -> Answer:
    """Enter an inspection. Raises NotYours, Malformed naming each field, NotNow where it is entered, NotKnownHereYet.

    An inspectorate enters its own; the council and partners enter what an inspectorate has announced.
    """
    if sent.area not in caller.areas:
        raise NotYours("You do not act for this area.", rule="not_your_area")
    if sent.inspectorate == caller.body and "inspector" not in caller.roles:
        raise NotYours("Only an inspector enters an inspection as its own body's.", rule="not_an_inspectorate")
    async with database.unit_of_work(caller.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        entry = sent.inspection(UUID(str(new_id())), caller.body or "council")
        known = await _known(session, sent.area, entry)
        try:
            check_entry(entry, known, london_day(now))
        except Refused as refusal:
            raise problem(refusal) from None
        stands = same_as(entry, await inspections.lock_of_body(session, sent.area, entry.subject))
        if stands is not None:
            return await idempotency.keep(session, once, await _again(session, sent.area, stands, entry))
        if not await inspections.add(session, sent.area, entry, now):
            raise problem(ENTERED)
        return await idempotency.keep(session, once, Answer.of(201, document(entry)))


async def _again(session: Session, area: str, stands: OtherInspection, entry: OtherInspection) -> Answer:
    """What stands already is the inspectorate's own from now on, or the refusal says where it stands."""
    try:
        own = told_again(stands, entry)
    except Refused as refusal:
        where = f"{BASE}?area={area}#{stands.inspection}"
        words = f"{refusal.words} It was entered by {stands.entered_by}: {where}."
        raise NotNow(words, rule=refusal.name, open=[where], inspection=str(stands.inspection)) from None
    await inspections.make_own(session, stands.inspection, own)
    return Answer.of(200, document(own))


async def end(database: Database, id: UUID, ended_on: date, *, caller: Caller, now: datetime) -> OtherInspection:
    """Note the day on which an inspection ended; the same day again changes nothing.

    Raises NotFound, NotYours, Malformed, NotNow where it ended on another day or ends with its case.
    """
    async with database.unit_of_work(caller.areas) as session:
        found = await inspections.find(session, id)
        if found is None:
            raise NotFound("There is no such inspection in your areas.")
        try:
            acts_for = await _acts_for(session, id, caller.body or "council", now)
            over = ended(found, ended_on, acts_for=acts_for, today=london_day(now))
        except Refused as refusal:
            raise problem(refusal) from None
        if over != found:
            await inspections.end(session, id, ended_on)
        return over


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A page of the register of inspections of an area, with the names of its bodies and the titles of its measures."""

    area: Area
    inspections: Sequence[OtherInspection]
    bodies: Mapping[str, Body]
    measures: Mapping[str, str]


async def areas(database: Database) -> Sequence[Area]:
    """Every area that has such a register, by name."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await register.areas(session)


async def latest(database: Database, area: str, *, before: UUID | None, limit: int) -> Held:
    """A page of an area's inspections, the last entered first. Raises NotFound for an area not known here."""
    async with database.unit_of_work(EVERY_AREA) as session:
        known = await register.area(session, area)
        if known is None:
            raise NotFound("No area of this code is known here.")
        return Held(
            area=known,
            inspections=await inspections.latest(session, area, before=before, limit=limit),
            bodies=await register.bodies(session, area),
            measures={one.measure: one.title for one in await register.measures(session, area)},
        )


async def list_all(database: Database, area: str, *, after: UUID | None, limit: int) -> list[OtherInspection]:
    """A page of an area's inspections, for everybody."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await inspections.list_all(session, area, after=after, limit=limit)


async def _acts_for(session: Session, id: UUID, body: str, now: datetime) -> frozenset[str]:
    """The body and those that it has succeeded in the inspection's area; nobody where it has ceased itself."""
    area = await inspections.area_of(session, id)
    at = await circumstances.of_measure(session, area, measure="", now=now)
    bodies = {body, *at.register.gone}
    return frozenset(one for one in bodies if at.register.heir(one, at.today) == body)


async def _known(session: Session, area: str, entry: OtherInspection) -> Known:
    """What this area's register tells about an entry. Raises NotKnownHereYet."""
    await register.require_area(session, area)
    endings = await register.endings(session, area)
    return Known(
        bodies=await register.bodies(session, area),
        last_days={body: ending.last_on for body, ending in endings.items()},
        is_measure=entry.measure is None or await register.measure(session, area, entry.measure) is not None,
    )
