"""The spellings of each dialect of periods: patterns, and what each makes of a text that it fits.

Exact: where a spelling says a thing twice, "Q1 (Apr-Jun) 2022", "1 April 2021 to 31 March 2022", all of it must agree.
"""

import re
from collections.abc import Callable, Mapping

from shared.periods.months import (
    NUMBER_OF,
    century,
    financial_quarter,
    follows,
    is_last_day,
    month_number,
    month_of,
    straddling,
)

Make = Callable[[re.Match[str]], str | None]
Spellings = tuple[tuple[re.Pattern[str], Make], ...]

_YEAR, _SHORT, _MONTH = "([0-9]{4})", "([0-9]{2}|[0-9]{4})", "(" + "|".join(sorted(NUMBER_OF, reverse=True)) + ")"
_TWO_YEARS = f"{_YEAR} ?(?:/|-|to) ?{_SHORT}"
_TWO_SHORT = "([0-9]{2})/([0-9]{2})"
_QUARTER = r"(?:q|qu|quarter|qtr) ?([1-4])"
_TO = " ?(?:-|to) ?"
_GAP = " ?-? ?"
_TH = "(?:st|nd|rd|th)?"
_ENDING = r"(?:(?:the )?(?:rolling )?(?:(?:financial |fiscal )?year|12 months|twelve months) (?:ending|ended|to)|y/?e)"
_YEAR_TO = rf"{_ENDING}(?: ([0-9]{{1,2}}){_TH})? {_MONTH} {_YEAR}"
_DATED_MONTH = f"(?:([0-9]{{1,2}}){_TH} )?{_MONTH}(?: |-)?'?{_SHORT}"
_TWELVE_MONTHS = f"{_DATED_MONTH}{_TO}{_DATED_MONTH}"
_DAY_FIRST = "([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})"
_YEAR_FIRST = "([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ t]00:00(?::00(?:\\.0+)?)?z?)?"
_YEAR_MONTH = "([0-9]{4})-([0-9]{2})"
_UNTIL = "(?: ?- ?| to |/| )"
_MONTHS_OF_QUARTER = f"\\(?{_MONTH}{_TO}{_MONTH}(?: {_YEAR})?\\)?"


def _two_years(found: re.Match[str]) -> str | None:
    first, second = found.groups()
    return straddling(century(first)) if follows(first, second) else None


def _year_by_its_end(found: re.Match[str]) -> str:
    return straddling(century(found[1]) - 1)


def _months_from(*first_months: int) -> Make:
    """A span of twelve whole months that begins with one of these months, as the year it is."""

    def make(found: re.Match[str]) -> str | None:
        begins, ends = month_number(found[2]), month_number(found[5])
        starts_in, ends_in = century(found[3]), century(found[6])
        is_whole = found[1] in (None, "1", "01") and is_last_day(found[4], ends, ends_in)
        is_year = (ends_in * 12 + ends) - (starts_in * 12 + begins) == 11
        if begins not in first_months or not (is_whole and is_year):
            return None
        return str(starts_in) if begins == 1 else straddling(starts_in)

    return make


def _year_to(*last_months: int) -> Make:
    def make(found: re.Match[str]) -> str | None:
        day, month, year = found[1], NUMBER_OF[found[2]], int(found[3])
        if month not in last_months or not is_last_day(day, month, year):
            return None
        return straddling(year - 1) if month < 12 else str(year)

    return make


def _quarter_of_two_years(first: str, second: str, quarter: str) -> str | None:
    return f"{straddling(century(first))}-Q{quarter}" if follows(first, second) else None


def _is_quarter(first: str, last: str) -> bool:
    return NUMBER_OF[first] % 3 == 1 and NUMBER_OF[last] == NUMBER_OF[first] + 2


def _calendar_quarter(first: str, last: str, year: str) -> str | None:
    return f"{year}-Q{(NUMBER_OF[first] + 2) // 3}" if _is_quarter(first, last) else None


def _financial_months(first: str, last: str, year: str) -> str | None:
    return financial_quarter(int(year), NUMBER_OF[first]) if _is_quarter(first, last) else None


def _agreeing(quarter: str, *readings: str | None) -> str | None:
    """The one reading, where all that was said is said of it, and it is of that quarter."""
    found = {reading for reading in readings if reading is not None}
    one = found.pop() if len(found) == 1 and None not in readings else None
    return one if one is not None and one.endswith(f"-Q{quarter}") else None


