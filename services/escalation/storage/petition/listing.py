"""Lists of petitions that are public, and of those that were refused and may be read. It tells nobody."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from services.escalation.domain.case.state import State
from services.escalation.domain.ladder.story import Moments
from services.escalation.domain.obligation.obligation import What
from services.escalation.domain.petition.listing import Found, Position, Publicity, Search, Stretch
from services.escalation.domain.petition.moderation import REFUSED_FOR_GOOD
from services.escalation.domain.petition.moderation import Standing as Checked
from services.escalation.domain.petition.open311 import Asked, Status
from services.escalation.domain.petition.petition import Standing
from shared.database import Session, raw
from shared.events.base import short_name

_LISTED = """
with listed as (
  select p.reference, p.area, p.measure, p.opened_on as listed_on, p.title,
    case when (p.facts->>'hides_text')::boolean then '' else p.text end as words,
    p.standing = $2 or c.closed_on is not null as is_over,
    case when c.state = $1 then 'rejected'
         when p.standing <> $2 and p.closes_on >= $3 and (p.standing = $4 or p.area = any ($5)) then 'open'
         else 'closed' end as publicity
  from petition p left join ladder_case c on c.reference = p.reference
  union all
  select m.reference, m.area, m.measure, (m.facts->>'begun_on')::date, d.title, d.text, true, 'rejected'
  from moderation m join petition_draft d on d.reference = m.reference
  where (m.standing = any ($6) or m.facts->>'cause' = any ($7)) and not (m.facts->>'is_hidden')::boolean
), found as (
  select * from listed l where ($8 in ('all', 'with_response', 'debated') or publicity = $8)
  and ($9 = '' or to_tsvector('english', title || ' ' || words) @@ websearch_to_tsquery('english', $9))
  and ($10 = '' or area = $10)
  and ($8 not in ('with_response', 'debated') or exists (select from obligation o where o.petition = l.reference
    and o.facts->>'what' = case $8 when 'debated' then $11 else $12 end
    and o.facts->>case $8 when 'debated' then 'minuted' else 'told_on' end is not null))
)
"""
_COUNT = f"{_LISTED} select count(*) from found"  # noqa: S608 a fixed subquery
_PAGE = f"""{_LISTED} select reference, listed_on, publicity from found
where $13::date is null or (listed_on, reference) < ($13, $14)
order by listed_on desc, reference desc limit $15 offset $16"""  # noqa: S608 a fixed subquery
_PAGE_BEFORE = f"""{_LISTED} select reference, listed_on, publicity from found
where (listed_on, reference) > ($13::date, $14) order by listed_on, reference limit $15"""  # noqa: S608 a fixed subquery
_REQUESTED = f"""{_LISTED} select reference, listed_on, publicity from found
where (cardinality($13::text[]) = 0 or reference = any ($13)) and (cardinality($14::text[]) = 0 or measure = any ($14))
and ($15::date is null or listed_on between $15 and $16) and ($17::boolean is null or is_over = $17)
order by listed_on desc, reference desc limit $18 offset $19"""  # noqa: S608 a fixed subquery
_MOMENTS = """
select stream, type, name, min(occurred_at) as first, max(occurred_at) as last from (
  select stream, type, occurred_at,
    case when jsonb_typeof(data->'threshold') = 'string' then data->>'threshold' else '' end as name
  from ledger where stream = any ($1)) told
group by stream, type, name
"""


async def count(session: Session, search: Search, *, today: date, staying: Collection[str]) -> int:
    """How many there are. `staying`: the areas in which signing goes on while the case runs."""
    found: int = await (await raw(session)).fetchval(_COUNT, *_asked(search, today, staying))
    return found


async def page(
    session: Session, search: Search, stretch: Stretch, *, today: date, staying: Collection[str], size: int
) -> list[Found]:
    """A page of `size` of them, the newest first, and one more where there is one."""
    asked, connection = _asked(search, today, staying), await raw(session)
    if stretch.before is not None:
        behind = (stretch.before.listed_on, stretch.before.reference)
        rows = list(reversed(await connection.fetch(_PAGE_BEFORE, *asked, *behind, size + 1)))
    else:
        after = stretch.after
        offset = 0 if after else (stretch.page - 1) * size
        place = (after.listed_on, after.reference) if after else (None, "")
        rows = await connection.fetch(_PAGE, *asked, *place, size + 1, offset)
    return [_found(row["reference"], row["listed_on"], row["publicity"]) for row in rows]


async def requested(session: Session, asked: Asked, *, today: date, staying: Collection[str]) -> list[Found]:
    """A page of those that are asked for as service requests, the newest first."""
    rows = await (await raw(session)).fetch(
        _REQUESTED,
        *_asked(Search(area=asked.area), today, staying),
        list(asked.references),
        list(asked.services),
        asked.first_on,
        asked.last_on,
        None if asked.status is None else asked.status is Status.CLOSED,
        asked.size,
        (asked.page - 1) * asked.size,
    )
    return [_found(row["reference"], row["listed_on"], row["publicity"]) for row in rows]


async def one(session: Session, reference: str, *, today: date, staying: Collection[str]) -> Found | None:
    """The one of this reference; None when nobody may read it."""
    query = f"{_LISTED} select reference, listed_on, publicity from found where reference = $13"  # noqa: S608 fixed
    row = await (await raw(session)).fetchrow(query, *_asked(Search(), today, staying), reference)
    return _found(row["reference"], row["listed_on"], row["publicity"]) if row else None


async def moments(session: Session, streams: Collection[str]) -> dict[str, Moments]:
    """When things happened in these streams."""
    found: dict[str, dict[tuple[str, str], datetime]] = {stream: {} for stream in streams}
    last: dict[str, datetime] = {}
    for row in await (await raw(session)).fetch(_MOMENTS, list(streams)):
        found[row["stream"]][short_name(row["type"]), row["name"]] = row["first"]
        last[row["stream"]] = max(row["last"], last.get(row["stream"], row["last"]))
    return {stream: Moments(first, last.get(stream)) for stream, first in found.items()}


def _asked(search: Search, today: date, staying: Collection[str]) -> Sequence[object]:
    return (
        State.REJECTED_FINAL.value,
        Standing.LAPSED.value,
        today,
        Standing.GATHERING.value,
        list(staying),
        [one.value for one in (Checked.REFUSED, Checked.REVIEW, Checked.COMMITTEE)],
        [cause.value for cause in REFUSED_FOR_GOOD],
        search.wanted.value,
        search.words,
        search.area,
        What.DEBATE.value,
        What.REPLY.value,
    )


def _found(reference: str, listed_on: date, publicity: str) -> Found:
    return Found(position=Position(listed_on=listed_on, reference=reference), publicity=Publicity(publicity))
