"""Cases about a measure, as far as the measure's page tells of them. A projection, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.indicators.domain.measure.case import MeasureCase
from shared.database import Session, raw
from shared.events.escalation import CaseOpened

_OPEN = """
insert into measure_case (area, reference, measure, title, state, asked_by, due_on, silence, opened_at,
  changed_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)
on conflict (area, reference) do update set measure = excluded.measure, title = excluded.title,
  state = excluded.state, asked_by = excluded.asked_by, due_on = excluded.due_on, silence = excluded.silence,
  opened_at = excluded.opened_at, changed_at = excluded.changed_at, version = excluded.version
"""
_MOVE = """
update measure_case c set state = n.state, asked_by = n.asked_by, due_on = n.due_on, silence = n.silence,
  subject = coalesce(n.subject, c.subject), changed_at = n.at, version = n.version,
  answers_owed_under = coalesce(n.owed, c.answers_owed_under)
from unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::date[], $6::text[], $7::text[], $8::timestamptz[],
  $9::int[], $10::text[]) n(area, reference, state, asked_by, due_on, silence, subject, at, version, owed)
where c.area = n.area and c.reference = n.reference and c.version < n.version
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case that was opened about a measure."""

    event: CaseOpened
    at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A step of a case: the state it led to, what is due and when silence ends; `subject` once it is served.

    `answers_owed_under` names the regimes under which answers to recommendations are owed, once those are served.
    """

    area: str
    reference: str
    state: str
    asked_by: date | None
    due_on: date | None
    silence: str | None
    subject: str | None
    answers_owed_under: str | None
    at: datetime
    version: int


async def open_(session: Session, cases: Sequence[Opened]) -> None:
    """Keep new cases."""
    rows = [
        (
            *(c.event.area, c.event.case, c.event.measure, c.event.title, c.event.state),
            *(c.event.asked_by, c.event.due_on, c.event.silence, c.at, c.version),
        )
        for c in cases
    ]
    await (await raw(session)).executemany(_OPEN, rows)


async def move(session: Session, steps: Sequence[Moved]) -> None:
    """Move cases on, one step each."""
    rows = [
        (
            *(s.area, s.reference, s.state, s.asked_by, s.due_on, s.silence, s.subject, s.at, s.version),
            s.answers_owed_under,
        )
        for s in steps
    ]
    if rows:
        await (await raw(session)).execute(_MOVE, *zip(*rows, strict=True))


async def remove_all(session: Session) -> None:
    """Take every case away."""
    await (await raw(session)).execute("delete from measure_case")


async def of_measure(session: Session, area: str, measure: str) -> list[MeasureCase]:
    """The cases about a measure, newest first."""
    rows = await (await raw(session)).fetch(
        "select reference, title, state, subject, (select max(signed_on) from partner p where p.area = c.area "
        "and p.name = c.subject) as signed_on, coalesce(answers_owed_under, '') as answers_owed_under, asked_by, "
        "due_on, silence, opened_at, changed_at from measure_case c "
        "where area = $1 and measure = $2 order by opened_at desc, reference",
        area,
        measure,
    )
    return [MeasureCase(**row) for row in rows]
