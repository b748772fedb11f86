"""What is due after a period: the next of its kind, across the ends of years and centuries."""

import pytest

from shared.periods import parse
from shared.periods.succession import following


@pytest.mark.parametrize(
    ("period", "wanted"),
    [
        ("2023/24", "2024/25"),
        ("2098/99", "2099/00"),
        ("2022/23-Q3", "2022/23-Q4"),
        ("2022/23-Q4", "2023/24-Q1"),
        ("2019", "2020"),
        ("2023-Q3", "2023-Q4"),
        ("2023-Q4", "2024-Q1"),
        ("2023-03", "2023-04"),
        ("2023-09", "2023-10"),
        ("2023-12", "2024-01"),
        ("2023-06-30", None),
        ("2017/18-2019/20", None),
        ("2017-2019", None),
    ],
)
def test_the_next_period_begins_when_this_one_is_over(period: str, wanted: str | None) -> None:
    found = following(parse(period))
    assert (None if found is None else found.text) == wanted
    if found is not None:
        assert (found.starts_on - parse(period).ends_on).days == 1
