"""An agreement opens, has rounds and entries, and names every fault."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.command import OpenAgreement, OpenRound, PublishEntries
from services.publication.domain.agreement.standing import standing_against
from services.publication.domain.agreement.step import decide
from services.publication.domain.entry.entry import Came, EntryKind, Party, Status
from services.publication.domain.entry.particulars import Constraints, Decision, Outcome
from services.publication.domain.leaf.day import Day, NotADay
from services.publication.domain.register.refusal import NotPossible, Refused
from shared.events.publication import EntryPublished
from shared.policy import resolve
from tests.unit.publication.approved import BY
from tests.unit.publication.negotiation import (
    COUNCIL,
    HERE,
    OFFICE,
    TODAY,
    act,
    beside,
    live,
    negotiation,
    opened,
    publish,
    refusal,
    said,
    tell,
)


def test_opening_again_with_the_same_particulars_changes_nothing() -> None:
    assert decide(negotiation(), OpenAgreement(opened()), TODAY, HERE) == ()


def test_opening_again_with_other_particulars_is_refused() -> None:
    with pytest.raises(NotPossible):
        decide(negotiation(), OpenAgreement(replace(opened(), title="Another")), TODAY, HERE)


def test_an_entry_of_a_round_that_cannot_open_yet_is_told_what_it_waits_for() -> None:
    with pytest.raises(Refused) as refused:
        publish(act(None, OpenAgreement(opened())), said())
    (message,) = [one.message for one in refused.value.wrongs if one.code == "unknown-round"]
    assert COUNCIL in message


def test_a_round_opens_once() -> None:
    assert (
        decide(
            negotiation(), OpenRound("final-draft", "Final draft", date(2008, 4, 1), came=Came.COMPILED), TODAY, HERE
        )
        == ()
    )


def test_nothing_is_said_before_the_opening() -> None:
    with pytest.raises(NotPossible):
        decide(None, PublishEntries((said(),), None), TODAY, HERE)


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
        replace(said(), supersedes=9, note="It was wrong."),
    )
    assert refusal(negotiation(), *wrong) == {
        "/0/round": "unknown-round",
        "/1/said_on": "in-the-future",
        "/2/reason": "reason-missing",
        "/2/rejection/department": "department-missing",
        "/2/rejection/code": "code-missing",
        "/2/rejection/evidence": "evidence-missing",
        "/2/rejection/interest": "interest-missing",
        "/3/unit": "unit-missing",
        "/4/status": "not-a-response",
        "/5/supersedes": "unknown-entry",
    }


def test_an_entry_is_superseded_once_by_the_party_that_said_it_and_says_why() -> None:
    agreement = publish(negotiation(), said())
    corrected = replace(said(status=Status.WITHDRAWN), supersedes=1, note="It was wrong.")
    after = publish(agreement, corrected)
    assert after.marks[1].is_superseded
    unsaid = replace(corrected, note=None)
    assert refusal(agreement, unsaid, replace(said(), note="It was wrong.")) == {
        "/0/note": "missing",
        "/1/note": "nothing-superseded",
    }
    assert refusal(after, corrected) == {"/0/supersedes": "already-superseded"}


def test_the_other_side_cannot_take_back_what_was_said() -> None:
    agreement = publish(negotiation(), said())
    answer = replace(said(by=Party.GOVERNMENT_OFFICE, status=Status.WITHDRAWN), supersedes=1, note="It was wrong.")
    assert refusal(agreement, answer) == {"/0/supersedes": "not-the-same-side"}


def test_words_that_a_body_entered_itself_are_superseded_by_nobody_else() -> None:
    refused = replace(
        said(by=Party.GOVERNMENT_OFFICE, kind=EntryKind.POSITION, status=Status.UNDER_DISCUSSION, on=None),
        round="final-draft",
    )
    agreed = replace(refused, status=Status.AGREED, supersedes=4, note="It said so.")
    proposal = replace(said(on=None), round="final-draft")
    own = tell(tell(live(), proposal), refused, author=OFFICE)
    assert refusal(own, replace(agreed, supersedes=3), author=COUNCIL)["/0/supersedes"] == "not-the-same-side"
    assert refusal(own, agreed, author=COUNCIL) == {"/0/supersedes": "entered-by-its-author"}
    assert tell(own, agreed, author=OFFICE).marks[4].is_superseded
    typed = tell(tell(live(), proposal), refused, author=COUNCIL)
    assert refusal(typed, agreed, author="Avon Police") == {"/0/supersedes": "typed-by-another"}
    for author in (COUNCIL, OFFICE):
        assert tell(typed, agreed, author=author).marks[4].is_superseded


def test_words_of_another_body_are_marked_as_compiled() -> None:
    answer = said(by=Party.GOVERNMENT_OFFICE, kind=EntryKind.RESPONSE, status=Status.DEFERRED)
    events = decide(negotiation(), PublishEntries((said(), answer), COUNCIL), TODAY, HERE)
    assert [event.came for event in events if isinstance(event, EntryPublished)] == [
        "entered_by_author",
        "compiled_from_papers",
    ]


def test_nobody_enters_words_in_the_name_of_another() -> None:
    forged = replace(said(by=Party.MINISTER), came=Came.BY_AUTHOR)
    assert refusal(negotiation(), forged, author=COUNCIL) == {"/0/came": "not-the-author"}


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


def test_an_agreement_goes_by_the_rules_under_which_it_was_opened_and_keeps_the_days_of_its_area() -> None:
    area = replace(BY, policy=resolve("lof-2026-1", (), TODAY))
    begun = live(by=area)
    chosen = replace(begun, opened=replace(begun.opened, profile="laa-2008-1"))
    approval = Approve(Day.parse("2026-11-20"), "Ministers", ())
    with pytest.raises(NotPossible, match="decision to approve"):
        act(chosen, approval, by=area)
    made = Decision(outcome=Outcome.APPROVE, reasons="Fair.", relied_on="Nothing.", urgency="The grant lapses.")
    decided = tell(begun, beside(EntryKind.DECISION, Party.COUNCIL, COUNCIL, decision=made), author=COUNCIL, by=area)
    own = replace(approval, approved_by=COUNCIL)
    with pytest.raises(Refused) as refused:  # no ministers decide by the area's own rules
        act(decided, own, by=area)
    assert [wrong.code for wrong in refused.value.wrongs] == ["nothing-approved"]
    by = area.under("laa-2008-1", TODAY).policy
    assert (by.framework.designated_max, by.row("framework.designated_max").value) == (35, 35)
    assert (by.rounds, by.negotiation) == (HERE.policy.rounds, area.policy.negotiation)


def test_no_agreement_is_opened_between_one_party_twice_or_for_no_year() -> None:
    for changed, code in (
        ({"parties": (COUNCIL, COUNCIL.upper())}, "told-twice"),
        ({"period": "for ever"}, "no-year"),
        ({"profile": "lof-2026-1", "period": "2026 to 2029"}, "other-rules"),
    ):
        with pytest.raises(Refused) as refused:
            act(None, OpenAgreement(replace(opened(), **changed)))
        assert [one.code for one in refused.value.wrongs] == [code]
    assert act(None, OpenAgreement(replace(opened(), period="2026"))).opened.period == "2026"


def test_what_binds_a_party_and_waits_for_it_and_an_election_stand_against_every_approval() -> None:
    bound = beside(EntryKind.CONSTRAINTS, Party.GOVERNMENT_OFFICE, OFFICE, constraints=Constraints(is_waived=True))
    typed = tell(live(), bound, author=COUNCIL)
    assert standing_against(live(), TODAY, HERE) == []
    (words,) = standing_against(typed, TODAY, HERE)
    assert f"What binds {OFFICE} was typed by another body" in words
