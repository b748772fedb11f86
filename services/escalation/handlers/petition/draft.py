"""What can happen to a petition before it is one: it is asked for, and lapses when its organiser never confirms.

Until the organiser's button was pressed nobody is told of it and nobody finds it. Pressing it is a signature's part.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.person.letter import started_at_desk
from services.escalation.domain.person.mail import Words
from services.escalation.domain.petition.likeness import Other
from services.escalation.domain.petition.moderation import Standing
from services.escalation.domain.petition.petition import Draft, cleaned
from services.escalation.domain.signature.assistance import Person, Stub
from services.escalation.domain.signature.origin import Client
from services.escalation.domain.signature.signature import Signer
from services.escalation.effects.case import circumstances
from services.escalation.effects.petition.draft import alike as alike_of
from services.escalation.effects.petition.draft import arm_lapse, begin, begun_before, note_begun, require_few, take
from services.escalation.effects.petition.moderation import stand_by
from services.escalation.effects.signature.assistance import desk_of, require_desk, seen_from
from services.escalation.effects.signature.telephone import ask_code
from services.escalation.schemas.petition.petition import Wish, receipt
from services.escalation.schemas.petition.writing import NOTHING_KEPT, StartOver
from services.escalation.schemas.signature.telephone import kept_name, name_in
from services.escalation.storage.case import writing as writings
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import assistance as assistances
from services.escalation.storage.signature import signature as signatures
from services.escalation.storage.signature.assistance import Desk
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.idempotency import Answer, Once
from shared.problems import NotNow
from shared.shapes import TEXT_SOURCE, fit
from shared.working_days import end_of_day, london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What a desk hands over: the petition's reference, the letter with number and PIN, and those two themselves."""

    reference: str
    letter: Words
    stub: Stub


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialled:
    """What a start by telephone goes on with: the reference that the petition will have, and the code's request."""

    reference: str
    request: str


async def open_petition(
    database: Database,
    draft: Draft,
    organiser: Signer,
    *,
    seal: Seal,
    now: datetime,
    seen_alike: bool,
    client: Client,
    started: str = "",
    once: Once | None = None,
) -> str:
    """Keep a petition until its organiser has confirmed, and book the letter that asks for it; its reference.

    What was kept under the link `started`, while it was written, goes: it is sent once, however often. The same form
    again, as `once` tells it, opens nothing. Raises StartOver where nothing is kept there any more, NotKnownHereYet for
    an area, a ward or a measure that the copy of the register has not heard of; AlikeThere for a petition that others
    ask nearly the same as, unless whoever sends it has seen them; TooManyRequests above the number of a day of the
    client's network.
    """
    async with database.unit_of_work(frozenset({draft.area})) as session:
        if once is not None and (answer := await idempotency.claim(session, once)) is not None:
            return name_in(answer, "petition")
        if started:
            await take(session, seal, started, now=now)
        reference = await _open(session, draft, organiser, seal, now, seen_alike=seen_alike, client=client)
        if once is not None:
            await idempotency.keep(session, once, receipt(reference))
        return reference


async def open_by_machine(
    database: Database,
    draft: Draft,
    organiser: Signer,
    *,
    seal: Seal,
    now: datetime,
    seen_alike: bool,
    client: Client,
    once: Once | None,
) -> Answer:
    """As `open_petition`, for a machine: the same request again, as `once` tells it, gets the same answer."""
    async with database.unit_of_work(frozenset({draft.area})) as session:
        if once is not None and (answer := await idempotency.claim(session, once)) is not None:
            return answer
        answer = receipt(await _open(session, draft, organiser, seal, now, seen_alike=seen_alike, client=client))
        return answer if once is None else await idempotency.keep(session, once, answer)


async def open_by_telephone(
    database: Database,
    asked: str | Wish,
    organiser: Signer,
    *,
    caller: Caller,
    seal: Seal,
    now: datetime,
    client: Client,
    once: Once | None = None,
) -> Dialled:
    """Keep what is asked, or what was written under a link, as the petition of somebody who gives a telephone number,
    until its code is typed. What stands under the link stays meanwhile, for whoever gets no message and asks again:
    they get another code of the same petition.

    A caller who stands at a desk of the area asks for somebody else. Over the limits of a day no message goes, and the
    answer looks the same. The same request again, as `once` tells it, gets the same. Raises StartOver, Malformed for a
    number that no message goes to, NotNow for a desk that has asked for too many, and what `open_petition` raises.
    """
    link = asked if isinstance(asked, str) else ""
    async with database.unit_of_work(EVERY_AREA) as session:
        wish = await _written(session, asked, seal, now) if isinstance(asked, str) else asked
    async with database.unit_of_work(frozenset({wish.area})) as session:
        if once is not None and (answer := await idempotency.claim(session, once)) is not None:
            return Dialled(reference=name_in(answer, "petition"), request=name_in(answer))
        desk = desk_of(caller, wish.area, london_day(now))
        reference = await begun_before(session, seal, link, wish.draft(), now=now) if link else ""
        if reference:
            at = await circumstances.of_measure(session, wish.area, measure=wish.measure, now=now)
        else:
            reference, at = await begin(session, wish.draft(), now, seen_alike=wish.seen_alike)
            waits = at.policy.petition.confirm_within.reckon(at.today, at.calendar)
            await arm_lapse(session, wish.area, reference, at, waits)
            await require_few(session, seal, seen_from(client, desk), at.policy, what="begun")
            if desk is not None:
                await _require_few(session, wish.area, desk, at)
            if link:
                await note_begun(session, seal, link, reference, now=now)
        request, _ = await ask_code(
            session,
            seal,
            organiser,
            seen_from(client, desk),
            petition=reference,
            at=at,
            area=wish.area,
            now=now,
            is_organiser=True,
            desk=desk,
        )
        if once is not None:
            await idempotency.keep(session, once, kept_name(request, reference))
    return Dialled(reference=reference, request=request)


