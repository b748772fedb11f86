"""The open cases of a desk, put in order and counted where they are kept, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.escalation.domain.case.case import Case
from services.escalation.domain.desk.work import (
    CONSEQUENCES,
    OF_COMMITTEE,
    Consequence,
    Count,
    Position,
    Wanted,
    When,
    Whose,
    Worker,
)
from services.escalation.storage.case.case import loaded
from shared.database import Session, raw

FAR = date(9999, 12, 31)  # where a case stands that no clock moves
SOON_DAYS = 7
_WORK = """
with work as (
  select c.reference, c.state, c.measure, c.ward, a.account,
    least(own.by_on::date, c.due_on, $1) as due_on, least(own.by_on, c.asked_by, c.due_on::text) as asked_on,
    coalesce(r.rank, $2) as rank,
    own.by_on is null and not coalesce(($3 = any (d.bodies)) or ($4 and d.name = any ($5)), false) as is_others,
    own.by_on is not null as is_asked
  from ladder_case c
  left join escalation_private.assignment a on a.reference = c.reference and a.body = $3 and a.is_current
  left join unnest($6::text[], $7::int[]) as r (name, rank) on r.name = c.silence
  left join unnest($14::text[], $15::text[]) as own (reference, by_on) on own.reference = c.reference
  left join deadline d on d.subject = 'case/' || c.reference and d.kind = 'case.silence'
    and d.met_at is null and d.cancelled_at is null and d.fired_at is null
  where c.closed_on is null
)
"""
_WHOSE = {
    Whose.MINE: "account = any ($8)",
    Whose.TEAM: "not is_others",
    Whose.UNTAKEN: "not is_others and account is null",
    Whose.OTHERS: "is_others",
}
_WHEN = {When.OVERDUE: "asked_on < $9", When.TODAY: "asked_on = $9", When.SOON: "asked_on between $9 and $10"}
_COUNTED = {
    "total": "true",
    "team": _WHOSE[Whose.TEAM],
    "asked": "is_asked",
    "mine": _WHOSE[Whose.MINE],
    "untaken": _WHOSE[Whose.UNTAKEN],
    "overdue": _WHEN[When.OVERDUE],
    "today": _WHEN[When.TODAY],
}
# every parameter is named, so that its kind is known whichever conditions there are
_NAMED = (
    "($8::text[] is not null and $9::text is not null and $10::text is not null "
    "and $11::text[] is not null and $12::text is not null and $13::text is not null)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A case on a desk: where it stands there, and who of the reader's body has it."""

    case: Case
    position: Position
    account: str | None


async def list_page(
    session: Session, worker: Worker, wanted: Wanted, *, today: date, after: Position | None, limit: int
) -> list[Placed]:
    """A page of the open cases of the session's areas: one's own body's first, the gravest first, then by day."""
    behind = after or Position(is_others=False, consequence=0, due_on=date.min, reference="")
    query = (
        f"{_WORK} select page.*, c.facts from (select reference, account, is_others, rank, due_on from work "  # noqa: S608 fixed words alone
        f"where {_which(wanted)} and (is_others, rank, due_on, reference) > ($16, $17, $18, $19) "
        "order by is_others, rank, due_on, reference limit $20) page "
        "join ladder_case c on c.reference = page.reference order by is_others, rank, page.due_on, reference"
    )
    place = (behind.is_others, behind.consequence, behind.due_on, behind.reference)
    rows = await (await raw(session)).fetch(query, *_bounds(worker, wanted, today), *place, limit)
    return [
        Placed(
            case=loaded(row["facts"]),
            position=Position(row["is_others"], row["rank"], row["due_on"], row["reference"]),
            account=row["account"],
        )
        for row in rows
    ]


async def counts(session: Session, worker: Worker, wanted: Wanted, *, today: date) -> tuple[Count, Count]:
    """How many open cases there are in all, and how many of those that are asked for: looked through once for both."""
    asked = "" if wanted.is_everything else f", {_counted('asked_', _which(wanted))}"
    query = f"{_WORK} select {_counted('', 'true')}{asked} from work where {_NAMED}"  # noqa: S608 fixed words alone
    (row,) = await (await raw(session)).fetch(query, *_bounds(worker, wanted, today))
    every = Count(**{name: row[name] for name in _COUNTED})
    return every, Count(**{name: row[f"asked_{name}"] for name in _COUNTED}) if asked else every


