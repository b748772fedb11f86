"""Handing out figures as they stand or stood: a page of a measure's, or all of a selection in stretches."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.indicators.domain.figure.export import Line, Newest, Selection
from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.figure.source import Source
from services.indicators.domain.judgement.baseline import Baseline
from services.indicators.domain.judgement.history import history
from services.indicators.domain.judgement.sample import Sample, intervals
from services.indicators.domain.judgement.trend import Direction, direction
from services.indicators.domain.measure.measure import Measure
from services.indicators.storage.figure import change, series, source
from services.indicators.storage.judgement import baseline, judgement, sample
from services.indicators.storage.measure import measure
from shared.database import EVERY_AREA, Database, Session
from shared.measures import polarity_of
from shared.periods import Period
from shared.problems import NotFound

AT_ONCE = 50  # series in one stretch


@dataclass(frozen=True, slots=True)
class Page:
    """Figures of one measure, how often its area's own were changed so far, and where those came from that were
    fetched.
    """

    figures_version: int
    observations: Sequence[Observation]
    sources: Sequence[Source]


@dataclass(frozen=True, slots=True)
class Latest:
    """A measure with its latest figure, and which way it travelled since a year before (None: there is no figure)."""

    newest: Newest
    direction: Direction | None


async def list_figures(
    database: Database, area: str, name: str, wanted: Selection, *, after: tuple[str, Period] | None, limit: int
) -> Page:
    """A page of one measure's figures in order of place and period; NotFound for a measure that is not known."""
    async with database.unit_of_work(EVERY_AREA, is_planned_once=True) as session:
        chosen = await series.of_selection(session, wanted, since="" if after is None else after[0])
        version = chosen[0].figures_version if chosen else await _version(session, area, name)
        found = await series.figures(session, chosen, wanted, after=after, limit=limit)
        sources = await source.of_batches(session, found.fetched)
    return Page(version, [one for _, one in found.figures], sources)


async def describe(database: Database, area: str, name: str) -> Measure:
    """What a measure is; NotFound for one that is not known."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await _known(session, area, name)


async def standing(database: Database, wanted: Selection) -> str:
    """Words that stay the same while the figures of the selection do."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return f"{wanted} {[await change.last(session, area) for area in wanted.areas]}"


async def hand_out(database: Database, wanted: Selection) -> AsyncIterator[list[Line]]:
    """Every figure of a selection, in stretches, each as it stands when it is read."""
    async with database.unit_of_work(EVERY_AREA) as session:
        chosen = await series.of_selection(session, wanted)
    for first in range(0, len(chosen), AT_ONCE):
        async with database.unit_of_work(EVERY_AREA) as session:
            found = await series.figures(session, chosen[first : first + AT_ONCE], wanted)
        yield [Line(of.area, of.measure, of.title, of.unit, one) for of, one in found.figures]


async def latest(database: Database, area: str) -> list[Latest]:
    """Every measure of an area with its latest figure and its direction of travel; NotFound for an unknown area."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if await measure.area(session, area) is None:
            raise NotFound("No area of this code is known here.")
        found = await series.latest(session, area)
        named = [(area, one.measure) for one in found]
        begun = await baseline.of_measures(session, named)
        stated = await sample.of_measures(session, named)
    return [_latest(one, begun, stated) for one in found]


def _latest(newest: Newest, begun: Sequence[Baseline], stated: Sequence[Sample]) -> Latest:
    polarity = polarity_of(newest.polarity)
    points = history(newest.figures, (), (), polarity=polarity, today=date.min)
    if not newest.figures:
        return Latest(newest, None)
    now = next(point for point in points if point.period == newest.figures[-1].period)
    travelled = direction(
        points,
        now,
        polarity,
        baselines=[one for one in begun if one.measure == newest.measure],
        intervals=intervals([one for one in stated if one.measure == newest.measure], newest.figures),
    )
    return Latest(newest, travelled)


async def _version(session: Session, area: str, name: str) -> int:
    await _known(session, area, name)
    return await judgement.figures_version(session, area, name)


async def _known(session: Session, area: str, name: str) -> Measure:
    found = await measure.find(session, area, name)
    if found is None:
        raise NotFound("No measure of this code is known in this area.")
    return found
