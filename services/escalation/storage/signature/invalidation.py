"""Signatures found by what they share, counted and changed as a whole; and the jobs that did it. Nobody is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from services.escalation.domain.signature.invalidation import FEWEST, Conditions, Deed, Ground, Job, Matching
from services.escalation.domain.signature.origin import Reason, outward_of, registered_of
from services.escalation.storage.case.seal import Seal
from shared.database import Session, raw
from shared.post.mailboxes import canonical_email
from shared.problems import NotFound
from shared.working_days import at_time, end_of_day

FOUND = """
from escalation_private.signature s left join escalation_private.origin o using (signature)
where s.petition = $1 and s.confirmed_at is not null and s.struck_by is null and not s.is_organiser
  and ($2::text is null or s.held_for = $2) and ($3::bytea is null or o.domain = $3)
  and ($4::bytea is null or o.pattern = $4) and ($5::bytea is null or o.outward = $5)
  and ($6::bytea is null or o.address = $6) and ($7::bytea is null or o.network = $7)
  and ($8::timestamptz is null or s.confirmed_at >= $8) and ($9::timestamptz is null or s.confirmed_at < $9)
  and ($10 or s.held_for is not null)
"""
_UNDECIDED = """
with held as (
  select petition, count(*)::int as signatures from escalation_private.signature
  where held_for is not null and struck_by is null and confirmed_at is not null group by 1
), sheets as (select petition, count(*)::int as batches from paper where is_open group by 1)
select p.reference, p.facts ->> 'title' as title, coalesce(h.signatures, 0) as held, coalesce(s.batches, 0) as batches
from petition p left join held h on h.petition = p.reference left join sheets s on s.petition = p.reference
where h.petition is not null or s.petition is not null
order by 3 desc, 4 desc, p.reference limit $1
"""
_HASHED = ("domain", "pattern", "outward", "address", "network")
_FIELDS = "held_for, domain, pattern, outward, address, network, first_on, last_on, named"


@dataclass(frozen=True, slots=True)
class Group:
    """Held signatures that share something, named by a hash or, where at least five share it, by its own name."""

    kind: str
    value: str
    shown: str
    held: int


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of one kind of deadline: the last one's number, and whether one stands open."""

    last: int
    is_open: bool


async def matching(session: Session, petition: str, conditions: Conditions, deed: Deed) -> Matching:
    """How many signatures the conditions find that this deed can be done to."""
    rows = await (await raw(session)).fetch(
        f"select s.held_for, count(*)::int as signatures {FOUND} group by s.held_for",
        *arguments(petition, conditions, deed),
    )
    found = {row["held_for"]: row["signatures"] for row in rows}
    counted = found.pop(None, 0)
    return Matching(counted=counted, held=dict(sorted(found.items())))


async def release(session: Session, petition: str, job: Job) -> int:
    """Let the held signatures that the job's conditions find count from now on; how many."""
    return await _change(
        session,
        f"with found as (select s.signature {FOUND}) update escalation_private.signature s "  # noqa: S608 fixed text
        "set released_by = $11, released_from = s.held_for, held_for = null from found "
        "where s.signature = found.signature",
        *arguments(petition, job.conditions, Deed.RELEASE),
        job.job,
    )


async def strike_out(session: Session, petition: str, job: Job) -> int:
    """Strike out the signatures that the job's conditions find; how many."""
    return await _change(
        session,
        f"with found as (select s.signature {FOUND}) update escalation_private.signature s "  # noqa: S608 fixed text
        "set struck_by = $11 from found where s.signature = found.signature",
        *arguments(petition, job.conditions, Deed.STRIKE_OUT),
        job.job,
    )


async def touched(session: Session, petition: str, job: str) -> int:
    """How many signatures a job changed that have not been changed since."""
    number: int = await (await raw(session)).fetchval(
        "select count(*) from escalation_private.signature where petition = $1 "
        "and (struck_by = $2 or (released_by = $2 and struck_by is null))",
        petition,
        job,
    )
    return number


