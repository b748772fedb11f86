"""Signatures by ward and by relation: nobody is found by what is told, whatever is reckoned from it."""

from collections import defaultdict
from itertools import product

import pytest

from services.escalation.domain.signature.breakdown import LEAST, Breakdown, broken_down


@pytest.mark.parametrize(("kinds", "most"), [(2, 45), (3, 24), (4, 12)])
def test_no_small_cell_can_be_reckoned_from_the_total_and_the_cells_that_are_told(kinds: int, most: int) -> None:
    """Of every table there is: whoever knows the rule, the total and what is told finds more than one that fits."""
    names = "abcd"[:kinds]
    fitting: dict[tuple[int, Breakdown], list[tuple[int, ...]]] = defaultdict(list)
    for table in product(range(most + 1), repeat=kinds):
        told = broken_down(dict(zip(names, table, strict=True)))
        assert sum(count for _, count in told.told) + told.left_out == sum(table)
        assert all(count >= LEAST for _, count in told.told)
        fitting[sum(table), told].append(table)
    found = [
        (table, cell)
        for tables in fitting.values()
        for table in tables
        for cell in range(kinds)
        if 0 < table[cell] < LEAST and len({other[cell] for other in tables}) == 1
    ]
    assert found == []


def test_large_cells_are_all_told_the_largest_first() -> None:
    assert broken_down({"a": 5, "b": 40, "c": 0}) == Breakdown(told=(("b", 40), ("a", 5)), left_out=0)
    assert broken_down({"a": 4, "b": 40, "c": 9}) == Breakdown(told=(("b", 40),), left_out=13)
    assert broken_down({"a": 4, "b": 400, "c": 15}) == Breakdown(told=(("b", 400),), left_out=19)
    assert broken_down({"a": 4, "b": 400}) == Breakdown(told=(), left_out=404)
