"""What can happen to a signature given by telephone before it counts: a code is asked for, and a message brings it.

Each request is a row of its own, with its own tries: what others ask for in somebody's name keeps nobody from signing.
"""

import secrets
from datetime import datetime, timedelta

from services.escalation.domain.signature.origin import Client
from services.escalation.domain.signature.signature import Signer
from services.escalation.domain.signature.telephone import REQUEST, request_of
from services.escalation.effects.petition import area_of
from services.escalation.effects.signature import require_open
from services.escalation.effects.telephone import count_message, count_to_number, require_reached
from services.escalation.storage.person.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import origin as origins
from services.escalation.storage.signature import telephone as telephones
from shared.database import Database
from shared.problems import NotFound
from shared.working_days import end_of_day, london_day


async def ask(
    database: Database,
    reference: str,
    signer: Signer,
    *,
    seal: Seal,
    now: datetime,
    received_at: datetime,
    client: Client,
) -> str:
    """Put a signature down until its code is typed, and book the message; the name of the request. Over the limits of a
    day none goes, as to a number that has signed: the name is then that of no request, and looks the same.

    Raises NotFound for an unknown petition, SigningOver when it is closed, Malformed for a number that no message
    goes to.
    """
    request = request_of(secrets.token_bytes(REQUEST))
    async with database.unit_of_work(await area_of(database, reference)) as session:
        kept = await petitions.find(session, reference)
        if kept is None:
            raise NotFound(petitions.NONE_HERE)
        area, at = kept.petition.area, await require_open(session, kept.petition, received_at)
        policy, number = at.policy, signer.telephone
        require_reached(number, policy)
        if not await count_message(session, seal, client, area=area, policy=policy):
            return request
        if not await count_to_number(session, seal, client, number, policy=policy):
            return request
        waits = policy.petition.confirm_within.reckon(london_day(now), at.calendar)
        is_kept = await telephones.ask(
            session,
            seal,
            signer,
            petition=reference,
            area=area,
            request=request,
            code_until=now + timedelta(minutes=policy.telephone.minutes),
            expires_at=end_of_day(waits.due_on),
        )
        if is_kept:
            await origins.note(
                session, seal, signer, client, petition=reference, area=area, at=now, policy=policy, request=request
            )
    return request
