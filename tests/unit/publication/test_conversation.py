"""How a negotiation reads: who waits for whom, what was superseded, and a real one to the end."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from services.publication.domain.agreement.answer import Owed
from services.publication.domain.agreement.conversation import Missing, items_of, record_reaches, same_course
from services.publication.domain.agreement.version import versions_of
from services.publication.domain.entry.entry import Came, Entry, EntryKind, Party, Said, Side, Status
from services.publication.domain.leaf.day import Day
from services.publication.pages.agreement.conversation import once_table
from services.publication.pages.entry.clearance import NOT_DATED
from shared.working_days import Calendar
from tests.unit.publication.negotiation import TODAY, negotiation, publish, said

CALENDAR = Calendar("plain", frozenset(), date(2006, 1, 1), date(2035, 12, 31))
SAMPLE = Path(__file__).parents[3] / "deploy" / "sample" / "bathnes.csv"


def on_record(*entries: Said, came: Came = Came.COMPILED) -> list[Entry]:
    recorded_at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return [
        Entry(number=number, said=words, came=came, entered_by="council", recorded_at=recorded_at)
        for number, words in enumerate(entries, 1)
    ]


def test_a_proposal_without_an_answer_shows_the_silence_in_working_days() -> None:
    (item,) = items_of(on_record(said()), until=date(2008, 6, 30), calendar=CALENDAR)
    assert item.missing is not None
    assert (item.missing.side, item.missing.how, item.missing.working_days) == (Side.GOVERNMENT, Missing.NO_ANSWER, 33)


def test_silence_on_what_was_told_late_counts_from_the_day_it_came_here() -> None:
    entries = on_record(said(on="2026-11-13"), came=Came.TRANSCRIBED)
    assert record_reaches(entries, approved_until=None, today=date(2026, 11, 24)) == date(2026, 11, 24)
    (item,) = items_of(entries, until=date(2026, 11, 24), calendar=CALENDAR)
    assert item.missing is not None
    assert item.missing.working_days == 2


def test_an_answer_is_missing_since_the_day_it_was_due_and_a_day_is_told_as_far_as_the_record_knows_it() -> None:
    entries = on_record(said(on=None), came=Came.TRANSCRIBED)
    due = Owed(1, entries[0].said.item, date(2026, 11, 23), None, None)
    (item,) = items_of(entries, until=date(2027, 2, 17), calendar=CALENDAR, owed=(due,))
    assert item.missing is not None
    assert (item.missing.missed_by, item.missing.is_overdue) == (date(2026, 11, 23), True)
    (once,) = once_table([item]).rows
    assert once.cells[1] == (entries[0].said.party_name, ", ", "on this record since 20 November 2026")
    (papers,) = items_of(on_record(said(on=None)), until=date(2027, 2, 17), calendar=CALENDAR)
    assert once_table([papers]).rows[0].cells[1] == (entries[0].said.party_name, ", ", NOT_DATED)


def test_silence_from_before_the_calendar_begins_is_not_counted_in_days() -> None:
    (item,) = items_of(on_record(said(on="2005-10-05")), until=date(2008, 6, 30), calendar=CALENDAR)
    assert item.missing is not None
    assert item.missing.working_days is None


def test_a_counter_proposal_waits_for_the_council() -> None:
    answer = said(by=Party.GOVERNMENT_OFFICE, kind=EntryKind.RESPONSE, status=Status.COUNTER_PROPOSED)
    (item,) = items_of(on_record(said(), answer), until=date(2008, 6, 30), calendar=CALENDAR)
    assert item.missing is not None
    assert item.missing.side is Side.LOCAL


def test_after_a_placeholder_nobody_owed_anything_further() -> None:
    deferral = said(by=Party.GOVERNMENT_OFFICE, kind=EntryKind.RESPONSE, status=Status.DEFERRED)
    entries = on_record(deferral, said(status=Status.PLACEHOLDER))
    (item,) = items_of(entries, until=date(2008, 6, 30), calendar=CALENDAR)
    assert item.missing is not None
    assert item.missing.how is Missing.NOTHING_FURTHER


def test_what_is_agreed_waits_for_nobody() -> None:
    (item,) = items_of(on_record(said(status=Status.AGREED)), until=date(2008, 6, 30), calendar=CALENDAR)
    assert item.missing is None


def test_superseded_words_no_longer_count() -> None:
    first, second = on_record(said(), replace(said(status=Status.WITHDRAWN), supersedes=1))
    (item,) = items_of([replace(first, superseded_by=2), second], until=TODAY, calendar=CALENDAR)
    assert item.status is Status.WITHDRAWN
    assert [(entry.number, entry.superseded_by) for entry in item.told] == [(1, 2), (2, None)]


def test_what_a_side_disputes_is_not_agreed_until_it_speaks_itself() -> None:
    answer = said(by=Party.GOVERNMENT_OFFICE, kind=EntryKind.RESPONSE, status=Status.AGREED, on="2008-05-20")
    entries = on_record(said(), answer, replace(answer, said_on=Day.parse("2008-05-22")))
    (item,) = items_of(entries[:2], until=TODAY, calendar=CALENDAR, disputed={2})
    assert (item.status, item.is_agreed, item.disputed_by) == (Status.AGREED, False, (answer.party_name,))
    (item,) = items_of(entries, until=TODAY, calendar=CALENDAR, disputed={2})
    assert (item.is_agreed, item.disputed_by) == (True, ())


def test_items_that_went_the_same_way_are_told_together() -> None:
    entries = on_record(*(said(title) for title in "ABC"), said("D", status=Status.AGREED))
    own, groups = same_course(items_of(entries, until=date(2008, 6, 30), calendar=CALENDAR))
    assert ([item.title for item in own], [[item.title for item in group] for group in groups]) == (
        ["D"],
        [["A", "B", "C"]],
    )


def test_a_record_compiled_from_papers_ends_with_the_papers() -> None:
    entries = on_record(said(on="2008-05-14"))
    assert record_reaches(entries, approved_until=date(2008, 6, 30), today=TODAY) == date(2008, 6, 30)


def test_a_record_in_which_a_side_writes_itself_reaches_to_today() -> None:
    entries = on_record(said(), came=Came.BY_AUTHOR)
    assert record_reaches(entries, approved_until=None, today=TODAY) == TODAY


def test_a_restated_target_shows_what_changed() -> None:
    first = replace(said(), target_period="2007/08", target_value=Decimal(7859), unit="offences")
    later = replace(first, target_value=Decimal(7000), said_on=Day.parse("2008-06-01"))
    (item,) = items_of(on_record(first, later), until=TODAY, calendar=CALENDAR)
    assert [version.what_changed for version in versions_of(item)] == [
        "first figures",
        "2007/08: 7,859 became 7,000",
    ]


def real_entries() -> list[Said]:
    with SAMPLE.open(newline="", encoding="utf-8") as file:
        return [real(row) for row in csv.DictReader(file)]


def real(row: dict[str, str]) -> Said:
    party = Party(row["party"])
    return Said(
        round="final-draft",
        party=party,
        party_name=row["party"],
        kind=EntryKind(row["kind"]),
        item_code=row["indicator_code"] or None,
        item_title=row["indicator_title"],
        status=Status(row["status"]) if row["status"] else None,
        reason=row["reason"] or None,
        said_on=Day.parse(row["date"]),
        target_value=Decimal(row["target_value"]) if row["target_value"] else None,
        target_period=row["target_period"] or None,
        unit=row["unit"] or None,
        national_issue=row["national_issue"] == "true",
        source=row["source"],
    )


def test_every_entry_of_a_real_negotiation_can_be_told() -> None:
    entries = real_entries()
    agreement = publish(negotiation(), *entries)
    assert len(agreement.marks) == len(entries) == 108


def test_a_real_negotiation_reads_as_it_went() -> None:
    ours = [words for words in real_entries() if words.said_on and words.said_on.first >= date(2008, 5, 14)]
    items = items_of(on_record(*ours), until=date(2008, 6, 30), calendar=CALENDAR)
    by_code = {item.code: item for item in items if item.code}
    assert Counter(item.status for item in by_code.values()) == {Status.PLACEHOLDER: 5, Status.UNDER_DISCUSSION: 2}
    assert {code for code, item in by_code.items() if item.has_no_answer} == {"NI 7", "NI 30"}
    assert sum(item.is_national for item in by_code.values()) == 6
    assert items[0].code == "NI 7", "the disputed and unanswered come first"


def test_the_real_crime_target_shows_its_version() -> None:
    items = items_of(on_record(*real_entries()), until=date(2009, 3, 4), calendar=CALENDAR)
    (versions,) = [found for item in items if (found := versions_of(item))]
    assert {period: change.value for period, change in versions[0].figures.items()} == {
        "2006/07": Decimal(7859),
        "2007/08": None,
        "2008/09": None,
    }
