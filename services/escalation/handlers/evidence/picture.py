"""What can happen to a petition's pictures behind the link of its organiser's letters: one is put to it, taken back,
seen by whoever sent it; and what everybody sees of them.

A picture is looked at before the public sees it, as every file is, by the same people and behind the same doors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.case.circumstances import Actor
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.evidence.decision import Deed, decide, may
from services.escalation.domain.evidence.evidence import Evidence, Held, Occasion, Standing, evolve
from services.escalation.domain.evidence.picture import may_add, pictures, receive_picture
from services.escalation.effects.evidence.evidence import Intake, Matter, look, put, tell
from services.escalation.effects.petition.petition import area_of
from services.escalation.effects.signature.signature import NOT_LIVE, PUBLIC, LinkNotLive
from services.escalation.schemas.case.refusal import problem
from services.escalation.schemas.evidence.evidence import address, document
from services.escalation.schemas.evidence.picture import PictureIn
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.evidence import evidence as storage
from services.escalation.storage.signature import signature as signatures
from shared import idempotency
from shared.database import EVERY_AREA, Database, Session
from shared.files.filetypes import PICTURES_ONLY
from shared.idempotency import Answer, Once
from shared.policy import Wording
from shared.problems import NotFound

SELF = Actor(id=PUBLIC, roles=frozenset({ORGANISER}))
NONE_SUCH = "The petition has no such picture."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A picture as a door hands it over: to which petition, what is said about it, its bytes."""

    reference: str
    said: PictureIn
    content: bytes
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A petition's pictures as its organiser sees them: each with its words while they are kept and whether it can be
    taken back; whether another is taken.
    """

    area: str
    title: str
    wording: Wording
    pictures: Sequence[tuple[Evidence, Held | None, bool]]
    may_add: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A petition's pictures as everybody sees them: those that are public with their words, those that still wait."""

    pictures: Sequence[tuple[Evidence, Held]]
    waiting: Sequence[Evidence]


async def bring_once(database: Database, intake: Intake, sent: Sent, *, once: Once | None) -> Answer:
    """Put a picture to a petition. Raises LinkNotLive, NotNow where no more are taken, Malformed, Unavailable.

    The same request again gets the same answer, in which no words about the picture are.
    """
    reference, areas = sent.reference, await area_of(database, sent.reference)
    async with database.unit_of_work(areas) as session:
        await _matter(session, reference, sent.said.token, sent.now)
    opened = await intake.open(sent.content, PICTURES_ONLY)
    async with database.unit_of_work(areas) as session:
        if once is not None and (answer := await idempotency.claim(session, once)) is not None:
            return answer
        matter = await _matter(session, reference, sent.said.token, sent.now, locking=True)
        try:
            evidence = await put(
                session,
                intake,
                matter.about,
                opened=opened,
                words=sent.said.words(),
                occasion=Occasion.MATTER,
                receive=receive_picture,
            )
        except Refused as refusal:
            raise problem(refusal) from refusal
        told = Answer.of(201, document(evidence, None), version=evidence.version, location=address(evidence))
        return told if once is None else await idempotency.keep(session, once, told)


async def take_back(database: Database, reference: str, number: int, token: str, *, now: datetime) -> Evidence:
    """Take a picture back while nobody has looked at it, or within 24 hours. Raises LinkNotLive, NotFound, NotNow."""
    async with database.unit_of_work(await area_of(database, reference)) as session:
        about = (await _matter(session, reference, token, now, locking=True)).about
        evidence = await storage.find(session, reference, number, locking=True)
        if evidence is None or evidence.by != ORGANISER:
            raise NotFound(NONE_SUCH)
        try:
            event = decide(evidence, Deed.WITHDRAW, about)
        except Refused as refusal:
            raise problem(refusal) from refusal
        after = evolve(evidence, event, now, SELF.id)
        await storage.save(session, after)
        await storage.destroy(session, after.evidence)
        await tell(session, after, event, now=now, by=SELF.id)
        return after


async def see(database: Database, seal: Seal, reference: str, token: str, *, now: datetime) -> Own:
    """The pictures behind the organiser's link. Raises LinkNotLive for any other. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        matter = await _matter(session, reference, token, now)
        files = pictures(await storage.of_case(session, reference))
        held = await storage.words(session, seal, [one.evidence for one in files])
        about = matter.about
        return Own(
            area=(await register.require_area(session, about.area)).name,
            title=matter.title,
            wording=await register.wording(session, about.area, about.at.today),
            pictures=[(one, held.get(one.evidence), may(one, Deed.WITHDRAW, about)) for one in files],
            may_add=may_add(files, about),
        )


async def public(database: Database, seal: Seal, reference: str) -> Shown:
    """A petition's pictures as everybody sees them."""
    async with database.unit_of_work(EVERY_AREA) as session:
        files = pictures(await storage.of_case(session, reference))
        seen = [one for one in files if one.is_public]
        held = await storage.words(session, seal, [one.evidence for one in seen]) if seen else {}
    return Shown(
        pictures=[(one, held[one.evidence]) for one in seen if one.evidence in held],
        waiting=[one for one in files if one.standing is Standing.WAITING],
    )


async def _matter(session: Session, reference: str, token: str, now: datetime, *, locking: bool = False) -> Matter:
    """The petition, or the case that came of it, for whoever has its organiser's link."""
    if not await signatures.is_organiser(session, petition=reference, token=token):
        raise LinkNotLive(NOT_LIVE)
    matter = await look(session, reference, now=now, actor_in=lambda _: SELF, locking=locking)
    if matter is None:
        raise LinkNotLive(NOT_LIVE)
    return matter
