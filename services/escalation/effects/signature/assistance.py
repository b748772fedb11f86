"""What a desk goes by, whatever is done there: who of the staff stands behind it and for which body, and that nobody
lets what they took themselves count in the end; and how often somebody may try a number and PIN.
"""

from dataclasses import replace
from datetime import date, datetime

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.signature.assistance import TAKING, Stub
from services.escalation.domain.signature.invalidation import Deed
from services.escalation.domain.signature.origin import Client, networks_of
from services.escalation.effects.signature.paper import role_of
from services.escalation.schemas.case.actor import actor_of
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import assistance as assistances
from services.escalation.storage.signature import signature as signatures
from services.escalation.storage.signature.assistance import Desk
from shared.auth import Caller
from shared.database import Session
from shared.problems import NotYours, TooManyRequests
from shared.working_days import london_day

A_DAY = 86_400
SHARED_PLACE, SHARED_TIMES = "shared", 5  # all places together that tell nothing of who asks there: tries of one number
TOO_MANY_TRIES = (
    "This number was tried too often from this network today. Come back tomorrow, use another connection, or ask where "
    "you signed."
)


def desk_of(caller: Caller, area: str, on: date) -> Desk | None:
    """The desk that the caller stands at, who holds a role of one in this area for a body. None of anybody else."""
    actor = actor_of(caller, area)
    role = role_of(replace(caller, roles=actor.roles), TAKING)
    if actor.body is None or not role:
        return None
    return Desk(taken_by=actor.id, body=actor.public_name, role=role, on=on)


def require_desk(caller: Caller, area: str, on: date) -> Desk:
    """The same. Raises NotYours for anybody else."""
    desk = desk_of(caller, area, on)
    if desk is None:
        raise NotYours("You hold no role for a body in this area.")
    return desk


def seen_from(client: Client, desk: Desk | None) -> Client:
    """Where somebody signs from. What a desk asks for comes from no place of the signatory's."""
    return Client(desk=desk.taken_by) if desk else client


async def require_not_own(session: Session, reference: str, deed: Deed, at: Circumstances) -> None:
    """Refuse whoever would count held signatures while some are held that they took. Raises NotYours."""
    if deed is Deed.RELEASE and await assistances.held_of(session, reference, by=at.actor.id):
        raise NotYours("You took some of these at a desk. Somebody else decides about what is held.")


async def count_try(
    session: Session, reference: str, typed: Stub, *, client: Client, seal: Seal, now: datetime
) -> None:
    """Count one more try with the number of a letter from where the client is; none where there is no such petition.
    Places that tell nothing of who asks there (libraries, a council's own network) are one place together, with more.

    Raises TooManyRequests above the tries of a day. Elsewhere its owner goes on trying: nobody is locked out by
    somebody who found their number.
    """
    area = await petitions.area_of(session, reference)
    if area is None:
        return
    policy = (await register.rules_of(session, area, london_day(now))).policy
    found = networks_of(client.address, policy.watch.known_networks)
    place, times = (found[0], 1) if found is not None else (SHARED_PLACE, SHARED_TIMES)
    near = seal.letters(f"tried\n{reference}\n{typed.number}\n{place}")
    if not await signatures.count_letter(session, near, times * policy.petition.number_tries_a_day):
        raise TooManyRequests(TOO_MANY_TRIES, retry_after=A_DAY)