async def open_at_desk(
    database: Database,
    asked: str | Wish,
    who: Person,
    *,
    caller: Caller,
    seal: Seal,
    public_address: str,
    now: datetime,
    once: Once,
) -> Started:
    """Keep what is asked, or what was written under a link, as the petition of somebody without e-mail, who stands at
    the desk and by it.

    It goes to be checked at once. The same request again gets the same number and PIN. Raises StartOver, NotYours,
    NotNow above the policy's number of a day, and what `open_petition` raises.
    """
    async with database.unit_of_work(caller.areas) as session:
        answer = await idempotency.claim(session, once)
        if answer is None:
            wish = await _written(session, asked, seal, now) if isinstance(asked, str) else asked
            if isinstance(asked, str):
                await take(session, seal, asked, now=now)
            reference = await _take(session, wish, who, caller=caller, seal=seal, now=now, once=once)
            await idempotency.keep(session, once, Answer.of(201, {"petition": reference}))  # no PIN is kept
        else:
            reference = json.loads(answer.body)["petition"]
        stub, one = seal.stub(reference, once.client, once.key), await moderations.find(session, reference)
        waiting = await drafts.find(session, reference)
    letter = started_at_desk(
        title=waiting.draft.title if waiting else "",
        reference=reference,
        page=f"{public_address}/petitions/{reference}/number",
        stub=stub,
        due_on=one.due_on if one else None,
        sponsors=one.sponsors if one and one.standing is Standing.SPONSORING else 0,
    )
    return Started(reference=reference, letter=letter, stub=stub)


async def _written(session: Session, started: str, seal: Seal, now: datetime) -> Wish:
    """What was written under a link, whole. Raises StartOver."""
    written = await writings.find(session, seal, started, now=now)
    if written is None:
        raise StartOver(NOTHING_KEPT)
    said = {name: written[name] for name in Wish.model_fields if written.get(name)}
    return fit(Wish, said, source=TEXT_SOURCE)


async def _take(
    session: Session, wish: Wish, who: Person, *, caller: Caller, seal: Seal, now: datetime, once: Once
) -> str:
    """A petition with its organiser's signature, taken by staff; its reference."""
    desk, draft = require_desk(caller, wish.area, london_day(now)), cleaned(wish.draft())
    reference, at = await begin(session, wish.draft(), now, seen_alike=wish.seen_alike)
    await _require_few(session, draft.area, desk, at)
    token = seal.stub_token(reference, seal.stub(reference, once.client, once.key))
    await assistances.add(
        session, seal, who, desk, petition=reference, area=draft.area, token=token, is_organiser=True, now=now
    )
    await stand_by(session, draft, reference, now)
    return reference


async def _require_few(session: Session, area: str, desk: Desk, at: Circumstances) -> None:
    """Raise NotNow for a desk that has started as many petitions today as one may."""
    most = at.policy.assistance.starts_each_day
    if await assistances.started(session, area, by=desk.taken_by, on=at.today) >= most:
        words = f"You took {most} petitions here today. That is the most for one person: somebody else takes the next."
        raise NotNow(words, rule="too_many")


async def alike(database: Database, draft: Draft, *, now: datetime) -> Sequence[Other]:
    """What asks for nearly the same in the area and is signed, or dealt with, for whoever is about to start one."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await alike_of(session, draft, now)


async def lock(session: Session, subject: str) -> object:
    """Lock the draft that a deadline is about."""
    return await drafts.lock(session, petitions.reference_of(subject))


async def lapse(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """The organiser did not confirm in time: the draft goes, and what was told of the organiser goes with it."""
    waiting = await drafts.lock(session, petitions.reference_of(due.subject))
    if waiting is None:
        return
    await drafts.remove(session, waiting.reference)
    await signatures.forget_unconfirmed(session, waiting.reference)


async def _open(
    session: Session, sent: Draft, organiser: Signer, seal: Seal, now: datetime, *, seen_alike: bool, client: Client
) -> str:
    reference, at = await begin(session, sent, now, seen_alike=seen_alike)
    await require_few(session, seal, client, at.policy, what="begun")
    waits = at.policy.petition.confirm_within.reckon(at.today, at.calendar)
    await arm_lapse(session, sent.area, reference, at, waits)
    await signatures.put_down(
        session,
        seal,
        organiser,
        petition=reference,
        area=sent.area,
        is_organiser=True,
        expires_at=end_of_day(waits.due_on),
        scheme=at.policy.petition,
    )
    return reference
