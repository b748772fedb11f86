"""Builds calendars for `shared.working_days`: bank holidays from `holidays`, an area's own closures laid over.

Two rules of the country exist: England and Wales, and the union of all four nations, which freedom of information law
counts by. Nothing here counts days.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from holidays import country_holidays

from shared.working_days import SATURDAY, Calendar

KNOWN_FROM = date(2006, 1, 1)
KNOWN_UNTIL = date(2035, 12, 31)
NO_CLOSURES: Mapping[date, str] = MappingProxyType({})
NATIONS: dict[str, tuple[str, ...]] = {
    "England and Wales": ("ENG", "WLS"),
    "United Kingdom": ("ENG", "WLS", "SCT", "NIR"),
}


class UnknownCalendar(LookupError):
    """No calendar has this name."""


def calendar(name: str, *, area: str = "", closures: Mapping[date, str] = NO_CLOSURES) -> Calendar:
    """The calendar of that name, with the area's own closures (day -> reason) laid over it. Raises UnknownCalendar."""
    bank_holidays = _bank_holidays(name)
    if not closures:
        return bank_holidays
    reasons = dict(closures) | dict(bank_holidays.reasons)
    return Calendar(f"{name} ({area})", frozenset(reasons), KNOWN_FROM, KNOWN_UNTIL, reasons)


@cache
def _bank_holidays(name: str) -> Calendar:
    """Closed days besides weekends. A holiday on a Saturday or Sunday is left out: its substitute closes a weekday."""
    if name not in NATIONS:
        raise UnknownCalendar(f"there is no calendar {name[:40]!r}; there are {', '.join(NATIONS)}")
    reasons: dict[date, str] = {}
    for nation in reversed(NATIONS[name]):
        years = range(KNOWN_FROM.year, KNOWN_UNTIL.year + 1)
        found = country_holidays("GB", subdiv=nation, years=years, language="en_GB")
        reasons |= {day: reason for day, reason in found.items() if day.weekday() < SATURDAY}
    return Calendar(name, frozenset(reasons), KNOWN_FROM, KNOWN_UNTIL, reasons)
