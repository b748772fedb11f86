"""Patterns that raise a question: each seen at its edge, none seen in an ordinary record."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.judgement.baseline import Cause
from services.indicators.domain.judgement.gaming import Pattern, Seen, look
from services.indicators.domain.judgement.history import Point, history
from services.indicators.domain.judgement.target import Target
from shared.measures import Polarity
from shared.periods import Period, parse
from tests.unit.indicators.test_history import NOW, observed, promised
from tests.unit.indicators.test_trend import begins

YEARS = [str(year) for year in range(2016, 2024)]
First = dict[Period, Observation]


def seen(
    *values: str | None, target: str | None = "60", polarity: Polarity = Polarity.HIGHER, first: First | None = None
) -> list[Pattern]:
    return [one.pattern for one in look(series(*values, target=target, polarity=polarity), polarity, first=first or {})]


def series(*values: str | None, target: str | None = "60", polarity: Polarity = Polarity.HIGHER) -> list[Point]:
    figures = [observed(year, value) for year, value in zip(YEARS, values, strict=False)]
    targets = [] if target is None else [promised(year, target) for year in YEARS[: len(values)]]
    return history(figures, targets, [], polarity=polarity, today=NOW.date())


@pytest.mark.parametrize(
    ("values", "polarity", "expected"),
    [
        (("60", "60.1", "60.6", "60.5", "70", "50"), Polarity.HIGHER, [Pattern.JUST_PAST]),
        (("60", "60.1", "60.7", "60.5", "70", "50"), Polarity.HIGHER, []),
        (("60", "60", "60", "60", "70", "70", "70"), Polarity.HIGHER, []),
        (("60", "59.9", "59.4", "59.5", "30"), Polarity.LOWER, [Pattern.JUST_PAST]),
        (("60", "60", "60", "60"), Polarity.PLAN, []),
        (("60", "60", "60", "60"), Polarity.CONTEXT, []),
    ],
)
def test_figures_bunched_just_past_their_target(
    values: tuple[str, ...], polarity: Polarity, expected: list[Pattern]
) -> None:
    assert seen(*values, polarity=polarity) == expected


def revised(*pairs: tuple[str, str], days: int = 60) -> tuple[list[Point], First]:
    """Each year's figure as it came first, and as it stands now, some days later."""
    points = series(*(now for _, now in pairs), target=None)
    later = [replace(point, observation=_later(point, days)) for point in points]
    first = {point.period: observed(str(point.period), began) for point, (began, _) in zip(points, pairs, strict=True)}
    return later, first


def _later(point: Point, days: int) -> Observation:
    assert point.observation is not None
    return point.observation._replace(received_at=NOW + timedelta(days=days))


@pytest.mark.parametrize(
    ("pairs", "days", "expected"),
    [
        ((("50", "51"), ("50", "52"), ("50", "53")), 60, [Pattern.REVISED]),
        ((("50", "51"), ("50", "52"), ("50", "53")), 59, []),
        ((("50", "51"), ("50", "52"), ("50", "50")), 60, []),
        ((("50", "51"), ("50", "52"), ("50", "53"), ("50", "49")), 60, []),
    ],
)
def test_late_revisions_that_all_help(pairs: tuple[tuple[str, str], ...], days: int, expected: list[Pattern]) -> None:
    points, first = revised(*pairs, days=days)
    assert [one.pattern for one in look(points, Polarity.HIGHER, first=first)] == expected
    assert look(points, Polarity.CONTEXT, first=first) == []


def redefined(target: Target, cause: Cause = Cause.DEFINITION) -> list[Seen]:
    return look([], Polarity.HIGHER, first={}, targets=[target], baselines=[begins("2023", cause)])


def test_a_definition_that_changed_under_a_target_set_before() -> None:
    before = replace(promised("2023"), set_at=NOW - timedelta(days=1))
    assert [one.pattern for one in redefined(before)] == [Pattern.REDEFINED]
    assert redefined(replace(before, set_at=NOW)) == []
    assert redefined(replace(before, period=parse("2022"))) == []
    assert redefined(before, Cause.PROCESS) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("70", "40", None, None), [Pattern.MISSING_TAIL]),
        (("70", "40", None), []),
        (("70", "70", None, None), []),
        ((None, None), []),
        (("40", None, None, "50"), []),
    ],
)
def test_figures_missing_after_a_miss(values: tuple[str | None, ...], expected: list[Pattern]) -> None:
    assert seen(*values) == expected


def test_an_empty_record_raises_no_question() -> None:
    assert look([], Polarity.HIGHER, first={}) == []


def test_the_working_names_the_figures() -> None:
    (found,) = look(series("60", "60.1", "60.6", "60.5"), Polarity.HIGHER, first={})
    assert found.working.endswith(
        "2016 60 (target 60), 2017 60.1 (target 60), 2018 60.6 (target 60), 2019 60.5 (target 60)."
    )
    assert Decimal("60.6") == Decimal(60) * Decimal("1.01")
