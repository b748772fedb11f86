"""Putting a reply on the record, whichever way it came: by a body's key, by its people, by the link of a letter."""

from collections.abc import Sequence
from datetime import datetime

from services.publication.domain.agreement.agreement import Agreement, AgreementEvent
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.step import decide
from services.publication.domain.entry.reply import PutReply, Reply
from services.publication.domain.record.counterpart import leaf_of_reply
from services.publication.effects.agreement.agreement import keep, set_clocks
from services.publication.schemas.register.refusal import as_problems
from services.publication.storage.entry import reply as replies
from services.publication.storage.leaf import leaf
from shared.database import Session
from shared.events.publication import EntryReplied
from shared.working_days import london_day


async def put_reply(
    session: Session, agreement: Agreement, command: PutReply, by: Circumstances, *, actor: str, now: datetime
) -> tuple[Reply, Agreement]:
    """Decide and keep a reply by a letter's link to an agreement whose row is locked; Malformed naming every fault.

    An answer that its body disputes ends no clock, and one that it confirms after all does.
    """
    with as_problems():
        events = decide(agreement, command, london_day(now), by)
    put = await keep_reply(session, command, events, now)
    after = await keep(session, agreement, events, actor=actor, now=now)
    await set_clocks(session, agreement, after, by, now)
    return put, after


async def keep_reply(session: Session, command: PutReply, events: Sequence[AgreementEvent], now: datetime) -> Reply:
    """Write the reply that these events tell, and its leaf."""
    (put,) = [_put(command, event, now) for event in events if isinstance(event, EntryReplied)]
    await replies.add(session, put)
    await leaf.add(session, [leaf_of_reply(put)])
    return put


def _put(command: PutReply, event: EntryReplied, now: datetime) -> Reply:
    return Reply(
        agreement=event.agreement,
        area=event.area,
        number=event.reply,
        entry=event.entry,
        body=event.body,
        name=command.body.name,
        stance=command.stance,
        words=command.words,
        note=command.note,
        supersedes=command.supersedes,
        recorded_at=now,
        link_named_by=command.link_named_by,
    )
