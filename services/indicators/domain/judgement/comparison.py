"""How other places stood in the same period: the middle half of similar areas, and the country. No ranks, ever.

Pure; the figures are reference observations. With fewer than four similar areas there is no band: it would show single
areas instead of their middle.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from statistics import quantiles

from services.indicators.domain.measure.measure import Comparison
from shared.periods import Period

FEWEST_PEERS = 4
PEER_KIND, COUNTRY_KIND = "council_area", "country"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Other places in one period: where the middle half of `peers` similar areas lies, and the country."""

    period: Period
    peers: int
    band: tuple[Decimal, Decimal] | None
    country: tuple[str, Decimal] | None


def is_apart(figure: Comparison) -> bool:
    """Whether the figure is of a place of its own, such as an air station or a ward, and of no similar area."""
    return figure.place_kind not in (PEER_KIND, COUNTRY_KIND)


def elsewhere(figures: Iterable[Comparison]) -> list[Elsewhere]:
    """How other places stood in each period that has any comparison, in order of period."""
    in_order = sorted(figures, key=lambda figure: figure.period)
    return [_in(period, list(together)) for period, together in groupby(in_order, key=lambda f: f.period)]


def _in(period: Period, figures: list[Comparison]) -> Elsewhere:
    peers = [figure.value for figure in figures if figure.place_kind == PEER_KIND]
    country = next(((f.place_name, f.value) for f in figures if f.place_kind == COUNTRY_KIND), None)
    return Elsewhere(period=period, peers=len(peers), band=_middle_half(peers), country=country)


def _middle_half(values: list[Decimal]) -> tuple[Decimal, Decimal] | None:
    if len(values) < FEWEST_PEERS:
        return None
    places = max(-int(value.as_tuple().exponent) for value in values)
    low, _, high = quantiles(values, n=4, method="inclusive")
    step = Decimal(1).scaleb(-max(places, 0))
    return low.quantize(step), high.quantize(step)


class Standing(StrEnum):
    """Where a figure lies beside similar areas. Never how many are better: that would be a league table."""

    WITHIN = "within_middle_half"
    ABOVE = "above_middle_half"
    BELOW = "below_middle_half"


def standing(value: Decimal | None, others: Elsewhere | None) -> Standing | None:
    """Where the figure lies beside the middle half of similar areas; None where there is no figure or no such band."""
    if value is None or others is None or others.band is None:
        return None
    low, high = others.band
    if low <= value <= high:
        return Standing.WITHIN
    return Standing.ABOVE if value > high else Standing.BELOW
