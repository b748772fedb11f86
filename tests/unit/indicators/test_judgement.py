"""Judging a figure against its target: polarity, tolerance, and which event tells of a change."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.judgement.judgement import (
    RULE,
    Change,
    Facts,
    Judgement,
    judge,
    unjudged,
    verdict,
    working,
)
from services.indicators.domain.measure.verdict import Verdict
from shared.events.indicators import MeasureFellBelowTarget, MeasureJudged, MeasureRecovered
from shared.measures import Polarity

NOW = datetime(2026, 5, 7, 9, tzinfo=UTC)
HIGHER, LOWER, PLAN, CONTEXT = Polarity.HIGHER, Polarity.LOWER, Polarity.PLAN, Polarity.CONTEXT


def facts(value: str | None, target: str | None = "60", polarity: Polarity = HIGHER, period: str = "2024/25") -> Facts:
    return Facts(
        area="E08000009",
        measure="NI-192",
        polarity=polarity,
        period=period,
        value=None if value is None else Decimal(value),
        target=None if target is None else Decimal(target),
        tolerance=Decimal("0.05"),
        received_at=NOW,
        batch="b",
    )


def judged(value: str | None, before: Judgement | None = None, period: str = "2024/25") -> Change | None:
    return judge(before or unjudged("E08000009", "NI-192", HIGHER), facts(value, period=period), NOW)


@pytest.mark.parametrize(
    ("polarity", "value", "target", "expected"),
    [
        (HIGHER, "60", "60", "met"),
        (HIGHER, "61", "60", "met"),
        (HIGHER, "57", "60", "near"),
        (HIGHER, "56.999999999999999999999999999999999999", "60", "missed"),
        (LOWER, "60", "60", "met"),
        (LOWER, "63", "60", "near"),
        (LOWER, "63.000000000000000000000000000000000001", "60", "missed"),
        (PLAN, "60.0", "60", "met"),
        (PLAN, "57", "60", "near"),
        (PLAN, "63", "60", "near"),
        (PLAN, "63.1", "60", "missed"),
        (CONTEXT, "1", "60", "not_judged"),
        (HIGHER, "-10.5", "-10", "near"),
        (HIGHER, "-10.51", "-10", "missed"),
        (LOWER, "0", "0", "met"),
        (LOWER, "0.01", "0", "missed"),
        (HIGHER, "0", "60", "missed"),
        (HIGHER, None, "60", "not_judged"),
        (HIGHER, "60", None, "not_judged"),
    ],
)
def test_a_figure_is_judged_to_the_last_digit(
    polarity: Polarity, value: str | None, target: str | None, expected: str
) -> None:
    assert verdict(facts(value, target, polarity)) == expected


NUMBERS = st.decimals(-(10**30), 10**30, places=20)


@given(NUMBERS, NUMBERS)
def test_lower_is_the_mirror_of_higher(value: Decimal, target: Decimal) -> None:
    up = replace(facts("0"), value=value, target=target)
    down = replace(up, value=value.copy_negate(), target=target.copy_negate(), polarity=LOWER)
    assert verdict(up) == verdict(down)


def test_the_first_figure_below_target_is_told_as_a_fall() -> None:
    change = judged("50")
    assert change is not None
    assert isinstance(change.event, MeasureFellBelowTarget)
    assert (change.event.before, change.event.verdict, change.event.value) == ("not_judged", "missed", Decimal(50))


def test_a_figure_that_keeps_the_promise_after_one_that_did_not_is_told_as_a_recovery() -> None:
    for short in ("50", "58"):
        fallen = judged(short)
        assert fallen is not None
        change = judged("60", fallen.judgement)
        assert change is not None
        assert isinstance(change.event, MeasureRecovered)
        assert change.judgement.version == 2


def test_another_missed_figure_is_told_as_a_judgement_not_as_another_fall() -> None:
    fallen = judged("50")
    assert fallen is not None
    change = judged("51", fallen.judgement, period="2025/26")
    assert change is not None
    assert isinstance(change.event, MeasureJudged)
    assert change.judgement.verdict is Verdict.MISSED


def test_the_same_figure_written_otherwise_changes_nothing() -> None:
    fallen = judged("50")
    assert fallen is not None
    assert judged("50.00", fallen.judgement) is None


def test_nothing_is_told_of_a_measure_that_still_cannot_be_judged() -> None:
    assert judged(None) is None


def test_a_judgement_that_can_no_longer_be_made_is_told() -> None:
    fallen = judged("50")
    assert fallen is not None
    change = judge(fallen.judgement, replace(facts("50"), polarity=CONTEXT), NOW)
    assert change is not None
    assert (change.event.verdict, change.event.before) == ("not_judged", "missed")


def test_an_event_carries_every_input_so_that_anybody_can_judge_again() -> None:
    change = judged("57.5")
    assert change is not None
    told = change.event
    again = Facts(
        area=told.area,
        measure=told.measure,
        polarity=Polarity(told.polarity),
        period=told.period,
        value=told.value,
        target=told.target,
        tolerance=told.tolerance,
    )
    assert verdict(again) == told.verdict


def test_the_working_names_figure_target_band_and_rule() -> None:
    said = working(facts("57.5"))
    for part in ("2024/25", "57.5", "60", "higher is better", "up to 3", "5 %", RULE):
        assert part in said
