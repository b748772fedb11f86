"""A target's period is one that indicators can read: a bad one is refused at the door, before it is on the record."""

import pytest

from services.publication.schemas.agreement.agreement import TargetIn
from shared.problems import Malformed
from shared.shapes import fit


@pytest.mark.parametrize("period", ["2025/99", "banana", "0000", "2024-13", "2024-02-30", "2024/25-Q5", ""])
def test_a_target_for_no_period_is_refused(period: str) -> None:
    with pytest.raises(Malformed) as refused:
        fit(TargetIn, {"measure": "m", "period": period, "value": "60"})
    assert [fault.pointer for fault in refused.value.errors] == ["/period"]


@pytest.mark.parametrize("period", ["2021/22", "2024/25-Q1", "2024-04", "2021", "2024-02-29"])
def test_a_target_for_a_period_is_taken(period: str) -> None:
    assert fit(TargetIn, {"measure": "m", "period": period, "value": "60"}).period == period
