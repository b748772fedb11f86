"""What can happen to a file put to a case or petition: it is brought, looked at, shown, withheld, taken out; and read.

Its bytes are opened and written anew before anything is locked. Who may see one that is not public: whoever may decide
about it in the case's area, and the body that brought it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from services.escalation.domain.case.circumstances import SYSTEM
from services.escalation.domain.case.refusal import NO_CASE, Refused
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.evidence import decision
from services.escalation.domain.evidence.decision import REVIEWING, About, Deed, decide, may, receive
from services.escalation.domain.evidence.evidence import Evidence, Held, evolve
from services.escalation.effects.evidence.evidence import REMOVAL, Intake, Matter, look, put, tell
from services.escalation.schemas.case.actor import actor_of
from services.escalation.schemas.case.refusal import problem
from services.escalation.schemas.evidence.evidence import EvidenceIn, address, document
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.evidence import evidence as storage
from services.escalation.storage.petition import petition as petitions
from shared import deadlines, idempotency
from shared.auth import PUBLIC, Caller
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.idempotency import Answer, Once
from shared.policy import Wording
from shared.problems import NotFound, NotYours, Stale

__all__ = ["REMOVAL", "Intake"]  # of the effects, which doors and the worker do not know

PAGE = 50
NO_FILE = "The case has no such file, or not for you to see."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file as a door hands it over: to which case, what is said about it, its bytes, who brings it."""

    reference: str
    said: EvidenceIn
    content: bytes
    caller: Caller
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A deed about a file as a door hands it over; `ground` where it needs one, the version that was seen."""

    reference: str
    number: int
    deed: Deed
    caller: Caller
    now: datetime
    expected_version: int
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A file as somebody sees it: its words where they may, its bytes where they may, what is open to them."""

    evidence: Evidence
    kept: Held | None
    has_content: bool
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The files of a case or petition as somebody sees them, with what it is called and the wording of their day.

    `asked_until` is by when somebody must agree to a removal asked for today; `is_own_cause`: the case is about the
    reader's body.
    """

    reference: str
    area: str
    title: str
    is_of_case: bool
    wording: Wording
    names: dict[str, str]
    seen: tuple[Seen, ...]
    is_open: bool
    asked_until: date
    is_own_cause: bool


async def bring_once(database: Database, intake: Intake, sent: Sent, *, once: Once) -> Answer:
    """Put a file to a case. Raises NotFound, NotYours, NotNow, Malformed naming fields, TooLarge, Unavailable.

    The same request again gets the same answer, in which no words about the file are: answers are kept for weeks.
    """
    await _require_area(database, sent.reference, sent.caller)
    opened = await intake.open(sent.content)
    words = sent.said.words(opened.type)
    async with database.unit_of_work(sent.caller.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        matter = await _matter(session, sent.reference, sent.caller, sent.now, locking=True)
        if matter.case is None:
            raise NotFound(NO_CASE)
        try:
            evidence = await put(
                session,
                intake,
                matter.about,
                opened=opened,
                words=words,
                occasion=sent.said.occasion,
                receive=receive,
            )
        except Refused as refusal:
            raise problem(refusal) from refusal
        told = Answer.of(201, document(evidence, None), version=evidence.version, location=address(evidence))
        return await idempotency.keep(session, once, told)


async def do(database: Database, intake: Intake, wish: Wish) -> tuple[Evidence, Held | None]:
    """Do what is asked about a file, or raise NotFound, Stale, NotNow, NotYours, or Malformed naming the ground.

    Answers the file as it stands then; its words where they may be seen.
    """
    await _require_area(database, wish.reference, wish.caller)
    async with database.unit_of_work(wish.caller.areas) as session:
        about = (await _matter(session, wish.reference, wish.caller, wish.now, locking=True)).about
        evidence = await storage.find(session, wish.reference, wish.number, locking=True)
        if evidence is None:
            raise NotFound(NO_FILE)
        if evidence.version != wish.expected_version:
            raise Stale("The file has changed since you looked; look again.", version=evidence.version)
        kept = (await storage.words(session, intake.seal, [evidence.evidence])).get(evidence.evidence)
        try:
            event = decide(evidence, wish.deed, about, ground=wish.ground, sha256=kept.sha256 if kept else "")
        except Refused as refusal:
            raise problem(refusal) from refusal
        after = evolve(evidence, event, wish.now, wish.caller.id)
        await storage.save(session, after)
        if after.is_gone:
            await storage.destroy(session, after.evidence)
        await tell(session, after, event, now=wish.now, by=wish.caller.id)
        if after.removal != evidence.removal:
            await _await_second(session, after, about)
    return after, None if after.is_gone else kept


async def see_all(database: Database, seal: Seal, reference: str, *, caller: Caller, now: datetime) -> Files:
    """The files of a case, each with as much as the caller may see. Raises NotFound."""
    async with database.unit_of_work(EVERY_AREA) as session:
        matter = await _matter(session, reference, caller, now)
        about = matter.about
        found = await storage.of_case(session, reference)
        held = await storage.words(session, seal, [one.evidence for one in found if _may_see(one, about)])
        wording = await register.wording(session, about.area, about.at.today)
    names = {one.id: one.name for one in about.at.register.bodies.values()}
    return Files(
        reference=reference,
        area=about.area,
        title=matter.title,
        is_of_case=matter.case is not None,
        wording=wording,
        names={**names, ORGANISER: "whoever started the petition", SYSTEM: "nobody: it happened by itself"},
        seen=tuple(_seen(one, held.get(one.evidence), about) for one in found),
        is_open=about.is_open,
        asked_until=about.asked_until.due_on,
        is_own_cause=about.is_own_cause,
    )


async def list_waiting(database: Database, *, caller: Caller) -> list[Evidence]:
    """Files of the caller's areas that nobody has looked at yet, the oldest first, a page of them."""
    async with database.unit_of_work(caller.areas) as session:
        return await storage.waiting(session, limit=PAGE)


