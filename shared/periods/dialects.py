"""How others write periods, each way a dialect with a name: "Mar-23", "2013-14", "Q3 2022/23", "2017/18 - 2019/20".

One spelling may mean two things: "2011-12" is a financial year or a December, "2023 Q1" is a quarter of a calendar or
of a financial year. Whoever reads says which dialects are spoken; where those do not agree nothing is chosen.
"""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import lru_cache

from shared.periods import NotAPeriod, parse

LONGEST = 60  # characters; nobody's period is longer


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
    DAY = "day"
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    FINANCIAL_YEARS = "financial-years"
    CALENDAR_YEARS = "calendar-years"
    MONTHS = "months"


EXAMPLES: dict[Dialect, tuple[str, ...]] = {
    Dialect.OWN: ("2013/14", "2022/23-Q3", "2023-03"),
    Dialect.CALENDAR_YEAR: ("2019", "CY 2019", "year ending December 2019"),
    Dialect.FINANCIAL_YEAR: ("2013/14", "2013-14", "2013/2014", "201314", "FY 2013/14", "Apr 2013 - Mar 2014"),
    Dialect.ACADEMIC_YEAR: ("2013/14", "2013-14", "201314", "AY 2013/14", "Sep 2013 - Aug 2014"),
    Dialect.YEAR_BY_ITS_START: ("2013 for 2013/14",),
    Dialect.YEAR_BY_ITS_END: ("2014 for 2013/14",),
    Dialect.CALENDAR_QUARTER: ("2023 Q1", "Q1 2023", "2023Q1", "Jan-Mar 2023"),
    Dialect.FINANCIAL_QUARTER: ("2022/23 Q3", "Q3 2022-23", "Oct-Dec 2022"),
    Dialect.QUARTER_BY_YEAR_START: ("2022 Q3 for October to December 2022",),
    Dialect.MONTH: ("March 2023", "Mar 2023", "Mar-23", "2023-03", "03/2023", "202303"),
    Dialect.DAY: ("2023-06-30", "30 June 2023", "30-Jun-2023"),
    Dialect.DAY_FIRST: ("30/06/2023", "30.6.2023"),
    Dialect.MONTH_FIRST: ("06/30/2023",),
    Dialect.FINANCIAL_YEARS: ("2017/18 - 2019/20", "2017/18 to 2019/20", "2017/18-19/20"),
    Dialect.CALENDAR_YEARS: ("2017-2019", "2017-19", "2017 to 2019"),
    Dialect.MONTHS: ("Feb-Apr 2023", "Feb 2023 - Apr 2023", "year ending June 2023"),
}
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


def reading(text: str, dialect: Dialect) -> str | None:
    """The text read in one dialect, in the product's own spelling; None when it is not of that dialect."""
    if len(text) > LONGEST:
        return None
    folded = re.sub(r"\s+", " ", text.translate(_DASHES)).strip().lower()
    for pattern, make in _SPELLINGS[dialect]:
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
            return _financial_quarter(day.year, day.month)
        case Around.FINANCIAL_YEAR:
            return _straddling(day.year - (day.month < 4))