async def put_back(session: Session, petition: str, job: str) -> int:
    """Undo what a job did to every signature that has not been changed since; how many."""
    released = await _change(
        session,
        "update escalation_private.signature set held_for = released_from, released_by = null, released_from = null "
        "where petition = $1 and released_by = $2 and struck_by is null",
        petition,
        job,
    )
    struck = await _change(
        session,
        "update escalation_private.signature set struck_by = null where petition = $1 and struck_by = $2",
        petition,
        job,
    )
    return released + struck


async def by_reason(session: Session, petition: str) -> tuple[dict[str, int], dict[str, int]]:
    """How many signatures of the petition are held, by reason, and how many are struck out, by the job's code."""
    connection = await raw(session)
    held = await connection.fetch(
        "select held_for as reason, count(*)::int as signatures from escalation_private.signature where petition = $1 "
        "and held_for is not null and struck_by is null and confirmed_at is not null group by 1 order by 1",
        petition,
    )
    struck = await connection.fetch(
        "select j.code as reason, count(*)::int as signatures from escalation_private.signature s "
        "join escalation_private.invalidation j on j.job = s.struck_by where s.petition = $1 group by 1 order by 1",
        petition,
    )
    return ({row["reason"]: row["signatures"] for row in held}, {row["reason"]: row["signatures"] for row in struck})


async def undecided(session: Session, limit: int = 100) -> list[tuple[str, str, int, int]]:
    """The petitions of the session's areas on which signatures are held or sheets wait to be compared.

    Reference, title, signatures held, batches that wait; the most first, `limit` at most.
    """
    rows = await (await raw(session)).fetch(_UNDECIDED, limit)
    return [(row["reference"], row["title"], row["held"], row["batches"]) for row in rows]


async def trend(session: Session, petition: str, since: datetime) -> list[tuple[date, int, int]]:
    """For each day since a moment: how many signatures were confirmed that count, and how many that are held."""
    rows = await (await raw(session)).fetch(
        "select (confirmed_at at time zone 'Europe/London')::date as on_day, count(*) filter (where counts)::int as n, "
        "count(*) filter (where held_for is not null and struck_by is null)::int as held "
        "from escalation_private.signature where petition = $1 and confirmed_at >= $2 group by 1 order by 1",
        petition,
        since,
    )
    return [(row["on_day"], row["n"], row["held"]) for row in rows]


async def groups(session: Session, seal: Seal, petition: str, limit: int = 20) -> list[Group]:
    """What the held signatures share, the largest first; nothing that fewer than five share."""
    connection, found = await raw(session), []
    for kind in ("network", "address", "domain", "outward"):
        rows = await connection.fetch(
            f"select o.{kind} as value, count(*)::int as held, min(o.signature::text) as one "  # noqa: S608 fixed names
            "from escalation_private.origin o join escalation_private.signature s using (signature) "
            "where s.petition = $1 and s.held_for is not null and s.struck_by is null and s.confirmed_at is not null "
            f"and o.{kind} is not null group by 1 having count(*) >= $2 order by 2 desc limit $3",
            petition,
            FEWEST,
            limit,
        )
        for row in rows:
            shown = await _shown(connection, seal, kind, row["one"])
            found.append(Group(kind, row["value"].hex(), shown or row["value"].hex()[:8], row["held"]))
    return sorted(found, key=lambda one: -one.held)[:limit]


async def add(session: Session, area: str, petition: str, job: Job) -> None:
    """Keep a job that was asked for."""
    conditions = job.conditions
    await (await raw(session)).execute(
        f"insert into escalation_private.invalidation (job, area, petition, number, deed, of, {_FIELDS}, expected, "  # noqa: S608 fixed
        "code, reasons, body, actor, asked_on, second_of, second_by, ended_as) values ($1, $2, $3, $4, $5, $6, $7, "
        "$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)",
        job.job,
        area,
        petition,
        job.number,
        job.deed.value,
        job.of,
        conditions.held_for.value if conditions.held_for else None,
        conditions.domain,
        conditions.pattern,
        conditions.outward,
        conditions.address,
        conditions.network,
        conditions.first_on,
        conditions.last_on,
        list(conditions.named),
        job.expected,
        job.code.value,
        job.reasons,
        job.body,
        job.actor,
        job.asked_on,
        job.second_of,
        job.second_by,
        job.ended_as,
    )


