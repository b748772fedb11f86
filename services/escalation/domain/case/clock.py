"""What is told when days are counted again because the calendar has changed: which days are new in it. Pure."""

from datetime import date

from shared.working_days import Reckoning, in_words

WEEKEND = "weekend"


def newly_closed(reckoning: Reckoning, closed: frozenset[date]) -> str:
    """What is new in the calendar since these days were closed and lies in the reckoning, each day with its name."""
    new = sorted((one.day, one.reason) for one in reckoning.skipped if one.reason != WEEKEND and one.day not in closed)
    named = [f"{in_words(day)} ({reason}) is no working day" for day, reason in new]
    return "; ".join(named) or "the calendar of the area has changed"
