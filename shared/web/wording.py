"""How pages write days, moments, numbers and clocks: one voice for the whole product, in Europe/London.

It must not decide anything: how many working days are left is counted elsewhere and arrives as a number.
"""

from datetime import date, datetime
from decimal import Decimal

from shared.working_days import LONDON


def day(value: date) -> str:
    """A day as "4 May 2009". A moment becomes its day in Europe/London."""
    local = value.astimezone(LONDON) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


def short_day(value: date) -> str:
    """A day of the running year as "4 May"."""
    local = value.astimezone(LONDON) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B}"


def weekday(value: date) -> str:
    """The name of the day: "Thursday"."""
    local = value.astimezone(LONDON) if isinstance(value, datetime) else value
    return f"{local:%A}"


def time_of_day(value: datetime) -> str:
    """A time as "9:05am", with midday and midnight in words."""
    local = value.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """A moment as "9:05am on 18 May 2026"."""
    return f"{time_of_day(value)} on {day(value)}"


def number(value: int | Decimal) -> str:
    """A number with commas between thousands; every digit of a decimal is kept as it was sent."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,f}"


def working_days_left(days: int) -> str:
    """A clock in words: "3 working days left", "today, until midnight", "2 working days late"."""
    if days == 0:
        return "today, until midnight"
    count = abs(days)
    return f"{count:,} working day{'' if count == 1 else 's'} {'left' if days > 0 else 'late'}"


def counted(count: int, one: str, many: str = "") -> str:
    """So many of something, in words: "1 line", "2,345 lines"; `many` where an s alone does not make it so."""
    return f"{number(count)} {one if count == 1 else many or f'{one}s'}"


def signatures(count: int) -> str:
    """So many signatures, in words: "1 signature", "2,345 signatures"."""
    return counted(count, "signature")


def machine_time(value: date) -> str:
    """The value of a time element's `datetime` attribute: ISO 8601, a moment with its offset."""
    return value.astimezone(LONDON).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def sentence_case(words: str) -> str:
    """The same words with a capital first letter and nothing else changed."""
    return words[:1].upper() + words[1:]
