"""Letters about a case: written, served with proof, read by the two bodies, put right by a later one.

By e-mail the letter is an errand like any other, and what became of it is told in the ledger. By post and by hand
somebody states what they did, in the name of their body.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.escalation.domain.case import letter as domain
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.letter import About, Carried, How, Letter, Served
from services.escalation.domain.case.refusal import NO_CASE
from services.escalation.domain.desk.notification import WORKING, Kind, Notification
from services.escalation.effects.desk.notification import tell
from services.escalation.schemas.case.actor import actor_of
from services.escalation.schemas.case.letter import LetterIn, document
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import letter as storage
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from shared import deadlines, errands, idempotency, ledger
from shared.auth import Caller
from shared.clock import Clock
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.errands import Carrier, Errand
from shared.events.escalation.letter import LetterCarried, LetterServed
from shared.idempotency import Answer, Once
from shared.post import mail
from shared.post.notify import Delivery
from shared.problems import Fault, Malformed, NotFound, NotNow
from shared.settings import Settings
from shared.working_days import add_working_days, in_words, london_day

SEND, ASK, LOOK = "case.letter", "case.letter_asked", "case.letter_look"
LOOKED_FOR = timedelta(days=6)  # so long a carrier that tells keeps what it tells
MOST = 200  # letters of a case
SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A letter that somebody wants to serve. `number` is the one that it would have, as its writer saw."""

    number: int
    to: str
    about: About
    subject: str
    text: str
    how: How
    email: str = ""
    served_on: date | None = None
    proof: str = ""
    supersedes: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The letters of a case as every body of the area may know of them, and what the bodies are called."""

    case: Case
    served: Sequence[Served]
    names: Mapping[str, str]
    next_number: int


async def see_all(database: Database, reference: str, *, caller: Caller) -> Written:
    """What was served in the case, without words. Raises NotFound outside the caller's areas."""
    async with database.unit_of_work(caller.areas) as session:
        case = await cases.find(session, reference)
        if case is None:
            raise NotFound(NO_CASE)
        return await _written(session, case)


async def read(database: Database, reference: str, number: int, *, seal: Seal, caller: Caller) -> tuple[Letter, Served]:
    """A letter with its words, for somebody of the body that wrote it or got it. Raises NotFound for anybody else."""
    async with database.unit_of_work(caller.areas) as session:
        found = await storage.find(session, seal, reference, number, body=caller.acting_body())
        written = {one.told.letter: one for one in await _served(session, reference)}
        if found is None or number not in written:
            raise NotFound("Your organisation neither wrote nor got a letter of this number in this case.")
        return found, written[number]


async def serve(
    database: Database, reference: str, wanted: Wanted, *, seal: Seal, caller: Caller, now: datetime
) -> int:
    """Keep the letter, tell that it was served, and let it go where it is by e-mail; its number.

    The same letter sent twice is served once. Raises NotFound, Malformed naming every fault, and NotNow where somebody
    wrote another letter meanwhile.
    """
    async with database.unit_of_work(caller.areas) as session:
        case = await cases.lock(session, reference)
        if case is None:
            raise NotFound(NO_CASE)
        written = await _written(session, case)
        before = await storage.find(session, seal, reference, wanted.number, body=caller.acting_body())
        if before is not None and (before.text, before.to, before.written_by) == (wanted.text, wanted.to, caller.id):
            return before.number
        if wanted.number != written.next_number:
            raise NotNow("Somebody wrote another letter in this case meanwhile. Look at it, and send yours again.")
        check(wanted, written, caller=caller, now=now)
        await _keep(session, seal, case, wanted, caller=caller, now=now)
        return wanted.number


