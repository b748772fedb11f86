"""Months by their names, years in two digits or four, and what they make: years that straddle two, their quarters."""

import calendar

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = ("uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember")
NUMBER_OF = {short: number for number, short in enumerate(_MONTHS, start=1)}
NUMBER_OF |= {short + rest: number for number, (short, rest) in enumerate(zip(_MONTHS, _FULL, strict=True), start=1)}
NUMBER_OF["sept"] = 9
_NEAR_CENTURY = 80  # of years in two digits: 79 is 2079, 80 is 1980


def straddling(year: int) -> str:
    """The year that begins in one year and ends in the next, as 2013/14."""
    return f"{year}/{(year + 1) % 100:02}"


def financial_quarter(year: int, month: int) -> str:
    """The quarter of a financial year in which a month lies."""
    return f"{straddling(year - (month < 4))}-Q{(month - 4) % 12 // 3 + 1}"


def month_of(first: str, second: str, month: str, begins: int) -> str | None:
    """A month of a year that begins with the month of this number and is written by both the years it lies in."""
    number = month_number(month)
    year = century(first) + (number < begins)
    return f"{year}-{number:02}" if follows(first, second) else None


def follows(first: str, second: str) -> bool:
    """Whether the second year, in two digits or four, is the one after the first."""
    return f"{int(first) + 1:02}"[-len(second) :] == second


def month_number(text: str) -> int:
    """The number of a month that is written by its name or its number."""
    return NUMBER_OF.get(text) or int(text)


def is_last_day(day: str | None, month: int, year: int) -> bool:
    """Whether the day is the last of the month; and so it is where none is said."""
    is_date = 1 <= month <= 12 and 1 <= year <= 9999
    return day is None or (is_date and int(day) == calendar.monthrange(year, month)[1])


def century(digits: str) -> int:
    """The year of two digits or four."""
    return int(digits) + (0 if len(digits) == 4 else 1900 if int(digits) >= _NEAR_CENTURY else 2000)
