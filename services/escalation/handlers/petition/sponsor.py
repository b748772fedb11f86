"""What others may do about a petition before it is looked at: read it by the link that its organiser shares, and sign.

Opening the link changes nothing; whoever signs gets a letter, and counts when its button was pressed.
"""

import hmac
from datetime import datetime

from services.escalation.domain.petition.moderation import Moderation, Standing
from services.escalation.domain.petition.petition import Draft
from services.escalation.domain.signature.origin import Client
from services.escalation.domain.signature.signature import Signer
from services.escalation.effects.case import circumstances
from services.escalation.effects.petition.petition import area_of
from services.escalation.effects.signature.assistance import desk_of, seen_from
from services.escalation.effects.signature.signature import NOT_LIVE, LinkNotLive
from services.escalation.effects.signature.telephone import ask_code
from services.escalation.schemas.signature.telephone import kept_name, name_in
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.signature import signature as signatures
from services.escalation.storage.signature.assistance import Desk
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.idempotency import Once
from shared.problems import NotNow
from shared.working_days import end_of_day, london_day


async def look(database: Database, reference: str, token: str, *, seal: Seal) -> tuple[Draft, Moderation, str]:
    """The words behind the link, how it stands, and the area's name. Raises LinkNotLive for any other link."""
    async with database.unit_of_work(EVERY_AREA) as session:
        draft, one = await _of(session, reference, token, seal)
        return draft, one, (await register.require_area(session, one.area)).name


async def sign(database: Database, reference: str, token: str, signer: Signer, *, seal: Seal, now: datetime) -> None:
    """Put down the signature of somebody who supports it, and book the letter. Raises LinkNotLive."""
    async with database.unit_of_work(await area_of(database, reference)) as session:
        draft, one = await _of(session, reference, token, seal)
        at = await circumstances.of_measure(session, one.area, measure=draft.measure, now=now)
        waits = at.policy.petition.confirm_within.reckon(london_day(now), at.calendar)
        await signatures.put_down(
            session,
            seal,
            signer,
            petition=reference,
            area=one.area,
            is_organiser=False,
            expires_at=end_of_day(waits.due_on),
            scheme=at.policy.petition,
        )


async def sign_by_telephone(
    database: Database,
    reference: str,
    token: str,
    signer: Signer,
    *,
    seal: Seal,
    now: datetime,
    client: Client,
    caller: Caller,
    once: Once | None = None,
) -> str:
    """The same of somebody who gives a telephone number: a message brings a code, and it counts when that is typed.

    The name of the request, which looks the same over the limits of a day; the same request again, as `once` tells it,
    gets the same. A caller who stands at a desk of the area asks for somebody else and needs no link, as at the desk.
    Raises LinkNotLive, Malformed for a number that no message goes to, NotNow for a desk that has asked for too many,
    or asks for a petition that waits for nobody's support: a desk has no link that could be wrong.
    """
    async with database.unit_of_work(await area_of(database, reference)) as session:
        if once is not None and (answer := await idempotency.claim(session, once)) is not None:
            return name_in(answer)
        desk = await _desk(session, reference, caller, now)
        draft, one = await _of(session, reference, token if desk is None else seal.sponsor(reference), seal)
        at = await circumstances.of_measure(session, one.area, measure=draft.measure, now=now)
        came = seen_from(client, desk)
        request, _ = await ask_code(
            session, seal, signer, came, petition=reference, at=at, area=one.area, now=now, desk=desk
        )
        if once is not None:
            await idempotency.keep(session, once, kept_name(request))
        return request


async def _desk(session: Session, reference: str, caller: Caller, now: datetime) -> Desk | None:
    one = await moderations.find(session, reference)
    desk = desk_of(caller, one.area, london_day(now)) if one else None
    if one is not None and desk is not None and one.standing is not Standing.SPONSORING:
        raise NotNow("This petition needs no supporters, or not any more.", rule="needs_no_supporters")
    return desk


async def _of(session: Session, reference: str, token: str, seal: Seal) -> tuple[Draft, Moderation]:
    one, waiting = await moderations.find(session, reference), await drafts.find(session, reference)
    is_right = hmac.compare_digest(token.encode("utf-8", "replace"), seal.sponsor(reference).encode())
    if one is None or waiting is None or not is_right or one.standing is not Standing.SPONSORING:
        raise LinkNotLive(NOT_LIVE)
    return waiting.draft, one
