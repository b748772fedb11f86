"""The days of cases and petitions as a list that everybody may read. They are set and ended by the one engine."""

from datetime import date

from services.escalation.domain.desk.diary import Fallen, Listed, Shown, Standing, Wanted
from services.escalation.domain.desk.work import OF_COMMITTEE, Worker
from shared.database import Session, raw

# Where a deadline stands in the list: its day, and its number.
Position = tuple[date, int]


_UNDONE = "d.met_at is null and d.cancelled_at is null and d.fired_at is null"
_STANDING = {
    Standing.OPEN: _UNDONE,
    Standing.MET: "d.met_at is not null",
    Standing.FIRED: "d.fired_at is not null",
    Standing.CANCELLED: "d.cancelled_at is not null",
}
_LIST = """
select d.id, d.area, split_part(d.subject, '/', 2) as reference, d.subject ~ '^(petition|obligation)/' as of_petition,
  coalesce(c.title, p.title, '') as title, coalesce(c.subject, '') as subject, d.kind, d.name, d.bodies,
  d.leads_to, d.due_on, d.due_at, d.working, d.policy_version,
  coalesce(d.met_at, d.fired_at, d.cancelled_at) as ended_at, d.moves, d.changed_at,
  array(select distinct one->>'regime'
    from jsonb_array_elements(coalesce(c.facts #> '{{scrutiny,addressees}}', '[]')) one
    where (one->>'is_owed')::boolean order by 1) as answers_owed_under
from deadline d
left join ladder_case c on d.subject = 'case/' || c.reference
left join petition p on d.subject = 'petition/' || p.reference
  or (d.subject like 'obligation/%' and p.reference = split_part(d.subject, '/', 2))
where d.kind = any ($1) and ($2::text is null or d.area = $2) and ($3::text is null or $3 = any (d.bodies))
  and ($4::text[] = '{{}}' or d.name = any ($4)) and (d.due_on, d.id) > ($5, $6) and {standing}
order by d.due_on, d.id limit $7
"""

_OF_DAYS = """
select one.due_on, one.reference, one.of_petition, coalesce(c.title, p.title, '') as title, one.kind, one.is_team,
  one.total
from (
  select *, row_number() over (partition by due_on order by is_team desc, reference, id) as place,
    count(*) over (partition by due_on) as total
  from (
    select d.id, d.due_on, d.kind, split_part(d.subject, '/', 2) as reference,
      d.subject not like 'case/%' as of_petition, ($1 = any (d.bodies) or ($2 and d.name = any ($3))) as is_team
    from deadline d
    where d.kind = any ($4) and d.due_on between $5 and $6
      and d.met_at is null and d.cancelled_at is null and d.fired_at is null
  ) each
) one
left join ladder_case c on not one.of_petition and c.reference = one.reference
left join petition p on one.of_petition and p.reference = one.reference
where place <= $7 order by due_on, place
"""


async def of_days(session: Session, worker: Worker, *, from_on: date, until_on: date, each: int) -> list[Fallen]:
    """What is due on each of these days in the session's areas, so much of a day, the worker's body's own first."""
    rows = await (await raw(session)).fetch(
        _OF_DAYS,
        worker.body,
        worker.is_of_committee,
        list(OF_COMMITTEE),
        [kind.value for kind in Shown],
        from_on,
        until_on,
        each,
    )
    return [Fallen(**{**row, "kind": Shown(row["kind"])}) for row in rows]


async def list_all(session: Session, wanted: Wanted, *, after: Position | None, limit: int) -> list[Listed]:
    """A page of deadlines in order of day, beginning after one."""
    day, number = after or (date.min, 0)
    rows = await (await raw(session)).fetch(
        _LIST.format(standing=_STANDING[wanted.standing]),
        list(wanted.kinds),
        wanted.area,
        wanted.body,
        list(wanted.names),
        day,
        number,
        limit,
    )
    return [
        Listed(
            **{
                **row,
                "bodies": tuple(row["bodies"]),
                "answers_owed_under": tuple(row["answers_owed_under"]),
                "kind": Shown(row["kind"]),
            },
            standing=wanted.standing,
        )
        for row in rows
    ]
