"""What can happen beside an entry: a body that it names replies."""

from datetime import datetime

from services.publication.domain.agreement import decide
from services.publication.domain.entry import Entry
from services.publication.domain.leaf import leaf_of_reply
from services.publication.domain.register import Register
from services.publication.domain.reply import PutReply, Reply, is_named
from services.publication.effects.agreement import judged, keep, on_record
from services.publication.schemas.link import encode
from services.publication.schemas.refusal import as_problems
from services.publication.schemas.reply import ReplyIn, receipt
from services.publication.storage import agreement as storage
from services.publication.storage import entry as entries
from services.publication.storage import leaf
from services.publication.storage import reply as replies
from shared import idempotency
from shared.auth import Caller
from shared.database import Database, Session
from shared.events.publication import EntryReplied, PartnerRegistered
from shared.idempotency import Answer, Once
from shared.problems import NotFound, NotYours
from shared.working_days import london_day


async def reply(
    database: Database, name: str, number: int, offered: ReplyIn, *, caller: Caller, once: Once, now: datetime
) -> Answer:
    """The caller's body puts its reply beside an entry that names it; nobody can change it afterwards.

    NotFound where there is no such entry, NotYours for a body that it does not name.
    """
    code = caller.acting_body()
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        agreement = on_record(await storage.lock(session, name))
        said = await _entry(session, name, number)
        with as_problems():
            by = await judged(session, agreement.opened.area, london_day(now))
            body = _body(by.register, code, said)
            command = offered.command(said, body)
            events = decide(agreement, command, london_day(now), by)
        (put,) = [_put(command, event, now) for event in events if isinstance(event, EntryReplied)]
        await replies.add(session, put)
        await leaf.add(session, [leaf_of_reply(put)])
        after = await keep(session, agreement, events, actor=caller.id, now=now)
        return await idempotency.keep(session, once, Answer(201, encode(receipt(put, after.version))))


async def _entry(session: Session, name: str, number: int) -> Entry:
    found = await entries.of_agreement(session, name, after=number - 1, limit=1)
    if not found or found[0].number != number:
        raise NotFound("This agreement has no entry of this number.")
    return found[0]


def _body(register: Register, code: str, entry: Entry) -> PartnerRegistered:
    body = register.partners.get(code)
    if body is None or not is_named(entry.said, body):
        raise NotYours("Only a body that the entry names may reply to it.")
    return body


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
    )
