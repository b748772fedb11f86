"""Partners' own ways of writing periods: each dialect read exactly, none guessed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.periods import NotAPeriod, parse, short, words
from shared.periods.dialects import EXAMPLES, AmbiguousPeriod, Around, Dialect, dialects_of, read, reading


def one(text: str, dialect: str, around: Around = Around.DAY) -> str:
    return read(text, frozenset({Dialect(dialect)}), around)


@pytest.mark.parametrize(
    ("text", "dialect", "canonical"),
    [
        *((text, "financial-year", "2013/14") for text in ("2013/14", "2013-14", "2013/2014", "2013 - 2014", "201314")),
        *((text, "financial-year", "2013/14") for text in ("FY 2013/14", "FY2013-14", "2013\u201314", "2013 to 14")),
        ("1999/00", "financial-year", "1999/00"),
        *(
            (text, "financial-year", "2021/22")
            for text in ("21/22", "FY21/22", "FYE 2022", "y/e March 2022", "2021-2022")
        ),
        *((text, "financial-year", "2021/22") for text in ("Apr 2021 to Mar 2022", "April 2021 - March 2022")),
        *((text, "financial-year", "2021/22") for text in ("1 April 2021 to 31 March 2022", "Apr-21 to Mar-22")),
        *((text, "financial-year", "2021/22") for text in ("01/04/2021 31/03/2022", "2021-04 to 2022-03")),
        ("1 January 2021 to 31 December 2021", "calendar-year", "2021"),
        ("1 August 2021 to 31 July 2022", "academic-year", "2021/22"),
        ("FY22", "year-by-its-start", "2022/23"),
        ("FY22", "year-by-its-end", "2021/22"),
        *(
            (text, "financial-quarter", "2022/23-Q1")
            for text in ("Q1 (Apr-Jun) 2022", "Quarter 1 (April to June) 2022/23")
        ),
        *((text, "financial-quarter", "2022/23-Q4") for text in ("Q4 2022/23 (Jan-Mar 2023)", "Jan 2023 to Mar 2023")),
        ("Q4 (Jan-Mar) 2023", "quarter-by-year-start", "2023/24-Q4"),
        ("01/01/2023 - 31/03/2023", "calendar-quarter", "2023-Q1"),
        *((text, "month", "2023-03") for text in ("2023M03", "as at March 2023", "01/03/2023 to 31/03/2023")),
        *((text, "day", "2022-03-31") for text in ("31-Mar-22", "As at 31st March 2022")),
        ("Mar-21 to Feb-24", "months", "2021-03-2024-02"),
        ("April 2013 - March 2014", "financial-year", "2013/14"),
        ("Year ending March 2014", "financial-year", "2013/14"),
        ("12 months to 31 March 2014", "financial-year", "2013/14"),
        ("2013-14", "academic-year", "2013/14"),
        ("AY 2013/14", "academic-year", "2013/14"),
        ("Sept 2013 - Aug 2014", "academic-year", "2013/14"),
        ("2019", "calendar-year", "2019"),
        ("Jan-Dec 2019", "calendar-year", "2019"),
        ("year ending December 2019", "calendar-year", "2019"),
        ("2013", "year-by-its-start", "2013/14"),
        ("2014", "year-by-its-end", "2013/14"),
        *((text, "month", "2023-03") for text in ("March 2023", "Mar 2023", "Mar-23", "mar 23", "2023 March")),
        *((text, "month", "2023-03") for text in ("2023-03", "03/2023", "3/2023", "202303", "MARCH\u00a02023")),
        ("Sept 2023", "month", "2023-09"),
        ("Dec-99", "month", "1999-12"),
        *((text, "calendar-quarter", "2023-Q1") for text in ("2023 Q1", "Q1 2023", "2023Q1", "Quarter 1 2023")),
        ("Jan-Mar 2023", "calendar-quarter", "2023-Q1"),
        *((text, "financial-quarter", "2022/23-Q3") for text in ("2022/23 Q3", "Q3 2022-23", "2022/2023 Q3")),
        ("Jan-Mar 2023", "financial-quarter", "2022/23-Q4"),
        ("Apr to Jun 2023", "financial-quarter", "2023/24-Q1"),
        ("2022 Q3", "quarter-by-year-start", "2022/23-Q3"),
        *((text, "day", "2023-06-30") for text in ("2023-06-30", "2023-06-30 00:00:00", "30 June 2023", "30-Jun-2023")),
        ("30/06/2023", "day-first", "2023-06-30"),
        ("1.2.2023", "day-first", "2023-02-01"),
        ("06/30/2023", "month-first", "2023-06-30"),
        *((text, "financial-years", "2017/18-2019/20") for text in ("2017/18 - 2019/20", "2017/18-19/20")),
        ("2017-18 to 2019-20", "financial-years", "2017/18-2019/20"),
        *((text, "calendar-years", "2017-2019") for text in ("2017-2019", "2017-19", "2017 \u2013 19")),
        ("Feb-Apr 2023", "months", "2023-02-2023-04"),
        ("Nov 2022 - Jan 2023", "months", "2022-11-2023-01"),
        ("year ending June 2023", "months", "2022-07-2023-06"),
    ],
)
def test_each_dialect_reads_its_own_spellings(text: str, dialect: str, canonical: str) -> None:
    assert one(text, dialect) == canonical


@pytest.mark.parametrize("dialect", Dialect)
def test_every_example_of_a_dialect_is_read_in_it(dialect: Dialect) -> None:
    assert all(reading(example.partition(" for ")[0], dialect) for example in EXAMPLES[dialect])


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        *(("2013/15", "financial-year"), ("2013", "financial-year"), ("May 2013 - Apr 2014", "financial-year")),
        *(("Marzo 2023", "month"), ("2023-13", "month"), ("March", "month"), ("01/02/03", "day-first")),
        *(("31/06/2023", "day-first"), ("30/06/2023", "month-first"), ("2023-02-30", "day")),
        *(("2022/23 Q5", "financial-quarter"), ("Feb-Apr 2023", "calendar-quarter"), ("2023 Q1", "financial-quarter")),
        *(("year ending 30 March 2022", "financial-year"), ("1 April 2021 to 30 March 2022", "financial-year")),
        *(("2 April 2021 to 31 March 2022", "financial-year"), ("Q1 (Jul-Sep) 2022", "financial-quarter")),
        *(("Q4 2022/23 (Jan-Mar 2022)", "financial-quarter"), ("Q1 (Apr-Jun) 2022", "calendar-quarter")),
        *(("2019/20 - 2017/18", "financial-years"), ("2019-17", "calendar-years"), ("2017-2017", "calendar-years")),
        *(("\u0662\u0660\u0661\u0669", "calendar-year"), ("1899", "calendar-year"), ("", "month"), ("NA", "own")),
        ("March 2023" + " " * 200_000, "month"),
    ],
)
def test_what_is_not_of_the_dialect_is_refused(text: str, dialect: str) -> None:
    with pytest.raises(NotAPeriod):
        one(text, dialect)


@pytest.mark.parametrize(
    ("text", "dialects"),
    [
        ("2011-12", {"financial-year", "month"}),
        ("2023 Q1", {"calendar-quarter", "quarter-by-year-start"}),
        ("2019", {"calendar-year", "year-by-its-end"}),
        ("FY22", {"year-by-its-start", "year-by-its-end"}),
        ("Q4 (Jan-Mar) 2023", {"financial-quarter", "quarter-by-year-start"}),
        ("01/02/2023", {"day-first", "month-first"}),
        ("2017-18", {"financial-year", "calendar-years"}),
    ],
)
def test_a_spelling_of_two_meanings_is_never_guessed(text: str, dialects: set[str]) -> None:
    with pytest.raises(AmbiguousPeriod):
        read(text, frozenset(map(Dialect, dialects)))


def test_two_dialects_that_agree_are_no_doubt() -> None:
    assert read("2013/14", frozenset({Dialect.FINANCIAL_YEAR, Dialect.ACADEMIC_YEAR})) == "2013/14"
    assert read("March 2023", frozenset({Dialect.MONTH, Dialect.FINANCIAL_YEAR})) == "2023-03"


@pytest.mark.parametrize(
    ("around", "canonical"),
    [
        (Around.DAY, "2023-02-01"),
        (Around.MONTH, "2023-02"),
        (Around.CALENDAR_QUARTER, "2023-Q1"),
        (Around.FINANCIAL_QUARTER, "2022/23-Q4"),
        (Around.CALENDAR_YEAR, "2023"),
        (Around.FINANCIAL_YEAR, "2022/23"),
    ],
)
def test_a_day_may_stand_for_the_longer_period_it_lies_in(around: Around, canonical: str) -> None:
    assert one("01/02/2023", "day-first", around) == canonical


@given(st.dates(date(1901, 1, 1), date(2198, 12, 31)), st.sampled_from([one for one in Around if one != Around.DAY]))
def test_the_longer_period_always_holds_the_day(day: date, around: Around) -> None:
    period = parse(read(day.isoformat(), frozenset({Dialect.DAY}), around))
    assert period.starts_on <= day <= period.ends_on


def test_the_dialects_of_a_column_are_those_that_read_every_cell() -> None:
    assert dialects_of(["2011-12", "2012-13"]) == {
        Dialect.FINANCIAL_YEAR,
        Dialect.ACADEMIC_YEAR,
        Dialect.CALENDAR_YEARS,
    }
    assert dialects_of(["01/02/2023", "13/02/2023"]) == {Dialect.DAY_FIRST}
    assert dialects_of(["March 2023", "total"]) == frozenset()
    assert dialects_of([]) == frozenset()


@given(st.text(max_size=80))
def test_whatever_is_read_is_a_period_of_the_product(text: str) -> None:
    for dialect in Dialect:
        found = reading(text, dialect)
        assert found is None or parse(found).text == found


@pytest.mark.parametrize(
    ("text", "starts_on", "ends_on", "said", "on_an_axis"),
    [
        ("2017/18-2019/20", date(2017, 4, 1), date(2020, 3, 31), "2017/18 to 2019/20", "2017/18 to 2019/20"),
        ("2017-2019", date(2017, 1, 1), date(2019, 12, 31), "2017 to 2019", "2017 to 2019"),
        ("2023-02-2023-04", date(2023, 2, 1), date(2023, 4, 30), "February 2023 to April 2023", "Feb 2023 to Apr 2023"),
    ],
)
def test_a_span_runs_from_its_first_part_to_its_last(
    text: str, starts_on: date, ends_on: date, said: str, on_an_axis: str
) -> None:
    span = parse(text)
    assert (span.starts_on, span.ends_on, words(span), short(span)) == (starts_on, ends_on, said, on_an_axis)


def test_the_page_on_mappings_names_every_dialect_with_its_examples() -> None:
    page = (Path(__file__).parents[3] / "docs" / "mappings.md").read_text()
    assert all(f"| `{dialect.value}` | {', '.join(EXAMPLES[dialect])} |" in page for dialect in Dialect)
