"""Reading measures: what a page or a machine is told of one measure or of all measures of an area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.indicators.domain.figure.held import Release
from services.indicators.domain.figure.late import Late
from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.figure.source import Source
from services.indicators.domain.figure.supply import Standing, coming
from services.indicators.domain.judgement.baseline import Baseline
from services.indicators.domain.judgement.comparison import Elsewhere, elsewhere
from services.indicators.domain.judgement.forecast import Forecast, TrackRecord, track_record
from services.indicators.domain.judgement.gaming import Seen, look
from services.indicators.domain.judgement.history import Point, history
from services.indicators.domain.judgement.judgement import Judgement, unjudged
from services.indicators.domain.judgement.sample import Sample, intervals
from services.indicators.domain.judgement.signal import Reading, read
from services.indicators.domain.judgement.target import Target
from services.indicators.domain.measure.case import MeasureCase
from services.indicators.domain.measure.measure import Area, Comparison, Lead, Measure, Named, Overview, Tally
from services.indicators.domain.measure.part import Titled
from services.indicators.domain.question.challenge import Challenge
from services.indicators.domain.question.enquiry import Enquiry
from services.indicators.domain.question.explanation import Explanation
from services.indicators.domain.question.question import Known
from services.indicators.domain.question.warning import EarlyWarning
from services.indicators.storage.figure import held, late, observation, release, source
from services.indicators.storage.judgement import baseline, forecast, judgement, sample, target
from services.indicators.storage.measure import case, measure, register
from services.indicators.storage.question import enquiry, warning
from services.indicators.storage.question.challenge import CHALLENGES
from services.indicators.storage.question.explanation import EXPLANATIONS
from services.indicators.storage.question.register import for_answering
from shared import ledger
from shared.database import EVERY_AREA, Database, Session
from shared.ledger import Recorded
from shared.measures import polarity_of
from shared.periods import NotAPeriod, Period, parse
from shared.problems import Fault, Malformed, NotFound
from shared.register import Rules, rules
from shared.working_days import london_day

CHANGES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureView:
    """Everything that is public of one measure. `revised` are its last revisions, each with the value before."""

    area: Area
    rules: Rules
    measure: Measure
    judgement: Judgement
    observations: Sequence[Observation]
    revised: Sequence[tuple[Observation, Decimal | None]]
    sources: Sequence[Source]
    targets: Sequence[Target]
    lead: Lead | None
    elsewhere: Sequence[Elsewhere]
    comparisons: Sequence[Comparison]
    cases: Sequence[MeasureCase]
    explanations: Sequence[Explanation]
    challenges: Sequence[Challenge]
    enquiries: Sequence[Enquiry]
    known: Known
    warnings: Sequence[EarlyWarning]
    changes: Sequence[Recorded]
    baselines: Sequence[Baseline]
    forecasts: Sequence[Forecast]
    samples: Sequence[Sample]
    first: Mapping[Period, Observation]
    release: Release | None
    parts: Sequence[Titled]
    late: Sequence[Late]
    today: date

    @property
    def points(self) -> list[Point]:
        """Every period that has a figure, or a target and is over, in order."""
        polarity = polarity_of(self.measure.polarity)
        return history(self.observations, self.targets, self.elsewhere, polarity=polarity, today=self.today)

    def read(self, points: Sequence[Point]) -> Reading:
        """What the series tells."""
        polarity = polarity_of(self.measure.polarity)
        return read(
            points,
            polarity,
            targets=self.targets,
            today=self.today,
            baselines=self.baselines,
            intervals=intervals(self.samples, self.observations),
            frequency=self.measure.frequency,
        )

    def look(self, points: Sequence[Point]) -> list[Seen]:
        """The patterns that raise a question."""
        polarity = polarity_of(self.measure.polarity)
        return look(points, polarity, first=self.first, targets=self.targets, baselines=self.baselines)

    @property
    def record(self) -> TrackRecord:
        """How the forecasts did whose figure has come."""
        return track_record(self.forecasts, [(one.period, one.value) for one in self.observations])

    @property
    def latest(self) -> Observation | None:
        """The figure of the latest period."""
        return self.observations[-1] if self.observations else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaView:
    """Every measure of an area; `late` holds, by measure, the day by which the figure was due that is late."""

    area: Area
    measures: Sequence[Overview]
    late: Mapping[str, date]
    warnings: Sequence[EarlyWarning]


async def titles(database: Database, measures: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Named]:
    """What these measures are called and what they are counted in, by area and code."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await measure.titles(session, measures)


