"""What can happen by a notice about a page: it is given, read, decided; or its day goes by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.escalation.domain.case.circumstances import MACHINE, Circumstances
from services.escalation.domain.case.reference import is_reference
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.petition import notice as rules
from services.escalation.domain.petition.notice import DECIDING, Count, Finding, Further, Notice, Outcome, Place
from services.escalation.domain.petition.petition import Petition
from services.escalation.domain.petition.removal import ask_by
from services.escalation.domain.petition.review import open_findings
from services.escalation.domain.signature.origin import Client, networks_of
from services.escalation.effects.case import circumstances
from services.escalation.effects.petition.notice import (
    DECISION,
    REMOVAL,
    TO_ORGANISER,
    TO_REPORTER,
    arm,
    count_again,
    look,
    meet,
    named,
    of_area,
    tell,
    write,
)
from services.escalation.effects.petition.petition import area_of
from services.escalation.effects.signature.paper import role_of
from services.escalation.schemas.case.refusal import problem
from services.escalation.schemas.petition.notice import DecisionForm, ReportForm
from services.escalation.storage.case import clock as counted
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import notice as notices
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import signature as signatures
from shared.auth import Caller
from shared.database import EVERY_AREA, Areas, Database, Session
from shared.deadlines import Due, Hold
from shared.post.mailboxes import canonical_email
from shared.problems import NotFound, NotNow, NotYours
from shared.working_days import Calendar, london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A notice, what it is about, what bodies are called, and the day and calendar by which its clock is read.

    `petition` is None for another page; `text` is empty once it is hidden, but for those who decide. `may`: what the
    reader may decide or find; `measure`: what the measure is called that the page is about, where it is about one.
    """

    one: Notice
    petition: Petition | None
    text: str
    names: Mapping[str, str]
    today: date
    calendar: Calendar
    measure: str = ""
    may: tuple[Outcome | Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """How a notice is named that somebody gave; `is_further`: one that waited on the same ground stands for it."""

    reference: str
    number: int
    is_further: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that is not a petition's, of an area; its address was shown by this product, with the bodies whose words
    it says that it carries.
    """

    area: str
    address: str
    about: tuple[str, ...] = ()


async def report(
    database: Database, about: str | Page, sent: ReportForm, *, client: Client, seal: Seal, now: datetime
) -> Given:
    """Keep a notice about a petition, by its reference, or another page, and tell that there is one: how it is named.

    While one waits on this ground it stands for all of them, and is read with what each of them wrote; no further
    letter goes. What comes beyond the number of a network in a day is held, which looks the same.

    Raises NotFound for a petition that there is not, or whose text nobody is shown.
    """
    areas: Areas = frozenset([about.area]) if isinstance(about, Page) else await area_of(database, about)
    async with database.unit_of_work(areas) as session:
        petition, at = await _lock_subject(session, about, now)
        reference, page = (about.area, about.address) if isinstance(about, Page) else (about, "")
        is_held = not await _is_within(session, seal, client, at)
        for held in (False, True)[: 1 + is_held]:
            waiting = await notices.open_on(session, reference, sent.ground, page=page, is_held=held, seal=seal)
            if waiting is not None:
                further = Further(words=sent.words, told_on=at.today, is_held=is_held)
                if rules.adds(waiting, further):
                    await notices.add_further(session, seal, waiting, further)
                return Given(reference=reference, number=waiting.number, is_further=True)
        waits = at.policy.notice.decide.reckon(at.today, at.calendar)
        new = Notice(
            reference=reference,
            number=await notices.next_number(session, reference),
            area=petition.area if petition else reference,
            ground=sent.ground,
            told_on=at.today,
            due_on=waits.due_on,
            page=page,
            about=about.about if isinstance(about, Page) else (),
            is_held=is_held,
            words=sent.words,
        )
        email = "" if is_held else await _may_write_to(session, seal, sent.email or "", at)
        await notices.add(session, seal, new, email=email)
        await arm(session, new, waits, at, round=DECISION)
        if events := rules.report(new):
            await tell(session, new, petition, events, at)
            await notices.note(session, new, events=len(events))
        if email:
            await write(session, TO_REPORTER, new, "received")
        return Given(reference=reference, number=new.number)


async def see(database: Database, reference: str, number: int, *, now: datetime) -> Seen:
    """A notice as everybody may see it, without the words of whoever gave it. Raises NotFound."""
    async with database.unit_of_work(await _areas_of(database, reference)) as session:
        return await _seen(session, reference, number, now=now)


async def read(database: Database, reference: str, number: int, *, seal: Seal, caller: Caller, now: datetime) -> Seen:
    """The same with its words and a text that is hidden, for whoever decides.

    Raises NotFound, NotYours for whoever holds no role there with which one decides.
    """
    if not role_of(caller, DECIDING):
        raise NotYours("Only those who check petitions read notices.")
    async with database.unit_of_work(caller.areas) as session:
        return await _seen(session, reference, number, now=now, seal=seal, caller=caller)


async def list_waiting(database: Database, *, caller: Caller, limit: int) -> list[Notice]:
    """The notices of the caller's areas that wait, or whose review does, the oldest day first; held ones last."""
    async with database.unit_of_work(caller.areas) as session:
        return await notices.list_waiting(session, limit=limit)


async def list_told(database: Database, *, area: str, after: Place | None, limit: int) -> list[Notice]:
    """All notices that were told, the newest first, of one area or all, as everybody may see them."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await notices.list_told(session, area=area, after=after, limit=limit)


async def list_of_petition(database: Database, reference: str) -> list[Notice]:
    """The notices of a petition that were told, the newest first, as everybody may see them."""
    async with database.unit_of_work(await area_of(database, reference)) as session:
        return await notices.of_petition(session, reference)


async def counts(database: Database, now: datetime) -> list[tuple[str, Count]]:
    """How many notices there were and what came of them, by area, with its name, and ground."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return [
            ((await register.require_area(session, one.area)).name, one)
            for one in await notices.counts(session, london_day(now))
        ]


