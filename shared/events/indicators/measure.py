"""What figures are: batches as they came in, and judgements of a measure that changed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shared.events.base import event

MEASURE = "indicators.measure"
BATCH = "indicators.batch"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartJudged:
    """How one part of a measure stands: what was judged of it last, by its own letter or numeral."""

    measure: str
    part: str
    verdict: str
    period: str | None = None
    value: Decimal | None = None
    target: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What every judgement tells: the figure, the target, the verdict before and after, the rule that made it.

    `verdict` is met, near, missed or not_judged; `received_at` is when the figure that decided it came in. `tolerance`
    (a share of the target's size) and `polarity` complete the inputs, so that anybody can judge again. A measure that
    has `parts` is judged by them alone: it has no value and no target, and its period is the latest of theirs.
    """

    area: str
    measure: str
    period: str
    value: Decimal | None
    target: Decimal | None
    verdict: str
    before: str
    rule: str
    received_at: datetime
    batch: str
    tolerance: Decimal = Decimal(0)
    polarity: str = ""
    parts: tuple[PartJudged, ...] = ()


@event("measure.fell_below_target", MEASURE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFellBelowTarget(Judgement):
    """The latest figure misses its target by more than the tolerance."""


@event("measure.recovered", MEASURE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRecovered(Judgement):
    """The latest figure meets its target after one that did not."""


@event("measure.judged", MEASURE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureJudged(Judgement):
    """Any other change of judgement: judged at first, near the target, or its figure revised."""


@event("observation.late", MEASURE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationLate:
    """The day by which a period's figure was due is over, and it has not come. Told once; what comes later is kept.

    `owed_by` are the bodies that have the figure to give, `reckoning` how the day was reckoned; `latest_period` is the
    last for which a figure came.
    """

    area: str
    measure: str
    period: str
    due_on: date
    reckoning: str
    policy_version: str
    owed_by: tuple[str, ...]
    latest_period: str


@event("batch.accepted", BATCH)
@dataclass(frozen=True, slots=True, kw_only=True)
class BatchAccepted:
    """The receipt of a batch: who sent it, for which areas, what became of its rows.

    `rows` were sent, `refused` of them not taken; `new`, `same`, `revised` and `withdrawn` count figures, `reference`
    those of them that are of places outside the tenancy, `without_reason` those revised or withdrawn and nobody
    said why. `sha256` is of the bytes as sent, `figures_sha256` of the figures that were stored, in a form that can be
    recomputed from the rows. `area` is the first of `areas`.
    `fetched_from` is the public address of a batch that nobody sent, with `sha256` of the file that it held.
    """

    area: str
    areas: tuple[str, ...]
    batch: str
    partner: str
    rows: int
    new: int
    same: int
    revised: int
    reference: int
    sha256: str
    figures_sha256: str
    withdrawn: int = 0
    refused: int = 0
    fetched_from: str | None = None
    without_reason: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The instant at which figures were to be public was moved, at `moved_at`."""

    moved_at: datetime
    before: datetime
    after: datetime


@event("batch.released", BATCH)
@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReleased:
    """A batch that waited is public since `released_at`; its receipt is told in the same stream just before.

    `received_at` is when it came in, `announced_at` the first instant that its body named (none: it waited for a second
    person only), `measures` are those of which it has figures, each as area and measure with a stroke between.
    """

    area: str
    batch: str
    partner: str
    measures: tuple[str, ...]
    received_at: datetime
    released_at: datetime
    announced_at: datetime | None = None
    moves: tuple[Moved, ...] = ()


@event("batch.confirmed", BATCH)
@dataclass(frozen=True, slots=True, kw_only=True)
class BatchConfirmed:
    """The body says that figures fetched from a public address in its place are its own. `area` is the first."""

    area: str
    areas: tuple[str, ...]
    batch: str
    partner: str
