"""Working days and the other ways in which law and agreements count time, each sum with its working shown.

Pure: the standard library only. Which days are closed is an argument (`Calendar`); `shared.calendars` builds one.
Nothing here knows today's date, a policy or a case.

Two sums are easily confused and both are needed: "20 working days following receipt" does not count the day of receipt,
while "two months beginning with 10 March" counts it and ends on 9 May.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
ONE_DAY = timedelta(days=1)


class OutsideCalendar(ValueError):
    """The day lies outside the years whose closed days are known; a guess would be a wrong date."""


class NotAPeriod(ValueError):
    """The text is none of `20 WD`, `28 D`, `12 M`, `P2M beginning with`; or periods of two kinds were added."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which nobody is expected to work besides Saturdays and Sundays, between two days and no further."""

    name: str
    closed: frozenset[date]
    known_from: date
    known_until: date
    reasons: Mapping[date, str] = field(default_factory=dict, hash=False)

    def require(self, day: date) -> None:
        """Refuse, with OutsideCalendar, a day that this calendar cannot speak about."""
        if not self.known_from <= day <= self.known_until:
            known = f"{in_words(self.known_from)} to {in_words(self.known_until)}"
            raise OutsideCalendar(f"{in_words(day)} is outside the {self.name} calendar, which is known from {known}")

    def reason(self, day: date) -> str | None:
        """Why the day does not count ("weekend", "Good Friday"), or None for a working day."""
        self.require(day)
        if day.weekday() >= SATURDAY:
            return "weekend"
        return self.reasons.get(day, "closed") if day in self.closed else None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that was passed over, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both named ones among them, on which a clock stands still, and why."""

    first_on: date
    last_on: date
    reason: str

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on

    def words(self) -> str:
        """`30 March 2026 to 7 May 2026 (local elections)`."""
        return f"{in_words(self.first_on)} to {in_words(self.last_on)} ({self.reason})"


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A date with its working: the day it starts from, the rule, the days passed over, the last day in time.

    In `stood_still` no clock ran. `fixed` says who set a day that is not counted, `closed` why it is no workday.
    """

    start: date
    rule: str
    skipped: tuple[Skipped, ...]
    due_on: date
    stood_still: tuple[Span, ...] = ()
    fixed: str = ""
    closed: str = ""

    def document(self) -> dict[str, object]:
        """The working as JSON values."""
        return {
            "start": self.start.isoformat(),
            "rule": self.rule,
            "skipped": [{"day": s.day.isoformat(), "reason": s.reason} for s in self.skipped],
            "stood_still": [
                {"first_on": s.first_on.isoformat(), "last_on": s.last_on.isoformat(), "reason": s.reason}
                for s in self.stood_still
            ],
            "due_on": self.due_on.isoformat(),
        }

    def words(self) -> str:
        """The working in plain English, one sentence."""
        closures = [f"{s.reason} ({in_words(s.day)})" for s in self.skipped if s.reason != "weekend"]
        weekend_days = len(self.skipped) - len(closures)
        passed = [f"{weekend_days} weekend day{'s' if weekend_days > 1 else ''}"] if weekend_days else []
        left_out = f", leaving out {_listed(passed + closures)}" if self.skipped else ""
        spans = [f"from {span.words()}" for span in self.stood_still]
        waits = f", standing still {_listed(spans)}" if spans else ""
        if self.rule == "on" or self.fixed:
            moved = f", and moved on as the clock stood still{waits.removeprefix(', standing still')}" if waits else ""
            shut = f" It is no working day ({self.closed}); what was fixed stays." if self.closed else ""
            return f"{self.fixed or 'This day was fixed, not counted'}{moved}: {in_words(self.due_on)}.{shut}"
        rule = f"{self.rule[:1].upper()}{self.rule[1:]}"
        return f"{rule} {in_words(self.start)}{left_out}{waits}: the last day is {in_words(self.due_on)}."


def is_working(day: date, calendar: Calendar) -> bool:
    """Whether the day counts as a working day. Raises OutsideCalendar."""
    return calendar.reason(day) is None


def add_working_days(start: date, days: int, *, calendar: Calendar) -> Reckoning:
    """The last of `days` working days following `start`. Day zero is `start`, be it a working day or not.

    The first day counted is the next working day, so `due_on` is always a working day. `days` is at least one.
    """
    if days < 1:
        raise NotAPeriod(f"{days} working days is no period")
    calendar.require(start)
    skipped: list[Skipped] = []
    day, left = start, days
    while left:
        day += ONE_DAY
        if (reason := calendar.reason(day)) is not None:
            skipped.append(Skipped(day, reason))
        left -= reason is None
    return Reckoning(start, f"{_counted(days, 'working day')} after", tuple(skipped), day)


def days_after(start: date, days: int) -> date:
    """The last of `days` calendar days following `start`, all days counted: 28 days after 3 June is 1 July."""
    return start + timedelta(days=days)


def months_after(start: date, months: int) -> date:
    """The same day of the month, `months` later; the last day of that month when it has no such day."""
    year, month = _later(start, months)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def months_beginning_with(start: date, months: int) -> date:
    """The last day of a period of months that has `start` as its first day: two beginning with 10 March end on 9 May.

    A month too short for the day ends the period on its own last day: one month beginning with 31 January ends on
    28 or 29 February.
    """
    year, month = _later(start, months)
    if start.day > monthrange(year, month)[1]:
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, start.day) - ONE_DAY


