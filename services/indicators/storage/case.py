"""Cases about a measure, as far as the measure's page tells of them. A projection, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.indicators.domain.case import MeasureCase
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
update measure_case set state = $3, asked_by = $4, due_on = $5, silence = $6, subject = coalesce($7, subject),
  changed_at = $8, version = $9
where area = $1 and reference = $2 and version < $9
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case that was opened about a measure."""

    event: CaseOpened
    at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A step of a case: the state it led to, what is due and when silence ends; `subject` once it is served."""

    area: str
    reference: str
    state: str
    asked_by: date | None
    due_on: date | None
    silence: str | None
    subject: str | None
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
    """Move cases on, each to its newest state."""
    rows = [(s.area, s.reference, s.state, s.asked_by, s.due_on, s.silence, s.subject, s.at, s.version) for s in steps]
    await (await raw(session)).executemany(_MOVE, rows)


async def remove_all(session: Session) -> None:
    """Take every case away."""
    await (await raw(session)).execute("delete from measure_case")


async def of_measure(session: Session, area: str, measure: str) -> list[MeasureCase]:
    """The cases about a measure, newest first."""
    rows = await (await raw(session)).fetch(
        "select reference, title, state, subject, asked_by, due_on, silence, opened_at, changed_at from measure_case "
        "where area = $1 and measure = $2 order by opened_at desc, reference",
        area,
        measure,
    )
    return [MeasureCase(**row) for row in rows]
