"""The XmR chart: limits by hand and by a second implementation, each rule at its edge, and what always holds."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statprocon.charts.xmr.base import Base as XmR

from services.indicators.domain.judgement.xmr import (
    BASELINE,
    Assurance,
    Chart,
    Kind,
    Side,
    Signal,
    Variation,
    assurance,
    chart,
    limits,
    variation,
)
from shared.measures import Polarity

Values = list[Decimal | None]


def series(*numbers: str | int | None) -> Values:
    return [None if number is None else Decimal(number) for number in numbers]


def charted(values: Values) -> Chart:
    found = chart(values)
    assert found is not None
    return found


def kinds(values: Values) -> list[tuple[Kind, Side, int, int]]:
    return [(one.kind, one.side, one.first, one.last) for one in charted(values).signals]


FLAT = (10, 11, 10, 9, 10, 11, 10, 9, 10, 11, 10, 9)  # mean 10, twelve figures, eleven ranges of 1

# figures, mean, mean moving range, lower limit, upper limit: reckoned by hand
TABLE = [
    (FLAT, "10", "1", "7.34", "12.66"),
    ((5, 7), "6", "2", "0.68", "11.32"),
    ((3, 3, 3), "3", "0", "3", "3"),
    (("57.2", "58.1", "56.9", "57.8"), "57.5", "1", "54.84", "60.16"),
    ((-4, 0, -2), "-2", "3", "-9.98", "5.98"),
    (("0.1", "0.2", "0.3", "0.4"), "0.25", "0.1", "-0.016", "0.516"),
]


@pytest.mark.parametrize(("figures", "mean", "average_range", "lower", "upper"), TABLE)
def test_limits_stand_2_66_mean_moving_ranges_from_the_mean(
    figures: tuple[str, ...], mean: str, average_range: str, lower: str, upper: str
) -> None:
    found = limits(series(*figures))
    assert found is not None
    reckoned = (found.mean, found.average_range, found.lower, found.upper)
    assert reckoned == tuple(Fraction(text) for text in (mean, average_range, lower, upper))


@pytest.mark.parametrize("figures", [(), (5,), (None, None), (5, None, 6), (None, 5, None)])
def test_without_two_neighbouring_figures_nothing_is_known(figures: tuple[int | None, ...]) -> None:
    assert chart(series(*figures)) is None


def test_no_range_is_taken_across_a_period_without_figure() -> None:
    found = limits(series(10, 12, None, 30, 32))
    assert found is not None
    assert (found.mean, found.average_range, found.figures) == (Fraction(21), Fraction(2), 4)


@pytest.mark.parametrize(("count", "is_trial"), [(2, True), (12, True), (13, False), (30, False)])
def test_limits_of_fewer_than_thirteen_figures_are_on_trial(count: int, is_trial: bool) -> None:
    assert charted(series(*range(count))).limits.is_trial is is_trial


def test_limits_stand_on_the_first_figures_and_later_ones_do_not_move_them() -> None:
    first = [Decimal(50 + number % 3) for number in range(BASELINE)]
    drifted: Values = [*first, *(Decimal(60 + number) for number in range(20))]
    assert charted(drifted).limits == charted([*first]).limits
    assert charted(drifted).limits.is_fixed
    assert not charted([*first[:-1]]).limits.is_fixed


def test_equal_figures_make_no_signal_and_no_number_that_is_none() -> None:
    found = charted(series(*[7] * 30))
    assert (found.limits.lower, found.limits.upper, found.signals) == (Fraction(7), Fraction(7), ())
    assert found.limits.decimal(found.limits.mean) == Decimal("7.000")


@pytest.mark.parametrize(("last", "expected"), [("12.66", False), ("12.67", True), ("7.34", False), ("7.33", True)])
def test_a_figure_is_beyond_a_limit_only_when_it_is_past_it(last: str, expected: bool) -> None:
    steady = series(*FLAT, *FLAT)
    found = charted([*steady, Decimal(last)])
    assert found.limits.upper == Fraction(10) + Fraction("2.66") * found.limits.average_range
    far = found.limits.upper + 1 if last.startswith("12") else found.limits.lower - 1
    edge = found.limits.upper if last.startswith("12") else found.limits.lower
    value = found.limits.decimal(far if expected else edge)
    signals = charted([*steady, value]).signals
    assert any(one.kind is Kind.BEYOND_LIMIT and one.last == 24 for one in signals) is expected


def settled(*after: str | int) -> list[tuple[Kind, Side, int, int]]:
    """The signals of figures that follow 24 steady ones: mean 10, ranges of 1, limits 7.34 and 12.66, near 11.773."""
    return kinds(series(*FLAT, *FLAT, *after))


def test_the_steady_figures_alone_make_no_signal() -> None:
    assert settled() == []
    assert charted(series(*FLAT, *FLAT)).limits.upper == Fraction("12.66")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ((11, 10, 11, 11, 11, 11, 11, 11), []),
        ((10, 9, 9, 9, 9, 9, 9, 9), [(Kind.RUN, Side.DOWN, 25, 31)]),
        ((10, 9, 9, 9, 9, 9, 9), []),
        ((10, 9, 9, 9, 10, 9, 9, 9, 9), []),
        ((10, 9, 9, 9, 11, 9, 9, 9, 9), []),
        ((10, 11, 11, 11, 11, 11, 11, 11, 11), [(Kind.RUN, Side.UP, 25, 32)]),
        ((10, "10.1", "10.2", "10.3", "10.4", "10.5", "10.6"), [(Kind.TREND, Side.UP, 23, 30)]),
        ((8, "8.5", 9, "9.5", "10.5", 11, "11.5"), [(Kind.TREND, Side.UP, 24, 30)]),
        ((8, "8.5", 9, "9.5", "10.5", 11), []),
        ((8, "8.5", 9, "9.5", "9.5", "10.5", 11, "11.5"), []),
        ((12, 12), []),
        ((11, 12, 12), [(Kind.NEAR_LIMIT, Side.UP, 25, 26)]),
        ((12, 11, 12), [(Kind.NEAR_LIMIT, Side.UP, 24, 26)]),
        ((12, 9, 12), []),
        ((10, 12, 8, 12), []),
        ((10, 12, "11.7", "11.7"), []),
        ((10, 8, 8, 8), [(Kind.NEAR_LIMIT, Side.DOWN, 25, 27)]),
        ((13,), [(Kind.BEYOND_LIMIT, Side.UP, 24, 24)]),
        ((7, 13), [(Kind.BEYOND_LIMIT, Side.DOWN, 24, 24), (Kind.BEYOND_LIMIT, Side.UP, 25, 25)]),
    ],
)
def test_each_rule_at_its_edge(after: tuple[str | int, ...], expected: list[tuple[Kind, Side, int, int]]) -> None:
    assert settled(*after) == expected


def test_a_missing_figure_neither_makes_nor_ends_a_run() -> None:
    found = charted(series(*FLAT, *FLAT, 10, 9, 9, 9, None, 9, 9, 9, 9))
    assert Signal(Kind.RUN, Side.DOWN, 25, 32) in found.signals


@pytest.mark.parametrize(
    ("last", "polarity", "expected"),
    [
        (13, Polarity.HIGHER, Variation.IMPROVING),
        (13, Polarity.LOWER, Variation.CONCERNING),
        (7, Polarity.HIGHER, Variation.CONCERNING),
        (7, Polarity.LOWER, Variation.IMPROVING),
        (7, Polarity.CONTEXT, Variation.CHANGED),
        (7, Polarity.PLAN, Variation.CHANGED),
        (11, Polarity.HIGHER, Variation.COMMON),
        (11, Polarity.CONTEXT, Variation.COMMON),
    ],
)
def test_variation_is_of_the_latest_figure_and_of_what_is_better(
    last: int, polarity: Polarity, expected: Variation
) -> None:
    assert variation(charted(series(*FLAT, *FLAT, last)), polarity) is expected


def test_a_signal_that_is_over_says_nothing_of_the_latest_figure() -> None:
    found = charted(series(*FLAT, *FLAT, 13, 10))
    assert found.signals
    assert found.latest is None


def test_of_several_signals_the_plainest_speaks() -> None:
    found = charted(series(*FLAT, *FLAT, 8, "8.5", 9, "9.5", "10.5", 11, 14))
    assert found.latest == Signal(Kind.BEYOND_LIMIT, Side.UP, 30, 30)


@pytest.mark.parametrize(
    ("target", "polarity", "expected"),
    [
        ("12.67", Polarity.HIGHER, Assurance.FAILS),
        ("12.66", Polarity.HIGHER, Assurance.HIT_AND_MISS),
        ("7.34", Polarity.HIGHER, Assurance.HIT_AND_MISS),
        ("7.33", Polarity.HIGHER, Assurance.PASSES),
        ("12.67", Polarity.LOWER, Assurance.PASSES),
        ("7.33", Polarity.LOWER, Assurance.FAILS),
        ("10", Polarity.LOWER, Assurance.HIT_AND_MISS),
        ("7.33", Polarity.PLAN, None),
        ("7.33", Polarity.CONTEXT, None),
        (None, Polarity.HIGHER, None),
    ],
)
def test_assurance_asks_whether_the_target_lies_within_the_limits(
    target: str | None, polarity: Polarity, expected: Assurance | None
) -> None:
    found = charted(series(*FLAT, *FLAT)).limits
    assert assurance(found, None if target is None else Decimal(target), polarity) is expected


NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2, allow_nan=False)
SERIES = st.lists(NUMBERS, min_size=2, max_size=60)


@given(SERIES)
def test_a_second_implementation_finds_the_same_limits(values: list[Decimal]) -> None:
    """The other library rounds the mean and the mean range to three places before it goes on, and the limits after."""
    found = charted([*values]).limits
    other = XmR(counts=values, subset_end_index=BASELINE)
    assert abs(found.mean - Fraction(other.x_central_line()[0])) <= Fraction("0.0005")
    assert abs(found.average_range - Fraction(other.mr_central_line()[0])) <= Fraction("0.0005")
    assert abs(found.upper - Fraction(other.upper_natural_process_limit()[0])) <= Fraction("0.0025")
    assert abs(found.lower - Fraction(other.lower_natural_process_limit()[0])) <= Fraction("0.0025")


@given(st.lists(st.integers(min_value=-50, max_value=50), min_size=2, max_size=60))
def test_a_second_implementation_finds_the_same_figures_beyond_a_limit(numbers: list[int]) -> None:
    values = [Decimal(number) for number in numbers]
    found = charted([*values])
    other = XmR(counts=values, subset_end_index=BASELINE)
    near = [abs(Fraction(value) - line) for value in values for line in (found.limits.lower, found.limits.upper)]
    beyond = {one.first for one in found.signals if one.kind is Kind.BEYOND_LIMIT}
    theirs = {index for index, is_beyond in enumerate(other.rule_1_x_indices_beyond_limits()) if is_beyond}
    undecided = {place // 2 for place, apart in enumerate(near) if apart <= Fraction("0.0025")}
    assert beyond ^ theirs <= undecided


@given(SERIES, NUMBERS)
def test_adding_a_constant_moves_the_limits_by_it_and_changes_no_signal(
    values: list[Decimal], constant: Decimal
) -> None:
    before, after = charted([*values]), charted([value + constant for value in values])
    shift = Fraction(constant)
    assert after.limits.mean == before.limits.mean + shift
    assert (after.limits.lower, after.limits.upper) == (before.limits.lower + shift, before.limits.upper + shift)
    assert after.signals == before.signals


@given(SERIES, st.decimals(min_value="0.1", max_value=50, places=1))
def test_another_unit_scales_the_limits_and_changes_no_signal(values: list[Decimal], factor: Decimal) -> None:
    before, after = charted([*values]), charted([value * factor for value in values])
    assert after.limits.upper == before.limits.upper * Fraction(factor)
    assert after.signals == before.signals


@given(SERIES)
def test_turned_upside_down_every_signal_changes_its_side_only(values: list[Decimal]) -> None:
    turned = {Side.UP: Side.DOWN, Side.DOWN: Side.UP}
    before, after = charted([*values]), charted([-value for value in values])
    expected = {Signal(one.kind, turned[one.side], one.first, one.last) for one in before.signals}
    assert set(after.signals) == expected


@given(st.lists(NUMBERS, min_size=2, max_size=BASELINE))
def test_order_matters_to_ranges_and_not_to_the_mean(values: list[Decimal]) -> None:
    first, second = charted([*values]).limits, charted([*sorted(values)]).limits
    assert first.mean == second.mean
    assert second.average_range == (Fraction(max(values)) - Fraction(min(values))) / (len(values) - 1)


@given(SERIES)
def test_the_mean_lies_between_the_limits_and_every_line_is_a_number(values: list[Decimal]) -> None:
    found = charted([*values]).limits
    assert found.lower <= found.mean <= found.upper
    assert all(found.decimal(line).is_finite() for line in (found.lower, found.mean, found.upper))
