"""The lead partner says what it expects of a period before the period ends; everybody reads how its forecasts did."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.indicators.domain.judgement.forecast import (
    Forecast,
    TrackRecord,
    counting,
    is_in_time,
    lodged,
    track_record,
)
from services.indicators.schemas.judgement.forecast import ForecastIn, forecast_document, record_document
from services.indicators.storage.figure import observation
from services.indicators.storage.judgement import forecast, judgement
from services.indicators.storage.measure import measure, register
from shared import idempotency, ledger
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.idempotency import Answer, Once
from shared.periods import parse
from shared.problems import NotFound, NotKnownHereYet, NotNow, NotYours
from shared.working_days import london_day

RETRY_AFTER = 5
LEAD_ALONE = "The partner that leads on the measure lodges its forecasts, and it alone."


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

    Raises NotYours (another area, or another body leads), NotKnownHereYet, PeriodOver or FigureHere; then
    nothing is stored. The same request again gets the same answer, whoever leads by then.
    """
    if area not in caller.areas or caller.body is None:
        raise NotYours(LEAD_ALONE)
    expected = Forecast(
        area=area,
        measure=name,
        period=parse(sent.period),
        value=sent.value,
        lower=sent.lower,
        upper=sent.upper,
        partner=caller.body,
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
    await _require_lead(session, expected)
    if not is_in_time(expected.period, london_day(expected.lodged_at)):
        raise PeriodOver("A forecast is lodged before its period ends. Nothing was stored.")
    came = await observation.revisions(session, area, name, expected.period)
    if came and came[-1].value is not None:
        raise FigureHere("A figure for this period has come already. Nothing was stored.")
    version = await forecast.version(session, area, name)
    made = replace(expected, version=version + 1)
    await forecast.lodge(session, made)
    event, by = lodged(made), made.partner
    await ledger.append(session, made.stream, version, [event], area=area, actor=by, now=made.lodged_at)
    return made


async def _require_lead(session: Session, expected: Forecast) -> None:
    area, name = expected.area, expected.measure
    if await measure.find(session, area, name) is None:
        raise NotKnownHereYet("The register here has not heard of this measure.", retry_after=RETRY_AFTER)
    lead = await register.lead(session, area, name, london_day(expected.lodged_at))
    if lead is None or lead.partner != expected.partner:
        raise NotYours(LEAD_ALONE)


async def _view(session: Session, area: str, name: str) -> ForecastsView:
    made = await forecast.of_measures(session, [(area, name)])
    came = [(period, value) for _, _, period, value in await forecast.figures(session, [(area, name)])]
    return ForecastsView(made, track_record(counting(made), came))


def _answer(area: str, name: str, told: dict[str, object]) -> Answer:
    return Answer.of(201, told, location=f"/indicators/v1/measures/{area}/{name}/forecasts")
