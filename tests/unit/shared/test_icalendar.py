"""A calendar to subscribe to: folded by octets, escaped, whole days; whatever words it is given, nothing breaks out."""

from datetime import UTC, date, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.formats.icalendar import LONGEST_LINE, Entry, calendar
from shared.formats.icalendar_reader import LONGEST_READ, read
from shared.problems import Malformed


def entry(summary: str, description: str = "") -> Entry:
    return Entry(
        uid="deadline-1@folkmoot.example",
        sequence=2,
        changed_at=datetime(2026, 3, 2, 9, 5, tzinfo=UTC),
        on=date(2026, 12, 31),
        summary=summary,
        description=description,
        address="https://folkmoot.example/record/TEST-1",
    )


def test_a_calendar_is_what_the_standard_says() -> None:
    assert calendar("Trafford; council", [entry("Plan, due", "one\ntwo\\three")]).decode() == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Folkmoot//Deadlines//EN\r\nCALSCALE:GREGORIAN\r\n"
        "METHOD:PUBLISH\r\nNAME:Trafford\\; council\r\nX-WR-CALNAME:Trafford\\; council\r\n"
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n"
        "BEGIN:VEVENT\r\nUID:deadline-1@folkmoot.example\r\nSEQUENCE:2\r\nDTSTAMP:20260302T090500Z\r\n"
        "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\nSUMMARY:Plan\\, due\r\n"
        "DESCRIPTION:one\\ntwo\\\\three\r\nURL:https://folkmoot.example/record/TEST-1\r\n"
        "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_words_make_a_line_too_long_cut_a_character_or_add_a_line_of_their_own(one: str, other: str) -> None:
    made = calendar("name", [entry(one.encode(errors="ignore").decode(), other.encode(errors="ignore").decode())])

    assert all(len(line) <= LONGEST_LINE and line.decode() is not None for line in made.split(b"\r\n"))
    names = [line.partition(":")[0] for line in made.replace(b"\r\n ", b"").decode().split("\r\n")]
    assert names[8:-3] == [
        "BEGIN",
        "UID",
        "SEQUENCE",
        "DTSTAMP",
        "DTSTART;VALUE=DATE",
        "DTEND;VALUE=DATE",
        "SUMMARY",
        "DESCRIPTION",
        "URL",
        "TRANSP",
    ]


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def calendar_of(*events: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]).encode()


def test_what_was_written_is_read_again() -> None:
    (found,) = read(calendar("Trafford", [entry("Plan, due; at last\\now" + "x" * 200)]))
    assert (found.on, found.is_called_off) == (date(2026, 12, 31), False)
    assert found.summary == "Plan, due; at last\\now" + "x" * 200


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("DTSTART:20260318", date(2026, 3, 18)),
        ("DTSTART;VALUE=DATE:20260318", date(2026, 3, 18)),
        ("DTSTART:20260318T183000", date(2026, 3, 18)),
        ("DTSTART;TZID=Europe/London:20260318T183000", date(2026, 3, 18)),
        ("DTSTART;TZID=europe/london:20260329T013000", date(2026, 3, 29)),  # an hour that there was not
        ("DTSTART;TZID=America/Argentina/Buenos_Aires:20260318T220000", date(2026, 3, 19)),
        ('DTSTART;X-NOTE="a:b;c";TZID="Etc/GMT+5":20260318T200000', date(2026, 3, 19)),
        ("DTSTART:20261231T235960Z", date(2026, 12, 31)),
        ("DTSTART:20260717T233000Z", date(2026, 7, 18)),  # summer time: half past midnight in London
        ("dtstart;tzid=America/New_York:20260318T203000", date(2026, 3, 19)),
    ],
)
def test_the_day_of_an_event_is_the_day_in_london(line: str, day: date) -> None:
    alarm = ("BEGIN:VALARM", "DTSTART:19990101", "END:VALARM")
    (found,) = read(calendar_of(event(line, *alarm, "STATUS:CANCELLED")))
    assert (found.on, found.is_called_off, found.line) == (day, True, 3)


def zone(name: str, *offsets: str) -> str:
    parts = (f"BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETTO:{one}\r\nEND:STANDARD" for one in offsets)
    return "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{name}", *parts, "END:VTIMEZONE"])


