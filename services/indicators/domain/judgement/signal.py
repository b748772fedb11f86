"""Everything that is read from a measure's series in one place: is it changing, will it get there, where does it stand.

Pure, and made anew for every reader from figures, targets and decisions; nothing of it is stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

from services.indicators.domain.judgement import xmr
from services.indicators.domain.judgement.baseline import Baseline, Section, sections
from services.indicators.domain.judgement.comparison import Standing, standing
from services.indicators.domain.judgement.history import Point, follows
from services.indicators.domain.judgement.judgement import shortfall
from services.indicators.domain.judgement.significance import Interval
from services.indicators.domain.judgement.target import Target
from services.indicators.domain.judgement.trajectory import breaches
from services.indicators.domain.judgement.trend import Direction, direction
from services.indicators.domain.judgement.xmr import Assurance, Chart, Limits, Variation
from shared.measures import Polarity
from shared.periods import Period


@dataclass(frozen=True, slots=True)
class Charted:
    """A section of the series with its chart; None where two neighbouring figures are not there yet.

    `periods` go with the chart's values; None stands for a stretch without any figure.
    """

    section: Section
    periods: tuple[Period | None, ...]
    chart: Chart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a series tells. `assurance` asks whether the promise of `target` will be kept as things run now."""

    polarity: Polarity
    parts: tuple[Charted, ...]
    variation: Variation | None
    assurance: Assurance | None
    target: Target | None
    direction: Direction | None
    standing: Standing | None
    latest: Point | None
    baselines: tuple[Baseline, ...]
    intervals: Mapping[Period, Interval]

    @property
    def chart(self) -> Chart | None:
        """The chart of the section that the latest figure belongs to."""
        return self.parts[-1].chart if self.parts else None

    @property
    def behind(self) -> Decimal | None:
        """How far the latest figure is behind the way to its target, zero or less when on course; None without way."""
        point = self.latest
        if point is None or point.value is None or point.course is None:
            return None
        return shortfall(point.value, point.course, self.polarity)

    @property
    def is_below_minimum(self) -> bool:
        """Whether the latest figure breaches the minimum standard, be its target met or not."""
        point = self.latest
        return point is not None and breaches(point.value, point.minimum, self.polarity)

    @property
    def has_gap(self) -> bool:
        """Whether the latest section has periods without a figure between others; no difference is taken across."""
        values = self.chart.values if self.chart else ()
        known = [index for index, value in enumerate(values) if value is not None]
        return any(later - earlier > 1 for earlier, later in pairwise(known))

    @property
    def limits(self) -> dict[Period, Limits]:
        """The limits that each period lies within, where its section has any."""
        return {point.period: part.chart.limits for part in self.parts if part.chart for point in part.section.points}

    @property
    def working(self) -> str:
        """How variation and assurance were found, in words that carry every input."""
        if self.chart is None:
            return f"Limits need two figures of neighbouring periods; there are none. Rule {xmr.RULE}."
        found = self.chart.limits
        lower, mean, upper = (f"{found.decimal(line):f}" for line in (found.lower, found.mean, found.upper))
        standing_on = f"the first {found.figures}" if found.is_fixed else f"all {found.figures}"
        trial = f" Fewer than {xmr.SETTLED} figures: these limits are on trial." if found.is_trial else ""
        begun = self.parts[-1].section.begun_by
        gap = " No difference is taken across periods without a figure." if self.has_gap else ""
        anew = f" Begun anew with {begun.period}: {begun.reason}" if begun is not None else ""
        return (
            f"Mean {mean}, limits {lower} and {upper}, from {standing_on} figures: 2.66 times the mean difference "
            f"of neighbouring figures, {found.decimal(found.average_range):f}, to either side. Rule {xmr.RULE}."
            f"{gap}{trial}{anew}"
        )


def read(
    points: Sequence[Point],
    polarity: Polarity,
    *,
    targets: Sequence[Target] = (),
    today: date = date.max,
    baselines: Iterable[Baseline] = (),
    intervals: Mapping[Period, Interval] = MappingProxyType({}),
    frequency: str = "",
) -> Reading:
    """What the series tells as it stands today, looking ahead to the promise that comes next.

    Figures of another length of period than the latest are not looked at. `frequency` is how often figures are to come,
    for periods whose length does not say it.
    """
    decided, target = list(baselines), promise_ahead(targets, today)
    parts = tuple(_charted(part, frequency) for part in sections(points, decided))
    chart = parts[-1].chart if parts else None
    latest = next((point for point in reversed(points) if point.value is not None), None)
    return Reading(
        polarity=polarity,
        parts=parts,
        variation=None if chart is None else xmr.variation(chart, polarity),
        assurance=None if chart is None else xmr.assurance(chart.limits, target.value if target else None, polarity),
        target=target,
        direction=None
        if latest is None
        else direction(points, latest, polarity, baselines=decided, intervals=intervals),
        standing=None if latest is None else standing(latest.value, latest.elsewhere),
        latest=latest,
        baselines=tuple(decided),
        intervals=intervals,
    )


def promise_ahead(targets: Sequence[Target], today: date) -> Target | None:
    """The promise that comes next: of the first period that is not over; else the newest there was."""
    in_order = sorted(targets, key=lambda one: one.period)
    ahead = [one for one in in_order if one.period.ends_on >= today]
    return ahead[0] if ahead else in_order[-1] if in_order else None


def _charted(section: Section, frequency: str) -> Charted:
    values: list[Decimal | None] = []
    periods: list[Period | None] = []
    for point in section.points:
        if periods and periods[-1] is not None and not follows(periods[-1], point.period, frequency):
            values.append(None)
            periods.append(None)
        values.append(point.value)
        periods.append(point.period)
    return Charted(section, tuple(periods), xmr.chart(values))
