"""The copy of what indicators tells about measures: the last judgement, with the target that it was judged by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.escalation.domain.case.command import NoteFigures
from shared.database import Session, raw
from shared.events.indicators import Judgement

NOT_SENT = "not sent"
NO_TARGET = "not set"
EVERY_PART = "every part met"


async def latest(session: Session, area: str, measure: str) -> NoteFigures | None:
    """The last judgement of the measure, as a case notes it; None when nothing was judged yet."""
    row = await (await raw(session)).fetchrow(
        "select period, value, target, verdict, verdict_before, parts, parts_met from judgement "
        "where area = $1 and measure = $2",
        area,
        measure,
    )
    if row is None:
        return None
    told = _Told(row["period"], row["value"], row["target"], row["parts"], row["parts_met"])
    return _note(told, row["verdict"], row["verdict_before"])


def note(event: Judgement) -> NoteFigures:
    """A judgement as a case notes it."""
    told = _Told(event.period, event.value, event.target, *_counted(event))
    return _note(told, event.verdict, event.before)


async def save_judgements(session: Session, events: Sequence[Judgement]) -> None:
    """Keep the last judgement of each measure, and that of each period; they come in order within a measure."""
    await _save_periods(session, events)
    rows: list[tuple[str, str, str, Decimal | None, Decimal | None, str, str, datetime, int, int]] = [
        (e.area, e.measure, e.period, e.value, e.target, e.verdict, e.before, e.received_at, *_counted(e))
        for e in events
    ]
    await (await raw(session)).executemany(
        "insert into judgement (area, measure, period, value, target, verdict, verdict_before, "
        "received_at, parts, parts_met) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
        "on conflict (area, measure) do update set period = excluded.period, "
        "value = excluded.value, target = excluded.target, verdict = excluded.verdict, "
        "verdict_before = excluded.verdict_before, received_at = excluded.received_at, "
        "parts = excluded.parts, parts_met = excluded.parts_met",
        rows,
    )


async def _save_periods(session: Session, events: Sequence[Judgement]) -> None:
    """Keep how each period was judged last, and since when so: a persistent miss is counted from these."""
    await (await raw(session)).executemany(
        "insert into judged_period as p (area, measure, period, verdict, since_at) values ($1, $2, $3, $4, $5) "
        "on conflict (area, measure, period) do update set verdict = excluded.verdict, "
        "since_at = case when p.verdict = excluded.verdict then p.since_at else excluded.since_at end",
        [(e.area, e.measure, e.period, e.verdict, e.received_at) for e in events],
    )


async def verdicts(session: Session, area: str, measure: str) -> dict[str, str]:
    """How each period of the measure was judged last."""
    rows = await (await raw(session)).fetch(
        "select period, verdict from judged_period where area = $1 and measure = $2", area, measure
    )
    return {row["period"]: row["verdict"] for row in rows}


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure beside its target; of a measure with parts, how many are judged and how many of those are met."""

    period: str
    value: Decimal | None
    target: Decimal | None
    parts: int
    parts_met: int


def _counted(event: Judgement) -> tuple[int, int]:
    judged = [part.verdict for part in event.parts if part.verdict != "not_judged"]
    return len(judged), judged.count("met")


def _note(told: _Told, verdict: str, before: str) -> NoteFigures:
    value = NOT_SENT if told.value is None else f"{told.value:f}"
    target = NO_TARGET if told.target is None else f"{told.target:f}"
    if told.parts:
        value, target = f"{told.parts_met} of {told.parts} parts met", EVERY_PART
    return NoteFigures(period=told.period, value=value, target=target, verdict=verdict, before=before)
