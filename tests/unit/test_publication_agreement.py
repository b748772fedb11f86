"""A negotiation: opened, said in rounds, approved; nothing edited, everything answered for."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import reduce
from pathlib import Path

import pytest

from services.publication.domain.agreement import (
    Agreement,
    Approve,
    Command,
    OpenAgreement,
    OpenRound,
    PublishEntries,
    Target,
    decide,
    evolve,
    targets_set,
)
from services.publication.domain.conversation import Missing, items_of, record_reaches, same_course, versions_of
from services.publication.domain.entry import Came, Day, Entry, EntryKind, NotADay, Party, Said, Side, Status
from services.publication.domain.refusal import NotPossible, Refused
from services.publication.schemas.agreement import ApprovalIn
from shared.events.publication import AgreementApproved, AgreementOpened, EntryPublished
from shared.problems import Malformed
from shared.shapes import fit
from shared.working_days import Calendar

TODAY = date(2026, 11, 20)
CALENDAR = Calendar("plain", frozenset(), date(2006, 1, 1), date(2035, 12, 31))
COUNCIL, OFFICE = "Bath & North East Somerset Council", "Government Office for the South West"
SAMPLE = Path(__file__).parents[2] / "deploy" / "sample" / "bathnes.csv"


def opened() -> AgreementOpened:
    return AgreementOpened(
        area="E06000022",
        agreement="laa-2008",
        title="Local Area Agreement 2008 to 2011",
        period="2008-04-01/2011-03-31",
        profile="laa-2008",
        parties=(COUNCIL, OFFICE),
    )


def said(
    title: str = "Serious acquisitive crime",
    *,
    by: Party = Party.COUNCIL,
    kind: EntryKind = EntryKind.PROPOSAL,
    status: Status | None = Status.PROPOSED,
    on: str | None = "2008-05-14",
) -> Said:
    return Said(
        round="final-draft",
        party=by,
        party_name=COUNCIL if by.side is Side.LOCAL else OFFICE,
        kind=kind,
        item_title=title,
        source="Cabinet, 14 May 2008",
        status=status,
        said_on=Day.parse(on) if on else None,
    )


def act(agreement: Agreement | None, command: Command) -> Agreement:
    return reduce(evolve, decide(agreement, command, TODAY), agreement)  # type: ignore[return-value] # never None


def negotiation() -> Agreement:
    agreement = act(None, OpenAgreement(opened()))
    return act(agreement, OpenRound("final-draft", "Final draft", date(2008, 4, 1)))


def publish(agreement: Agreement, *entries: Said, author: str | None = None) -> Agreement:
    return act(agreement, PublishEntries(entries, author))


def on_record(*entries: Said, came: Came = Came.COMPILED) -> list[Entry]:
    recorded_at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return [
        Entry(number=number, said=words, came=came, entered_by="council", recorded_at=recorded_at)
        for number, words in enumerate(entries, 1)
    ]


def refusal(agreement: Agreement, *entries: Said, author: str | None = None) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        publish(agreement, *entries, author=author)
    return {wrong.pointer: wrong.code for wrong in refused.value.wrongs}


def test_opening_again_with_the_same_particulars_changes_nothing() -> None:
    assert decide(negotiation(), OpenAgreement(opened()), TODAY) == ()


def test_opening_again_with_other_particulars_is_refused() -> None:
    with pytest.raises(NotPossible):
        decide(negotiation(), OpenAgreement(replace(opened(), title="Another")), TODAY)


def test_a_round_opens_once() -> None:
    assert decide(negotiation(), OpenRound("final-draft", "Final draft", date(2008, 4, 1)), TODAY) == ()


def test_nothing_is_said_before_the_opening() -> None:
    with pytest.raises(NotPossible):
        decide(None, PublishEntries((said(),), None), TODAY)


def test_entries_are_numbered_in_the_order_they_came() -> None:
    agreement = publish(publish(negotiation(), said("A"), said("B")), said("C"))
    assert {number: mark.item for number, mark in agreement.marks.items()} == {1: "A", 2: "B", 3: "C"}


def test_every_fault_of_every_entry_is_named_and_nothing_is_published() -> None:
    wrong = (
        replace(said(), round="second-draft"),
        said(on="2027-01"),
        said(status=Status.REJECTED),
        replace(said(), target_value=Decimal(5)),
        said(status=Status.COUNTER_PROPOSED),
        replace(said(), supersedes=9),
    )
    assert refusal(negotiation(), *wrong) == {
        "/0/round": "unknown-round",
        "/1/said_on": "in-the-future",
        "/2/reason": "reason-missing",
        "/3/unit": "unit-missing",
        "/4/status": "not-a-response",
        "/5/supersedes": "unknown-entry",
    }


def test_an_entry_is_superseded_once_by_the_party_that_said_it() -> None:
    agreement = publish(negotiation(), said())
    corrected = replace(said(status=Status.WITHDRAWN), supersedes=1)
    after = publish(agreement, corrected)
    assert after.marks[1].is_superseded
    assert refusal(after, corrected) == {"/0/supersedes": "already-superseded"}


def test_the_other_side_cannot_take_back_what_was_said() -> None:
    agreement = publish(negotiation(), said())
    answer = replace(said(by=Party.GOVERNMENT_OFFICE, status=Status.WITHDRAWN), supersedes=1)
    assert refusal(agreement, answer) == {"/0/supersedes": "not-the-same-side"}


def test_words_of_another_body_are_marked_as_compiled() -> None:
    answer = said(by=Party.GOVERNMENT_OFFICE, kind=EntryKind.RESPONSE, status=Status.DEFERRED)
    events = decide(negotiation(), PublishEntries((said(), answer), COUNCIL), TODAY)
    assert [event.came for event in events if isinstance(event, EntryPublished)] == [
        "entered_by_author",
        "compiled_from_papers",
    ]


def test_nobody_enters_words_in_the_name_of_another() -> None:
    forged = replace(said(by=Party.MINISTER), came=Came.BY_AUTHOR)
    assert refusal(negotiation(), forged, author=COUNCIL) == {"/0/came": "not-the-author"}


def approve(*targets: Target, on: str = "2008-06") -> Approve:
    return Approve(Day.parse(on), "Ministers", targets, frozenset({"NI-191", "NI-192"}))


def target(measure: str, period: str = "2008/09") -> Target:
    return Target(measure, period, Decimal("42.0"), Decimal("0.05"), designated=True, illustrative=False)


def test_approval_tells_the_targets_of_each_measure_in_order() -> None:
    command = approve(target("NI-192"), target("NI-191"))
    agreement = act(negotiation(), command)
    assert agreement.approved == AgreementApproved(
        area="E06000022", agreement="laa-2008", approved_on="2008-06", approved_by="Ministers", targets=2
    )
    assert [(told.measure, str(told.value)) for told in targets_set(agreement, command)] == [
        ("NI-191", "42.0"),
        ("NI-192", "42.0"),
    ]


def test_every_fault_of_an_approval_is_named() -> None:
    with pytest.raises(Refused) as refused:
        act(negotiation(), approve(target("NI-1"), target("NI-191"), target("NI-191"), on="2030"))
    assert {wrong.pointer: wrong.code for wrong in refused.value.wrongs} == {
        "/approved_on": "in-the-future",
        "/targets/0/measure": "unknown-measure",
        "/targets/2": "told-twice",
    }


def test_an_agreement_is_approved_once() -> None:
    agreement = act(negotiation(), approve())
    with pytest.raises(NotPossible):
        act(agreement, approve())


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("2008-06-30", date(2008, 6, 30), date(2008, 6, 30), "30 June 2008"),
        ("2008-02", date(2008, 2, 1), date(2008, 2, 29), "February 2008"),
        ("2008-12", date(2008, 12, 1), date(2008, 12, 31), "December 2008"),
        ("2008", date(2008, 1, 1), date(2008, 12, 31), "2008"),
    ],
)
def test_a_day_is_told_as_far_as_the_papers_know_it(text: str, first: date, last: date, words: str) -> None:
    day = Day.parse(text)
    assert (day.first, day.last, day.words()) == (first, last, words)


@pytest.mark.parametrize("text", ["", "June 2008", "2008-13", "2008-06-31", "08-06", "2008/09", "२००८"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotADay):
        Day.parse(text)


def test_a_proposal_without_an_answer_shows_the_silence_in_working_days() -> None:
    (item,) = items_of(on_record(said()), until=date(2008, 6, 30), calendar=CALENDAR)
    assert item.missing is not None
    assert (item.missing.side, item.missing.how, item.missing.working_days) == (Side.GOVERNMENT, Missing.NO_ANSWER, 33)


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


def test_a_target_carries_its_stretch_floor_and_way() -> None:
    way = {"path": "linear", "baseline": "38", "baseline_period": "2007/08", "stretch": "45", "minimum": "30"}
    sent = {"measure": "NI-191", "period": "2008/09", "value": "42"} | way
    approval = fit(ApprovalIn, {"approved_on": "2008-06", "approved_by": "Ministers", "targets": [sent]})
    (told,) = targets_set(negotiation(), approval.command())
    assert (told.path, told.baseline, told.baseline_period) == ("linear", Decimal(38), "2007/08")
    assert (told.stretch, told.minimum) == (Decimal(45), Decimal(30))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"baseline": "38"}, "half-a-baseline"),
        ({"baseline": "38", "baseline_period": "2008/09"}, "baseline-too-late"),
        ({"path": "winding"}, "not-a-choice"),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(changed: dict[str, object], code: str) -> None:
    sent = {"measure": "NI-191", "period": "2008/09", "value": "42"} | changed
    with pytest.raises(Malformed) as refused:
        fit(ApprovalIn, {"approved_on": "2008-06", "approved_by": "Ministers", "targets": [sent]})
    assert code in {fault.code for fault in refused.value.errors}
