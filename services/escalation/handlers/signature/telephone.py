"""What can happen to a signature given by telephone before it counts: a code is asked for, and a message brings it.

Each request is a row of its own, with its own tries: what others ask for in somebody's name keeps nobody from signing.
"""

from datetime import datetime

from services.escalation.domain.signature.origin import Client
from services.escalation.domain.signature.signature import Signer
from services.escalation.effects.petition import area_of
from services.escalation.effects.signature import require_open
from services.escalation.effects.telephone import ask_code
from services.escalation.storage.person.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import origin as origins
from shared.database import Database
from shared.problems import NotFound


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
    async with database.unit_of_work(await area_of(database, reference)) as session:
        kept = await petitions.find(session, reference)
        if kept is None:
            raise NotFound(petitions.NONE_HERE)
        area, at = kept.petition.area, await require_open(session, kept.petition, received_at)
        request, is_kept = await ask_code(session, seal, signer, client, petition=reference, at=at, area=area, now=now)
        if is_kept:
            await origins.note(
                session, seal, signer, client, petition=reference, area=area, at=now, policy=at.policy, request=request
            )
    return request