def _counted(prefix: str, which: str) -> str:
    """What a desk counts, of the cases for which this holds."""
    return ", ".join(
        f"count(*) filter (where {which} and {condition}) as {prefix}{name}" for name, condition in _COUNTED.items()
    )


async def choices(session: Session) -> tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]:
    """By what open cases can be told apart: their measures (code, title), and their wards (code, name)."""
    measures = await (await raw(session)).fetch(
        "select distinct c.measure as code, coalesce(m.title, c.measure) as name from ladder_case c "
        "left join measure m on m.area = c.area and m.measure = c.measure "
        "where c.closed_on is null order by name, code limit 200"
    )
    wards = await (await raw(session)).fetch(
        "select distinct c.ward as code, coalesce((select min(p.ward_name) from councillor p "
        "where p.area = c.area and p.ward = c.ward and p.ward_name <> ''), w.name, c.ward) as name from ladder_case c "
        "left join ward w on w.area = c.area and w.ward = c.ward "
        "where c.closed_on is null and c.ward <> '' order by name, code limit 200"
    )
    return [(row["code"], row["name"]) for row in measures], [(row["code"], row["name"]) for row in wards]


async def asking(session: Session, body: str, limit: int = 200) -> list[Case]:
    """The open cases of the session's areas in which something may be asked of a body or of a second person beside the
    state's clock: what is asked, and of whom, the case itself says.
    """
    query = (
        "select c.facts from ladder_case c where c.closed_on is null and ("
        "exists (select from proposal p where p.reference = c.reference) or c.state in ('scheduled', 'brokering') "
        "or (c.state = 'evidence' and (c.subject = $1 or c.facts -> 'scrutiny' -> 'notices' @> "
        "jsonb_build_array(jsonb_build_object('body', $1)))) "
        "or (c.state = 'remedy_running' and c.facts -> 'remedy' -> 'plan' ->> 'more_time_until' is not null)) "
        "order by c.due_on, c.reference limit $2"
    )
    return [loaded(row["facts"]) for row in await (await raw(session)).fetch(query, body, limit)]


async def of_subject(session: Session, body: str, *, is_open: bool, limit: int) -> list[Case]:
    """The cases of the session's areas about a body: open ones with the next day first, ended ones the last first."""
    order = (
        "closed_on is null order by due_on, reference"
        if is_open
        else "closed_on is not null order by closed_on desc, reference"
    )
    query = f"select facts from ladder_case where subject = $1 and {order} limit $2"  # noqa: S608 fixed words alone
    return [loaded(row["facts"]) for row in await (await raw(session)).fetch(query, body, limit)]


def _which(wanted: Wanted) -> str:
    """The conditions, in fixed words; what was typed goes beside them."""
    chosen = "($11::text[] = '{}' or state = any ($11)) and ($12 = '' or measure = $12) and ($13 = '' or ward = $13)"
    whose = f" and {_WHOSE[wanted.whose]}" if wanted.whose else ""
    when = f" and {_WHEN[wanted.when]}" if wanted.when else ""
    return f"{chosen} and {_NAMED}{whose}{when}"


def _bounds(worker: Worker, wanted: Wanted, today: date) -> tuple[object, ...]:
    names = sorted(CONSEQUENCES)
    return (
        FAR,
        int(Consequence.TELLS),
        worker.body,
        worker.is_of_committee,
        list(OF_COMMITTEE),
        names,
        [int(CONSEQUENCES[name]) for name in names],
        list(worker.accounts),
        today.isoformat(),
        (today + timedelta(days=SOON_DAYS)).isoformat(),
        list(wanted.states),
        wanted.measure,
        wanted.ward,
        list(worker.asked),
        [on.isoformat() for on in worker.asked.values()],
    )
