"""What can happen to a signature given by telephone before it counts: a code is asked for, and a message brings it.

Each request is a row of its own, with its own tries: what others ask for in somebody's name keeps nobody from signing.
"""

from datetime import datetime

from services.escalation.domain.signature.origin import Client
from services.escalation.domain.signature.signature import Signer
from services.escalation.effects.petition.petition import area_of
from services.escalation.effects.signature.assistance import desk_of, seen_from
from services.escalation.effects.signature.signature import require_open
from services.escalation.effects.signature.telephone import ask_code
from services.escalation.schemas.signature.telephone import kept_name, name_in
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import origin as origins
from shared import idempotency
from shared.auth import Caller
from shared.database import Database
from shared.idempotency import Once
from shared.problems import NotFound
from shared.working_days import london_day


async def ask(
    database: Database,
    reference: str,
    signer: Signer,
    *,
    seal: Seal,
    now: datetime,
    received_at: datetime,
    client: Client,
    caller: Caller,
    once: Once | None = None,
) -> str:
    """Put a signature down until its code is typed, and book the message; the name of the request. Over the limits of a
    day none goes, as to a number that has signed: the name is then that of no request, and looks the same.

    A caller who stands at a desk of the area asks for somebody else. The same request again, as `once` tells it, gets
    the same name and sends nothing. Raises NotFound for an unknown petition, SigningOver when it is closed, Malformed
    for a number that no message goes to, NotNow for a desk that has asked for too many.
    """
    async with database.unit_of_work(await area_of(database, reference)) as session:
        if once is not None and (answer := await idempotency.claim(session, once)) is not None:
            return name_in(answer)
        kept = await petitions.find(session, reference)
        if kept is None:
            raise NotFound(petitions.NONE_HERE)
        area, at = kept.petition.area, await require_open(session, kept.petition, received_at)
        desk = desk_of(caller, area, london_day(now))
        came = seen_from(client, desk)
        request, is_kept = await ask_code(
            session, seal, signer, came, petition=reference, at=at, area=area, now=now, desk=desk
        )
        if is_kept:
            await origins.note(
                session, seal, signer, came, petition=reference, area=area, at=now, policy=at.policy, request=request
            )
        if once is not None:
            await idempotency.keep(session, once, kept_name(request))
    return request
