"""What stands round the list of my work: how many cases there are, by what they can be told apart, and the kept lists.

The cases themselves are read by `case`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.desk.assignment import Cover
from services.escalation.domain.desk.work import Count, Wanted, Worker
from services.escalation.effects.desk.work import with_asked, worker_with
from services.escalation.storage.case import register
from services.escalation.storage.desk import assignment
from services.escalation.storage.desk import work as storage
from shared.auth import Caller
from shared.database import Database
from shared.policy import Wording
from shared.problems import Fault, Malformed
from shared.register import rules
from shared.working_days import london_day

MOST_LISTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A desk without its cases: whose it is, how many there are in all and of those asked for, measures and wards by
    code and name, kept lists by name and address, and who stands in for whom in the body. `names` and `wordings` are
    what the areas are called, and their words; an area whose register was not heard yet is called by its code.
    """

    names: Mapping[str, str]
    wordings: Mapping[str, Wording]
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
        covers = await assignment.covers(session, caller.body, today) if caller.body else []
        worker = await with_asked(session, worker_with(covers, caller, today), caller, now)
        count, asked = await storage.counts(session, worker, wanted, today=today)
        measures, wards = await storage.choices(session)
        known = {one.area: one.name for one in await register.areas(session)}
        in_force = await rules(session, caller.areas, today)
        return Overview(
            names={area: known.get(area, area) for area in sorted(caller.areas)},
            wordings={area: in_force[area].policy.wording for area in sorted(in_force)},
            worker=worker,
            count=count,
            asked=asked,
            measures=measures,
            wards=wards,
            lists=await assignment.lists(session, caller.id),
            covers=covers,
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
