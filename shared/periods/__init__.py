"""The periods that figures are for, in their one canonical spelling: `2013/14`, `2022/23-Q3`, `2019`, `2023-Q3`,
`2023-03`, `2023-06-30`; and spans of several years or months: `2017/18-2019/20`, `2017-2019`, `2023-02-2023-04`.

Partners' own spellings ("March 2023", "2022/23 Q3") are read by `shared.periods.dialects`; this module guesses nothing.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
EXAMPLES = "2013/14, 2022/23-Q3, 2019, 2023-Q3, 2023-03 or 2023-06-30"

_SPELLINGS = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:/(?P<second>[0-9]{2}))?"
    r"(?:-Q(?P<quarter>[1-4])|-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
)
_SPANS = re.compile(
    r"(?P<first>[0-9]{4}/[0-9]{2})-(?P<last>[0-9]{4}/[0-9]{2})"
    r"|(?P<first_year>[0-9]{4})-(?P<last_year>[0-9]{4})"
    r"|(?P<first_month>[0-9]{4}-[0-9]{2})-(?P<last_month>[0-9]{4}-[0-9]{2})"
)
LONGEST_TEXT = 15  # characters of the longest spelling, a span


class NotAPeriod(ValueError):
    """The text is not a period in one of the canonical spellings."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of whole days. Ordered by its last day, then its first: of two that end together the longer is first."""

    ends_on: date
    starts_on: date
    text: str

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=4096)
def parse(text: str) -> Period:
    """Read a canonical period; raises NotAPeriod for anything else.

    A year written `2013/14` is taken to run from 1 April to 31 March; an academic year is written the same way and
    sorts the same way, and which of the two it is belongs to the measure's definition.
    """
    if (span := _SPANS.fullmatch(text)) is not None:
        return _span(text, *(part for part in span.groups() if part is not None))
    found = _SPELLINGS.fullmatch(text)
    if found is None:
        raise NotAPeriod(f"write a period like {EXAMPLES}")
    parts = {name: int(digits) for name, digits in found.groupdict().items() if digits is not None}
    year = parts["year"]
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise NotAPeriod(f"the year must lie between {EARLIEST_YEAR} and {LATEST_YEAR}")
    if "second" in parts:
        starts_on, ends_on = _straddling(year, parts)
    else:
        starts_on, ends_on = _calendar(year, parts)
    return Period(ends_on, starts_on, text)


def _span(text: str, first: str, last: str) -> Period:
    starts_on, ends_on = parse(first).starts_on, parse(last).ends_on
    if parse(first).ends_on >= ends_on:
        raise NotAPeriod("a span like 2017/18-2019/20 names its first part and a later one")
    return Period(ends_on, starts_on, text)


def _straddling(year: int, parts: dict[str, int]) -> tuple[date, date]:
    if parts["second"] != (year + 1) % 100:
        raise NotAPeriod("a year like 2013/14 names two years that follow one another")
    if "month" in parts:
        raise NotAPeriod("a month belongs to a calendar year: 2023-03")
    if "quarter" not in parts:
        return date(year, 4, 1), date(year + 1, 3, 31)
    return _quarter(year + parts["quarter"] // 4, parts["quarter"] % 4 + 1)


def _calendar(year: int, parts: dict[str, int]) -> tuple[date, date]:
    if "quarter" in parts:
        return _quarter(year, parts["quarter"])
    if "month" not in parts:
        return date(year, 1, 1), date(year, 12, 31)
    month = parts["month"]
    if not 1 <= month <= 12:
        raise NotAPeriod("there is no such month; a year that spans two is written 2013/14")
    last = calendar.monthrange(year, month)[1]
    day = parts.get("day")
    if day is None:
        return date(year, month, 1), date(year, month, last)
    if not 1 <= day <= last:
        raise NotAPeriod("there is no such day")
    return date(year, month, day), date(year, month, day)


def _quarter(year: int, quarter: int) -> tuple[date, date]:
    first = date(year, 3 * quarter - 2, 1)
    following = date(year + quarter // 4, 3 * (quarter % 4) + 1, 1)
    return first, following - timedelta(days=1)


def words(period: Period) -> str:
    """The period as a page says it: "March 2023", "October to December 2022", "30 June 2023", "2013/14".

    A span is said by its ends: "2017/18 to 2019/20", "February 2023 to April 2023".
    """
    first, last = period.starts_on, period.ends_on
    if span := _SPANS.fullmatch(period.text):
        return " to ".join(words(parse(part)) for part in span.groups() if part is not None)
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if "Q" in period.text:
        return f"{first:%B} to {last:%B %Y}"
    if first.month == last.month and first.year == last.year:
        return f"{first:%B %Y}"
    return period.text


def short(period: Period) -> str:
    """The period as a chart's axis says it: "Mar 2023", "Q3 2022/23", "30 Jun 2023", "2013/14", "2017 to 2019"."""
    first, last = period.starts_on, period.ends_on
    if span := _SPANS.fullmatch(period.text):
        return " to ".join(short(parse(part)) for part in span.groups() if part is not None)
    if first == last:
        return f"{first.day} {first:%b %Y}"
    if "Q" in period.text:
        year, _, quarter = period.text.partition("-")
        return f"{quarter} {year}"
    if first.month == last.month and first.year == last.year:
        return f"{first:%b %Y}"
    return period.text
