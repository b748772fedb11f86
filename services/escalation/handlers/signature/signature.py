"""What can happen to a signature before it counts: it is put down, and the letter that asks to confirm it is booked."""

from datetime import datetime

from services.escalation.domain.signature.origin import Client
from services.escalation.domain.signature.signature import Signer
from services.escalation.effects.petition.petition import area_of
from services.escalation.effects.signature.signature import require_open
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import origin as origins
from services.escalation.storage.signature import signature as signatures
from shared.database import Database
from shared.problems import NotFound
from shared.working_days import end_of_day, london_day

NOWHERE = Client()


async def sign(
    database: Database,
    reference: str,
    signer: Signer,
    *,
    seal: Seal,
    now: datetime,
    received_at: datetime,
    client: Client = NOWHERE,
) -> None:
    """Put a signature down until it is confirmed, and book the letter. Says nothing of whether it was there before,
    nor of whether it will be held: over every limit the letter goes and the answer is the same.

    Raises NotFound for an unknown petition, SigningOver when it is closed.
    """
    async with database.unit_of_work(await area_of(database, reference)) as session:
        kept = await petitions.find(session, reference)
        if kept is None:
            raise NotFound(petitions.NONE_HERE)
        at = await require_open(session, kept.petition, received_at)
        waits = at.policy.petition.confirm_within.reckon(london_day(now), at.calendar)
        await signatures.put_down(
            session,
            seal,
            signer,
            petition=reference,
            area=kept.petition.area,
            is_organiser=False,
            expires_at=end_of_day(waits.due_on),
            scheme=at.policy.petition,
        )
        area = kept.petition.area
        await origins.note(session, seal, signer, client, petition=reference, area=area, at=now, policy=at.policy)
