"""The safeguards of a place are counted by steps that there are, in quarters of the year that meet."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from services.publication.domain.register.safeguard import STEPS, quarters, used
from shared.events.base import CATALOGUE, short_name


def test_every_step_by_which_a_safeguard_is_counted_can_be_told() -> None:
    assert {short_name(type_) for type_ in CATALOGUE} >= STEPS


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 3, 31), date(2026, 11, 23)])
def test_quarters_end_with_today_and_follow_one_another_without_a_gap(today: date) -> None:
    spans = quarters(today)
    assert spans[-1].last_on == today
    assert all(one.last_on + timedelta(days=1) == then.first_on for one, then in pairwise(spans))
    assert {(one.first_on.month, one.first_on.day) for one in spans} <= {(1, 1), (4, 1), (7, 1), (10, 1)}


def test_a_safeguard_that_is_told_by_several_steps_counts_them_together() -> None:
    spans = quarters(date(2026, 3, 2))
    counts = {("case.second_asked", date(2026, 1, 1)): 2, ("petition.invalidation_asked", date(2026, 1, 1)): 1}
    asked = next(one for one in used(counts, spans) if one.safeguard.called == "A second person was asked")
    assert asked.times == (0, 0, 0, 3)
