"""Verification of requests about people's data: each is folded again from its events."""

from collections.abc import Sequence

from services.escalation.domain.person import data_request
from services.escalation.storage.person import data_request as data_requests
from shared import ledger
from shared.database import Database, Session
from shared.events.escalation.data_request import DATA_REQUEST
from shared.verification import Verified, in_pages, of_days, told_or_kept, unlike


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [await in_pages(database, "requests about people's data", _streams, _requests)]


async def _streams(session: Session) -> Sequence[str]:
    stored = [data_requests.stream(one) for one in await data_requests.requests(session)]
    return await told_or_kept(session, DATA_REQUEST, stored)


async def _requests(session: Session, streams: Sequence[str]) -> list[str]:
    told = await ledger.read_streams(session, streams)
    stored = await data_requests.of_requests(session, [data_requests.request_of(stream) for stream in streams])
    rows = {data_requests.stream(request): kept for request, kept in stored.items()}
    return unlike(rows, {stream: data_request.refolded(of_days(told[stream])) for stream in streams})
