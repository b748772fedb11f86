"""Somebody asks to withhold an entry that is public, or to release one; on the day that was said the clock releases."""

from datetime import datetime

from services.publication.domain.agreement.command import PublishEntries
from services.publication.domain.entry.clearance import Hidden
from services.publication.domain.entry.withholding import wish_of
from services.publication.domain.submission.submission import SYSTEM
from services.publication.effects.agreement.agreement import circumstances, judged, on_record
from services.publication.effects.entry.withholding import END, release, withheld_of
from services.publication.effects.submission.embargo import wait_on
from services.publication.effects.submission.submission import hold as wait
from services.publication.schemas.register.link import encode
from services.publication.schemas.register.refusal import as_problems
from services.publication.schemas.submission.submission import document
from services.publication.storage.agreement import agreement as agreements
from services.publication.storage.entry import entry as entries
from services.publication.storage.entry import withholding as storage
from shared import idempotency
from shared.auth import Caller
from shared.database import Database, Session
from shared.deadlines import Due, Hold
from shared.idempotency import Answer, Once
from shared.problems import NotFound
from shared.working_days import london_day


async def ask(
    database: Database,
    name: str,
    number: int,
    wish: Hidden | None,
    *,
    caller: Caller,
    once: Once,
    now: datetime,
) -> Answer:
    """Withhold an entry as `wish` says, or release it where there is none: a second person of the body must agree."""
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        agreement = on_record(await agreements.lock(session, name))
        found = await entries.of_agreement(session, name, after=number - 1, limit=1)
        if number not in agreement.marks or not found:
            raise NotFound("This agreement has no entry of that number.")
        with as_problems():
            by = await judged(session, agreement.opened.area, london_day(now))
            elections, rule = by.register.before_elections, by.policy.pre_election.negotiation_entries
            wish_of(found[0], wish, caller.acting_body(), london_day(now), elections=elections, rule=rule)
        asked = PublishEntries(())
        held = await wait(session, agreement, asked, by=by, caller=caller, now=now, entry=number, wish=wish)
        return await idempotency.keep(session, once, Answer(202, encode(document(held))))


async def lock(session: Session, subject: str) -> object:
    """Lock the agreement of the entry whose words are withheld."""
    return await agreements.lock(session, withheld_of(subject)[0])


async def let_day_release(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of every Fire
    """The day has come that was said when the words were withheld: they are shown; in the weeks before an election
    when these are over.
    """
    held, today = await storage.last(session, *withheld_of(due.subject)), london_day(now)
    by = await circumstances(session, due.area, today)
    if held is None or by is None or not held.is_withheld or held.until is None or held.until > today:
        return
    if not await wait_on(session, due.subject, END, today, by):
        await release(session, held, persons=("nobody", SYSTEM), now=now, by_clock=True)