def _month(year: str, month: str) -> str:
    return f"{century(year)}-{month_number(month):02}"


def _day(year: str, month: str, day: str) -> str:
    return f"{century(year)}-{month_number(month):02}-{int(day):02}"


def _span_of_years(found: re.Match[str]) -> str | None:
    first, second, third, fourth = found.groups()
    is_two_spans = follows(first, second) and follows(third, fourth)
    return f"{straddling(int(first))}-{straddling(century(third))}" if is_two_spans else None


def _span_of_months(year: str, month: str, last_year: str, last_month: str) -> str | None:
    return f"{_month(year, month)}-{_month(last_year, last_month)}"


def _twelve_months_to(found: re.Match[str]) -> str | None:
    day, month, year = found[1], NUMBER_OF[found[2]], int(found[3])
    if not is_last_day(day, month, year):
        return None
    first = f"{year}-01" if month == 12 else f"{year - 1}-{month + 1:02}"
    return f"{first}-{year}-{month:02}"


def _three_months(found: re.Match[str]) -> tuple[str, str, str] | None:
    """Months and year of "Jan 2023 to Mar 2023", where both years are one."""
    return (found[1], found[3], found[2]) if found[2] == found[4] else None


def _of_three_months(make: Callable[[str, str, str], str | None]) -> Make:
    return lambda found: make(*months) if (months := _three_months(found)) else None


def _span(year: int, month: int, months: int) -> str | None:
    last = year * 12 + month + months - 2
    return f"{year}-{month:02}-{last // 12}-{last % 12 + 1:02}" if months > 1 else None


def _from_day_to_day(make: Callable[[int, int, int], str | None]) -> tuple[tuple[str, Make], ...]:
    """Two days or months as a span of whole months: `make` is told the first one's year and number, and how many."""

    def of_numbers(year: str, month: str, day: str, last: tuple[str, str, str | None]) -> str | None:
        last_year, last_month, last_day = last
        months = int(last_year) * 12 + int(last_month) - int(year) * 12 - int(month) + 1
        is_whole = int(day) == 1 and is_last_day(last_day, int(last_month), int(last_year))
        return make(int(year), int(month), months) if is_whole and 1 <= int(month) <= 12 and months > 0 else None

    return (
        (f"{_DAY_FIRST}{_UNTIL}{_DAY_FIRST}", lambda f: of_numbers(f[3], f[2], f[1], (f[6], f[5], f[4]))),
        (f"{_YEAR_FIRST}{_UNTIL}{_YEAR_FIRST}", lambda f: of_numbers(f[1], f[2], f[3], (f[4], f[5], f[6]))),
        (f"{_YEAR_MONTH}{_UNTIL}{_YEAR_MONTH}", lambda f: of_numbers(f[1], f[2], "1", (f[3], f[4], None))),
    )


def _spellings(*pairs: tuple[str, Make]) -> Spellings:
    return tuple((re.compile(pattern, re.ASCII), make) for pattern, make in pairs)


def _month_of_year(begins: int) -> Spellings:
    """`Apr 2022/23`, either way round, in a year that begins with this month."""
    return _spellings(
        (f"(?:fy ?|ay ?)?{_TWO_YEARS} {_MONTH}", lambda found: month_of(found[1], found[2], found[3], begins)),
        (f"{_MONTH} (?:fy ?|ay ?)?{_TWO_YEARS}", lambda found: month_of(found[2], found[3], found[1], begins)),
    )