def clear_days_before(meeting: date, days: int, *, calendar: Calendar) -> date:
    """The last working day on which notice leaves `days` whole working days before the meeting.

    Neither the day of the notice nor the day of the meeting counts.
    """
    if days < 0:
        raise NotAPeriod(f"{days} clear days is no period")
    calendar.require(meeting)
    day, left = meeting, days + 1
    while left:
        day -= ONE_DAY
        left -= is_working(day, calendar)
    return day


def clear_days_between(notice: date, meeting: date, *, calendar: Calendar) -> int:
    """The whole working days between a notice and a meeting, neither counted; -1 from the meeting's own day on."""
    return working_days_between(notice, meeting - ONE_DAY, calendar=calendar) if meeting > notice else -1


def working_days_before(day: date, days: int, *, calendar: Calendar) -> date:
    """The working day from which `days` working days are left until `day`: 3 before a Friday is the Tuesday."""
    return clear_days_before(day, days - 1, calendar=calendar)


def working_days_between(first: date, second: date, *, calendar: Calendar) -> int:
    """The working days after `first` up to and including `second`; negative when `second` is the earlier.

    It counts back what `add_working_days` adds.
    """
    calendar.require(first)
    calendar.require(second)
    sign, low, high = (1, first, second) if first <= second else (-1, second, first)
    return sign * sum(is_working(day, calendar) for day in _days(low, high))


def working_days_left(today: date, due_on: date, *, calendar: Calendar) -> int:
    """Working days still to come, the due day among them; 0 when none is left to come; negative when late.

    A day that is past is never 0: from the first day after it one day late is shown, a weekend included.
    """
    between = working_days_between(today, due_on, calendar=calendar)
    return min(between, -1) if today > due_on else between


class Unit(StrEnum):
    """The ways to count that laws and agreements use."""

    WORKING_DAYS = "WD"
    DAYS = "D"
    MONTHS = "M"
    MONTHS_BEGINNING_WITH = "M beginning with"


_PERIOD = re.compile(r"(?P<plain>[1-9]\d{0,4}) (?P<unit>WD|D|M)|P(?P<months>[1-9]\d{0,2})M beginning with")


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a rule: `20 WD`, `28 D`, `12 M` (days or months after), `P2M beginning with`."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read a period as policies write it. Raises NotAPeriod."""
        found = _PERIOD.fullmatch(text)
        if found is None:
            raise NotAPeriod(f"{text[:40]!r} is not a period such as '20 WD', '28 D', '12 M' or 'P2M beginning with'")
        if found["months"]:
            return cls(int(found["months"]), Unit.MONTHS_BEGINNING_WITH)
        return cls(int(found["plain"]), Unit(found["unit"]))

    def __str__(self) -> str:
        if self.unit is Unit.MONTHS_BEGINNING_WITH:
            return f"P{self.count}M beginning with"
        return f"{self.count} {self.unit.value}"

    def __add__(self, other: "Period") -> "Period":
        """Both, one after the other; only periods counted in the same way can be added. Raises NotAPeriod."""
        if self.unit is not other.unit or self.unit is Unit.MONTHS_BEGINNING_WITH:
            raise NotAPeriod(f"{self} and {other} cannot be added")
        return Period(self.count + other.count, self.unit)

    def words(self) -> str:
        """The length in plain English: "20 working days", "2 months beginning with the day itself"."""
        match self.unit:
            case Unit.WORKING_DAYS:
                return _counted(self.count, "working day")
            case Unit.DAYS:
                return _counted(self.count, "day")
            case Unit.MONTHS:
                return _counted(self.count, "month")
            case Unit.MONTHS_BEGINNING_WITH:
                return f"{_counted(self.count, 'month')} beginning with the day itself"

    def reckon(self, start: date, calendar: Calendar) -> Reckoning:
        """The last day in time when the period is counted from `start`. Raises OutsideCalendar."""
        calendar.require(start)
        match self.unit:
            case Unit.WORKING_DAYS:
                return add_working_days(start, self.count, calendar=calendar)
            case Unit.DAYS:
                return Reckoning(start, f"{self.words()} after", (), days_after(start, self.count))
            case Unit.MONTHS:
                return Reckoning(start, f"{self.words()} after", (), months_after(start, self.count))
            case Unit.MONTHS_BEGINNING_WITH:
                rule = f"{_counted(self.count, 'month')} beginning with"
                return Reckoning(start, rule, (), months_beginning_with(start, self.count))


def end_of_day(day: date) -> datetime:
    """The instant in UTC at which the day ends in Europe/London: what comes in before it is in time."""
    return at_time(day + ONE_DAY, time(0))


def swept_from(day: date, sweep_after: time) -> datetime:
    """The instant in UTC from which a deadline ending on that day may fire: `sweep_after` in the following night."""
    return at_time(day + ONE_DAY, sweep_after)


def at_time(day: date, clock_time: time) -> datetime:
    """The instant in UTC of a London clock time on that day."""
    return datetime.combine(day, clock_time, LONDON).astimezone(UTC)


def london_day(moment: datetime) -> date:
    """The day in London at this moment."""
    return moment.astimezone(LONDON).date()


def in_words(day: date) -> str:
    """`9 May 2026`."""
    return f"{day.day} {day:%B %Y}"


def _days(after: date, until: date) -> Iterator[date]:
    return (after + timedelta(days=n) for n in range(1, (until - after).days + 1))


def _later(start: date, months: int) -> tuple[int, int]:
    years, month = divmod(start.month - 1 + months, 12)
    return start.year + years, month + 1


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _listed(items: list[str]) -> str:
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else items[0]
