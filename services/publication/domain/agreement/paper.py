"""What old papers may bring into force: targets for the years for which their agreement was made, and none to come."""

import re
from collections.abc import Iterator
from datetime import date

from services.publication.domain.register.refusal import Wrong
from shared import periods
from shared.events.publication import AgreementOpened

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d[-/\u2013](\d\d)(?![-\d])")


def years_of(period: str) -> tuple[date, date] | None:
    """The first day of the first year and the last day of the last year that an agreement's period names, such as
    "2008 to 2011" or "2008-11". None where it names none.
    """
    found = [int(year) for year in _YEAR.findall(period)]
    if not found:
        return None
    ends = (found[0] // 100 * 100 + int(year) for year in _SHORT_YEAR.findall(period))
    return date(min(found), 1, 1), date(max([*ends, *found]), 12, 31)


def wrongs_of_opening(opened: AgreementOpened, rules: str, today: date) -> Iterator[Wrong]:
    """Why nothing is opened so: a party that is named twice, whatever its capitals; a period that names no year; the
    rules of another release than the area's own, unless its years are over and it binds nobody any more.
    """
    if len({" ".join(name.casefold().split()) for name in opened.parties}) < len(opened.parties):
        yield Wrong("/parties", "told-twice", "A party is named twice.")
    years = years_of(opened.period)
    if years is None:
        yield Wrong("/period", "no-year", "Name the years that it is made for, like 2026 to 2029.")
    elif opened.profile != rules and years[1] >= today:
        words = f"The area goes by the rules {rules}. Only an agreement whose years are over goes by others."
        yield Wrong("/profile", "other-rules", words)


def is_within(period: str, years: tuple[date, date]) -> bool:
    """Whether a target's period lies in these years."""
    found = periods.parse(period)
    return years[0] <= found.starts_on and found.ends_on <= years[1]
