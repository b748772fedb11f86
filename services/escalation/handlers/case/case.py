"""What a case shows: its facts, what is open to whoever looks, what happened; one alone, a desk's, or all of them.

Nothing here changes anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from operator import attrgetter

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import NO_CASE
from services.escalation.domain.desk.work import Position, Wanted
from services.escalation.domain.ladder.decision import Offer, open_commands
from services.escalation.effects.case import circumstances
from services.escalation.effects.desk.work import with_asked, worker_of
from services.escalation.schemas.case.actor import actor_of
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.desk import work
from services.escalation.storage.evidence import evidence as files
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.events.escalation.evidence import REMOVALS
from shared.ledger import Recorded, read_stream, read_streams
from shared.policy import Wording
from shared.problems import NotFound
from shared.working_days import london_day

EVERYTHING = Wanted()
MOST_OURS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A case as somebody sees it: its facts, what its decisions rest on, what is open to them, what happened.

    `wording` is that of the reader's day; the policy that the case runs under is that of its admission. `area_name` is
    what the area is called; its code, while the copy of the register has not heard of it. `account` is who of the
    reader's body has it, on a desk.
    """

    case: Case
    at: Circumstances
    wording: Wording
    area_name: str
    offers: Sequence[Offer]
    history: Sequence[Recorded]
    account: str | None = None


async def see(database: Database, reference: str, *, caller: Caller, now: datetime) -> Seen:
    """The case, public as it is, with what is open to the caller in the areas it acts for."""
    async with database.unit_of_work(EVERY_AREA) as session:
        case = await cases.find(session, reference)
        if case is None:
            raise NotFound(NO_CASE)
        at = await circumstances.of_case(session, case, now=now, actor=actor_of(caller, case.area))
        wording, area_name = await _words(session, case.area, at.today)
        history = await read_stream(session, cases.stream(reference))
        asked = await _removals(session, reference)
    return Seen(
        case=case,
        at=at,
        wording=wording,
        area_name=area_name,
        offers=open_commands(case, at),
        history=sorted((*history, *asked), key=attrgetter("occurred_at")),
    )


async def desk(
    database: Database,
    *,
    caller: Caller,
    now: datetime,
    wanted: Wanted = EVERYTHING,
    after: Position | None = None,
    limit: int = 30,
) -> tuple[list[Seen], Position | None]:
    """A page of the open cases of the caller's areas with what is open to the caller, and where the next page begins.

    What the caller's body is to do comes first; of these what silence does most harm to, then the next day.
    """
    today = london_day(now)
    async with database.unit_of_work(caller.areas) as session:
        worker = await with_asked(session, await worker_of(session, caller, today), caller, now)
        found = await work.list_page(session, worker, wanted, today=today, after=after, limit=limit + 1)
        placed = found[:limit]
        seen = await _seen(session, [one.case for one in placed], caller=caller, now=now)
    held = {one.case.reference: one.account for one in placed}
    return [replace(one, account=held[one.case.reference]) for one in seen], found[limit - 1].position if len(
        found
    ) > limit else None


async def see_all(database: Database, references: Sequence[str], *, caller: Caller, now: datetime) -> list[Seen]:
    """These cases of the caller's areas with what is open to the caller, in order of reference; no stories."""
    async with database.unit_of_work(caller.areas) as session:
        found = await cases.of_references(session, references)
        return await _seen(session, [found[one] for one in sorted(found)], caller=caller, now=now)


async def ours(database: Database, body: str, *, caller: Caller, now: datetime) -> tuple[list[Seen], Sequence[Case]]:
    """The open cases about a body in the caller's areas, the next day first, with their stories; and those that ended,
    the last first.
    """
    async with database.unit_of_work(caller.areas) as session:
        found = await work.of_subject(session, body, is_open=True, limit=MOST_OURS)
        seen = await _seen(session, found, caller=caller, now=now)
        told = await read_streams(session, [cases.stream(one.reference) for one in found]) if found else {}
        ended = await work.of_subject(session, body, is_open=False, limit=MOST_OURS)
    return [replace(one, history=told[cases.stream(one.case.reference)]) for one in seen], ended


async def _seen(session: Session, page: Sequence[Case], *, caller: Caller, now: datetime) -> list[Seen]:
    rests_on = await circumstances.of_cases(session, page, now=now, actor_in=partial(actor_of, caller))
    words = {area: await _words(session, area, london_day(now)) for area in {case.area for case in page}}
    return [_on_the_desk(case, rests_on[case.reference], *words[case.area]) for case in page]


async def _words(session: Session, area: str, on: date) -> tuple[Wording, str]:
    """The words of an area, and what it is called."""
    known = await register.area(session, area)
    return await register.wording(session, area, on), known.name if known else area


def _on_the_desk(case: Case, at: Circumstances, wording: Wording, area_name: str) -> Seen:
    return Seen(
        case=case,
        at=at,
        wording=wording,
        area_name=area_name,
        offers=open_commands(case, at),
        history=(),
    )


async def list_all(database: Database, *, after: str, limit: int) -> list[Case]:
    """A page of all cases in order of reference."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await cases.list_all(session, after=after, limit=limit)


async def _removals(session: Session, reference: str) -> list[Recorded]:
    """What came of asking to take out files of the case: told in its story, though each file is a stream of its own."""
    streams = [files.stream(one.evidence) for one in await files.of_case(session, reference)]
    told = await read_streams(session, streams) if streams else {}
    return [one for stream in streams for one in told[stream] if isinstance(one.event, REMOVALS)]