async def end(
    session: Session, job: str, ended_as: str, *, on: date, touched: int | None = None, second_body: str | None = None
) -> None:
    """Note how a job ended."""
    await (await raw(session)).execute(
        "update escalation_private.invalidation set ended_as = $2, done_on = $3, touched = coalesce($4, touched), "
        "second_body = coalesce($5, second_body) where job = $1",
        job,
        ended_as,
        on,
        touched,
        second_body,
    )


async def jobs(session: Session, petition: str) -> Sequence[Job]:
    """Every job of the petition, the latest first."""
    query = "select * from escalation_private.invalidation where petition = $1 order by number desc"
    return [_job(row) for row in await (await raw(session)).fetch(query, petition)]


async def one(session: Session, petition: str, job: str) -> Job:
    """One job of the petition. Raises NotFound."""
    query = "select * from escalation_private.invalidation where petition = $1 and job::text = $2"
    row = await (await raw(session)).fetchrow(query, petition, job)
    if row is None:
        raise NotFound("There is no such decision about this petition's signatures.")
    return _job(row)


async def waiting(session: Session, limit: int = 100) -> list[tuple[str, Job]]:
    """The jobs of the session's areas that wait for a second person, the first day first, each with its petition."""
    rows = await (await raw(session)).fetch(
        "select * from escalation_private.invalidation where ended_as = 'waiting' and second_by is not null "
        "order by second_by, job limit $1",
        limit,
    )
    return [(row["petition"], _job(row)) for row in rows]


async def rounds_of(session: Session, subject: str, kind: str) -> Rounds:
    """The rounds of a subject's deadline of one kind."""
    row = await (await raw(session)).fetchrow(
        "select coalesce(max(round), 0) as last, coalesce(bool_or(met_at is null and cancelled_at is null "
        "and fired_at is null), false) as is_open from deadline where subject = $1 and kind = $2",
        subject,
        kind,
    )
    return Rounds(row["last"], row["is_open"]) if row else Rounds(0, is_open=False)


async def _change(session: Session, statement: str, *arguments: object) -> int:
    done: str = await (await raw(session)).execute(statement, *arguments)
    return int(done.rpartition(" ")[2])


async def _shown(connection: Any, seal: Seal, kind: str, one: str) -> str:  # noqa: ANN401 asyncpg has no types
    """The domain or district that a group shares, read from one of its own signatures; no name for a network."""
    field = {"domain": "email", "outward": "postcode"}.get(kind)
    if field is None:
        return ""
    row = await connection.fetchrow(
        "select person_key, address, email, postcode from escalation_private.signature where signature = $1", one
    )
    if row is None or row["person_key"] is None:
        return ""
    return _shared(kind, seal.person(row["person_key"], row["address"]).open(field, row[field]))


def _shared(kind: str, plain: str) -> str:
    return registered_of(canonical_email(plain).rpartition("@")[2]) if kind == "domain" else outward_of(plain)


def arguments(petition: str, conditions: Conditions, deed: Deed) -> tuple[object, ...]:
    """What `FOUND` is asked with, in its order."""
    return (
        petition,
        conditions.held_for.value if conditions.held_for else None,
        conditions.domain,
        conditions.pattern,
        conditions.outward,
        conditions.address,
        conditions.network,
        at_time(conditions.first_on, time(0)) if conditions.first_on else None,
        end_of_day(conditions.last_on) if conditions.last_on else None,
        deed is Deed.STRIKE_OUT,
    )


def _job(row: Any) -> Job:  # noqa: ANN401 asyncpg has no types
    return Job(
        job=str(row["job"]),
        number=row["number"],
        deed=Deed(row["deed"]),
        of=str(row["of"]) if row["of"] else None,
        conditions=Conditions(
            held_for=Reason(row["held_for"]) if row["held_for"] else None,
            named=tuple(row["named"]),
            **{name: row[name] for name in _HASHED},
            first_on=row["first_on"],
            last_on=row["last_on"],
        ),
        code=Ground(row["code"]),
        **{
            name: row[name]
            for name in (
                "expected", "reasons", "body", "actor", "asked_on", "second_of", "second_by", "second_body", "done_on",
                "touched", "ended_as",
            )
        },
    )  # fmt: skip