OFFICE = zone("GMT Standard Time", "+0000", "+0100")
AT_OFFICE = "DTSTART;TZID=GMT Standard Time:20260618T"
DAY = "DTSTART;VALUE=DATE:20260318"
ON, OFF = (date(2026, 3, 18), False), (date(2026, 3, 18), True)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xef\xbb\xbf" + calendar_of(event(DAY)), [ON]),
        (calendar_of(event(DAY)).replace(b"\r\n", b"\n"), [ON]),
        (calendar_of(event(DAY)).replace(b"E:20260", b"E:202\r\n 60"), [ON]),
        (calendar_of(event(DAY, "SUMMARY:Caf\u00e9")).replace(b"\xc3\xa9", b"\xc3\r\n \xa9"), [ON]),  # cut in two
        (calendar_of(event(DAY, "DESCRIPTION:a\r\n STATUS:CANCELLED")), [ON]),
        (calendar_of(OFFICE, event(f"{AT_OFFICE}183000")), [(date(2026, 6, 18), False)]),
        (calendar_of("METHOD:CANCEL", event(DAY)), [OFF]),
        (calendar_of(event(DAY, "SUMMARY:CANCELLED - Overview")), [OFF]),
        (calendar_of(event(DAY, "SUMMARY:Cancelled contracts")), [ON]),
        (calendar_of(event(DAY, "UID:a", "SEQUENCE:1", "STATUS:CANCELLED"), event(DAY, "UID:a")), [OFF]),  # goes back
        (calendar_of(event("DTSTART:20260317", "UID:a"), event(DAY, "UID:a", "SEQUENCE:2")), [ON]),
        (calendar_of(event(DAY, "UID:a"), event(DAY, "UID:a")), [ON]),
        (calendar_of(event(DAY), event(DAY, "STATUS:TENTATIVE")), [ON, ON]),
        (calendar_of(event(DAY, "DTEND;VALUE=DATE:20260319", "DURATION:P1D")), [ON]),
        (calendar_of(event("DTSTART:20260318T183000", "DTEND:20260319T003000")), [ON]),
        (calendar_of(event(DAY)) + calendar_of(event(DAY)), [ON, ON]),
        (calendar_of("BEGIN:VTODO", "DTSTART:20260318", "END:VTODO"), []),
    ],
    ids=lambda said: said.decode(errors="replace")[34:80] if isinstance(said, bytes) else "",
)
def test_a_calendar_is_read_however_it_was_written(content: bytes, found: list[tuple[date, bool]]) -> None:
    assert [(one.on, one.is_called_off) for one in read(content)] == found


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", [("not-a-calendar", 1)]),
        (b"<html>", [("not-a-calendar", 1)]),
        (b"\xff\xfe", [("not-utf-8", 1)]),
        (calendar_of(event(DAY)).decode().encode("utf-16-le"), [("not-a-calendar", 1)]),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", [("cut-short", 2)]),
        (calendar_of("BEGIN:VEVENT", DAY, event(DAY)), [("not-closed", 8)]),
        (calendar_of(event(DAY, "BEGIN:VALARM")), [("not-closed", 6)]),
        (calendar_of("METHOD:REPLY", event(DAY)), [("no-announcement", 3)]),
        (calendar_of(event("SUMMARY:Overview")), [("no-day", 3)]),
        (calendar_of(event("DTSTART:20260230")), [("no-day", 4)]),
        (calendar_of(event("DTSTART:20260318T183099")), [("no-day", 4)]),
        (calendar_of(event("DTSTART;VALUE=DATE-TIME:20260318")), [("no-day", 4)]),
        (calendar_of(event(DAY, DAY)), [("said-twice", 5)]),
        *((calendar_of(event(DAY, f"{name}:x")), [("repeats", 5)])
          for name in ("RRULE", "RDATE", "EXRULE", "EXDATE", "RECURRENCE-ID")),
        (calendar_of(event("DTSTART;TZID=Nowhere/Land:20260318T183000")), [("unknown-zone", 4)]),
        (calendar_of(event("DTSTART;TZID=:20260318T183000"), event(f"{AT_OFFICE}183000")),
         [("unknown-zone", 4), ("unknown-zone", 7)]),
        (calendar_of(event("DTSTART;TZID=../../etc/passwd:20260318T183000")), [("unknown-zone", 4)]),
        (calendar_of(zone("Mars"), event("DTSTART;TZID=Mars:20260318T183000")), [("unknown-zone", 7)]),
        (calendar_of(OFFICE, event(f"{AT_OFFICE}233000")), [("day-not-certain", 15)]),
        (calendar_of(event(DAY, "STATUS:CANCELED")), [("unknown-status", 5)]),
        (calendar_of(event(DAY, "SEQUENCE:-1")), [("no-sequence", 5)]),
        (calendar_of(event(DAY, "UID:a"), event("DTSTART:20260319", "UID:a")), [("uid-twice", 7)]),
        (calendar_of(event(DAY, "DTEND;VALUE=DATE:20260321")), [("several-days", 5)]),
        (calendar_of(event(DAY, "DURATION:P2W")), [("several-days", 5)]),
        (calendar_of(event("DTSTART:20260318T183000", "DTEND:20260318T173000")), [("ends-before-it-begins", 5)]),
        (calendar_of(event(DAY, "DURATION:-PT1H")), [("ends-before-it-begins", 5)]),
        (calendar_of(event(DAY, "DTEND:soon")), [("no-end", 5)]),
        (calendar_of(*[event(DAY)] * 10_000), [("too-many", 6_003)]),
    ],
    ids=lambda said: said[0][0] if isinstance(said, list) else "",
)  # fmt: skip
def test_a_calendar_that_cannot_be_read_names_its_lines(content: bytes, faults: list[tuple[str, int]]) -> None:
    with pytest.raises(Malformed) as refused:
        read(content)
    assert [(one.code, one.row) for one in refused.value.errors] == faults


def test_the_largest_file_of_the_smallest_pieces_is_read_in_a_moment() -> None:
    pieces = b"\n x" * (LONGEST_READ // 3 - 100)
    begun = process_time()
    (found,) = read(calendar_of(event(DAY)).replace(b"END:VEVENT", b"SUMMARY:" + pieces + b"\r\nEND:VEVENT"))
    assert found.summary == "x" * (len(pieces) // 3)
    assert process_time() - begun < 5


@given(st.binary(max_size=300))
def test_whatever_is_sent_is_read_or_refused_by_name(content: bytes) -> None:
    sent = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:" + content + b"\r\nEND:VEVENT\r\nEND:VCALENDAR"
    refused, found = None, []
    try:
        found = read(sent)
    except Malformed as problem:
        refused = problem
    assert (refused is None) == bool(found), "it is read, or it is refused"
    assert refused is None or all(one.code and one.message for one in refused.errors)