async def areas(database: Database) -> list[Tally]:
    """Every area that runs Folkmoot here."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await measure.areas(session)


async def show_area(database: Database, code: str, now: datetime) -> AreaView:
    """An area with its measures; NotFound when it is not known here."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await measure.area(session, code)
        if found is None:
            raise NotFound("No area of this code is known here.")
        today = london_day(now)
        measures = await measure.overview(session, code, today)
        return AreaView(
            area=found,
            measures=measures,
            late=await _late(session, code, measures, today),
            warnings=await warning.standing(session, code, None),
        )


async def _late(session: Session, code: str, measures: Sequence[Overview], today: date) -> dict[str, date]:
    """The days that passed without the figure that is due next, as a partner's page reckons them."""
    has_figure = {one.measure for one in measures if one.value is not None or one.missing is not None}
    supplied = [one for one in measures if one.lead_name is not None and one.measure in has_figure]
    waits = await held.waiting(session, [(code, one.measure) for one in supplied])
    of_area = (await rules(session, [code], today))[code]
    late = {}
    for one in supplied:
        waiting = waits.get((code, one.measure), {})
        found = coming(
            one.period, one.frequency, waiting, policy=of_area.policy, calendar=of_area.calendar, today=today
        )
        if found.due is not None and found.standing is Standing.LATE:
            late[one.measure] = found.due.due_on
    return late


async def show_measure(database: Database, code: str, name: str, now: datetime) -> MeasureView:
    """One measure with all that is public of it; NotFound when it is not known here."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await _known(session, code, name)
        today = london_day(now)
        kept = await judgement.find(session, code, name)
        compared = await measure.comparisons(session, code, name)
        observations = await observation.series(session, code, name, code)
        return MeasureView(
            area=Area(area=found.area, name=found.area_name, profile=found.profile),
            rules=(await rules(session, [code], today))[code],
            measure=found,
            judgement=kept or unjudged(code, name, polarity_of(found.polarity)),
            observations=observations,
            revised=await observation.changed(session, code, name, CHANGES),
            sources=await source.of_batches(session, [one.batch for one in observations]),
            targets=await target.of_measure(session, code, name),
            lead=await register.lead(session, code, name, today),
            elsewhere=elsewhere(compared),
            comparisons=compared,
            cases=await case.of_measure(session, code, name),
            explanations=await EXPLANATIONS.of_measure(session, code, name),
            challenges=await CHALLENGES.of_measure(session, code, name),
            enquiries=await enquiry.of_measure(session, code, name),
            known=await for_answering(session, code),
            warnings=await warning.standing(session, code, name),
            changes=await ledger.read_stream(session, f"measure/{code}/{name}"),
            baselines=await baseline.of_measures(session, [(code, name)]),
            forecasts=await forecast.of_measures(session, [(code, name)]),
            samples=await sample.of_measures(session, [(code, name)]),
            first=await observation.first(session, code, name),
            release=await release.latest(session, code, name),
            parts=await measure.parts(session, code, name),
            late=await late.told(session, [code], name),
            today=today,
        )


async def list_revisions(database: Database, code: str, name: str, period: str) -> list[Observation]:
    """Every revision of the area's own figure for a period, oldest first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        await _known(session, code, name)
        return await observation.revisions(session, code, name, _period(period))


async def _known(session: Session, code: str, name: str) -> Measure:
    found = await measure.find(session, code, name)
    if found is None:
        raise NotFound("No measure of this code is known in this area.")
    return found


def _period(text: str) -> Period:
    try:
        return parse(text)
    except NotAPeriod as error:
        raise Malformed("The period cannot be read.", errors=[Fault("bad-period", str(error))]) from None
