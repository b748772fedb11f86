"""Words on a measure's page were asked for, taken out, or stay: the notices that found so are told, and need no day."""

from collections.abc import Sequence
from dataclasses import replace

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.petition import removal as rules
from services.escalation.effects.petition.notice import meet, of_area, tell
from services.escalation.storage.petition import removal as storage
from shared.database import Session
from shared.inbox import Received


async def follow_removals(session: Session, received: Sequence[Received]) -> None:
    """Tell each notice about the page what came of its words. Told again, nothing changes."""
    for one in sorted(received, key=lambda each: (each.envelope.stream, each.envelope.version)):
        happened: rules.Happened = one.event
        now, page = one.envelope.occurred_at, f"/measures/{happened.area}/{happened.measure}"
        found = await storage.lock_of_page(session, happened.area, page, since=rules.since(happened))
        for notice in found:
            at = replace(await of_area(session, notice.area, now, None), actor=MACHINE)
            await tell(session, notice, None, [rules.followed(notice, happened)], at)
            await storage.follow(session, notice, what=rules.what(happened), on=at.today, events=1)
            await meet(session, notice, now)
