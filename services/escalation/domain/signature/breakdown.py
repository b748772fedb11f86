"""How many of a petition's signatures are of each kind, told so that nobody is found by it. Pure.

A cell of fewer than five is not told. Whoever knows the total and this rule could reckon it all the same, if it were
left out alone, or with the smallest of the others: so with small cells all are left out that stay below a round number,
which tells nothing of the cells. Only whole days are counted: whoever watched the total and a cell grow by one in the
same minute would know where that person lives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

LEAST = 5
ELSEWHERE = ""  # of a signature, the ward that nobody could find


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """The cells that are told, the largest first; `left_out` signatures are in cells that are not."""

    told: tuple[tuple[str, int], ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdowns:
    """The signatures that were confirmed before a day began, by ward and by relation.

    `by_ward` is None where the area has no register of postcodes, or none of them could be found in it; and where it is
    hidden, because a signature may show what somebody believes.
    """

    before: date
    total: int
    by_ward: Breakdown | None
    by_relation: Breakdown
    hides_wards: bool = False


def broken_down(cells: Mapping[str, int]) -> Breakdown:
    """The cells that may be told: all of them where none is small; else those from a round number on, twice as high
    until another one is left out with the small ones, or none is told.
    """
    ordered = sorted(((count, name) for name, count in cells.items() if count), reverse=True)
    least = LEAST
    if any(count < LEAST for count, _ in ordered):
        least *= 2
        while least <= ordered[0][0] and not any(LEAST <= count < least for count, _ in ordered):
            least *= 2
    told = tuple((name, count) for count, name in ordered if count >= least)
    return Breakdown(told=told, left_out=sum(count for count, _ in ordered if count < least))
