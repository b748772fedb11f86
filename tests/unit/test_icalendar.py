"""A calendar to subscribe to: folded by octets, escaped, whole days; whatever words it is given, nothing breaks out."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.problems import Malformed
from shared.web.icalendar import LONGEST_LINE, Entry, calendar, read


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
        ("DTSTART;TZID=GMT Standard Time:20260318T183000", date(2026, 3, 18)),
        ("DTSTART;TZID=Nowhere/Land:20260318T183000", date(2026, 3, 18)),
        ("DTSTART:20260717T233000Z", date(2026, 7, 18)),  # summer time: half past midnight in London
        ("dtstart;tzid=America/New_York:20260318T203000", date(2026, 3, 19)),
    ],
)
def test_the_day_of_an_event_is_the_day_in_london(line: str, day: date) -> None:
    alarm = ("BEGIN:VALARM", "DTSTART:19990101", "END:VALARM")
    (found,) = read(calendar_of(event(line, *alarm, "STATUS:CANCELLED")))
    assert (found.on, found.is_called_off, found.line) == (day, True, 3)


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", [("not-a-calendar", 1)]),
        (b"<html>", [("not-a-calendar", 1)]),
        (b"\xff\xfe", [("not-utf-8", 1)]),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", [("cut-short", 2)]),
        (calendar_of(event("SUMMARY:Overview")), [("no-day", 3)]),
        (calendar_of(event("DTSTART:20260230")), [("no-day", 3)]),
        (calendar_of(event("DTSTART:20260318", "RRULE:FREQ=MONTHLY")), [("repeats", 5)]),
    ],
)
def test_a_calendar_that_cannot_be_read_names_its_lines(content: bytes, faults: list[tuple[str, int]]) -> None:
    with pytest.raises(Malformed) as refused:
        read(content)
    assert [(one.code, one.row) for one in refused.value.errors] == faults


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
