"""When the people of the demonstration are at work: half past nine of the next day on which offices are open."""

from datetime import date, datetime, timedelta
from datetime import time as time_of_day

from shared.calendars import calendar
from shared.working_days import LONDON, is_working, london_day

ENGLAND = calendar("England and Wales")


def working_day(day: date) -> date:
    """The day, or the next on which offices are open."""
    while not is_working(day, ENGLAND):
        day += timedelta(days=1)
    return day


def at_work(moment: datetime) -> datetime:
    """Half past nine on that day, or on the next working one."""
    return datetime.combine(working_day(london_day(moment)), time_of_day(9, 30), LONDON)
