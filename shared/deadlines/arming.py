"""Arming deadlines, ending them before they fire, and reading those that stand open. Nothing is fired here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import text

from shared.database import Session, raw
from shared.policy import Policy
from shared.working_days import at_time, end_of_day, swept_from

_ARM_DAYS = """
insert into deadline (kind, area, subject, due_on, due_at, sweep_at, working, policy_version, round)
select distinct on (new.subject) $1, new.*,
       (select coalesce(max(round), 0) + 1 from deadline d where (d.subject, d.kind) = (new.subject, $1))
from unnest($2::text[], $3::text[], $4::date[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::text[])
  new(area, subject, due_on, due_at, sweep_at, working, policy_version)
where not exists (
  select from deadline d where (d.subject, d.kind) = (new.subject, $1) and d.cancelled_at is null)
order by new.subject
"""
OPEN = "met_at is null and cancelled_at is null and fired_at is null and stuck_reason is null"


@dataclass(frozen=True, slots=True)
class Deadline:
    """An open deadline with its working, as pages show it."""

    subject: str
    kind: str
    round: int
    due_on: date | None
    due_at: datetime
    working: str
    stuck_reason: str | None


async def arm(
    session: Session,
    *,
    area: str,
    subject: str,
    kind: str,
    due_at: datetime,
    working: str,
    policy_version: str,
    round: int = 1,
    due_on: date | None = None,
    sweep_at: datetime | None = None,
) -> None:
    """Arm one round of a deadline. In time is before `due_at`; the sweep looks from `sweep_at` (default: due_at)."""
    await session.execute(
        text(
            "insert into deadline (area, subject, kind, round, due_on, due_at, sweep_at, working, policy_version) "
            "values (:area, :subject, :kind, :round, :due_on, :due_at, :sweep_at, :working, :policy_version)"
        ),
        {
            "area": area,
            "subject": subject,
            "kind": kind,
            "round": round,
            "due_on": due_on,
            "due_at": due_at,
            "sweep_at": sweep_at or due_at,
            "working": working,
            "policy_version": policy_version,
        },
    )


async def arm_day(
    session: Session,
    *,
    area: str,
    subject: str,
    kind: str,
    due_on: date,
    working: str,
    policy: Policy,
    round: int = 1,
) -> None:
    """Arm one round of a deadline that is a day, by a policy: in time until the day is over, swept the next morning."""
    await arm(
        session,
        area=area,
        subject=subject,
        kind=kind,
        round=round,
        due_on=due_on,
        due_at=end_of_day(due_on),
        sweep_at=swept_from(due_on, policy.clock.sweep_after),
        working=working,
        policy_version=policy.version,
    )


async def arm_today(
    session: Session, *, area: str, subject: str, kind: str, on: date, working: str, policy: Policy
) -> None:
    """Arm the end of that day for what may happen several times on it; what is armed already stays as it is.

    The day is the round, so that whatever order they come in, two who arm it wait for one another and arm it once.
    """
    await (await raw(session)).execute(
        "insert into deadline (area, subject, kind, round, due_on, due_at, sweep_at, working, policy_version) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (subject, kind, round) do nothing",
        area,
        subject,
        kind,
        on.toordinal(),
        on,
        end_of_day(on),
        swept_from(on, policy.clock.sweep_after),
        working,
        policy.version,
    )


async def arm_morning(
    session: Session, *, area: str, subject: str, kind: str, on: date, from_time: time, working: str, policy: Policy
) -> None:
    """Arm what is done in the morning of that day, from a time on; what is armed already stays as it is."""
    await (await raw(session)).execute(
        "insert into deadline (area, subject, kind, round, due_on, due_at, sweep_at, working, policy_version) "
        "values ($1, $2, $3, $4, $5, $6, $6, $7, $8) on conflict (subject, kind, round) do nothing",
        area,
        subject,
        kind,
        on.toordinal(),
        on,
        at_time(on, from_time),
        working,
        policy.version,
    )


@dataclass(frozen=True, slots=True)
class Expected:
    """A day by which something of a subject is expected, with its working and the policy that it was reckoned by."""

    area: str
    subject: str
    due_on: date
    working: str
    policy: Policy


async def arm_days(session: Session, kind: str, expected: Sequence[Expected]) -> None:
    """Arm a day for each subject, in one statement. One that has such a deadline, open or ended, keeps it;
    a cancelled one does not count.
    """
    if not expected:
        return
    await (await raw(session)).execute(
        _ARM_DAYS,
        kind,
        [one.area for one in expected],
        [one.subject for one in expected],
        [one.due_on for one in expected],
        [end_of_day(one.due_on) for one in expected],
        [swept_from(one.due_on, one.policy.clock.sweep_after) for one in expected],
        [one.working for one in expected],
        [one.policy.version for one in expected],
    )


async def meet(session: Session, subject: str, kind: str, now: datetime) -> None:
    """What was due has been done: the open rounds of this kind are met."""
    await _end(session, "met_at", subject, kind, now)


async def resume(session: Session, subject: str, kind: str) -> None:
    """What was done turned out not to be: the rounds of this kind that were met, and never fired, are open again."""
    await session.execute(
        text(
            "update deadline set met_at = null "
            "where subject = :subject and kind = :kind and met_at is not null and fired_at is null"
        ),
        {"subject": subject, "kind": kind},
    )


async def cancel(session: Session, subject: str, kind: str | None, now: datetime) -> None:
    """Nothing is due any more: open deadlines of the subject (of one kind, or all) are cancelled."""
    await _end(session, "cancelled_at", subject, kind, now)


async def _end(session: Session, column: str, subject: str, kind: str | None, now: datetime) -> None:
    statement = (
        f"update deadline set {column} = :now where subject = :subject "  # noqa: S608 one of two fixed columns
        "and (cast(:kind as text) is null or kind = :kind) "
        "and met_at is null and cancelled_at is null and fired_at is null"
    )
    await session.execute(text(statement), {"subject": subject, "kind": kind, "now": now})


async def open_of(session: Session, subject: str) -> list[Deadline]:
    """The open deadlines of a subject, the next first; stuck ones with their reason."""
    rows = await session.execute(
        text(
            "select subject, kind, round, due_on, due_at, working, stuck_reason from deadline where subject = :subject "
            "and met_at is null and cancelled_at is null and fired_at is null order by due_at, id"
        ),
        {"subject": subject},
    )
    return [Deadline(**row) for row in rows.mappings()]


async def open_of_kind(session: Session, kind: str, areas: Collection[str]) -> list[Deadline]:
    """The open deadlines of one kind in these areas, in order of subject."""
    rows = await session.execute(
        text(
            "select subject, kind, round, due_on, due_at, working, stuck_reason from deadline "  # noqa: S608 fixed
            f"where kind = :kind and area = any(:areas) and {OPEN} order by subject, round"
        ),
        {"kind": kind, "areas": list(areas)},
    )
    return [Deadline(**row) for row in rows.mappings()]


async def fired(session: Session, kind: str, subjects: Collection[str]) -> list[str]:
    """Those of these subjects of which a deadline of this kind has fired, in order."""
    rows = await (await raw(session)).fetch(
        "select distinct subject from deadline where kind = $1 and subject = any ($2) and fired_at is not null "
        "order by subject",
        kind,
        list(subjects),
    )
    return [row["subject"] for row in rows]


async def stuck(session: Session, areas: Collection[str]) -> list[Deadline]:
    """The deadlines of these areas that could not be fired after every attempt, for the desk."""
    rows = await session.execute(
        text(
            "select subject, kind, round, due_on, due_at, working, stuck_reason from deadline "
            "where stuck_reason is not null and area = any(:areas) "
            "and met_at is null and cancelled_at is null and fired_at is null order by due_at, id"
        ),
        {"areas": list(areas)},
    )
    return [Deadline(**row) for row in rows.mappings()]


async def health(session: Session) -> int:
    """How many deadlines could not be fired in all their attempts and wait for a person."""
    count = await session.execute(
        text(
            "select count(*) from deadline where stuck_reason is not null "
            "and met_at is null and cancelled_at is null and fired_at is null"
        )
    )
    return int(count.scalar_one())


async def next_sweep_at(session: Session, *, passing: Collection[str] = ()) -> datetime | None:
    """The moment of the next open deadline but of the kinds passed by, for moving a local clock from stop to stop."""
    rows = await session.execute(
        text(f"select min(sweep_at) from deadline where {OPEN} and kind <> all (:passing)"),  # noqa: S608 fixed
        {"passing": list(passing)},
    )
    moment: datetime | None = rows.scalar_one()
    return moment
