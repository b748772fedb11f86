"""What somebody wrote for a step of a case and has not sent: kept for the policy's days, for their own account alone.

It is sealed under a token that nobody can work out, and goes when the step is taken or its days are over.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from services.escalation.domain.case.refusal import NO_CASE
from services.escalation.schemas.desk.writing import Writing
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.case import writing as writings
from services.escalation.storage.case.seal import Seal
from shared.auth import Caller
from shared.database import EVERY_AREA, Database
from shared.problems import NotFound, NotYours
from shared.working_days import london_day


async def keep(
    database: Database,
    reference: str,
    command: str,
    typed: Mapping[str, str],
    *,
    caller: Caller,
    seal: Seal,
    now: datetime,
) -> None:
    """Keep what was typed in place of what was kept before. Raises NotFound, and NotYours for another area's case."""
    async with database.unit_of_work(EVERY_AREA) as session:
        area = await cases.area_of(session, reference)
        if area is None:
            raise NotFound(NO_CASE)
        if area not in caller.areas:
            raise NotYours("This case is of an area that you do not act for.", rule="not_your_area")
        days = (await register.rules_of(session, area, london_day(now))).policy.petition.start_kept.count
        until = now + timedelta(days=days)
        words = {**typed, "until": london_day(until).isoformat()}
        token = seal.unsent(caller.id, reference, command)
        await writings.keep(session, seal, token, words, area=area, until=until)


async def see(
    database: Database, reference: str, command: str, *, caller: Caller, seal: Seal, now: datetime
) -> Writing | None:
    """What the caller typed and did not send; None where nothing is kept."""
    async with database.unit_of_work(EVERY_AREA) as session:
        words = await writings.find(session, seal, seal.unsent(caller.id, reference, command), now=now)
    return None if words is None else Writing.of(words)


async def begun(
    database: Database, reference: str, commands: list[str], *, caller: Caller, seal: Seal, now: datetime
) -> frozenset[str]:
    """Those of these steps for which the caller has kept something."""
    tokens = {seal.unsent(caller.id, reference, one): one for one in commands}
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await writings.which(session, list(tokens), now=now)
    return frozenset(tokens[token] for token in found)


async def forget(database: Database, reference: str, command: str, *, caller: Caller, seal: Seal) -> None:
    """Throw away what was kept."""
    async with database.unit_of_work(EVERY_AREA) as session:
        await writings.remove(session, seal.unsent(caller.id, reference, command))
