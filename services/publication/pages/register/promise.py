"""How pages say a figure, its period, and what was promised of it."""

from decimal import Decimal

from services.publication.domain.leaf.day import Day
from services.publication.domain.register.measure import Promise
from services.publication.domain.register.register import Register
from shared.measures import bound
from shared.web.wording import number


def figure_of(value: Decimal | None, unit: str) -> str:
    """A figure with its unit, "57.5%"; "not sent" where there is none."""
    if value is None:
        return "not sent"
    return f"{number(value)}%" if unit == "percent" else f"{number(value)} {unit}".rstrip()


def promised(promise: Promise, held: Register, unit: str) -> str:
    """What was promised, "60%"; "at most 12%" where lower is better."""
    measure = held.measures.get(promise.measure)
    said = bound(measure.polarity) if measure is not None else ""
    return f"{said}{figure_of(promise.target, unit)}"


def period_words(text: str) -> str:
    """A day, month or year in words; every other period as it stands."""
    try:
        return Day.parse(text).words()
    except ValueError:
        return text
