"""Confidence intervals against published and hand-reckoned tables, and what counts as more than chance."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.judgement.significance import (
    Clarity,
    Estimate,
    Interval,
    clarity,
    difference,
    events,
    scaled,
    wilson,
)

PERCENT = Decimal(100)


def close(found: Decimal, expected: str, within: str = "0.0001") -> bool:
    return abs(found - Decimal(expected)) <= Decimal(within)


# Newcombe, Statistics in Medicine 1998, 17, table I, method 3 (score without continuity correction)
@pytest.mark.parametrize(
    ("count", "of", "lower", "upper"),
    [(81, 263, "0.2553", "0.3662"), (15, 148, "0.0624", "0.1605"), (0, 20, "0", "0.1611"), (1, 29, "0.0061", "0.1718")],
)
def test_the_interval_of_a_proportion_is_wilsons(count: int, of: int, lower: str, upper: str) -> None:
    found = wilson(count, of)
    assert close(found.lower, lower)
    assert close(found.upper, upper)


# exact Poisson limits below ten (Ulm, American Journal of Epidemiology 1990, 131), Byar's from ten on
@pytest.mark.parametrize(
    ("count", "lower", "upper", "method"),
    [
        (0, "0", "3.6889", "poisson-exact"),
        (1, "0.0253", "5.5716", "poisson-exact"),
        (5, "1.6235", "11.6683", "poisson-exact"),
        (9, "4.1154", "17.0848", "poisson-exact"),
        (10, "4.7883", "18.3909", "byar"),
        (100, "81.3621", "121.6279", "byar"),
    ],
)
def test_the_interval_of_a_number_of_events(count: int, lower: str, upper: str, method: str) -> None:
    found = events(count)
    assert close(found.lower, lower, "0.001")
    assert close(found.upper, upper, "0.001")
    assert found.method == method


def share(count: int, of: int) -> Estimate:
    return Estimate(value=PERCENT * count / of, interval=scaled(wilson(count, of), PERCENT))


# Newcombe, Statistics in Medicine 1998, 17, 873: differences of proportions, method 10
@pytest.mark.parametrize(
    ("now", "before", "lower", "upper"),
    [((56, 70), (48, 80), "0.0524", "0.3339"), ((9, 10), (3, 10), "0.1705", "0.8090")],
)
def test_the_interval_of_a_difference_is_newcombes(
    now: tuple[int, int], before: tuple[int, int], lower: str, upper: str
) -> None:
    found = difference(share(*before), share(*now))
    assert close(found[0] / PERCENT, lower)
    assert close(found[1] / PERCENT, upper)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ((550, 1100), (572, 1100), Clarity.NO_CLEAR_CHANGE),
        ((550, 1100), (616, 1100), Clarity.CLEAR),
        ((616, 1100), (550, 1100), Clarity.CLEAR),
        ((0, 20), (1, 20), Clarity.NO_CLEAR_CHANGE),
    ],
)
def test_a_survey_that_moved_within_its_noise_did_not_clearly_change(
    before: tuple[int, int], now: tuple[int, int], expected: Clarity
) -> None:
    assert clarity(share(*before), share(*now)) is expected


def test_an_interval_that_was_given_is_taken_as_it_is() -> None:
    given_interval = Interval(lower=Decimal(47), upper=Decimal(53), method="given")
    before = Estimate(value=Decimal(50), interval=given_interval)
    within = Estimate(value=Decimal(52), interval=Interval(lower=Decimal(49), upper=Decimal(55), method="given"))
    beyond = Estimate(value=Decimal(58), interval=Interval(lower=Decimal(55), upper=Decimal(61), method="given"))
    assert clarity(before, within) is Clarity.NO_CLEAR_CHANGE
    assert clarity(before, beyond) is Clarity.CLEAR


def test_without_a_sample_nothing_is_called_clear_or_unclear() -> None:
    assert clarity(Estimate(value=Decimal(1)), share(50, 100)) is Clarity.NOT_KNOWN
    with pytest.raises(ValueError, match="both figures"):
        difference(Estimate(value=Decimal(1)), share(50, 100))


COUNTS = st.integers(min_value=1, max_value=5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(COUNTS)
def test_a_proportion_lies_in_its_interval_and_the_interval_between_nothing_and_all(counted: tuple[int, int]) -> None:
    found, value = wilson(*counted), Decimal(counted[0]) / counted[1]
    assert 0 <= found.lower <= value + Decimal("1e-11")
    assert value - Decimal("1e-11") <= found.upper <= 1


@given(st.integers(min_value=0, max_value=3000))
def test_a_count_lies_in_its_interval(count: int) -> None:
    found = events(count)
    assert 0 <= found.lower <= count <= found.upper


@given(COUNTS)
def test_the_same_figure_again_never_changed_clearly(counted: tuple[int, int]) -> None:
    assert clarity(share(*counted), share(*counted)) is Clarity.NO_CLEAR_CHANGE


@given(COUNTS, COUNTS)
def test_it_does_not_matter_which_of_two_figures_came_first(a: tuple[int, int], b: tuple[int, int]) -> None:
    assert clarity(share(*a), share(*b)) is clarity(share(*b), share(*a))
