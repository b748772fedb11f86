"""What can happen when somebody without e-mail asks what is held of them: by a code to their telephone, or by the
number and PIN of the letter that they took home from a desk. Then all goes on behind a link of their own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.escalation.domain.person.data_request import Wants
from services.escalation.domain.signature.assistance import Stub
from services.escalation.domain.signature.origin import Client
from services.escalation.effects.petition.petition import area_of
from services.escalation.effects.signature.assistance import count_try
from services.escalation.effects.signature.telephone import count_message, require_reached
from services.escalation.schemas.signature.telephone import NO_SUCH_CODE, CodeNotLive
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.person import data_request as storage
from services.escalation.storage.person import retention
from services.escalation.storage.person.data_request import Whose
from shared.database import EVERY_AREA, Database
from shared.events import new_id
from shared.working_days import end_of_day, london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The link that whoever asked goes on by."""

    request: str
    token: str


async def ask_by_telephone(
    database: Database, *, area: str, wants: Wants, number: str, client: Client, seal: Seal, now: datetime
) -> str:
    """Put down what somebody asks for and book the message with a code; the request's id, beside which it is typed.

    Says nothing of whether anything is held; over the limits of a day no message goes, and the id leads to nothing.
    Raises NotKnownHereYet for an area not heard of, Malformed for a number that no message goes to.
    """
    today = london_day(now)
    async with database.unit_of_work(frozenset({area})) as session:
        policy, calendar = (rules := await register.rules_of(session, area, today)).policy, rules.calendar
        require_reached(number, policy)
        kept = None
        if await count_message(session, seal, client, area=area, policy=policy):
            kept = await storage.put_down(
                session,
                seal,
                Whose(telephone=number),
                area=area,
                wants=wants,
                asked_on=today,
                expires_at=end_of_day(policy.retention.link.reckon(today, calendar).due_on),
                letters_a_day=policy.petition.letters_a_day,
                code_until=now + timedelta(minutes=policy.telephone.minutes),
            )
        return kept or str(new_id())


async def prove(database: Database, request: UUID, code: str, *, seal: Seal, now: datetime) -> Way:
    """The link of a request, for whoever has its code. Every try is counted and kept. Raises CodeNotLive."""
    async with database.unit_of_work(EVERY_AREA) as session:
        said = await storage.asking(session, seal, str(request))
        token = None
        if said is not None:
            tries = (await register.rules_of(session, said.area, london_day(now))).policy.telephone.tries
            token = await storage.redeem(session, seal, request, code, tries=tries, now=now)
    if token is None:
        raise CodeNotLive(NO_SUCH_CODE)
    return Way(request=str(request), token=token)


async def ask_by_stub(
    database: Database, reference: str, typed: Stub, *, wants: Wants, client: Client, seal: Seal, now: datetime
) -> Way | None:
    """Put down what somebody asks for who has a number and a PIN; the link to go on by. None where neither is known.

    Raises TooManyRequests where this number was tried too often.
    """
    today = london_day(now)
    async with database.unit_of_work(await area_of(database, reference)) as session:
        await count_try(session, reference, typed, client=client, seal=seal, now=now)
        found = await retention.of_token(session, reference, seal.stub_token(reference, typed))
        if not found:
            return None
        rules = await register.rules_of(session, found[0].area, today)
        request = await storage.put_down(
            session,
            seal,
            Whose(signatures=(found[0].signature,)),
            area=found[0].area,
            wants=wants,
            asked_on=today,
            expires_at=end_of_day(rules.policy.retention.link.reckon(today, rules.calendar).due_on),
        )
        said = await storage.asking(session, seal, request or "")
        return Way(request=said.request, token=said.token) if said else None
