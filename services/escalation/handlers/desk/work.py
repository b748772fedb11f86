"""What stands round the list of my work: how many cases there are, by what they can be told apart, and the kept lists.

The cases themselves are read by `case`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.desk.assignment import Cover
from services.escalation.domain.desk.work import Count, Wanted, Worker
from services.escalation.effects.desk.work import worker_of
from services.escalation.storage.desk import assignment
from services.escalation.storage.desk import work as storage
from shared.auth import Caller
from shared.database import Database
from shared.problems import Fault, Malformed
from shared.working_days import london_day

MOST_LISTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A desk without its cases: whose it is, how many there are in all and of those asked for, measures and wards by
    code and name, kept lists by name and address, and who stands in for whom in the body.
    """

    worker: Worker
    count: Count
    asked: Count
    measures: Sequence[tuple[str, str]]
    wards: Sequence[tuple[str, str]]
    lists: Sequence[tuple[str, str]]
    covers: Sequence[Cover]


async def overview(database: Database, *, caller: Caller, wanted: Wanted, now: datetime) -> Overview:
    """What stands round the list, for the caller's areas."""
    today = london_day(now)
    async with database.unit_of_work(caller.areas) as session:
        worker = await worker_of(session, caller, today)
        count, asked = await storage.counts(session, worker, wanted, today=today)
        measures, wards = await storage.choices(session)
        return Overview(
            worker=worker,
            count=count,
            asked=asked,
            measures=measures,
            wards=wards,
            lists=await assignment.lists(session, caller.id),
            covers=await assignment.covers(session, worker.body, today) if worker.body else [],
        )


async def keep_list(database: Database, name: str, query: str, *, caller: Caller) -> None:
    """Keep what is asked for under a name, in place of the list that had it. Raises Malformed beyond so many lists."""
    async with database.unit_of_work(caller.areas) as session:
        kept = [known for known, _ in await assignment.lists(session, caller.id)]
        if name not in kept and len(kept) >= MOST_LISTS:
            words = f"You have {MOST_LISTS} lists. Take one out first."
            raise Malformed(words, errors=[Fault("too_many_lists", words, "/name")])
        await assignment.keep_list(session, caller.id, name, query)


async def remove_list(database: Database, name: str, *, caller: Caller) -> None:
    """Take a kept list out; one that there is not is as good as gone."""
    async with database.unit_of_work(caller.areas) as session:
        await assignment.remove_list(session, caller.id, name)
