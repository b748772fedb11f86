"""What can happen to a petition: a day of signing is counted, its closing day comes; and it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import attrgetter

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.reference import is_reference
from services.escalation.domain.case.register import Body
from services.escalation.domain.obligation.obligation import Obligation
from services.escalation.domain.petition import petition
from services.escalation.domain.petition.moderation import How
from services.escalation.domain.petition.petition import Petition
from services.escalation.domain.signature import invalidation
from services.escalation.domain.signature.paper import unseen_of, waiting_of
from services.escalation.effects.case import circumstances
from services.escalation.effects.obligation.obligation import begin_correspondence
from services.escalation.effects.petition.petition import tell_petition
from services.escalation.effects.signature.signature import settle
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.case.register import Area, Measure
from services.escalation.storage.obligation import obligation as obligations
from services.escalation.storage.person import councillor as councillors
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import assistance as assistances
from services.escalation.storage.signature import paper as papers
from services.escalation.storage.signature import signature as signatures
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.ledger import Recorded, read_streams
from shared.policy import Policy
from shared.problems import NotFound
from shared.working_days import Calendar, london_day

SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An area on a day, with the rules and the calendar in force there."""

    area: Area
    policy: Policy
    calendar: Calendar
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A petition as the public sees it: where, on what measure, the case that came of it, and its story where asked.

    `how` says how it came to be public; `ways`, how many signed by which way; the last two, how many lines on paper
    wait, and how many count that nobody compared. `ward` is the name of the one that it is about. `bodies`: whom its
    story may name, where there is no case.
    """

    kept: Kept
    place: Place
    measure: Measure | None
    case: Case | None
    history: Sequence[Recorded] = ()
    bodies: Mapping[str, Body] = field(default_factory=dict)
    owed: Sequence[Obligation] = ()
    how: How | None = None
    ways: Mapping[str, int] = field(default_factory=dict)
    on_paper_waiting: int = 0
    on_paper_unseen: int = 0
    ward: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it may be signed today."""
        stays_open = self.place.policy.petition.signing_stays_open
        return self.kept.petition.may_be_signed(self.place.today, stays_open=stays_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What people call an area and a measure."""

    area: str
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An area in which a petition may be started, with the measures that one may rest on, and its wards by code."""

    area: Area
    measures: Sequence[Measure]
    wards: Mapping[str, str]


async def see(database: Database, reference: str, *, now: datetime) -> Seen:
    """The petition with its story. Raises NotFound."""
    async with database.unit_of_work(EVERY_AREA) as session:
        kept = await petitions.find(session, reference) if is_reference(reference) else None
        if kept is None:
            raise NotFound(petitions.NONE_HERE)
        seen = await _seen(session, kept, await _place(session, kept.petition.area, now))
        one = await moderations.find(session, reference)
        owed = (await obligations.of_petitions(session, [reference]))[reference]
        streams = [petitions.stream(reference), *(obligations.stream(reference, one.name) for one in owed)]
        told = await read_streams(session, streams)
        sheets = await papers.batches(session, reference)
        history = sorted((one for stream in streams for one in told[stream]), key=attrgetter("occurred_at"))
        return replace(
            seen,
            history=history,
            bodies=await register.bodies(session, kept.petition.area) if seen.case is None else {},
            owed=owed,
            how=one.how if one else None,
            ways=await signatures.by_way(session, reference),
            on_paper_waiting=waiting_of(sheets),
            on_paper_unseen=unseen_of(sheets),
            ward=await _ward(session, kept.petition),
        )


async def see_own(database: Database, reference: str, *, caller: Caller) -> Kept:
    """A petition of the caller's areas, for whoever works on it. Raises NotFound."""
    async with database.unit_of_work(caller.areas) as session:
        return petitions.require(await petitions.find(session, reference))


async def list_newest(
    database: Database, *, before: tuple[date, str] | None, limit: int, now: datetime
) -> Sequence[Seen]:
    """A page of petitions, the newest first, without their stories."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await petitions.list_newest(session, before=before, limit=limit)
        codes = sorted({kept.petition.area for kept in found})
        places = {code: await _place(session, code, now) for code in codes}
        return [await _seen(session, kept, places[kept.petition.area]) for kept in found]


async def choices(database: Database) -> Sequence[Choice]:
    """Where a petition may be started, and on what it may rest."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return [
            Choice(
                area=area,
                measures=await register.measures(session, area.area),
                wards=await councillors.wards(session, area.area),
            )
            for area in await register.areas(session)
        ]


async def names(database: Database, area: str, measure: str = "") -> Names:
    """What an area and a measure are called; their codes, while the copy of the register has not heard of them."""
    async with database.unit_of_work(EVERY_AREA) as session:
        known = await register.area(session, area)
        cited = await register.measure(session, area, measure)
    return Names(area=known.name if known else area, measure=cited.title if cited else measure)


async def lock(session: Session, subject: str) -> object:
    """Lock the petition that a deadline is about."""
    return await petitions.lock(session, petitions.reference_of(subject))


async def count_day(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """A day on which somebody signed is over: publish how many had signed by its end."""
    kept = await petitions.lock(session, petitions.reference_of(due.subject))
    if kept is None or due.due_on is None:
        return
    count = await signatures.count(session, kept.petition.reference, before=due.due_at)
    desks = await assistances.by_body(session, kept.petition.reference, due.due_on)
    events = petition.count_day(kept.petition, due.due_on, count, desks)
    await tell_petition(session, kept.petition, events, actor=SYSTEM, now=now)


async def close(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """The closing day is over: below the threshold the petition lapses; who never confirmed is forgotten.

    Where signatures that are held could carry it over, it waits until somebody has decided about them.
    """
    kept = await petitions.lock(session, petitions.reference_of(due.subject))
    if kept is None or (due.due_on is not None and due.due_on < kept.petition.closes_on):
        return
    await _close(session, kept.petition, kept.signatures, now)
    await signatures.forget_unconfirmed(session, kept.petition.reference)


async def settle_marks(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 as above
    """Marks have waited long enough: what counts now decides; so it does for a petition that closed meanwhile."""
    kept = await petitions.lock(session, petitions.reference_of(due.subject))
    if kept is None:
        return
    about = kept.petition
    at = await circumstances.of_measure(session, about.area, measure=about.measure, now=now)
    after = await settle(session, about, kept.signatures, at)
    if due.due_on is not None and after.closes_on <= due.due_on:
        await _close(session, after, kept.signatures, now)


async def _close(session: Session, about: Petition, count: int, now: datetime) -> None:
    held = await papers.undecided(session, about.reference)
    waits = invalidation.may_still_suffice(about, count, held)
    events = () if waits else petition.close(about, count)
    await tell_petition(session, about, events, actor=SYSTEM, now=now)
    if events:
        await begin_correspondence(session, about, count, now)


async def _ward(session: Session, about: petition.Petition) -> str:
    """The name of the ward that it is about; the code, where nothing is called so any more."""
    return (await councillors.wards(session, about.area)).get(about.ward, about.ward) if about.ward else ""


async def _place(session: Session, code: str, now: datetime) -> Place:
    area, today = await register.require_area(session, code), london_day(now)
    rules = await register.rules_of(session, code, today)
    return Place(area=area, policy=rules.policy, calendar=rules.calendar, today=today)


async def _seen(session: Session, kept: Kept, place: Place) -> Seen:
    about = kept.petition
    return Seen(
        kept=kept,
        place=place,
        measure=await register.measure(session, about.area, about.measure),
        case=await cases.find(session, about.reference) if about.submitted_on else None,
    )