async def decide(
    database: Database, reference: str, number: int, sent: DecisionForm, *, caller: Caller, now: datetime
) -> Notice:
    """Let the page stay, hide a petition's text, or tell those who can take words out; decided once it stays so.

    Raises NotFound, NotYours, NotNow where another thing was decided, and the named refusal where somebody would hide
    what is about their own body.
    """
    role = role_of(caller, DECIDING)
    if not role:
        raise NotYours("Only those who check petitions decide about notices.")
    async with database.unit_of_work(caller.areas) as session:
        matter = await look(session, reference, number, now=now, caller=caller, locking=True)
        if matter.one.outcome is not None:
            if matter.one.outcome.value != sent.outcome:
                raise NotNow("Somebody has decided about this notice already. What was decided stays.", rule="decided")
            return matter.one
        at = matter.at
        try:
            one = replace(matter.one, ask_by=ask_by(matter.one, Outcome(sent.outcome), at))
            events = rules.decide(one, sent.outcome, sent.reasons, at=at, about=matter.concerned, role=role)
        except Refused as refused:
            raise problem(refused) from refused
        decided = replace(
            one,
            outcome=Outcome(sent.outcome),
            reasons=sent.reasons,
            by=at.actor.public_name,
            account=at.actor.id,
            decided_on=at.today,
        )
        await tell(session, decided, matter.about, events, at, concerned=matter.concerned)
        await notices.decide(session, decided, events=len(events))
        await meet(session, decided, now)
        if decided.ask_by is not None:
            await arm(session, decided, at.policy.notice.decide.reckon(at.today, at.calendar), at, round=REMOVAL)
        await write(session, TO_REPORTER, decided, "decided")
        if decided.outcome is Outcome.HIDDEN:
            await write(session, TO_ORGANISER, decided, "hidden")
        return decided


async def lock(session: Session, subject: str) -> object:
    """Lock what a notice's clock is about."""
    reference, number = named(subject)
    if is_reference(reference):
        return await petitions.lock(session, reference)
    return await notices.find(session, reference, number, locking=True)


async def tell_overdue(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 every Fire
    """Nobody decided in time, about a notice or the review of a hidden text: that is told, and nothing else happens.

    One that was held is not heard then: its words go.
    """
    if due.due_on is None:
        return
    matter = await look(session, *named(due.subject), now=now, locking=True)
    one, last = matter.one, await counted.last(session, matter.one.area)
    if last is not None and await count_again(session, matter, last.known.closed):
        return  # the calendar had changed, and its errand has not come here yet
    if one.is_held and one.outcome is None:
        await notices.decide(session, replace(one, outcome=Outcome.NOT_HEARD, decided_on=matter.at.today), events=0)
        return
    if events := rules.overdue(one, due.due_on):
        await tell(session, one, matter.about, events, replace(matter.at, actor=MACHINE))
        await notices.note(session, one, events=len(events))


async def _areas_of(database: Database, reference: str) -> Areas:
    return await area_of(database, reference) if is_reference(reference) else frozenset([reference])


async def _lock_subject(session: Session, about: str | Page, now: datetime) -> tuple[Petition | None, Circumstances]:
    if isinstance(about, Page):
        at = await of_area(session, about.area, now, None)
        await notices.lock_numbers(session, about.area)
        return None, at
    kept = petitions.require(await petitions.lock(session, about))
    if kept.petition.hides_text:
        raise NotFound("The text of this petition is not shown any more.")
    return kept.petition, await circumstances.of_petition(session, kept.petition, now, None)


async def _is_within(session: Session, seal: Seal, client: Client, at: Circumstances) -> bool:
    """Whether one more notice of today's is told, from where the client is; it is counted then."""
    found = networks_of(client.address, at.policy.watch.known_networks)
    if found is None:
        return True
    return await signatures.count_letter(session, seal.letters(f"notices\n{found[0]}"), at.policy.notice.network_a_day)


async def _may_write_to(session: Session, seal: Seal, email: str, at: Circumstances) -> str:
    """The address that was left, if one was and one more letter may go there today; the letter is counted then."""
    if not email:
        return ""
    scheme = at.policy.petition
    mailbox = canonical_email(email, scheme.dotless)
    is_within = await signatures.count_letter(session, seal.letters(mailbox), scheme.letters_a_day)
    return email if is_within else ""


async def _seen(
    session: Session,
    reference: str,
    number: int,
    *,
    now: datetime,
    seal: Seal | None = None,
    caller: Caller | None = None,
) -> Seen:
    matter = await look(session, reference, number, now=now, caller=caller, seal=seal)
    is_hidden = matter.about is not None and matter.about.hides_text and caller is None
    one, at, concerned = matter.one, matter.at, matter.concerned
    bodies = await register.bodies(session, one.area)
    may = rules.open_outcomes(one, at=at, about=concerned) or open_findings(one, at=at, about=concerned)
    measure = rules.measure_of(one.page)
    about = await register.measure(session, one.area, measure) if measure else None
    area = await register.area(session, one.area) if measure else None
    return Seen(
        one=one,
        petition=matter.about,
        text="" if is_hidden else matter.text,
        names={code: body.name for code, body in bodies.items()},
        today=at.today,
        calendar=at.calendar,
        measure=f"{about.title}, {area.name}" if about and area else "",
        may=may if caller else (),
    )
