"""Who of a body works on which case, who stands in for whom, what they wrote for each other, and their kept lists.

The only place that reads them; no event and no public query does.
"""

from collections.abc import Sequence
from datetime import date

from services.escalation.domain.desk.assignment import Assignment, Cover, Note
from shared.database import Session, raw

_SHOWN = "reference, area, body, number, account, assigned_by, assigned_at, note"
_NOTE = "reference, area, body, number, written_by, written_at, note, supersedes"
_COVER = "number, area, body, account, stands_in, from_on, until_on, assigned_by, ended_on"


async def history(session: Session, reference: str, body: str) -> list[Assignment]:
    """How a case went from one to the next inside a body, the last first: that is the one that holds."""
    rows = await (await raw(session)).fetch(
        f"select {_SHOWN} from escalation_private.assignment where reference = $1 and body = $2 order by number desc",  # noqa: S608 fixed
        reference,
        body,
    )
    return [Assignment(**row) for row in rows]


async def holders(session: Session, references: Sequence[str]) -> list[tuple[str, str, str]]:
    """Who has these cases now: each time the case, the body and the account; nobody where it waits for a team."""
    rows = await (await raw(session)).fetch(
        "select reference, body, account from escalation_private.assignment "
        "where reference = any ($1) and is_current and account is not null order by reference, body",
        list(references),
    )
    return [(row["reference"], row["body"], row["account"]) for row in rows]


async def add(session: Session, new: Assignment) -> None:
    """Keep who has it now, of a case that this transaction has locked."""
    connection = await raw(session)
    await connection.execute(
        "update escalation_private.assignment set is_current = false where reference = $1 and body = $2 and is_current",
        new.reference,
        new.body,
    )
    await connection.execute(
        f"insert into escalation_private.assignment ({_SHOWN}) values ($1, $2, $3, $4, $5, $6, $7, $8)",  # noqa: S608 fixed
        *(new.reference, new.area, new.body, new.number, new.account, new.assigned_by, new.assigned_at, new.note),
    )


async def notes(session: Session, reference: str, body: str) -> list[Note]:
    """What people of the body wrote about the case, the last first."""
    rows = await (await raw(session)).fetch(
        f"select {_NOTE} from escalation_private.case_note "  # noqa: S608 fixed
        "where reference = $1 and body = $2 order by number desc",
        reference,
        body,
    )
    return [Note(**row) for row in rows]


async def add_note(session: Session, new: Note) -> None:
    """Keep a note about a case that this transaction has locked."""
    await (await raw(session)).execute(
        f"insert into escalation_private.case_note ({_NOTE}) "  # noqa: S608 fixed
        "values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(new.reference, new.area, new.body, new.number, new.written_by, new.written_at, new.note, new.supersedes),
    )


async def ended_cases(session: Session, *, after: str, limit: int) -> list[tuple[str, str]]:
    """Cases that have ended and of which somebody's work or notes are still kept, with their areas, in order."""
    rows = await (await raw(session)).fetch(
        "select c.reference, c.area from ladder_case c where c.closed_on is not null and c.reference > $1 and "
        "(exists (select from escalation_private.assignment a where a.reference = c.reference) or "
        "exists (select from escalation_private.case_note n where n.reference = c.reference)) "
        "order by c.reference limit $2",
        after,
        limit,
    )
    return [(row["reference"], row["area"]) for row in rows]


async def forget(session: Session, reference: str) -> int:
    """Delete who worked on a case, and what they wrote about it; how many rows."""
    gone = 0
    for table in ("assignment", "case_note"):
        query = f"delete from escalation_private.{table} where reference = $1"  # noqa: S608 fixed names alone
        gone += _count(await (await raw(session)).execute(query, reference))
    return gone


async def forget_covers(session: Session, today: date) -> int:
    """Delete who stood in for whom when its last day is over, or it was ended; how many."""
    return _count(
        await (await raw(session)).execute(
            "delete from escalation_private.cover where until_on < $1 or ended_on < $1", today
        )
    )


def _count(done: str) -> int:
    return int(done.rpartition(" ")[2])


async def covers(session: Session, body: str, day: date) -> list[Cover]:
    """Who stands in for whom in a body on that day or later, those that were not ended; the next first."""
    rows = await (await raw(session)).fetch(
        f"select {_COVER} from escalation_private.cover where body = $1 and until_on >= $2 "  # noqa: S608 fixed
        "and (ended_on is null or ended_on > $2) order by from_on, number, area",
        body,
        day,
    )
    return [Cover(**row) for row in rows]


async def add_cover(session: Session, new: Cover) -> None:
    """Keep who stands in; the number is the next of the body and area."""
    await (await raw(session)).execute(
        "insert into escalation_private.cover (number, area, body, account, stands_in, from_on, until_on, assigned_by) "
        "select coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5, $6, $7 from escalation_private.cover "
        "where body = $2 and area = $1",
        *(new.area, new.body, new.account, new.stands_in, new.from_on, new.until_on, new.assigned_by),
    )


async def end_cover(session: Session, body: str, area: str, number: int, on: date) -> None:
    """From that day on nobody stands in by this any more."""
    await (await raw(session)).execute(
        "update escalation_private.cover set ended_on = $4 where body = $1 and area = $2 and number = $3 "
        "and ended_on is null",
        body,
        area,
        number,
        on,
    )


async def lists(session: Session, account: str) -> Sequence[tuple[str, str]]:
    """The lists that an account has kept, by name: what each asks for, as its address says it."""
    rows = await (await raw(session)).fetch(
        "select name, query from escalation_private.kept_list where account = $1 order by name", account
    )
    return [(row["name"], row["query"]) for row in rows]


async def keep_list(session: Session, account: str, name: str, query: str) -> None:
    """Keep a list under a name; in place of the one that had it."""
    await (await raw(session)).execute(
        "insert into escalation_private.kept_list (account, name, query) values ($1, $2, $3) "
        "on conflict (account, name) do update set query = excluded.query",
        account,
        name,
        query,
    )


async def remove_list(session: Session, account: str, name: str) -> None:
    """Keep it no more."""
    await (await raw(session)).execute(
        "delete from escalation_private.kept_list where account = $1 and name = $2", account, name
    )
