"""What can happen to a person's request about what is held of them, by a link to their address; or its day goes by.

Whoever asks is answered alike, whether or not their address is known here. What people told is shown to nobody but
themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from services.escalation.domain.person.data_request import (
    Beside,
    CameBy,
    Counts,
    DataRequest,
    Held,
    Outcome,
    Wants,
)
from services.escalation.effects.person.data_request import begin, beside_of, conclude, found_of, tell
from services.escalation.effects.person.erasure import SYSTEM
from services.escalation.effects.signature.signature import ASK_ANEW, LinkNotLive
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.person import data_request as storage
from services.escalation.storage.person import retention
from services.escalation.storage.person.data_request import Asking, Whose
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.events import escalation as told
from shared.working_days import end_of_day, london_day

log = structlog.get_logger()

PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What stands behind a link: what was asked, whether the button was pressed, what is held then."""

    wants: Wants
    area: str
    one: DataRequest | None
    held: Sequence[Held]
    beside: Sequence[Beside] = ()


async def ask(database: Database, *, area: str, wants: Wants, email: str, seal: Seal, now: datetime) -> None:
    """Put down what somebody asks for and book the letter with the link. Says nothing of whether anything is held.

    Raises NotKnownHereYet for an area not heard of.
    """
    today = london_day(now)
    async with database.unit_of_work(frozenset({area})) as session:
        rules = await register.rules_of(session, area, today)
        await storage.put_down(
            session,
            seal,
            Whose(email=email, dotless=rules.policy.petition.dotless),
            area=area,
            wants=wants,
            asked_on=today,
            expires_at=end_of_day(rules.policy.retention.link.reckon(today, rules.calendar).due_on),
            letters_a_day=rules.policy.petition.letters_a_day,
        )


async def look(database: Database, request: UUID, token: str, *, seal: Seal, now: datetime) -> Behind:
    """What a link stands for; what is held, once its button was pressed. Raises LinkNotLive. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        said = await _behind(session, request, token, seal=seal, now=now)
        one = await storage.find(session, said.request)
        name = (await register.require_area(session, said.area)).name
        if one is None or one.outcome is not Outcome.GIVEN:
            return Behind(wants=said.wants, area=name, one=one, held=())
        held, beside = await _held(session, said, seal, now), await beside_of(session, said, seal, now)
        return Behind(wants=said.wants, area=name, one=one, held=held, beside=beside)


async def confirm(database: Database, request: UUID, token: str, *, seal: Seal, now: datetime) -> DataRequest:
    """The button behind the link: the request begins, and is answered at once where nothing stands in the way.

    Once, however often it is pressed. Raises LinkNotLive.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        said = await _behind(session, request, token, seal=seal, now=now, lock=True)
        one = await storage.lock(session, said.request)
        if one is not None:
            return one
        one = await begin(session, said, CameBy.LINK, london_day(now), actor=PUBLIC, now=now)
        found = await found_of(session, said, seal, now)
        if said.wants is Wants.ERASURE and await retention.is_disputed(session, [each.petition for each in found]):
            await storage.keep_found(session, said.request, [each.signature for each in found])
            return one
        beside = await beside_of(session, said, seal, now)
        outcome = Outcome.GIVEN if said.wants is Wants.ACCESS else Outcome.ERASED
        outcome = outcome if found or beside else Outcome.NOTHING_HELD
        return await conclude(session, one, outcome, found, now=now, beside=beside)


async def counts(database: Database) -> Sequence[Counts]:
    """How often people asked, and how that was kept, by area and by what they asked for."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.counts(session)


async def lock(session: Session, subject: str) -> object:
    """Lock the request that a deadline is about."""
    return await storage.lock(session, storage.request_of(subject))


async def tell_overdue(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """Nobody answered by the day: it is told and counted, and stays on the list until it is answered."""
    one = await storage.lock(session, storage.request_of(due.subject))
    if one is None or not one.is_open or due.due_on != one.due_on or one.overdue_on is not None:
        return
    event = told.data_request.DataRequestOverdue(request=one.request, due_on=one.due_on)
    await tell(session, one, event, actor=SYSTEM, now=now)


async def _behind(
    session: Session, request: UUID, token: str, *, seal: Seal, now: datetime, lock: bool = False
) -> Asking:
    said = await storage.of_token(session, seal, request, token, lock=lock)
    if said is None or said.expires_at <= now:
        raise LinkNotLive(ASK_ANEW)
    return said


async def _held(session: Session, said: Asking, seal: Seal, now: datetime) -> Sequence[Held]:
    return await retention.held(session, seal, [one.signature for one in await found_of(session, said, seal, now)])