def _straddling(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def _financial_quarter(year: int, month: int) -> str:
    return f"{_straddling(year - (month < 4))}-Q{(month - 4) % 12 // 3 + 1}"


_DASHES = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2212"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = ("uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember")
_NUMBER_OF = {short: number for number, short in enumerate(_MONTHS, start=1)}
_NUMBER_OF |= {short + rest: number for number, (short, rest) in enumerate(zip(_MONTHS, _FULL, strict=True), start=1)}
_NUMBER_OF["sept"] = 9
_NEAR_CENTURY = 80  # of years in two digits: 79 is 2079, 80 is 1980

_YEAR, _SHORT, _MONTH = "([0-9]{4})", "([0-9]{2}|[0-9]{4})", "(" + "|".join(sorted(_NUMBER_OF, reverse=True)) + ")"
_TWO_YEARS = f"{_YEAR} ?(?:/|-|to) ?{_SHORT}"
_QUARTER = r"(?:q|quarter|qtr) ?([1-4])"
_TO = " ?(?:-|to) ?"
_YEAR_TO = rf"(?:(?:the )?(?:year|12 months|twelve months) (?:ending|ended|to)|ye)(?: 3[01])? {_MONTH} {_YEAR}"

_Make = Callable[[re.Match[str]], str | None]


def _follows(first: str, second: str) -> bool:
    return f"{int(first) + 1:02}"[-len(second) :] == second


def _two_years(found: re.Match[str]) -> str | None:
    first, second = found.groups()
    return _straddling(int(first)) if _follows(first, second) else None


def _months_from(first_month: int) -> _Make:
    """A span of twelve months that begins with this month, as the year it is."""

    def make(found: re.Match[str]) -> str | None:
        first, year, last, next_year = found.groups()
        begins_there = _NUMBER_OF[first] == first_month and _NUMBER_OF[last] == first_month - 1
        return _straddling(int(year)) if begins_there and _follows(year, next_year) else None

    return make


def _year_to(*last_months: int) -> _Make:
    def make(found: re.Match[str]) -> str | None:
        month, year = _NUMBER_OF[found[1]], int(found[2])
        return (_straddling(year - 1) if month < 12 else str(year)) if month in last_months else None

    return make


def _quarter_of_two_years(first: str, second: str, quarter: str) -> str | None:
    return f"{_straddling(int(first))}-Q{quarter}" if _follows(first, second) else None


def _is_quarter(found: re.Match[str]) -> bool:
    first, last = _NUMBER_OF[found[1]], _NUMBER_OF[found[2]]
    return first % 3 == 1 and last == first + 2


def _century(digits: str) -> int:
    return int(digits) + (0 if len(digits) == 4 else 1900 if int(digits) >= _NEAR_CENTURY else 2000)


def _month(year: str, month: str) -> str:
    return f"{_century(year)}-{_NUMBER_OF.get(month) or int(month):02}"


def _day(year: str, month: str, day: str) -> str:
    return f"{year}-{_NUMBER_OF.get(month) or int(month):02}-{int(day):02}"


def _span_of_years(found: re.Match[str]) -> str | None:
    first, second, third, fourth = found.groups()
    is_two_spans = _follows(first, second) and _follows(third, fourth)
    return f"{_straddling(int(first))}-{_straddling(_century(third))}" if is_two_spans else None


def _span_of_months(year: str, month: str, last_year: str, last_month: str) -> str | None:
    return f"{_month(year, month)}-{_month(last_year, last_month)}"


def _twelve_months_to(found: re.Match[str]) -> str:
    month, year = _NUMBER_OF[found[1]], int(found[2])
    first = f"{year}-01" if month == 12 else f"{year - 1}-{month + 1:02}"
    return f"{first}-{year}-{month:02}"


def _spellings(*pairs: tuple[str, _Make]) -> tuple[tuple[re.Pattern[str], _Make], ...]:
    return tuple((re.compile(pattern, re.ASCII), make) for pattern, make in pairs)


_FOUR_MONTHS = f"{_MONTH} {_YEAR}{_TO}{_MONTH} {_YEAR}"
_SPELLINGS: dict[Dialect, tuple[tuple[re.Pattern[str], _Make], ...]] = {
    Dialect.OWN: _spellings((r"[0-9q/-]+", lambda found: found[0].upper())),
    Dialect.CALENDAR_YEAR: _spellings(
        (f"(?:cy ?)?{_YEAR}", lambda found: found[1]),
        (f"jan(?:uary)?{_TO}dec(?:ember)? {_YEAR}", lambda found: found[1]),
        (_YEAR_TO, _year_to(12)),
    ),
    Dialect.FINANCIAL_YEAR: _spellings(
        (f"(?:fy ?|financial year )?{_TWO_YEARS}(?: \\(?financial year\\)?)?", _two_years),
        ("([0-9]{4})([0-9]{2})", _two_years),
        (_FOUR_MONTHS, _months_from(4)),
        (_YEAR_TO, _year_to(3)),
    ),
    Dialect.ACADEMIC_YEAR: _spellings(
        (f"(?:ay ?|academic year |school year )?{_TWO_YEARS}(?: \\(?academic year\\)?)?", _two_years),
        ("([0-9]{4})([0-9]{2})", _two_years),
        (_FOUR_MONTHS, _months_from(9)),
        (_YEAR_TO, _year_to(7, 8)),
    ),
    Dialect.YEAR_BY_ITS_START: _spellings((f"(?:fy ?)?{_YEAR}", lambda found: _straddling(int(found[1])))),
    Dialect.YEAR_BY_ITS_END: _spellings((f"(?:fy ?)?{_YEAR}", lambda found: _straddling(int(found[1]) - 1))),
    Dialect.CALENDAR_QUARTER: _spellings(
        (f"{_YEAR}[ -]?{_QUARTER}", lambda found: f"{found[1]}-Q{found[2]}"),
        (f"{_QUARTER}[ -]?{_YEAR}", lambda found: f"{found[2]}-Q{found[1]}"),
        (
            f"{_MONTH}{_TO}{_MONTH} {_YEAR}",
            lambda found: f"{found[3]}-Q{(_NUMBER_OF[found[1]] + 2) // 3}" if _is_quarter(found) else None,
        ),
    ),
    Dialect.FINANCIAL_QUARTER: _spellings(
        (f"(?:fy ?)?{_TWO_YEARS}[ -]?{_QUARTER}", lambda found: _quarter_of_two_years(found[1], found[2], found[3])),
        (f"{_QUARTER}[ -]?(?:fy ?)?{_TWO_YEARS}", lambda found: _quarter_of_two_years(found[2], found[3], found[1])),
        (
            f"{_MONTH}{_TO}{_MONTH} {_YEAR}",
            lambda found: _financial_quarter(int(found[3]), _NUMBER_OF[found[1]]) if _is_quarter(found) else None,
        ),
    ),
    Dialect.QUARTER_BY_YEAR_START: _spellings(
        (f"(?:fy ?)?{_YEAR}[ -]?{_QUARTER}", lambda found: f"{_straddling(int(found[1]))}-Q{found[2]}"),
        (f"{_QUARTER}[ -]?(?:fy ?)?{_YEAR}", lambda found: f"{_straddling(int(found[2]))}-Q{found[1]}"),
    ),
    Dialect.MONTH: _spellings(
        (f"{_MONTH}[ -]'?{_SHORT}", lambda found: _month(found[2], found[1])),
        (f"{_YEAR}[ -]{_MONTH}", lambda found: _month(found[1], found[2])),
        ("([0-9]{4})[-/.]?([0-9]{2})", lambda found: _month(found[1], found[2])),
        ("([0-9]{1,2})[-/.]([0-9]{4})", lambda found: _month(found[2], found[1])),
    ),
    Dialect.DAY: _spellings(
        (
            "([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ t]00:00(?::00(?:\\.0+)?)?z?)?",
            lambda found: _day(found[1], found[2], found[3]),
        ),
        (f"([0-9]{{1,2}})[ -]{_MONTH}[ -]{_YEAR}", lambda found: _day(found[3], found[2], found[1])),
    ),
    Dialect.DAY_FIRST: _spellings(
        (f"([0-9]{{1,2}})[/.-]([0-9]{{1,2}})[/.-]{_YEAR}", lambda found: _day(found[3], found[2], found[1]))
    ),
    Dialect.MONTH_FIRST: _spellings(
        (f"([0-9]{{1,2}})[/.-]([0-9]{{1,2}})[/.-]{_YEAR}", lambda found: _day(found[3], found[1], found[2]))
    ),
    Dialect.FINANCIAL_YEARS: _spellings(
        (f"{_YEAR}[/-]{_SHORT}{_TO}{_SHORT}[/-]{_SHORT}", _span_of_years),
    ),
    Dialect.CALENDAR_YEARS: _spellings(
        (f"{_YEAR}{_TO}{_SHORT}", lambda found: f"{found[1]}-{_century(found[2])}"),
    ),
    Dialect.MONTHS: _spellings(
        (_FOUR_MONTHS, lambda found: _span_of_months(found[2], found[1], found[4], found[3])),
        (
            f"{_MONTH}{_TO}{_MONTH} {_YEAR}",
            lambda found: _span_of_months(found[3], found[1], found[3], found[2]),
        ),
        (_YEAR_TO, _twelve_months_to),
    ),
}
