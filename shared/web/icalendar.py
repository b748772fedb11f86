"""Calendars as programs exchange them (RFC 5545): written as whole days, each with a name that stays when the day
moves; and read for the days on which something is held.

It knows no case and no committee; what a day is about is the caller's. Of what is read only days, names and what is
called off count; an event that repeats is refused and not guessed at.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.problems import Fault, Malformed
from shared.working_days import LONDON

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Folkmoot//Deadlines//EN"
LONGEST_LINE = 75  # octets, without the line's end
REFRESH = "PT6H"
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A whole day: `uid` never changes, `sequence` counts how often it was moved, `changed_at` says when last."""

    uid: str
    sequence: int
    changed_at: datetime
    on: date
    summary: str
    description: str
    address: str


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """The calendar of that name, in UTF-8, its lines ended and folded as the standard has it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        *(line for entry in entries for line in _event(entry)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(entry.uid)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTAMP:{entry.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(entry.summary)}"
    yield f"DESCRIPTION:{_text(entry.description)}"
    yield f"URL:{entry.address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A text value: what has a meaning of its own escaped, characters that no calendar holds left out."""
    escaped = value.translate(_ESCAPED)
    return "".join(character for character in escaped if character >= " " and character != "\x7f")


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, no character cut in two; each but the first begins with a space."""
    pieces, piece = [], b""
    for character in line:
        encoded = character.encode()
        if len(piece) + len(encoded) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


LONGEST_READ = 1 << 20  # octets
MOST_EVENTS = 2_000
MOST_FAULTS = 20
_REPEATING = frozenset({"RRULE", "RDATE", "RECURRENCE-ID"})
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")
_ZONE = re.compile(r"(?:^|;)TZID=\"?([A-Za-z]+/[A-Za-z_]+)\"?(?:;|$)", re.IGNORECASE)
_MEANT = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An event that was read: its day in London, its name, whether it is called off, the line on which it begins."""

    on: date
    summary: str
    is_called_off: bool
    line: int


def read(content: bytes) -> list[Dated]:
    """The events of a calendar, in order. Raises Malformed naming each line that cannot be read."""
    try:
        lines = _unfolded(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _unread([Fault("not-utf-8", "A calendar is written in UTF-8.", row=1)]) from None
    if not lines or lines[0][1].strip().upper() != "BEGIN:VCALENDAR":
        raise _unread([Fault("not-a-calendar", "A calendar begins with BEGIN:VCALENDAR.", row=1)])
    if lines[-1][1].strip().upper() != "END:VCALENDAR":
        raise _unread([Fault("cut-short", "A calendar ends with END:VCALENDAR.", row=lines[-1][0])])
    faults: list[Fault] = []
    found = [one for event in _events(lines) if (one := _dated(event, faults)) is not None]
    if len(found) > MOST_EVENTS:
        faults.append(Fault("too-many", f"A calendar here has at most {MOST_EVENTS} events.", row=found[-1].line))
    if faults:
        raise _unread(faults)
    return found


def _unread(faults: list[Fault]) -> Malformed:
    words = "This calendar could not be read; nothing of it was taken."
    return Malformed(words, errors=faults[:MOST_FAULTS], total_errors=len(faults))


def _unfolded(text: str) -> list[tuple[int, str]]:
    """Its lines with their numbers, those that were folded put together."""
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.removesuffix("\r")  # noqa: PLW2901 what the line says
        if line[:1] in (" ", "\t") and lines:
            lines[-1] = (lines[-1][0], lines[-1][1] + line[1:])
        elif line:
            lines.append((number, line))
    return lines


def _events(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, str, str, str]]]:
    """Each event's properties: line, name, parameters, value. What lies within it, as alarms do, is left out."""
    event: list[tuple[int, str, str, str]] | None = None
    depth = 0
    for number, line in lines:
        head, _, value = line.partition(":")
        name, _, parameters = head.partition(";")
        match name.upper(), value.strip().upper():
            case "BEGIN", "VEVENT":
                event, depth = [(number, "BEGIN", "", "")], 0
            case "END", "VEVENT" if event is not None:
                yield event
                event = None
            case "BEGIN", _:
                depth += 1
            case "END", _:
                depth -= 1
            case other, _ if event is not None and depth == 0:
                event.append((number, other, parameters, value))


def _dated(event: list[tuple[int, str, str, str]], faults: list[Fault]) -> Dated | None:
    line, on, summary, is_called_off = event[0][0], None, "", False
    for number, name, parameters, value in event:
        if name in _REPEATING:
            faults.append(Fault("repeats", "This event repeats. Write each of its days as an event.", row=number))
        elif name == "DTSTART":
            on = _day(parameters, value.strip())
        elif name == "SUMMARY":
            summary = _MEANT.sub(lambda found: " " if found[1] in "nN" else found[1], value).strip()
        elif name == "STATUS":
            is_called_off = value.strip().upper() == "CANCELLED"
    if on is None:
        faults.append(Fault("no-day", "This event has no day that can be read, such as DTSTART:20260318.", row=line))
        return None
    return Dated(on=on, summary=summary, is_called_off=is_called_off, line=line)


def _day(parameters: str, value: str) -> date | None:
    """The day in London on which an event begins; the day as written, where its zone is not told or not known."""
    found = _DAY.fullmatch(value)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    zone = _ZONE.search(parameters)
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        if found[7]:
            return moment.astimezone(LONDON).date()
        if zone is not None and found[4]:
            return moment.replace(tzinfo=ZoneInfo(zone[1])).astimezone(LONDON).date()
    except ZoneInfoNotFoundError:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None
    return date(year, month, day)
