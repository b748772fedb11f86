"""Keeping the copy of the register, and telling cases whose duty it now tells otherwise. No machine moves a duty."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.command import NoteRegister
from services.escalation.domain.ladder.decision import decide
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_case
from services.escalation.effects.case.clock import book_if_changed
from services.escalation.effects.case.succession import await_end
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from shared import register as copy
from shared.database import EVERY_AREA, Database, Session
from shared.events.publication import LeadAssigned, PartnerEnded
from shared.inbox import Received
from shared.problems import unknown_filter
from shared.working_days import london_day


async def keep_register(session: Session, received: Sequence[Received]) -> None:
    """Keep what the register says. A lead named late for a day on which a duty was served gives the case a note;
    with another calendar the days of the area's cases are counted again; the last day of a body is waited for.
    """
    await copy.keep(session, received)
    for area in sorted({one.envelope.area for one in received}):
        if await register.area(session, area) is not None:
            await book_if_changed(session, area, received[-1].envelope.occurred_at)
    for one in received:
        if isinstance(one.event, PartnerEnded):
            await await_end(session, one.event, round=one.envelope.version, now=one.envelope.occurred_at)
    leads = copy.told(received, LeadAssigned)
    news: dict[tuple[str, str], list[LeadAssigned]] = defaultdict(list)
    for lead in leads:
        news[lead.area, lead.measure].append(lead)
    for case in await cases.lock_open_about(session, news):
        for lead in news[case.area, case.measure]:
            case = await _note(session, case, lead, received[-1].envelope.occurred_at)  # noqa: PLW2901 as the last left it


async def require_filter(database: Database, now: datetime, *, area: str = "", body: str = "") -> None:
    """Refuse to narrow a list by an area or a body that is not known here; empty leaves the choice open.

    Known are the bodies of the area, or of all, and whoever inspects them. Raises Malformed naming what is known.
    """
    if not area and not body:
        return
    async with database.unit_of_work(EVERY_AREA) as session:
        areas = [one.area for one in await register.areas(session)]
        if area and area not in areas:
            raise unknown_filter("area", areas)
        if not body:
            return
        known: set[str] = set()
        for one in [area] if area else areas:
            rules = await register.rules_of(session, one, london_day(now))
            bodies = await register.bodies(session, one)
            known |= {*bodies, *(each.inspectorate for each in bodies.values() if each.inspectorate)}
            known |= {row.body for row in rules.policy.inspectorates.rows}
    if body not in known:
        raise unknown_filter("body", known)


async def _note(session: Session, case: Case, assigned: LeadAssigned, now: datetime) -> Case:
    if (
        case.remedy.duty is None
        or assigned.since_on > case.remedy.duty.served_on
        or assigned.lead == case.remedy.duty.lead
    ):
        return case
    standing = await register.lead(session, case.area, case.measure, case.remedy.duty.served_on)
    if standing is None or standing.since_on != assigned.since_on:
        return case
    at = await circumstances.of_case(session, case, now=await cases.not_before(session, case.reference, now))
    note = NoteRegister(lead=assigned.lead, since_on=assigned.since_on)
    return await tell_case(session, case, decide(case, note, at), at)
