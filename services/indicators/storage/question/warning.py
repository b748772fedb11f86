"""Early warnings as last told, one row for each measure and cause; and the figures that they are made from.

Whoever writes here holds the lock of the measure's judgement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.question.warning import Came, Cause, EarlyWarning, Promised, evolve
from services.indicators.storage.figure import held
from services.indicators.storage.measure.measure import Measures, columns, without_parts
from services.indicators.storage.question.asking import refolded
from shared.database import Session, raw
from shared.measures import Frequency, Polarity, polarity_of
from shared.periods import Period, parse

LOOKED_AT = 40  # periods: more than two years of months

_OBSERVED = ("place", "revision", "value", "missing", "status", "batch", "received_at", "recorded_at")
_TOUCHED = "join unnest($1::text[], $2::text[]) touched(area, measure) using (area, measure)"
_COLUMNS = (
    "area, measure, cause, period, body, body_name, asked_as, working, rule, policy_version, raised_at, lifted_at, "
    "version"
)
_OF = f"select {_COLUMNS} from warning {_TOUCHED} order by area, measure, cause"  # noqa: S608 fixed columns
_STANDING = f"""
select {_COLUMNS} from warning
where lifted_at is null and ($1::text is null or area = $1) and ($2::text is null or measure = $2)
order by area, measure, cause
"""  # noqa: S608 fixed columns
_SAVE = f"""
insert into warning ({_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (area, measure, cause) do update set period = excluded.period, body = excluded.body,
  body_name = excluded.body_name, asked_as = excluded.asked_as, working = excluded.working, rule = excluded.rule,
  policy_version = excluded.policy_version, raised_at = excluded.raised_at, lifted_at = excluded.lifted_at,
  version = excluded.version
"""  # noqa: S608 fixed columns
_MEASURES = f"""
select area, measure, polarity, frequency from measure whole {_TOUCHED}
where {without_parts("whole")}
"""  # noqa: S608 fixed columns
_CAME = f"""
select area, measure, latest.* from (select area, measure from measure {_TOUCHED}) of_measure
join lateral (
  select distinct on (at) place, period, revision, value, missing, status, batch, received_at, recorded_at,
         min(received_at) over (partition by at) as first_received_at
  from observation o
  where o.area = of_measure.area and o.measure = of_measure.measure and o.place = of_measure.area
  order by at desc, revision desc limit {LOOKED_AT}
) latest on true
"""  # noqa: S608 fixed columns
_PROMISED = f"""
select area, measure, latest.period, latest.set_at from (select area, measure from measure {_TOUCHED}) of_measure
join lateral (
  select period, set_at from target t where t.area = of_measure.area and t.measure = of_measure.measure
  and t.ends_on < $3 order by ends_on desc, starts_on limit {LOOKED_AT}
) latest on true
"""  # noqa: S608 fixed columns


@dataclass(frozen=True, slots=True)
class Known:
    """What a warning about one measure is made from, as far as it is stored."""

    polarity: Polarity
    frequency: Frequency
    figures: Sequence[Came]
    promised: Sequence[Promised]
    waiting: Mapping[Period, datetime]


async def known(session: Session, measures: Measures, today: date) -> dict[tuple[str, str], Known]:
    """What is stored of each of these measures; those not heard of, and those that have parts, are absent."""
    connection = await raw(session)
    of = columns(measures)
    figures: dict[tuple[str, str], list[Came]] = {}
    for row in await connection.fetch(_CAME, *of):
        observed = {name: row[name] for name in _OBSERVED} | {"period": parse(row["period"])}
        came = Came(Observation(**observed), row["first_received_at"])
        figures.setdefault((row["area"], row["measure"]), []).append(came)
    promised: dict[tuple[str, str], list[Promised]] = {}
    for row in await connection.fetch(_PROMISED, *of, today):
        at = (row["area"], row["measure"])
        promised.setdefault(at, []).append(Promised(parse(row["period"]), row["set_at"]))
    waiting, found = await held.waiting(session, measures), {}
    for row in await connection.fetch(_MEASURES, *of):
        at = (row["area"], row["measure"])
        polarity = polarity_of(row["polarity"])
        waits = {parse(period): one.received_at for period, one in waiting.get(at, {}).items()}
        found[at] = Known(polarity, Frequency(row["frequency"]), figures.get(at, ()), promised.get(at, ()), waits)
    return found


async def of_measures(session: Session, measures: Measures) -> dict[tuple[str, str, Cause], EarlyWarning]:
    """Every warning about these measures that was ever told, as last told."""
    rows = await (await raw(session)).fetch(_OF, *columns(measures))
    found = [EarlyWarning(**{**row, "cause": Cause(row["cause"])}) for row in rows]
    return {(one.area, one.measure, one.cause): one for one in found}


async def standing(session: Session, area: str | None, measure: str | None) -> list[EarlyWarning]:
    """The warnings that stand, of an area or a measure or of all."""
    rows = await (await raw(session)).fetch(_STANDING, area, measure)
    return [EarlyWarning(**{**row, "cause": Cause(row["cause"])}) for row in rows]


async def save(session: Session, warning: EarlyWarning) -> None:
    """Write a warning as last told."""
    await (await raw(session)).execute(
        _SAVE,
        *(warning.area, warning.measure, warning.cause, warning.period, warning.body, warning.body_name),
        *(warning.asked_as, warning.working, warning.rule, warning.policy_version, warning.raised_at),
        *(warning.lifted_at, warning.version),
    )


async def stored(session: Session, stream: str) -> EarlyWarning | None:
    """The row of a stream."""
    _, area, rest = stream.split("/", 2)
    measure, _, cause = rest.rpartition("/")
    return (await of_measures(session, [(area, measure)])).get((area, measure, Cause(cause)))


async def refold(session: Session, stream: str) -> EarlyWarning | None:
    """The warning as the events of its stream tell it."""
    return await refolded(session, stream, evolve)