_FOUR_MONTHS = f"{_MONTH} {_YEAR}{_TO}{_MONTH} {_YEAR}"
SPELLINGS: Mapping[str, Spellings] = {
    "own": _spellings((r"[0-9q/-]+", lambda found: found[0].upper())),
    "calendar-year": _spellings(
        (f"(?:cy ?)?{_YEAR}", lambda found: found[1]),
        (f"jan(?:uary)?{_TO}dec(?:ember)? {_YEAR}", lambda found: found[1]),
        (_TWELVE_MONTHS, _months_from(1)),
        *_from_day_to_day(lambda year, month, months: str(year) if (month, months) == (1, 12) else None),
        (_YEAR_TO, _year_to(12)),
    ),
    "financial-year": _spellings(
        (f"(?:f/?y ?|(?:financial|fiscal) year ?)?(?:{_TWO_YEARS})(?: ?\\(?(?:financial year|fy)\\)?)?", _two_years),
        ("([0-9]{4})([0-9]{2})", _two_years),
        (f"(?:f/?y ?)?{_TWO_SHORT}", _two_years),
        ("f/?y ?([0-9]{2})-([0-9]{2})", _two_years),
        (f"(?:f/?ye|(?:financial|fiscal) year (?:ending|ended)) ?{_SHORT}", _year_by_its_end),
        (f"f/?ye (?:31 )?mar(?:ch)? {_YEAR}", _year_by_its_end),
        (_TWELVE_MONTHS, _months_from(4)),
        *_from_day_to_day(lambda year, month, months: straddling(year) if (month, months) == (4, 12) else None),
        (_YEAR_TO, _year_to(3)),
    ),
    "academic-year": _spellings(
        (f"(?:ay ?|academic year |school year )?{_TWO_YEARS}(?: \\(?academic year\\)?)?", _two_years),
        ("([0-9]{4})([0-9]{2})", _two_years),
        (f"(?:ay ?)?{_TWO_SHORT}", _two_years),
        (_TWELVE_MONTHS, _months_from(8, 9)),
        *_from_day_to_day(lambda year, month, months: straddling(year) if month in (8, 9) and months == 12 else None),
        (_YEAR_TO, _year_to(7, 8)),
    ),
    "year-by-its-start": _spellings(
        (f"(?:fy ?)?{_YEAR}", lambda found: straddling(int(found[1]))),
        ("fy ?([0-9]{2})", lambda found: straddling(century(found[1]))),
    ),
    "year-by-its-end": _spellings((f"(?:fy ?)?{_YEAR}", _year_by_its_end), ("fy ?([0-9]{2})", _year_by_its_end)),
    "calendar-quarter": _spellings(
        (f"{_YEAR}{_GAP}{_QUARTER}", lambda found: f"{found[1]}-Q{found[2]}"),
        (f"{_QUARTER}{_GAP}{_YEAR}", lambda found: f"{found[2]}-Q{found[1]}"),
        (f"{_MONTH}{_TO}{_MONTH} {_YEAR}", lambda found: _calendar_quarter(found[1], found[2], found[3])),
        (_FOUR_MONTHS, _of_three_months(_calendar_quarter)),
        *_from_day_to_day(
            lambda year, month, months: f"{year}-Q{(month + 2) // 3}" if (month % 3, months) == (1, 3) else None
        ),
        (
            f"{_QUARTER}:? \\(?{_MONTH}{_TO}{_MONTH}\\)? {_YEAR}",
            lambda found: _agreeing(found[1], _calendar_quarter(found[2], found[3], found[4])),
        ),
    ),
    "financial-quarter": _spellings(
        (f"(?:fy ?)?{_TWO_YEARS}{_GAP}{_QUARTER}", lambda found: _quarter_of_two_years(found[1], found[2], found[3])),
        (f"{_QUARTER}{_GAP}(?:fy ?)?{_TWO_YEARS}", lambda found: _quarter_of_two_years(found[2], found[3], found[1])),
        (f"(?:fy ?)?{_TWO_SHORT}{_GAP}{_QUARTER}", lambda found: _quarter_of_two_years(found[1], found[2], found[3])),
        (f"{_QUARTER}{_GAP}(?:fy ?)?{_TWO_SHORT}", lambda found: _quarter_of_two_years(found[2], found[3], found[1])),
        (f"{_MONTH}{_TO}{_MONTH} {_YEAR}", lambda found: _financial_months(found[1], found[2], found[3])),
        (_FOUR_MONTHS, _of_three_months(_financial_months)),
        *_from_day_to_day(
            lambda year, month, months: financial_quarter(year, month) if (month % 3, months) == (1, 3) else None
        ),
        (
            f"{_QUARTER}:? \\(?{_MONTH}{_TO}{_MONTH}\\)? {_YEAR}",
            lambda found: _agreeing(found[1], _financial_months(found[2], found[3], found[4])),
        ),
        (
            f"{_QUARTER}:? {_TWO_YEARS} {_MONTHS_OF_QUARTER}",
            lambda found: _quarter_with_months(found[1], (found[2], found[3]), (found[4], found[5]), found[6]),
        ),
        (
            f"{_TWO_YEARS}{_GAP}{_QUARTER}:? {_MONTHS_OF_QUARTER}",
            lambda found: _quarter_with_months(found[3], (found[1], found[2]), (found[4], found[5]), found[6]),
        ),
        (
            f"{_QUARTER}:? \\(?{_MONTH}{_TO}{_MONTH}\\)? {_TWO_YEARS}",
            lambda found: _quarter_with_months(found[1], (found[4], found[5]), (found[2], found[3])),
        ),
    ),
    "quarter-by-year-start": _spellings(
        (f"(?:fy ?)?{_YEAR}{_GAP}{_QUARTER}", lambda found: f"{straddling(int(found[1]))}-Q{found[2]}"),
        (f"{_QUARTER}{_GAP}(?:fy ?)?{_YEAR}", lambda found: f"{straddling(int(found[2]))}-Q{found[1]}"),
        (
            f"{_QUARTER}:? \\(?{_MONTH}{_TO}{_MONTH}\\)? {_YEAR}",
            lambda found: _quarter_with_months(found[1], (found[4], str(int(found[4]) + 1)), (found[2], found[3])),
        ),
    ),
    "month": _spellings(
        (f"(?:as )?(?:at |of )?{_MONTH}[ -]?'?{_SHORT}", lambda found: _month(found[2], found[1])),
        (f"{_YEAR}[ -]{_MONTH}", lambda found: _month(found[1], found[2])),
        ("([0-9]{4})[-/.]?([0-9]{2})", lambda found: _month(found[1], found[2])),
        ("([0-9]{4})-?m([0-9]{2})", lambda found: _month(found[1], found[2])),
        ("([0-9]{1,2})[-/.]([0-9]{4})", lambda found: _month(found[2], found[1])),
        *_from_day_to_day(lambda year, month, months: f"{year}-{month:02}" if months == 1 else None),
    ),
    "month-of-financial-year": _month_of_year(4),
    "month-of-academic-year": _month_of_year(9),
    "day": _spellings(
        (
            "([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ t]00:00(?::00(?:\\.0+)?)?z?)?",
            lambda found: _day(found[1], found[2], found[3]),
        ),
        (
            f"(?:as )?(?:at |on )?([0-9]{{1,2}}){_TH}[ -]{_MONTH}[ -]{_YEAR}",
            lambda found: _day(found[3], found[2], found[1]),
        ),
        (f"([0-9]{{1,2}})-{_MONTH}-([0-9]{{2}})", lambda found: _day(found[3], found[2], found[1])),
    ),
    "day-first": _spellings(
        (
            f"([0-9]{{1,2}})[/.-]([0-9]{{1,2}})[/.-]{_YEAR}(?: 00:00(?::00)?)?",
            lambda found: _day(found[3], found[2], found[1]),
        )
    ),
    "month-first": _spellings(
        (
            f"([0-9]{{1,2}})[/.-]([0-9]{{1,2}})[/.-]{_YEAR}(?: 00:00(?::00)?)?",
            lambda found: _day(found[3], found[1], found[2]),
        )
    ),
    "financial-years": _spellings((f"{_YEAR}[/-]{_SHORT}{_TO}{_SHORT}[/-]{_SHORT}", _span_of_years)),
    "calendar-years": _spellings(
        (f"{_YEAR}{_TO}{_SHORT}", lambda found: f"{found[1]}-{century(found[2])}"),
    ),
    "months": _spellings(
        (
            f"{_MONTH}[ -]?'?{_SHORT}{_TO}{_MONTH}[ -]?'?{_SHORT}",
            lambda found: _span_of_months(found[2], found[1], found[4], found[3]),
        ),
        (
            f"{_MONTH}{_TO}{_MONTH} {_YEAR}",
            lambda found: _span_of_months(found[3], found[1], found[3], found[2]),
        ),
        (_YEAR_TO, _twelve_months_to),
        *_from_day_to_day(_span),
    ),
}


def _quarter_with_months(
    quarter: str, years: tuple[str, str], months: tuple[str, str], year: str | None = None
) -> str | None:
    """A quarter of a financial year that is said with its months, and perhaps with their year."""
    told = _quarter_of_two_years(*years, quarter)
    begins = int(years[0]) + (NUMBER_OF[months[0]] < 4)
    return _agreeing(quarter, told, _financial_months(*months, year or str(begins)))
