"""How machines are told what a series tells: limits, signals, variation and assurance apart, direction, standing."""

from collections.abc import Sequence

from services.indicators.domain.judgement.history import Point
from services.indicators.domain.judgement.signal import Charted, Reading
from services.indicators.domain.judgement.trend import Direction, direction
from services.indicators.domain.judgement.xmr import RULE, Limits
from services.indicators.schemas.judgement.baseline import baseline_document
from services.indicators.schemas.judgement.sample import interval_document
from services.indicators.schemas.measure.measure import digits
from shared.periods import Period

READING: dict[str, object] = {
    "variation": "concerning",
    "signal": "run",
    "assurance": "fails",
    "against": {"period": "2026/27", "target": "60"},
    "behind_course": None,
    "is_below_minimum": False,
    "direction": {
        "travel": "worse",
        "against": "2023/24",
        "difference": "-0.9",
        "clarity": "not_known",
        "working": "2024/25: 57.5; 2023/24: 58.4; no count of people or confidence interval was sent, so chance is not "
        "looked at. Rule travel/1.",
    },
    "standing": "above_middle_half",
    "sections": [
        {
            "from": "2000/01",
            "begun_by": None,
            "limits": {
                "mean": "58.3500",
                "lower": "56.8000",
                "upper": "59.9000",
                "figures": 24,
                "fixed": True,
                "trial": False,
            },
            "signals": [{"rule": "run", "side": "down", "from": "2018/19", "to": "2024/25"}],
        }
    ],
    "rule": RULE,
    "working": "Mean 58.3500, limits 56.8000 and 59.9000, from the first 24 figures: 2.66 times the mean difference of "
    "neighbouring figures, 0.5827, to either side. Rule xmr/1.",
}
SERIES = {
    "reading": READING,
    "series": [
        {
            "period": "2024/25",
            "value": "57.5",
            "target": "60",
            "interval": None,
            "course": None,
            "minimum": None,
            "verdict": "missed",
            "limits": {
                "mean": "58.3500",
                "lower": "56.8000",
                "upper": "59.9000",
                "figures": 24,
                "fixed": True,
                "trial": False,
            },
            "direction": READING["direction"],
        }
    ],
}


def reading_document(reading: Reading) -> dict[str, object]:
    """What the series tells as it stands, each with its working."""
    latest = reading.chart.latest if reading.chart else None
    return {
        "variation": reading.variation,
        "signal": None if latest is None else latest.kind,
        "assurance": reading.assurance,
        "against": None
        if reading.target is None
        else {"period": reading.target.period.text, "target": digits(reading.target.value)},
        "behind_course": digits(reading.behind),
        "is_below_minimum": reading.is_below_minimum,
        "direction": None if reading.direction is None else direction_document(reading.direction),
        "standing": reading.standing,
        "sections": [_section(part) for part in reading.parts],
        "rule": RULE,
        "working": reading.working,
    }


def direction_document(found: Direction) -> dict[str, object]:
    """A direction of travel, and whether the difference is more than chance."""
    return {
        "travel": found.travel,
        "against": None if found.before is None else found.before.period.text,
        "difference": digits(found.moved),
        "clarity": found.clarity,
        "working": found.working,
    }


def series_document(points: Sequence[Point], reading: Reading) -> list[dict[str, object]]:
    """Every period with its figure, target, verdict, limits and direction, oldest first."""
    limits = reading.limits
    spans = {_span(point.period): point for point in points if point.value is not None}
    return [
        _point(point, reading, limits.get(point.period), before=spans.get(_span(point.period, years_before=1)))
        for point in points
    ]


def _span(period: Period, years_before: int = 0) -> tuple[int, ...]:
    first, last = period.starts_on, period.ends_on
    return first.year - years_before, first.month, first.day, last.year - years_before, last.month


def _point(point: Point, reading: Reading, limits: Limits | None, *, before: Point | None) -> dict[str, object]:
    found = direction(
        [before] if before else [], point, reading.polarity, baselines=reading.baselines, intervals=reading.intervals
    )
    return {
        "period": point.period.text,
        "value": digits(point.value),
        "target": None if point.target is None else digits(point.target.value),
        "interval": interval_document(reading.intervals[point.period]) if point.period in reading.intervals else None,
        "course": digits(point.course),
        "minimum": digits(point.minimum),
        "verdict": point.verdict,
        "limits": _limits(limits),
        "direction": None if found is None else direction_document(found),
    }


def _section(part: Charted) -> dict[str, object]:
    begun, chart = part.section.begun_by, part.chart
    return {
        "from": part.section.points[0].period.text,
        "begun_by": None if begun is None else baseline_document(begun),
        "limits": _limits(chart.limits if chart else None),
        "signals": [
            {
                "rule": signal.kind,
                "side": signal.side,
                "from": _text(part.periods[signal.first]),
                "to": _text(part.periods[signal.last]),
            }
            for signal in (chart.signals if chart else ())
        ],
    }


def _limits(found: Limits | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "mean": digits(found.decimal(found.mean)),
        "lower": digits(found.decimal(found.lower)),
        "upper": digits(found.decimal(found.upper)),
        "figures": found.figures,
        "fixed": found.is_fixed,
        "trial": found.is_trial,
    }


def _text(period: Period | None) -> str | None:
    return None if period is None else period.text
