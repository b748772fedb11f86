"""The grammar of calendars (RFC 5545): lines that were folded, names, parameters and values, and what lies within what.

What any of it means is `icalendar_reader`'s to say.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from shared.problems import Fault


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a calendar: its number in the file, its name and its parameters' names in capitals, its value."""

    number: int
    name: str
    parameters: Mapping[str, str]
    value: str


@dataclass(slots=True)
class Part:
    """What lies between a BEGIN and its END: its lines, and what lies within it."""

    line: int
    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        """The first line of that name, if there is one."""
        return next((one for one in self.lines if one.name == name), None)

    def value(self, name: str) -> str:
        """What the first line of that name says; empty without one."""
        found = self.first(name)
        return found.value if found else ""


class Unreadable(Exception):
    """A fault that leaves nothing to read of an event."""

    def __init__(self, code: str, words: str, line: int) -> None:
        super().__init__(code)
        self.fault = Fault(code, words, row=line)


def unfolded(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Its lines with their numbers, those that were folded put together, also where a character was cut in two."""
    number, pieces = 0, list[bytes]()
    for at, written in enumerate(content.split(b"\n"), start=1):
        line = written.removesuffix(b"\r")
        if pieces and line[:1] in (b" ", b"\t"):
            pieces.append(line[1:])
        elif line.strip():
            if pieces:
                yield number, b"".join(pieces)
            number, pieces = at, [line]
    if pieces:
        yield number, b"".join(pieces)


def split(number: int, line: str) -> Line:
    """A line's name, parameters and value; a colon or semicolon between quotation marks parts nothing."""
    head, value = _parted(line, ":")
    name, rest = _parted(head, ";")
    parameters: dict[str, str] = {}
    while rest:
        one, rest = _parted(rest, ";")
        key, _, said = one.partition("=")
        parameters[key.strip().upper()] = said.strip().strip('"')
    return Line(number, name.strip().upper(), parameters, value)


def _parted(text: str, mark: str) -> tuple[str, str]:
    start = 0
    while (at := text.find(mark, start)) >= 0:
        opened = text.find('"', start, at)
        if opened < 0:
            return text[:at], text[at + 1 :]
        closed = text.find('"', opened + 1)
        if closed < 0:
            break
        start = closed + 1
    return text, ""


def calendars(lines: Iterable[Line]) -> Iterator[Part]:
    """The calendars of a file. Raises Unreadable where something begins and does not end."""
    within: list[Part] = []
    for line in lines:
        said = line.value.strip().upper()
        if line.name == "BEGIN":
            part = Part(line.number, said)
            if within:
                within[-1].parts.append(part)
            within.append(part)
        elif line.name == "END":
            if not within or within[-1].name != said:
                words = f"Line {within[-1].line} begins something that does not end." if within else "Nothing began."
                raise Unreadable("not-closed", words, line.number)
            part = within.pop()
            if not within:
                yield part
        elif within:
            within[-1].lines.append(line)
    if within:
        raise Unreadable("not-closed", "What begins here does not end.", within[-1].line)
