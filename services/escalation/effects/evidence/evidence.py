"""What brings files and pictures in, and what takes those away of a petition that came to nothing: kept, and told.

A file belongs to a case, or to the petition of the same reference, before there is a case and where there never is one.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import SYSTEM, Actor, Circumstances
from services.escalation.domain.evidence.decision import About, Brought
from services.escalation.domain.evidence.evidence import Evidence, Words, begun, evolve
from services.escalation.domain.evidence.picture import forgotten, of_organiser
from services.escalation.domain.petition.moderation import Standing as Checked
from services.escalation.effects.case import circumstances
from services.escalation.storage.case import case as cases
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.evidence import evidence as storage
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from shared import deadlines, ledger
from shared.database import Session
from shared.events import new_id
from shared.events.escalation.evidence import EvidenceReceived
from shared.files.attachments import Attachment, examine
from shared.files.filetypes import ANYTHING, Bounds
from shared.files.scanning import Scanner

REMOVAL = "evidence.removal"  # the day by which somebody must agree to take a file out
AT_ONCE = 2  # files that one process opens at the same time


class Intake:
    """What files go through when they come in: the scanner, where one is set, and the seal. A few at a time."""

    def __init__(self, seal: Seal, scanner: Scanner) -> None:
        self.seal = seal
        self.scanner = scanner
        self._places = asyncio.Semaphore(AT_ONCE)

    async def open(self, content: bytes, bounds: Bounds = ANYTHING) -> Attachment:
        """What is kept of a file. Raises Malformed naming `/file`, and Unavailable when the scanner does not answer."""
        async with self._places:
            await self.scanner.check(content)
            return await asyncio.to_thread(examine, content, bounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """The case or petition that files belong to: what it is called by everybody, and what decisions there rest on.

    Without a `case` it is a petition; its words are not told while they are not public.
    """

    about: About
    title: str
    case: Case | None


async def look(
    session: Session, reference: str, *, now: datetime, actor_in: Callable[[str], Actor], locking: bool = False
) -> Matter | None:
    """What files of this reference belong to; None when there is neither a case nor a petition, or none that waits.

    With `locking` it is held until the transaction ends, so that files count up in order.
    """
    case = await (cases.lock if locking else cases.find)(session, reference)
    if case is not None:
        at = await circumstances.of_case(session, case, now=now, actor=actor_in(case.area))
        return Matter(about=About.of_case(case, at), title=case.title, case=case)
    kept = await (petitions.lock if locking else petitions.find)(session, reference)
    if kept is not None:
        found = kept.petition
        at = await _of_measure(session, found.area, found.measure, now, actor_in)
        return Matter(
            about=_about(reference, found.area, at, is_open=found.lapsed_on is None), title=found.title, case=None
        )
    one = await (moderations.lock if locking else moderations.find)(session, reference)
    if one is None or one.standing is Checked.PUBLISHED:
        return None
    at = await _of_measure(session, one.area, one.measure, now, actor_in)
    waiting = _about(reference, one.area, at, is_open=one.is_open, is_public=False)
    return Matter(about=waiting, title=f"Petition {reference}", case=None)


async def put(
    session: Session,
    intake: Intake,
    about: About,
    *,
    opened: Attachment,
    words: Words,
    occasion: str,
    receive: Callable[[Brought, Sequence[Evidence], About], EvidenceReceived],
) -> Evidence:
    """Keep a file that was opened, and tell that it came. Raises Refused as `receive` does."""
    kept = storage.held(words, opened.content)
    brought = Brought(
        evidence=str(new_id()),
        occasion=occasion,
        media_type=opened.type.value,
        size=len(opened.content),
        commitment=storage.commitment(kept),
        is_scanned=intake.scanner.is_set,
    )
    event = receive(brought, await storage.of_case(session, about.reference), about)
    evidence = begun(event, about.at.now, about.at.actor.id)
    await storage.add(session, intake.seal, evidence, kept, opened.content)
    await tell(session, evidence, event, now=about.at.now, by=about.at.actor.id)
    return evidence


async def tell(session: Session, evidence: Evidence, event: object, *, now: datetime, by: str) -> None:
    """Append what has happened to a file, which is kept as it stands then."""
    stream, before = storage.stream(evidence.evidence), evidence.version - 1
    await ledger.append(session, stream, before, (event,), area=evidence.area, actor=by, now=now)


async def forget(session: Session, reference: str, *, ground: str, now: datetime, but_public: bool = False) -> None:
    """Destroy what whoever started the petition put to it, those that everybody may see excepted where so said."""
    for one in of_organiser(await storage.of_case(session, reference)):
        before = await storage.lock(session, one.evidence)
        if before is None or before.is_gone or (but_public and before.is_public):
            continue
        event = forgotten(before, ground, SYSTEM)
        after = evolve(before, event, now, SYSTEM)
        await storage.save(session, after)
        await storage.destroy(session, after.evidence)
        await tell(session, after, event, now=now, by=SYSTEM)
        await deadlines.meet(session, storage.stream(after.evidence), REMOVAL, now)


async def _of_measure(
    session: Session, area: str, measure: str, now: datetime, actor_in: Callable[[str], Actor]
) -> Circumstances:
    return await circumstances.of_measure(session, area, measure=measure, now=now, actor=actor_in(area))


def _about(reference: str, area: str, at: Circumstances, *, is_open: bool, is_public: bool = True) -> About:
    """A petition is about the body that answers for its measure."""
    concerned = (at.register.answering,)
    return About(reference=reference, area=area, is_open=is_open, concerned=concerned, at=at, is_public=is_public)
