"""What begins a petition, by whatever door: its words are kept under a reference until its organiser stands by them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.petition import likeness
from services.escalation.domain.petition.likeness import Other
from services.escalation.domain.petition.petition import Draft, cleaned
from services.escalation.domain.signature.origin import Client, networks_of
from services.escalation.effects.case import circumstances
from services.escalation.effects.petition.petition import DRAFT
from services.escalation.effects.trigger.trigger import new_reference
from services.escalation.schemas.petition.petition import AlikeThere, MeasureNotKnown, WardNotKnown
from services.escalation.schemas.petition.writing import NOTHING_KEPT, StartOver
from services.escalation.storage.case import register
from services.escalation.storage.case import writing as writings
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.person import councillor as councillors
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import signature as signatures
from shared import deadlines
from shared.database import Session
from shared.policy import Policy
from shared.problems import TooManyRequests
from shared.working_days import Reckoning, london_day

RETRY_AFTER = 5
BEGUN = "petition"  # what stands beside the words under a link: as which petition they wait for a code
A_DAY = 86_400
TOO_MANY = (
    "{} petitions were begun from this network today. That is the most: come back tomorrow, or ask at a library or the "
    "council's contact centre."
)
SEE_FIRST = (
    "Look at {} first: one may be signed, or its case is open. To ask for yours all the same, send `seen_alike` too."
)


async def begin(session: Session, sent: Draft, now: datetime, *, seen_alike: bool) -> tuple[str, Circumstances]:
    """Keep the words of a petition that nobody has stood by yet; its reference, and what rules it.

    Raises NotKnownHereYet for an area, a ward or a measure that the copy of the register has not heard of; AlikeThere
    for a petition that others ask nearly the same as, unless whoever sends it has seen them.
    """
    draft = cleaned(sent)
    at = await circumstances.of_measure(session, draft.area, measure=draft.measure, now=now)
    area = await register.area(session, draft.area)
    if area is None or await register.measure(session, draft.area, draft.measure) is None:
        raise MeasureNotKnown(
            "A petition rests on a measure that the area has agreed on. Choose one of its register's.",
            retry_after=RETRY_AFTER,
        )
    if draft.ward and draft.ward not in await councillors.wards(session, draft.area):
        words = "Name a ward of the area by its code, or none."
        raise WardNotKnown(words, retry_after=RETRY_AFTER)
    if not seen_alike and (found := [one.reference for one in await alike(session, sent, now)]):
        raise AlikeThere(SEE_FIRST.format(", ".join(found)), alike=found)
    reference = await new_reference(session, draft.area, at)
    await drafts.add(session, reference, draft)
    return reference, at


async def begun_before(session: Session, seal: Seal, link: str, sent: Draft | None, *, now: datetime) -> str:
    """As which petition the same words of this link wait for a code already; empty where they do not. The link is
    locked until the transaction ends, and what waited with other words, or any where none are given, is forgotten.
    Raises StartOver.
    """
    words = await writings.find(session, seal, link, now=now, is_locked=True)
    if words is None:
        raise StartOver(NOTHING_KEPT)
    reference = words.get(BEGUN, "")
    if reference and await moderations.find(session, reference) is not None:
        raise StartOver(NOTHING_KEPT)  # its code was typed: it was sent
    waiting = await drafts.lock(session, reference) if reference else None
    if waiting is None or (sent is not None and waiting.draft == cleaned(sent)):
        return reference if waiting is not None else ""
    await drafts.remove(session, reference)
    await signatures.forget_unconfirmed(session, reference)
    return ""


async def take(session: Session, seal: Seal, link: str, *, now: datetime) -> None:
    """Take what was written under a link, for the one petition that it makes; what waited for a code is forgotten.

    Raises StartOver where it was taken already, by another way too.
    """
    await begun_before(session, seal, link, None, now=now)
    if not await writings.remove(session, link):
        raise StartOver(NOTHING_KEPT)


async def note_begun(session: Session, seal: Seal, link: str, reference: str, *, now: datetime) -> None:
    """Keep beside what is written under a link, which is locked, as which petition it waits."""
    words = await writings.find(session, seal, link, now=now)
    await writings.put(session, seal, link, {**(words or {}), BEGUN: reference})


async def require_few(session: Session, seal: Seal, client: Client, policy: Policy, *, what: str) -> None:
    """Count one more that is begun from where the client is. Raises TooManyRequests above the number of a day.

    That is told and not answered alike: what one network began is no secret of anybody's.
    """
    found = networks_of(client.address, policy.watch.known_networks)
    if found is None:
        return
    near, most = seal.letters(f"{what}\n{found[0]}"), policy.petition.starts_network_a_day
    if not await signatures.count_letter(session, near, most):
        raise TooManyRequests(TOO_MANY.format(most), retry_after=A_DAY)


async def alike(session: Session, draft: Draft, now: datetime) -> Sequence[Other]:
    """The petitions of the area that ask for nearly the same and are signed, or dealt with."""
    others, asked = await petitions.open_of(session, draft.area, london_day(now)), cleaned(draft)
    return await asyncio.to_thread(likeness.alike, asked.title, asked.text, others)


async def arm_lapse(session: Session, area: str, reference: str, at: Circumstances, waits: Reckoning) -> None:
    """Set the day after which the draft goes, unless its organiser has stood by it."""
    await deadlines.arm_day(
        session,
        area=area,
        subject=petitions.stream(reference),
        kind=DRAFT,
        due_on=waits.due_on,
        working=waits.words(),
        policy=at.policy,
    )
