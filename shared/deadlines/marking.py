"""The days of one subject, set together: whom each is on, what it is called, what silence leads to. Nothing is fired.

A subject may have several days at once, each of its own kind. A clock that starts anew ends the days before it; a clock
that only moves takes its days along, so that whoever follows one of them finds it again on its new day.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.database import Session, raw
from shared.policy import Policy
from shared.working_days import ONE_DAY, end_of_day, swept_from

_UNDONE = "met_at is null and cancelled_at is null and fired_at is null"
_NEW = """
jsonb_to_recordset($2::text::jsonb) as new (kind text, due_on date, due_at timestamptz, sweep_at timestamptz,
  working text, name text, bodies text[], leads_to text)
"""
_END = f"update deadline set met_at = $3 where subject = $1 and kind = any ($2) and {_UNDONE}"  # noqa: S608 fixed
_MOVE = f"""
update deadline set due_on = new.due_on, due_at = new.due_at, sweep_at = new.sweep_at, working = new.working,
  name = new.name, bodies = new.bodies, leads_to = new.leads_to, round = $3, claimed_until = null,
  attempts = 0, stuck_reason = null, moves = moves + 1, changed_at = clock_timestamp()
from {_NEW} where subject = $1 and deadline.kind = new.kind and {_UNDONE}
"""  # noqa: S608 fixed
_ARM = f"""
insert into deadline (subject, area, policy_version, round, kind, due_on, due_at, sweep_at, working, name, bodies,
  leads_to)
select $1, $4, $5, $3, kind, due_on, due_at, sweep_at, working, name, bodies, leads_to from {_NEW}
on conflict (subject, kind, round) do nothing
"""  # noqa: S608 fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A day of a subject: what it is called, the bodies it is on, the state that silence leads to after it.

    `is_morning`: it is no last day but one on whose morning something is done.
    """

    kind: str
    name: str
    due_on: date
    working: str
    bodies: tuple[str, ...] = ()
    leads_to: str = ""
    is_morning: bool = False


async def begin(
    session: Session, subject: str, marks: Sequence[Mark], *, area: str, round: int, policy: Policy
) -> None:
    """Set the days of a new round; one that this round has already is left alone."""
    if marks:
        await (await raw(session)).execute(_ARM, subject, _written(marks, policy), round, area, policy.version)


async def move(session: Session, subject: str, marks: Sequence[Mark], *, area: str, round: int, policy: Policy) -> None:
    """Take the open days of these kinds along to where the clock has moved; a day that is not open is set."""
    if marks:
        await (await raw(session)).execute(_MOVE, subject, _written(marks, policy), round)
        await begin(session, subject, marks, area=area, round=round, policy=policy)


async def end(session: Session, subject: str, kinds: Collection[str], now: datetime) -> None:
    """The open days of these kinds are met: what they were for was done, or is not asked any more."""
    if kinds:
        await (await raw(session)).execute(_END, subject, list(kinds), now)


def _written(marks: Sequence[Mark], policy: Policy) -> str:
    """The days as one JSON list, each with the moments from which it is over and may be swept."""
    return json.dumps([_day(mark, policy) for mark in marks])


def _day(mark: Mark, policy: Policy) -> dict[str, object]:
    last = mark.due_on - ONE_DAY if mark.is_morning else mark.due_on
    return {
        "kind": mark.kind,
        "due_on": mark.due_on.isoformat(),
        "due_at": end_of_day(last).isoformat(),
        "sweep_at": swept_from(last, policy.clock.sweep_after).isoformat(),
        "working": mark.working,
        "name": mark.name,
        "bodies": mark.bodies,
        "leads_to": mark.leads_to,
    }
