"""The period that follows another of the same kind: what is due next. Pure."""

import re

from shared.periods import Period, parse

_YEARS = re.compile(r"(?P<year>[0-9]{4})/[0-9]{2}(?:-Q(?P<quarter>[1-4]))?")
_CALENDAR = re.compile(r"(?P<year>[0-9]{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>[0-9]{2}))?")


def following(period: Period) -> Period | None:
    """The next year, quarter or month; None after a single day or a span, where nothing says what comes next."""
    if (found := _YEARS.fullmatch(period.text)) is not None:
        year, quarter = int(found["year"]), found["quarter"]
        if quarter is None:
            return parse(_straddling(year + 1))
        year, quarter = (year + 1, 1) if quarter == "4" else (year, int(quarter) + 1)
        return parse(f"{_straddling(year)}-Q{quarter}")
    found = _CALENDAR.fullmatch(period.text)
    if found is None:
        return None
    year = int(found["year"])
    if found["quarter"] is not None:
        return parse(f"{year + 1}-Q1" if found["quarter"] == "4" else f"{year}-Q{int(found['quarter']) + 1}")
    if found["month"] is not None:
        return parse(f"{year + 1}-01" if found["month"] == "12" else f"{year}-{int(found['month']) + 1:02}")
    return parse(f"{year + 1}")


def _straddling(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"
