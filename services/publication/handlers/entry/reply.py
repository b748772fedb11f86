"""What can happen beside an entry: a body that it names replies."""

from datetime import datetime

from services.publication.domain.entry.entry import Entry
from services.publication.domain.entry.reply import is_named
from services.publication.domain.register.register import Register
from services.publication.effects.agreement import judged, on_record
from services.publication.effects.reply import put_reply
from services.publication.schemas.entry.reply import ReplyIn, receipt
from services.publication.schemas.register.link import encode
from services.publication.schemas.register.refusal import as_problems
from services.publication.storage.agreement import agreement as storage
from services.publication.storage.entry import entry as entries
from shared import idempotency
from shared.auth import Caller
from shared.database import Database, Session
from shared.events.publication import PartnerRegistered
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
        command = offered.command(said, _body(by.register, code, said))
        put, after = await put_reply(session, agreement, command, by, actor=caller.id, now=now)
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
