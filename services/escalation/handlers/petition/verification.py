"""Verification of petitions: each, and what keeps its page from the public, is folded again from its events."""

from collections.abc import Sequence
from dataclasses import replace

from services.escalation.domain.petition import history, moderation
from services.escalation.domain.petition import notice as notice_rules
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import notice as notices
from services.escalation.storage.petition import petition as petitions
from shared import ledger
from shared.database import Database, Session
from shared.events.escalation import PETITION
from shared.events.escalation.moderation import MODERATION
from shared.events.escalation.notice import NOTICE
from shared.verification import Verified, by_whom, in_pages, of_days, told_or_kept, unlike


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [
        await in_pages(database, "petitions", _petition_streams, _petitions),
        await in_pages(database, "petitions not public", _moderation_streams, _moderations),
        await in_pages(database, "notices about pages", _notice_streams, _notices),
    ]


async def _petition_streams(session: Session) -> Sequence[str]:
    stored = [petitions.stream(reference) for reference in await petitions.references(session)]
    return await told_or_kept(session, PETITION, stored)


async def _petitions(session: Session, streams: Sequence[str]) -> list[str]:
    told = await ledger.read_streams(session, streams)
    stored = await petitions.of_references(session, [petitions.reference_of(stream) for stream in streams])
    rows = {petitions.stream(reference): kept.petition for reference, kept in stored.items()}
    return unlike(rows, {stream: history.refolded(of_days(told[stream])) for stream in streams})


async def _moderation_streams(session: Session) -> Sequence[str]:
    stored = [moderations.stream(reference) for reference in await moderations.references(session)]
    return await told_or_kept(session, MODERATION, stored)


async def _moderations(session: Session, streams: Sequence[str]) -> list[str]:
    told = await ledger.read_streams(session, streams)
    stored = await moderations.of_references(session, [moderations.reference_of(stream) for stream in streams])
    rows = {moderations.stream(reference): kept for reference, kept in stored.items()}
    return unlike(rows, {stream: moderation.refolded(by_whom(told[stream])) for stream in streams})


async def _notice_streams(session: Session) -> Sequence[str]:
    return await told_or_kept(session, NOTICE, await notices.streams(session))


async def _notices(session: Session, streams: Sequence[str]) -> list[str]:
    """One that was held is told on the day on which it was decided, and no event says that it was."""
    told, stored = await ledger.read_streams(session, streams), await notices.of_streams(session, streams)
    tells = {stream: notice_rules.refolded(by_whom(told[stream])) for stream in streams}
    rows = {
        stream: replace(row, is_held=False, told_on=one.told_on) if row.is_held and (one := tells[stream]) else row
        for stream, row in stored.items()
    }
    return unlike(rows, tells)
