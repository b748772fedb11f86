"""Periods as the sample's files write them, turned into the product's own form. Nothing is guessed."""

import re
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONG_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip  # two rows of six read as a year


class UnreadablePeriod(ValueError):
    """The text is not a period of the dialect that its file uses."""


def canonical(text: str, dialect: str) -> str:
    """`March 2023` in the dialect `month` is `2023-03`; raises UnreadablePeriod."""
    match dialect:
        case "year":
            return _one(r"(?P<year>\d{4})", text)["year"]
        case "day":
            return _day(text)
        case "month":
            return _month(text)
        case "financial year":
            return _financial_year(text)
        case "financial quarter":
            found = _one(r"(?P<year>\d{4}/\d{2}) (?P<quarter>Q[1-4])", text)
            return f"{_financial_year(found['year'])}-{found['quarter']}"
        case _:
            raise UnreadablePeriod(f"no dialect of periods is called {dialect!r}")


def _one(pattern: str, text: str) -> re.Match[str]:
    if found := re.fullmatch(pattern, text, re.ASCII):
        return found
    raise UnreadablePeriod(text)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(_one(r"\d{4}-\d{2}-\d{2}", text)[0]).isoformat()
    except ValueError:
        raise UnreadablePeriod(text) from None


def _month(text: str) -> str:
    found = _one(r"(?P<month>[A-Za-z]+) (?P<year>\d{4})", text)
    name = found["month"].lower()
    for months in (MONTHS, LONG_MONTHS):
        if name in months:
            return f"{found['year']}-{months.index(name) + 1:02}"
    raise UnreadablePeriod(text)


def _financial_year(text: str) -> str:
    found = _one(r"(?P<from>\d{4})/(?P<to>\d{2})", text)
    if (int(found["from"]) + 1) % 100 != int(found["to"]):
        raise UnreadablePeriod(text)
    return text
