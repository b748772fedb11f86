"""Periods: one spelling each, no nonsense taken, sorted by when they end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.periods import NotAPeriod, parse, words


@pytest.mark.parametrize(
    ("text", "starts_on", "ends_on"),
    [
        ("2013/14", date(2013, 4, 1), date(2014, 3, 31)),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31)),
        ("2022/23-Q1", date(2022, 4, 1), date(2022, 6, 30)),
        ("2022/23-Q3", date(2022, 10, 1), date(2022, 12, 31)),
        ("2022/23-Q4", date(2023, 1, 1), date(2023, 3, 31)),
        ("2023-Q1", date(2023, 1, 1), date(2023, 3, 31)),
        ("2023-Q4", date(2023, 10, 1), date(2023, 12, 31)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2023-03", date(2023, 3, 1), date(2023, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-06-30", date(2023, 6, 30), date(2023, 6, 30)),
    ],
)
def test_a_canonical_period_has_a_first_and_a_last_day(text: str, starts_on: date, ends_on: date) -> None:
    period = parse(text)
    assert (period.starts_on, period.ends_on, str(period)) == (starts_on, ends_on, text)


@pytest.mark.parametrize(
    "text",
    [
        *("2013/15", "2013/13", "2013/2014", "2013-14", "2023-13", "2023-00", "2023-Q5", "2023-Q0", "2022/23-Q5"),
        *("2023-02-29", "2023-06-31", "2023-6-30", "30/06/2023", "2022/23-03", "2022/23-Q3-01", "23", "0019", "9999"),
        *(
            "2022/23 Q3",
            "March 2023",
            "2023-03 ",
            " 2023",
            "2023\n",
            "",
            "\uff12\uff10\uff12\uff13",
            "\u0662\u0660\u0662\u0663",
            "2023-03-01T00:00",
            "NA",
        ),
    ],
)
def test_nonsense_is_not_a_period(text: str) -> None:
    with pytest.raises(NotAPeriod):
        parse(text)


def test_periods_sort_by_their_last_day_and_the_longer_first() -> None:
    texts = ["2023-03-31", "2013/14", "2022/23", "2019", "2022/23-Q4", "2023-03", "2023-04"]
    assert [p.text for p in sorted(map(parse, texts))] == [
        *("2013/14", "2019", "2022/23", "2022/23-Q4", "2023-03", "2023-03-31", "2023-04")
    ]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_lies_in_its_own_month_quarter_and_year(day: date) -> None:
    quarter = (day.month - 1) // 3 + 1
    for text in (f"{day:%Y}", f"{day:%Y}-Q{quarter}", f"{day:%Y-%m}", day.isoformat()):
        assert parse(text).starts_on <= day <= parse(text).ends_on


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2013/14", "2013/14"),
        ("2019", "2019"),
        ("2023-03", "March 2023"),
        ("2022/23-Q3", "October to December 2022"),
        ("2023-06-30", "30 June 2023"),
    ],
)
def test_a_page_says_a_period_in_words(text: str, said: str) -> None:
    assert words(parse(text)) == said
