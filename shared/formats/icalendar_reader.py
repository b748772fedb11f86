"""Calendars from elsewhere (RFC 5545), read for the days on which something is held.

Of what is read only days, names and what is called off count. What would have to be guessed at is refused by its line:
an event that repeats, lasts over days, is named twice, or begins in a zone that nobody knows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from hashlib import sha256
from zoneinfo import ZoneInfo, available_timezones

from shared.formats.icalendar_grammar import Line, Part, Unreadable, calendars, split, unfolded
from shared.problems import Fault, Malformed
from shared.working_days import LONDON

LONGEST_READ = 1 << 20  # octets
MOST_EVENTS = 2_000
MOST_FAULTS = 20
ONE_DAY = timedelta(days=1)
_ONCE = frozenset({"DTSTART", "DTEND", "DURATION", "STATUS", "UID", "SEQUENCE", "SUMMARY"})
_REPEATING = frozenset({"RRULE", "RDATE", "EXRULE", "EXDATE", "RECURRENCE-ID"})
_STATUSES = frozenset({"CONFIRMED", "TENTATIVE", "CANCELLED"})
_METHODS = frozenset({"PUBLISH", "REQUEST", "CANCEL"})
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?", re.ASCII)
_LASTS = re.compile(r"\+?P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?)", re.ASCII)
_MEANT = re.compile(r"\\([\\;,nN])")
_SAYS_CALLED_OFF = re.compile(r"\W*cancell?ed\s*[:,.\-\u2013\u2014)\]]", re.IGNORECASE)

NOT_KNOWN = "This zone is not known here, and the file does not define it. Write the time in Europe/London or UTC."
NO_ANNOUNCEMENT = "This file answers or asks somebody; a calendar here has the METHOD PUBLISH, REQUEST or CANCEL."
NOT_CERTAIN = "The file does not tell on which day in London this begins. Write the time in Europe/London or UTC."


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An event that was read: its day in London, its name, whether it is called off, the line on which it begins.

    `uid` is a digest of its own name, empty where it has none; of two versions the one of the higher `sequence` holds.
    """

    on: date
    summary: str
    is_called_off: bool
    line: int
    uid: str = ""
    sequence: int = 0


def read(content: bytes) -> list[Dated]:
    """The events of a calendar, in order; of several versions of one the latest. Raises Malformed naming each line."""
    try:
        lines = [(number, line.decode()) for number, line in unfolded(content.removeprefix(b"\xef\xbb\xbf"))]
    except UnicodeDecodeError:
        raise _unread([Fault("not-utf-8", "A calendar is written in UTF-8.", row=1)]) from None
    if not lines or lines[0][1].strip().upper() != "BEGIN:VCALENDAR":
        raise _unread([Fault("not-a-calendar", "A calendar begins with BEGIN:VCALENDAR.", row=1)])
    if lines[-1][1].strip().upper() != "END:VCALENDAR":
        raise _unread([Fault("cut-short", "A calendar ends with END:VCALENDAR.", row=lines[-1][0])])
    try:
        sent = list(calendars(split(number, line) for number, line in lines))
    except Unreadable as refusal:
        raise _unread([refusal.fault]) from None
    events = [event for one in sent for event in one.parts if event.name == "VEVENT"]
    if len(events) > MOST_EVENTS:
        words = f"A calendar here has at most {MOST_EVENTS} events."
        raise _unread([Fault("too-many", words, row=events[MOST_EVENTS].line)])
    faults: list[Fault] = []
    found = [dated for one in sent for dated in _dated_of(one, faults)]
    found = _latest(found, faults)
    if faults:
        raise _unread(faults)
    return found


def _unread(faults: list[Fault]) -> Malformed:
    words = "This calendar could not be read; nothing of it was taken."
    faults.sort(key=lambda fault: fault.row or 0)
    return Malformed(words, errors=faults[:MOST_FAULTS], total_errors=len(faults))


def _dated_of(calendar: Part, faults: list[Fault]) -> Iterator[Dated]:
    """The events of one calendar, with the zones that it defines and what it is sent for."""
    method = calendar.first("METHOD")
    asked = method.value.strip().upper() if method else "PUBLISH"
    if method is not None and asked not in _METHODS:
        faults.append(Fault("no-announcement", NO_ANNOUNCEMENT, row=method.number))
        return
    zones = {one.value("TZID").strip(): _offsets(one) for one in calendar.parts if one.name == "VTIMEZONE"}
    for event in calendar.parts:
        if event.name == "VEVENT":
            try:
                yield _dated(event, zones, is_called_off=asked == "CANCEL")
            except Unreadable as refusal:
                faults.append(refusal.fault)


def _offsets(zone: Part) -> frozenset[timedelta]:
    """Every offset from UTC that a zone of the file's own ever has."""
    found = (_OFFSET.fullmatch(one.value("TZOFFSETTO").strip()) for one in zone.parts)
    return frozenset(
        timedelta(hours=int(one[2]), minutes=int(one[3])) * (-1 if one[1] == "-" else 1)
        for one in found
        if one and int(one[2]) < 24 and int(one[3]) < 60
    )