async def serve_once(
    database: Database, reference: str, sent: LetterIn, *, seal: Seal, caller: Caller, now: datetime, once: Once
) -> Answer:
    """As `serve`, for a machine that may repeat itself; it takes the next number. Raises NotFound, Malformed."""
    async with database.unit_of_work(caller.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        case = await cases.lock(session, reference)
        if case is None:
            raise NotFound(NO_CASE)
        written = await _written(session, case)
        wanted = Wanted(number=written.next_number, **sent.said())
        check(wanted, written, caller=caller, now=now)
        await _keep(session, seal, case, wanted, caller=caller, now=now)
        served = (await _served(session, reference))[-1]
        return await idempotency.keep(session, once, Answer.of(201, document(served)))


def check(wanted: Wanted, written: Written, *, caller: Caller, now: datetime) -> None:
    """Raise Malformed naming everything that would stop the letter from being served."""
    faults, body = _faults(wanted, written, london_day(now), caller.acting_body()), caller.acting_body()
    roles = actor_of(caller, written.case.area).roles
    if why := domain.against(wanted.about, written.case, written.served, roles=roles, body=body):
        faults.append(Fault("not_yours_to_serve", why, "/about"))
    if faults:
        raise Malformed("Nothing was served.", errors=faults)


async def lock(session: Session, subject: str) -> object:
    """Lock the case that a letter's clock is about."""
    return await cases.lock(session, _split(subject)[0])


async def look_again(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """A morning after a letter left: ask its carrier what became of it, while it still can tell."""
    reference, number = _split(due.subject)
    found = next((one for one in await _served(session, reference) if one.told.letter == number), None)
    if found is None or found.standing is not Carried.SENT:
        return
    key = f"{ASK}/{reference}/{number}/{london_day(now).isoformat()}"
    await errands.book(session, area=due.area, kind=ASK, reference=f"{reference}/{number}", key=key)
    if london_day(now) - found.carried[-1].on < LOOKED_FOR:
        await _arm(session, due.area, due.subject, now)


def carrier(settings: Settings, clock: Clock) -> Carrier:
    """Who carries the letters; that one was handed over is told once."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        reference, number = _split(errand.reference)
        async with database.unit_of_work(EVERY_AREA) as session:
            found = await storage.find(session, seal, reference, number, body=None)
            bodies = await register.bodies(session, found.area) if found else {}
        if found is None or not found.email:
            return
        text = domain.signed(found, bodies, page=f"{settings.public_address}/record/{reference}")
        await mail.post_from(settings).send(
            mail.Letter(to=found.email, subject=found.subject, text=text, key=errand.key)
        )
        async with database.unit_of_work(EVERY_AREA) as session:
            await cases.lock(session, reference)
            if await _told(session, found, Carried.SENT, clock.now()):
                await _arm(session, found.area, f"letter/{reference}/{number}", clock.now())

    return carry


def carrier_of_questions(settings: Settings, clock: Clock) -> Carrier:
    """Who asks what became of a letter; its writer is told of one that came back."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        reference, number = _split(errand.reference)
        status = await mail.status_of(settings, f"{SEND}/{reference}/{number}")
        if status is None or status.delivery is Delivery.WAITING:
            return
        standing = Carried.DELIVERED if status.delivery is Delivery.DELIVERED else Carried.FAILED
        async with database.unit_of_work(EVERY_AREA) as session:
            await cases.lock(session, reference)
            found = await storage.find(session, seal, reference, number, body=None)
            if found is not None:
                await _told(session, found, standing, clock.now())

    return carry


async def _keep(session: Session, seal: Seal, case: Case, wanted: Wanted, *, caller: Caller, now: datetime) -> None:
    reference, body, today = case.reference, caller.acting_body(), london_day(now)
    is_mail = wanted.how is How.EMAIL
    new = Letter(
        reference=reference,
        area=case.area,
        number=wanted.number,
        body=body,
        to=wanted.to,
        subject=wanted.subject,
        text=wanted.text,
        written_by=caller.id,
        written_at=now,
        why=wanted.why,
        email=wanted.email if is_mail else "",
    )
    await storage.add(session, seal, new)
    event = LetterServed(
        case=reference,
        letter=wanted.number,
        about=wanted.about.value,
        by=body,
        to=wanted.to,
        how=wanted.how.value,
        served_on=today if is_mail else wanted.served_on or today,
        proof="" if is_mail else wanted.proof,
        supersedes=wanted.supersedes,
    )
    stream = storage.stream(reference)
    version = len(await ledger.read_stream(session, stream))
    await ledger.append(session, stream, version, [event], area=case.area, actor=caller.id, now=now)
    if is_mail:
        named = f"{reference}/{wanted.number}"
        await errands.book(session, area=case.area, kind=SEND, reference=named, key=f"{SEND}/{named}")


def _faults(wanted: Wanted, written: Written, today: date, body: str) -> list[Fault]:
    """Everything that is wrong with a letter that somebody wants to serve."""
    found = []
    if wanted.to not in written.names or wanted.to == body:
        found.append(Fault("not_a_body", "Choose an organisation of this place, and not your own.", "/to"))
    if wanted.how is How.EMAIL and not wanted.email:
        found.append(Fault("missing", "A letter by e-mail needs an address.", "/email"))
    if wanted.how is not How.EMAIL:
        if wanted.served_on is None:
            found.append(Fault("missing", "Say on which day it was posted or handed over.", "/served_on"))
        elif not written.case.opened_on <= wanted.served_on <= today:
            since = in_words(written.case.opened_on)
            found.append(Fault("not_in_reach", f"Say a day from {since} to today.", "/served_on"))
    if wanted.supersedes is not None:
        own = {one.told.letter for one in written.served if one.told.by == body and one.put_right_by is None}
        if wanted.supersedes not in own:
            words = "Your organisation has no letter of this number that is not put right already."
            found.append(Fault("not_yours", words, "/supersedes"))
        if not wanted.why:
            found.append(Fault("missing", "Say what was wrong with the letter that this one puts right.", "/why"))
    if len(written.served) >= MOST:
        found.append(Fault("too_many", f"A case has {MOST} letters at most.", "/text"))
    return found


async def _written(session: Session, case: Case) -> Written:
    served = await _served(session, case.reference)
    names = {code: body.name for code, body in (await register.bodies(session, case.area)).items()}
    return Written(case=case, served=served, names=names, next_number=len(served) + 1)


async def _served(session: Session, reference: str) -> list[Served]:
    """What the ledger tells of a case's letters."""
    return domain.served(one.event for one in await ledger.read_stream(session, storage.stream(reference)))


async def _told(session: Session, one: Letter, standing: Carried, now: datetime) -> bool:
    """Tell what became of a letter, unless that, or something later, is told already; its writer of one that came back.

    Whether it was told now.
    """
    stream = storage.stream(one.reference)
    history = await ledger.read_stream(session, stream)
    carried = [each.event for each in history if isinstance(each.event, LetterCarried)]
    last = [each.standing for each in carried if each.letter == one.number]
    if standing.value in last or (standing is Carried.SENT and last):
        return False
    event = LetterCarried(case=one.reference, letter=one.number, standing=standing.value, on=london_day(now))
    await ledger.append(session, stream, len(history), [event], area=one.area, actor=SYSTEM, now=now)
    if standing is Carried.FAILED:
        back = Notification(
            area=one.area,
            stream=stream,
            version=len(history) + 1,
            reference=one.reference,
            kind=Kind.REPLY,
            body=one.body,
            account=one.written_by if one.written_by.startswith("account/") else None,
            roles=(*WORKING, "monitoring_officer", "scrutiny_officer"),
            about="bounced",
        )
        await tell(session, [back], now)
    return True


async def _arm(session: Session, area: str, subject: str, now: datetime) -> None:
    """Look at what became of it on the morning of the next working day."""
    today = london_day(now)
    rules = await register.rules_of(session, area, today)
    day = add_working_days(today, 1, calendar=rules.calendar).due_on
    await deadlines.arm_morning(
        session,
        area=area,
        subject=subject,
        kind=LOOK,
        on=day,
        from_time=rules.policy.desk.mail_after,
        working=f"What became of a letter is asked on {in_words(day)}.",
        policy=rules.policy,
    )


def _split(named: str) -> tuple[str, int]:
    """The case and the number of a letter, as errands and deadlines name it."""
    reference, _, number = named.removeprefix("letter/").rpartition("/")
    return reference, int(number)
