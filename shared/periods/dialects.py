"""How others write periods, each way a dialect with a name: "Mar-23", "2013-14", "Q3 2022/23", "2017/18 - 2019/20".

One spelling may mean two things: "2011-12" is a financial year or a December, "2023 Q1" is a quarter of a calendar or
of a financial year. Whoever reads says which dialects are spoken; where those do not agree nothing is chosen.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from shared.periods import NotAPeriod, parse
from shared.periods.months import financial_quarter, straddling
from shared.periods.spellings import SPELLINGS

LONGEST = 60  # characters; nobody's period is longer
_DASHES = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2212"}


class Dialect(StrEnum):
    """A way of writing periods. Its examples stand in EXAMPLES."""

    OWN = "own"
    CALENDAR_YEAR = "calendar-year"
    FINANCIAL_YEAR = "financial-year"
    ACADEMIC_YEAR = "academic-year"
    YEAR_BY_ITS_START = "year-by-its-start"
    YEAR_BY_ITS_END = "year-by-its-end"
    CALENDAR_QUARTER = "calendar-quarter"
    FINANCIAL_QUARTER = "financial-quarter"
    QUARTER_BY_YEAR_START = "quarter-by-year-start"
    MONTH = "month"
    MONTH_OF_FINANCIAL_YEAR = "month-of-financial-year"
    MONTH_OF_ACADEMIC_YEAR = "month-of-academic-year"
    DAY = "day"
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    FINANCIAL_YEARS = "financial-years"
    CALENDAR_YEARS = "calendar-years"
    MONTHS = "months"


EXAMPLES: dict[Dialect, tuple[str, ...]] = {
    Dialect.OWN: ("2013/14", "2022/23-Q3", "2023-03"),
    Dialect.CALENDAR_YEAR: ("2019", "CY 2019", "year ending December 2019"),
    Dialect.FINANCIAL_YEAR: (
        *("2013/14", "2013-14", "2013/2014", "201314", "FY 2013/14", "FYE 2014", "Apr 2013 - Mar 2014"),
        *("1 April 2013 to 31 March 2014", "year ending March 2014"),
    ),
    Dialect.ACADEMIC_YEAR: ("2013/14", "2013-14", "201314", "AY 2013/14", "Sep 2013 - Aug 2014"),
    Dialect.YEAR_BY_ITS_START: ("2013 for 2013/14",),
    Dialect.YEAR_BY_ITS_END: ("2014 for 2013/14",),
    Dialect.CALENDAR_QUARTER: ("2023 Q1", "Q1 2023", "2023Q1", "Jan-Mar 2023"),
    Dialect.FINANCIAL_QUARTER: ("2022/23 Q3", "Q3 2022-23", "Oct-Dec 2022", "Q3 (Oct-Dec) 2022"),
    Dialect.QUARTER_BY_YEAR_START: ("2022 Q3 for October to December 2022",),
    Dialect.MONTH: ("March 2023", "Mar 2023", "Mar-23", "2023-03", "03/2023", "202303"),
    Dialect.MONTH_OF_FINANCIAL_YEAR: ("2022/23 Apr for April 2022", "Mar 2022/23 for March 2023"),
    Dialect.MONTH_OF_ACADEMIC_YEAR: ("2022/23 Sep for September 2022", "Apr 2022/23 for April 2023"),
    Dialect.DAY: ("2023-06-30", "30 June 2023", "30-Jun-2023", "as at 30th June 2023"),
    Dialect.DAY_FIRST: ("30/06/2023", "30.6.2023"),
    Dialect.MONTH_FIRST: ("06/30/2023",),
    Dialect.FINANCIAL_YEARS: ("2017/18 - 2019/20", "2017/18 to 2019/20", "2017/18-19/20"),
    Dialect.CALENDAR_YEARS: ("2017-2019", "2017-19", "2017 to 2019"),
    Dialect.MONTHS: ("Feb-Apr 2023", "Feb 2023 - Apr 2023", "year ending June 2023"),
}
PLAIN = frozenset(
    {
        *(Dialect.CALENDAR_YEAR, Dialect.FINANCIAL_YEAR, Dialect.CALENDAR_QUARTER, Dialect.FINANCIAL_QUARTER),
        *(Dialect.MONTH, Dialect.FINANCIAL_YEARS),
    }
)
"""How people write a period in words; academic years are written as financial ones, and "2017-18" as two
calendar years; of one promise it is the financial year."""
DAYS = frozenset({Dialect.DAY, Dialect.DAY_FIRST, Dialect.MONTH_FIRST})


class AmbiguousPeriod(NotAPeriod):
    """The dialects that are spoken read the text in more than one way."""


class Around(StrEnum):
    """What a day stands for, where a table dates a longer period by one of its days."""

    DAY = "day"
    MONTH = "month"
    CALENDAR_QUARTER = "calendar-quarter"
    FINANCIAL_QUARTER = "financial-quarter"
    CALENDAR_YEAR = "calendar-year"
    FINANCIAL_YEAR = "financial-year"


@lru_cache(maxsize=16384)
def read(text: str, dialects: frozenset[Dialect], around: Around = Around.DAY) -> str:
    """The period in the product's own spelling; NotAPeriod when no dialect reads it, AmbiguousPeriod when two differ.

    `around` says which longer period a day stands for; it is the one in which the day lies.
    """
    readings = {_around(found, around) for dialect in sorted(dialects) if (found := reading(text, dialect))}
    if not readings:
        examples = " or ".join(EXAMPLES[dialect][0] for dialect in sorted(dialects))
        raise NotAPeriod(f"write a period like {examples}")
    if len(readings) > 1:
        raise AmbiguousPeriod("this period can be read in two ways; the mapping must name one dialect for it")
    return readings.pop()


def spelt(text: str) -> str:
    """The period in the product's own spelling, where it can be read in one way alone; else the text as it stands."""
    try:
        return parse(text).text
    except NotAPeriod:
        pass
    try:
        return read(text, PLAIN)
    except NotAPeriod:
        return " ".join(text.casefold().split())


def reading(text: str, dialect: Dialect) -> str | None:
    """The text read in one dialect, in the product's own spelling; None when it is not of that dialect."""
    if len(text) > LONGEST:
        return None
    folded = re.sub(r"\s+", " ", text.translate(_DASHES)).strip().lower()
    for pattern, make in SPELLINGS[dialect]:
        if (found := pattern.fullmatch(folded)) is not None:
            return _checked(make(found))
    return None


def dialects_of(texts: Iterable[str]) -> frozenset[Dialect]:
    """The dialects in which every one of the texts can be read; none for no texts."""
    spoken = set(Dialect)
    texts = tuple(texts)
    for text in texts:
        spoken = {dialect for dialect in spoken if reading(text, dialect)}
    return frozenset(spoken) if texts else frozenset()


def _checked(text: str | None) -> str | None:
    try:
        return None if text is None else parse(text).text
    except NotAPeriod:
        return None


def _around(text: str, around: Around) -> str:
    period = parse(text)
    if period.starts_on != period.ends_on:
        return text
    day = period.starts_on
    match around:
        case Around.DAY:
            return text
        case Around.MONTH:
            return f"{day:%Y-%m}"
        case Around.CALENDAR_QUARTER:
            return f"{day:%Y}-Q{(day.month + 2) // 3}"
        case Around.CALENDAR_YEAR:
            return f"{day:%Y}"
        case Around.FINANCIAL_QUARTER:
            return financial_quarter(day.year, day.month)
        case Around.FINANCIAL_YEAR:
            return straddling(day.year - (day.month < 4))