def _dated(event: Part, zones: Mapping[str, frozenset[timedelta]], *, is_called_off: bool) -> Dated:
    """Raises Unreadable."""
    seen: set[str] = set()
    for line in event.lines:
        if line.name in _REPEATING:
            raise Unreadable("repeats", "This event repeats. Write each of its days as an event.", line.number)
        if line.name in seen & _ONCE:
            raise Unreadable("said-twice", f"An event says its {line.name} once.", line.number)
        seen.add(line.name)
    start = event.first("DTSTART")
    if start is None or (begins := _moment(start)) is None:
        words = "This event has no day that can be read, such as DTSTART:20260318."
        raise Unreadable("no-day", words, start.number if start else event.line)
    _check_end(event, begins)
    summary = _MEANT.sub(lambda found: " " if found[1] in "nN" else found[1], event.value("SUMMARY")).strip()
    return Dated(
        on=_day_in_london(start, begins, zones),
        summary=summary,
        is_called_off=is_called_off or _status(event) == "CANCELLED" or bool(_SAYS_CALLED_OFF.match(summary)),
        line=event.line,
        uid=sha256(uid.encode()).hexdigest() if (uid := event.value("UID").strip()) else "",
        sequence=_sequence(event),
    )


def _moment(line: Line) -> date | datetime | None:
    """The day, or the moment as it is written: in UTC where it says so, else without a zone."""
    found = _DAY.fullmatch(line.value.strip())
    shape = line.parameters.get("VALUE", "").upper()
    if found is None or (shape == "DATE-TIME" and found[4] is None):
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        if found[4] is None or shape == "DATE":
            return date(year, month, day)
        leap = 1 if second == 60 else 0
        return datetime(year, month, day, hour, minute, second - leap, tzinfo=UTC if found[7] else None)
    except ValueError:
        return None


def _day_in_london(line: Line, begins: date | datetime, zones: Mapping[str, frozenset[timedelta]]) -> date:
    """The day in London; as it is written where that tells no zone. Raises Unreadable."""
    if not isinstance(begins, datetime):
        return begins
    if begins.tzinfo is None and "TZID" not in line.parameters:
        return begins.date()
    named: Iterable[tzinfo] = (UTC,) if begins.tzinfo else _zones(line, zones)
    try:
        days = {begins.replace(tzinfo=one).astimezone(LONDON).date() for one in named}
    except (ValueError, OverflowError):
        days = set()
    if len(days) != 1:
        raise Unreadable("day-not-certain", NOT_CERTAIN, line.number)
    return days.pop()


def _zones(line: Line, zones: Mapping[str, frozenset[timedelta]]) -> Sequence[tzinfo]:
    """The zone of that name; of one that the file defines, each offset that it ever has. Raises Unreadable."""
    name = line.parameters["TZID"]
    known = _known_zones().get(name.casefold())
    if known is not None:
        return (ZoneInfo(known),)
    if not zones.get(name):
        raise Unreadable("unknown-zone", NOT_KNOWN, line.number)
    return [timezone(offset) for offset in sorted(zones[name])]


@cache
def _known_zones() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def _check_end(event: Part, begins: date | datetime) -> None:
    """It ends after it began, within a day. Raises Unreadable."""
    for line in event.lines:
        lasts = None
        if line.name == "DTEND":
            ends = _moment(line)
            if isinstance(ends, datetime) and isinstance(begins, datetime):
                lasts = ends.replace(tzinfo=None) - begins.replace(tzinfo=None)
            elif ends is not None:
                lasts = date(ends.year, ends.month, ends.day) - date(begins.year, begins.month, begins.day)
        elif line.name == "DURATION":
            lasts = _duration(line.value.strip())
        else:
            continue
        if lasts is None:
            raise Unreadable("no-end", "This end cannot be read. Write it like DTEND:20260318T203000.", line.number)
        # Two zones may lie a day apart, and a clock may be put back.
        is_exact = "TZID" not in line.parameters
        if lasts < (timedelta(0) if is_exact else -ONE_DAY):
            raise Unreadable("ends-before-it-begins", "This event ends before it begins.", line.number)
        if lasts > (ONE_DAY if is_exact else 2 * ONE_DAY):
            words = "This event lasts over several days. Write each of its days as an event."
            raise Unreadable("several-days", words, line.number)


def _duration(written: str) -> timedelta | None:
    if written.startswith("-") and _LASTS.fullmatch(written[1:]):
        return -ONE_DAY
    found = _LASTS.fullmatch(written)
    if found is None or not any(found.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _status(event: Part) -> str:
    found = event.first("STATUS")
    status = found.value.strip().upper() if found else "CONFIRMED"
    if found is not None and status not in _STATUSES:
        words = "An event's STATUS is CONFIRMED, TENTATIVE or CANCELLED."
        raise Unreadable("unknown-status", words, found.number)
    return status


def _sequence(event: Part) -> int:
    found = event.first("SEQUENCE")
    if found is None:
        return 0
    if not re.fullmatch(r"\d{1,9}", found.value.strip(), re.ASCII):
        raise Unreadable("no-sequence", "SEQUENCE is a whole number from 0.", found.number)
    return int(found.value)


def _latest(found: Sequence[Dated], faults: list[Fault]) -> list[Dated]:
    """Of several versions of an event the latest, wherever it stands; two that differ under one number are a fault."""
    latest: dict[str, Dated] = {}
    for one in found:
        known = latest.get(one.uid) if one.uid else None
        if known is None or one.sequence > known.sequence:
            latest[one.uid or str(one.line)] = one
        elif one.sequence == known.sequence and (one.on, one.is_called_off) != (known.on, known.is_called_off):
            words = f"The event of line {known.line} has the same UID and SEQUENCE and says something else."
            faults.append(Fault("uid-twice", words, row=one.line))
    return [one for one in found if latest[one.uid or str(one.line)] is one]
