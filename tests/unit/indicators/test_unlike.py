"""Values that are unlike the others of their series are asked about, and ordinary ones are not."""

from decimal import Decimal

import pytest

from services.indicators.domain.judgement.unlike import unlike, unlike_of
from shared.periods import parse

OTHERS = [Decimal(one) for one in ("52.1", "54.8", "57.0", "58.2")]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("0.571", "is less than a 20th of any of the other figures, 52.1 to 58.2"),
        ("5710", "is more than 20 times as large as any of the other figures, 52.1 to 58.2"),
        ("-57", "lies below 0, and none of the other figures, 52.1 to 58.2, does"),
        ("0", ""),
        ("20", ""),
        ("99", ""),
    ],
)
def test_a_value_of_another_sign_or_size_is_asked_about_and_one_that_stands_out_is_not(value: str, says: str) -> None:
    assert unlike(Decimal(value), OTHERS) == says
    assert unlike(Decimal(value), OTHERS[:3]) == ""


def test_values_are_held_against_what_stands_and_against_one_another_where_little_does() -> None:
    years = [parse(str(year)) for year in range(2015, 2021)]
    standing = dict(zip(years, OTHERS, strict=False))
    shares = {years[4]: Decimal("0.57"), years[5]: Decimal("0.59")}
    assert set(unlike_of(shares, standing)) == set(shares)
    assert unlike_of({years[0]: Decimal("0.5")}, standing) == {}  # three others are too few to say
    new = dict(zip(years, (*OTHERS, Decimal("58.9"), Decimal("0.6")), strict=True))
    assert list(unlike_of(new, {})) == [years[5]]
    assert unlike_of({years[4]: Decimal(-3)}, {period: -value for period, value in standing.items()}) == {}
