"""What can happen to a petition: it is opened, a day of signing is counted, its closing day comes; and it is read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from services.escalation.domain import petition
from services.escalation.domain.case import Case
from services.escalation.domain.circumstances import Circumstances
from services.escalation.domain.petition import Draft, Petition
from services.escalation.domain.reference import is_reference, make
from services.escalation.domain.signature import DAYS_TO_CONFIRM, Signer
from services.escalation.handlers import tell_new_petition, tell_petition
from services.escalation.schemas.petition import receipt
from services.escalation.storage import case as cases
from services.escalation.storage import petition as petitions
from services.escalation.storage import register
from services.escalation.storage import signature as signatures
from services.escalation.storage.petition import Kept
from services.escalation.storage.register import Area, Measure
from services.escalation.storage.seal import Seal
from shared import deadlines, idempotency
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.idempotency import Answer, Once
from shared.ledger import Recorded, read_stream
from shared.policy import Policy
from shared.problems import NotFound, NotKnownHereYet
from shared.working_days import Calendar, Reckoning, end_of_day, london_day, swept_from

CLOSING = "petition.closing"
PUBLIC, SYSTEM = "public", "system"
RETRY_AFTER = 5


class MeasureNotKnown(NotKnownHereYet):
    """A petition must rest on a measure that the area's register names."""

    slug, title = "measure-not-known", "The register here knows no such measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An area on a day, with the rules and the calendar in force there."""

    area: Area
    policy: Policy
    calendar: Calendar
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A petition as the public sees it: where, on what measure, the case that came of it, and its story where asked."""

    kept: Kept
    place: Place
    measure: Measure | None
    case: Case | None
    history: Sequence[Recorded] = ()

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
    """An area in which a petition may be started, with the measures that one may rest on."""

    area: Area
    measures: Sequence[Measure]


async def open_petition(database: Database, draft: Draft, organiser: Signer, *, seal: Seal, now: datetime) -> Petition:
    """Open a petition for signatures; its organiser is the first who is asked to confirm.

    Raises NotKnownHereYet for an area or a measure that the copy of the register has not heard of.
    """
    async with database.unit_of_work(frozenset({draft.area})) as session:
        return await _open(session, draft, organiser, seal, now)


async def open_once(
    database: Database, draft: Draft, organiser: Signer, *, seal: Seal, now: datetime, once: Once
) -> Answer:
    """As `open_petition`, for a machine that may repeat itself: the same request again gets the same answer."""
    async with database.unit_of_work(frozenset({draft.area})) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        return await idempotency.keep(session, once, receipt(await _open(session, draft, organiser, seal, now)))


async def see(database: Database, reference: str, *, now: datetime) -> Seen:
    """The petition with its story. Raises NotFound."""
    async with database.unit_of_work(EVERY_AREA) as session:
        kept = await petitions.find(session, reference) if is_reference(reference) else None
        if kept is None:
            raise NotFound("There is no petition of this reference.")
        seen = await _seen(session, kept, await _place(session, kept.petition.area, now))
        return replace(seen, history=await read_stream(session, petitions.stream(reference)))


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
            Choice(area=area, measures=await register.measures(session, area.area))
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
    events = petition.count_day(kept.petition, due.due_on, count)
    await tell_petition(session, kept.petition, events, actor=SYSTEM, now=now)


async def close(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """The closing day is over: below the threshold the petition lapses; who never confirmed is forgotten."""
    kept = await petitions.lock(session, petitions.reference_of(due.subject))
    if kept is None:
        return
    events = petition.close(kept.petition, kept.signatures)
    await tell_petition(session, kept.petition, events, actor=SYSTEM, now=now)
    await signatures.forget_unconfirmed(session, kept.petition.reference)


async def _open(session: Session, draft: Draft, organiser: Signer, seal: Seal, now: datetime) -> Petition:
    at = await register.circumstances(session, draft.area, measure=draft.measure, now=now)
    area = await register.area(session, draft.area)
    if area is None or await register.measure(session, draft.area, draft.measure) is None:
        raise MeasureNotKnown(
            "A petition rests on a measure that the area has agreed on. Choose one of its register's.",
            retry_after=RETRY_AFTER,
        )
    closing = at.policy.petition.open_longest.reckon(at.today, at.calendar)
    number = await petitions.next_number(session, area.area, at.today.year)
    created = petition.create(
        draft,
        reference=make(area.letters, at.today.year, number),
        policy=at.policy,
        population=area.population,
        closes_on=closing.due_on,
    )
    opened = await tell_new_petition(session, created, draft.text, actor=PUBLIC, now=now)
    await _arm_closing(session, opened, at, closing)
    await signatures.put_down(
        session,
        seal,
        organiser,
        petition=opened.reference,
        area=opened.area,
        is_organiser=True,
        expires_at=now + timedelta(days=DAYS_TO_CONFIRM),
    )
    return opened


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


async def _arm_closing(session: Session, opened: Petition, at: Circumstances, closing: Reckoning) -> None:
    await deadlines.arm(
        session,
        area=opened.area,
        subject=petitions.stream(opened.reference),
        kind=CLOSING,
        due_on=closing.due_on,
        due_at=end_of_day(closing.due_on),
        sweep_at=swept_from(closing.due_on, at.policy.clock.sweep_after),
        working=closing.words(),
        policy_version=at.policy.version,
    )
