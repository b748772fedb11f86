"""A calendar to subscribe to: folded by octets, escaped, whole days; whatever words it is given, nothing breaks out."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from shared.web.icalendar import LONGEST_LINE, Entry, calendar


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
