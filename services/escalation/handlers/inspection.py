"""The register of inspections: telling of one, ending it, listing them. Cases add their own as they go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.escalation.domain.case.circumstances import Body, OtherInspection
from services.escalation.schemas.inspection import InspectionIn, document
from services.escalation.storage import inspection as inspections
from services.escalation.storage import register
from services.escalation.storage.register import Area
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.events import new_id
from shared.idempotency import Answer, Once
from shared.problems import Fault, Malformed, NotFound, NotYours
from shared.working_days import london_day


async def tell(database: Database, sent: InspectionIn, *, caller: Caller, once: Once, now: datetime) -> Answer:
    """Enter an inspection. Raises NotYours, Malformed naming the field, NotKnownHereYet; the same again enters nothing.

    An inspectorate enters its own; the council and partners enter what an inspectorate has announced.
    """
    if sent.area not in caller.areas:
        raise NotYours("You do not act for this area.", rule="not_your_area")
    async with database.unit_of_work(caller.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        await _require_known(session, sent, london_day(now))
        entered = sent.inspection(UUID(str(new_id())), caller.body or "council")
        await inspections.add(session, sent.area, entered, now)
        return await idempotency.keep(session, once, Answer.of(201, document(entered)))


async def end(database: Database, id: UUID, ended_on: date, *, caller: Caller, now: datetime) -> OtherInspection:
    """Note the day on which an inspection ended. Raises NotFound, NotYours, Malformed."""
    async with database.unit_of_work(caller.areas) as session:
        found = await inspections.find(session, id)
        if found is None:
            raise NotFound("There is no such inspection in your areas.")
        if caller.body not in (found.entered_by, found.inspectorate) or found.reference is not None:
            raise NotYours("Only the inspectorate, or whoever entered it, can end it.", rule="not_your_entry")
        if not found.began_on <= ended_on <= london_day(now):
            words = "This day must lie between the inspection's first day and today."
            raise Malformed("The day does not fit.", errors=[Fault("not-in-time", words, "/ended_on")])
        await inspections.end(session, id, ended_on)
    return found if found.ended_on else replace(found, ended_on=ended_on)


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


async def _require_known(session: Session, sent: InspectionIn, today: date) -> None:
    await register.require_area(session, sent.area)
    faults = []
    if sent.subject not in await register.bodies(session, sent.area):
        faults.append(Fault("unknown-body", "The register knows no body of this name.", "/subject"))
    if await register.measure(session, sent.area, sent.measure) is None:
        faults.append(Fault("unknown-measure", "The register knows no measure of this name.", "/measure"))
    if sent.began_on > today:
        faults.append(Fault("not-begun", "An inspection is entered when it has begun.", "/began_on"))
    if faults:
        raise Malformed("Some of what is said does not fit.", errors=faults)
