"""What can happen by a notice about what a petition says: it is given, read, and decided."""

from dataclasses import dataclass
from datetime import date, datetime

from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.petition import notice as rules
from services.escalation.domain.petition.notice import DECIDING, Count, Notice, Outcome
from services.escalation.domain.petition.petition import Petition
from services.escalation.effects import circumstances
from services.escalation.effects.paper import role_of
from services.escalation.effects.petition import area_of, tell_petition
from services.escalation.schemas.case.refusal import problem
from services.escalation.schemas.petition.notice import DecisionForm, ReportForm
from services.escalation.storage.case import register
from services.escalation.storage.person.seal import Seal
from services.escalation.storage.petition import notice as notices
from services.escalation.storage.petition import petition as petitions
from shared.auth import Caller
from shared.database import EVERY_AREA, Database
from shared.problems import NotFound, NotYours
from shared.working_days import Calendar, london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A notice, what it is about, and the day and calendar by which its clock is read. `text` is empty once hidden."""

    one: Notice
    petition: Petition
    text: str
    today: date
    calendar: Calendar


async def report(database: Database, reference: str, sent: ReportForm, *, seal: Seal, now: datetime) -> int:
    """Keep a notice and tell that there is one; its number. While one waits on this ground it stands for all of them.

    Raises NotFound for a petition that there is not, and for one whose text nobody is shown.
    """
    async with database.unit_of_work(await area_of(database, reference)) as session:
        about = petitions.require(await petitions.lock(session, reference)).petition
        if about.hides_text:
            raise NotFound("The text of this petition is not shown any more.")
        waiting = await notices.open_on(session, reference, sent.ground)
        if waiting is not None:
            return waiting.number
        at = await circumstances.of_petition(session, about, now, None)
        number, due = await notices.next_number(session, reference), rules.due_on(at.today, at.calendar)
        new = Notice(
            petition=reference,
            number=number,
            area=about.area,
            ground=sent.ground,
            told_on=at.today,
            due_on=due,
            words=sent.words,
        )
        await notices.add(session, seal, new)
        events = rules.report(about, number, sent.ground, due)
        await tell_petition(session, about, events, actor=at.actor.id, now=now)
        return number


async def see(database: Database, reference: str, number: int, *, now: datetime) -> Seen:
    """A notice as everybody may see it, without the words of whoever gave it. Raises NotFound."""
    async with database.unit_of_work(await area_of(database, reference)) as session:
        kept = petitions.require(await petitions.find(session, reference))
        one = await notices.find(session, reference, number)
        at = await circumstances.of_petition(session, kept.petition, now, None)
        return Seen(one=one, petition=kept.petition, text=kept.text, today=at.today, calendar=at.calendar)


async def read(database: Database, reference: str, number: int, *, seal: Seal, caller: Caller, now: datetime) -> Seen:
    """The same with its words, for whoever decides. Raises NotFound, NotYours."""
    async with database.unit_of_work(caller.areas) as session:
        kept = petitions.require(await petitions.find(session, reference))
        at = await circumstances.of_petition(session, kept.petition, now, caller)
        one = await notices.find(session, reference, number, seal=seal)
        return Seen(one=one, petition=kept.petition, text=kept.text, today=at.today, calendar=at.calendar)


async def list_waiting(database: Database, *, caller: Caller, limit: int) -> list[Notice]:
    """The notices of the caller's areas that wait, the oldest day first."""
    async with database.unit_of_work(caller.areas) as session:
        return await notices.list_waiting(session, limit=limit)


async def counts(database: Database, now: datetime) -> list[tuple[str, Count]]:
    """How many notices there were and what came of them, by area, with its name, and ground."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return [
            ((await register.require_area(session, one.area)).name, one)
            for one in await notices.counts(session, london_day(now))
        ]


async def decide(
    database: Database, reference: str, number: int, sent: DecisionForm, *, caller: Caller, now: datetime
) -> None:
    """Keep the text or hide it; what was decided once stays so.

    Raises NotFound, NotYours, and the named refusal where somebody would hide what is about their own body.
    """
    role = role_of(caller, DECIDING)
    if not role:
        raise NotYours("Only those who check petitions decide about notices.")
    async with database.unit_of_work(caller.areas) as session:
        about = petitions.require(await petitions.lock(session, reference)).petition
        one = await notices.find(session, reference, number)
        if one.outcome is not None:
            return
        at = await circumstances.of_petition(session, about, now, caller)
        try:
            events = rules.decide(one, sent.outcome, sent.reasons, at=at, role=role)
        except Refused as refused:
            raise problem(refused) from refused
        await notices.decide(
            session, one, Outcome(sent.outcome), reasons=sent.reasons, by=at.actor.public_name, on=at.today
        )
        await tell_petition(session, about, events, actor=at.actor.id, now=now)
