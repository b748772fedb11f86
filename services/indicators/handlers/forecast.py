"""The lead partner says what it expects of a period before the period ends; everybody reads how its forecasts did."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.indicators.domain.forecast import (
    Forecast,
    TrackRecord,
    counting,
    is_in_time,
    lodged,
    track_record,
)
from services.indicators.schemas.forecast import ForecastIn, forecast_document, record_document
from services.indicators.storage import forecast, judgement, measure, observation, register
from shared import idempotency, ledger
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.idempotency import Answer, Once
from shared.periods import parse
from shared.problems import NotFound, NotKnownHereYet, NotNow, NotYours
from shared.working_days import london_day

RETRY_AFTER = 5


class PeriodOver(NotNow):
    """A forecast came after its period had ended."""

    slug, title = "period-over", "The period is over"


class FigureHere(NotNow):
    """A forecast came after the figure that it was to foretell."""

    slug, title = "figure-already-here", "The figure is already here"


@dataclass(frozen=True, slots=True)
class ForecastsView:
    """The forecasts of a measure, and how those did whose figure has come."""

    forecasts: Sequence[Forecast]
    record: TrackRecord


async def show(database: Database, area: str, name: str) -> ForecastsView:
    """Every forecast of a measure; NotFound when the measure is not known here."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if await measure.find(session, area, name) is None:
            raise NotFound("No measure of this code is known in this area.")
        return await _view(session, area, name)


async def lodge(
    database: Database, area: str, name: str, sent: ForecastIn, *, caller: Caller, once: Once, received_at: datetime
) -> Answer:
    """Keep the forecast and answer it beside the track record of those before it (201).

    Raises NotKnownHereYet, NotYours (another body leads), PeriodOver or FigureHere; then
    nothing is stored. The same request again gets the same answer.
    """
    period = parse(sent.period)
    partner = await _lead(database, area, name, caller, received_at)
    if not is_in_time(period, london_day(received_at)):
        raise PeriodOver("A forecast is lodged before its period ends. Nothing was stored.")
    expected = Forecast(
        area=area,
        measure=name,
        period=period,
        value=sent.value,
        lower=sent.lower,
        upper=sent.upper,
        partner=partner,
        lodged_at=received_at,
        version=0,
    )
    async with database.unit_of_work(frozenset({area})) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        made = await _lodge(session, expected)
        told = forecast_document(made) | {"track_record": record_document((await _view(session, area, name)).record)}
        return await idempotency.keep(session, once, _answer(area, name, told))


async def _lodge(session: Session, expected: Forecast) -> Forecast:
    """Keep it as the next of its measure's stream, and tell it."""
    area, name = expected.area, expected.measure
    await judgement.lock(session, [(area, name)])
    came = await observation.revisions(session, area, name, expected.period)
    if came and came[-1].value is not None:
        raise FigureHere("A figure for this period has come already. Nothing was stored.")
    version = await forecast.version(session, area, name)
    made = replace(expected, version=version + 1)
    await forecast.lodge(session, made)
    event, by = lodged(made), made.partner
    await ledger.append(session, made.stream, version, [event], area=area, actor=by, now=made.lodged_at)
    return made


async def _lead(database: Database, area: str, name: str, caller: Caller, now: datetime) -> str:
    async with database.unit_of_work(EVERY_AREA) as session:
        if await measure.find(session, area, name) is None:
            raise NotKnownHereYet("The register here has not heard of this measure.", retry_after=RETRY_AFTER)
        lead = await register.lead(session, area, name, london_day(now))
    if lead is None or lead.partner != caller.body or area not in caller.areas:
        raise NotYours("The partner that leads on the measure lodges its forecasts, and it alone.")
    return lead.partner


async def _view(session: Session, area: str, name: str) -> ForecastsView:
    made = await forecast.of_measures(session, [(area, name)])
    came = [(period, value) for _, _, period, value in await forecast.figures(session, [(area, name)])]
    return ForecastsView(made, track_record(counting(made), came))


def _answer(area: str, name: str, told: dict[str, object]) -> Answer:
    headers = {
        "Content-Type": "application/json",
        "Location": f"/indicators/v1/measures/{area}/{name}/forecasts",
    }
    return Answer(201, json.dumps(told, ensure_ascii=False).encode(), headers)
