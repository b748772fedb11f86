"""Counting how bodies keep the record: by the body that entered or asked, and by quarter."""

from collections.abc import Sequence

from sqlalchemy import text

from services.publication.domain.submission.conduct import Holding, Removed, Spoken, Tally
from shared.database import Session

_QUARTER = "to_char({} at time zone 'Europe/London', 'YYYY\"-Q\"Q') as quarter"
_TRANSCRIBED = "e.came in ('transcribed_by_other_side', 'transcribed_by_own_side')"
_ANSWERED = (
    "exists (select from reply r where (r.agreement, r.entry) = (e.agreement, e.number) "
    "and r.stance in ('confirmed', 'disputed') "
    "and not exists (select from reply l where (l.agreement, l.supersedes) = (r.agreement, r.number)))"
)
_OF_ENTRIES = f"""
select e.area, e.entered_by as body, {_QUARTER.format("e.recorded_at")}, count(*) as entries, 0 as deeds,
  count(*) filter (where e.cleared = 'forced') as forced, count(*) filter (where e.cleared = 'by_clock') as by_clock,
  count(*) filter (where {_TRANSCRIBED}) as transcribed,
  count(*) filter (where {_TRANSCRIBED} and not {_ANSWERED}) as unconfirmed
from entry e group by 1, 2, 3
"""  # noqa: S608 fixed words
_OF_DEEDS = f"""
select area, body, {_QUARTER.format("at")}, 0, count(*), count(*) filter (where cleared = 'forced'),
  count(*) filter (where cleared = 'by_clock'), 0, 0
from deed group by 1, 2, 3
"""  # noqa: S608 fixed words
_COUNTED = f"""
select area, body, quarter, sum(entries)::int as entries, sum(deeds)::int as deeds, sum(forced)::int as forced,
  sum(by_clock)::int as by_clock, sum(transcribed)::int as transcribed, sum(unconfirmed)::int as unconfirmed
from ({_OF_ENTRIES} union all {_OF_DEEDS}) counted group by 1, 2, 3
"""  # noqa: S608 fixed words
_SPOKEN = f"""
select e.area, e.entered_by as body, {_QUARTER.format("e.recorded_at")}, e.said_on,
  (coalesce(e.received_at, e.recorded_at) at time zone 'Europe/London')::date as received_on, count(*) as entries
from entry e where e.said_on is not null and e.came <> 'compiled_from_papers' group by 1, 2, 3, 4, 5
"""  # noqa: S608 fixed words
_REMOVED = f"""
select area, asked_for as body, {_QUARTER.format("answered_at")}, ground, count(*) as removals
from removal where agreed_by is not null group by 1, 2, 3, 4 order by 1, 2, 3, 4
"""  # noqa: S608 fixed words
_HELD = """
select area, by as body, count(*) as entries, (min(at) at time zone 'Europe/London')::date as oldest_on
from (select distinct on (agreement, entry) * from withholding order by agreement, entry, turn desc) last
where is_withheld group by 1, 2 order by 1, 2
"""


async def counted(session: Session) -> Sequence[Tally]:
    """What each body entered in each quarter, without what came late and what was removed."""
    return [Tally(**row) for row in (await session.execute(text(_COUNTED))).mappings()]


async def spoken(session: Session) -> Sequence[Spoken]:
    """When entries were said and received, of what was not taken from old papers."""
    return [Spoken(**row) for row in (await session.execute(text(_SPOKEN))).mappings()]


async def removed(session: Session) -> Sequence[Removed]:
    """What each body had removed in each quarter, by ground."""
    return [Removed(**row) for row in (await session.execute(text(_REMOVED))).mappings()]


async def held(session: Session) -> Sequence[Holding]:
    """What each body withholds now."""
    return [Holding(**row) for row in (await session.execute(text(_HELD))).mappings()]