async def public_content(database: Database, seal: Seal, reference: str, number: int) -> tuple[Evidence, bytes]:
    """The bytes of a public file. Raises NotFound for any other."""
    async with database.unit_of_work(EVERY_AREA) as session:
        evidence = await storage.find(session, reference, number)
        if evidence is None or not evidence.is_public:
            raise NotFound(NO_FILE)
        content = await storage.content(session, seal, evidence.evidence)
    if content is None:
        raise NotFound(NO_FILE)
    return evidence, content


async def content(
    database: Database, seal: Seal, reference: str, number: int, *, caller: Caller, now: datetime
) -> tuple[Evidence, bytes]:
    """The bytes of a file for whoever may see it before it is public. Raises NotFound."""
    async with database.unit_of_work(EVERY_AREA) as session:
        about = (await _matter(session, reference, caller, now)).about
        evidence = await storage.find(session, reference, number)
        if evidence is None or not _may_see(evidence, about):
            raise NotFound(NO_FILE)
        content = await storage.content(session, seal, evidence.evidence)
    if content is None:
        raise NotFound(NO_FILE)
    return evidence, content


async def lock(session: Session, subject: str) -> object:
    """Lock the file that a deadline is about."""
    return await storage.lock(session, storage.id_of(subject))


async def let_removal_lapse(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """Nobody agreed by the day to take the file out: it stands as it stood before, and a hidden one is shown again."""
    evidence = await storage.lock(session, storage.id_of(due.subject))
    if evidence is None or evidence.removal is None or evidence.removal.until_on != due.due_on:
        return
    if (event := decision.lapse(evidence)) is not None:
        after = evolve(evidence, event, now, SYSTEM)
        await storage.save(session, after)
        await tell(session, after, event, now=now, by=SYSTEM)


async def _await_second(session: Session, evidence: Evidence, about: About) -> None:
    """The second person's clock runs for the file; of one about which nothing is asked any more it is met."""
    subject = storage.stream(evidence.evidence)
    await deadlines.meet(session, subject, REMOVAL, about.at.now)
    if evidence.removal is None or evidence.removal.until_on is None:
        return
    await deadlines.arm_day(
        session,
        area=evidence.area,
        subject=subject,
        kind=REMOVAL,
        round=evidence.version,
        due_on=evidence.removal.until_on,
        working=about.asked_until.words(),
        policy=about.at.policy,
    )


async def _require_area(database: Database, reference: str, caller: Caller) -> None:
    async with database.unit_of_work(EVERY_AREA) as session:
        area = await cases.area_of(session, reference) or await petitions.area_of(session, reference)
    if area is None:
        raise NotFound(NO_CASE)
    if area not in caller.areas:
        raise NotYours("This case is of an area that you do not act for.", rule="not_your_area")


async def _matter(session: Session, reference: str, caller: Caller, now: datetime, *, locking: bool = False) -> Matter:
    """What a decision about a file rests on. It is locked where something is decided: files count up in order."""
    matter = await look(session, reference, now=now, actor_in=partial(actor_of, caller), locking=locking)
    if matter is None:
        raise NotFound(NO_CASE)
    return matter


def _may_see(evidence: Evidence, about: About) -> bool:
    actor = about.at.actor
    is_own = actor.body is not None and evidence.by == actor.body
    is_second = evidence.removal is not None and may(evidence, Deed.AGREE_REMOVAL, about)
    return evidence.is_public or is_own or is_second or not actor.roles.isdisjoint(REVIEWING)


def _seen(evidence: Evidence, kept: Held | None, about: About) -> Seen:
    deeds = tuple(deed for deed in Deed if may(evidence, deed, about)) if about.at.actor.id != PUBLIC.id else ()
    return Seen(evidence=evidence, kept=kept, has_content=kept is not None, deeds=deeds)
