"""One indicator in every place: what was asked first, what answered it, and how each answered, by name."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.publication.domain.agreement.indicator import Turn, asked_everywhere, code_of, departments
from services.publication.domain.entry.entry import Came, EntryKind, Party, Status
from services.publication.domain.leaf.day import Day


def turn(number: int, party: Party, **told: Any) -> Turn:
    said_on = told.pop("said_on", None)
    return Turn(
        **{
            "area": "E1",
            "agreement": "laa",
            "agreement_title": "Agreement",
            "number": number,
            "code": "NI 117",
            "title": "Young people not in work",
            "party": party,
            "party_name": party.value,
            "kind": EntryKind.PROPOSAL if party is Party.COUNCIL else EntryKind.RESPONSE,
            "status": None,
            "said_on": Day.parse(said_on) if said_on else None,
            "came": Came.COMPILED,
            "recorded_at": datetime(2026, 11, 20, 9, tzinfo=UTC),
            "is_superseded": False,
            **told,
        }
    )


ASKS = turn(1, Party.COUNCIL, said_on="2008-01-10", status=Status.PROPOSED)
AGREES = turn(2, Party.GOVERNMENT_OFFICE, said_on="2008-01-24", status=Status.AGREED)


@pytest.mark.parametrize("typed", ["NI 117", "ni-117", "NI117", " ni_117 "])
def test_a_code_is_known_however_it_is_spelt(typed: str) -> None:
    assert code_of(typed) == "NI-117"


def test_the_first_word_of_the_other_side_is_the_answer_and_days_are_counted_where_both_are_known() -> None:
    elsewhere = [
        turn(1, Party.COUNCIL, area="E2", agreement="other", said_on="2008-02", status=Status.PROPOSED),
        turn(2, Party.COUNCIL, area="E2", agreement="other", said_on="2008-03-01", status=Status.PROPOSED),
        turn(3, Party.GOVERNMENT_OFFICE, area="E2", agreement="other", said_on="2008-03-05", status=Status.REJECTED),
        turn(4, Party.GOVERNMENT_OFFICE, area="E2", agreement="other", status=Status.AGREED, is_superseded=True),
    ]
    alone = turn(1, Party.COUNCIL, area="E3", agreement="third", status=Status.PROPOSED)
    asked = asked_everywhere([AGREES, ASKS, *elsewhere, alone])
    assert [
        (one.area, one.asked and one.asked.number, one.answer and one.answer.number, one.days) for one in asked
    ] == [
        ("E1", 1, 2, 14),
        ("E2", 1, 3, None),
        ("E3", 1, None, None),
    ]
    assert [one.last_status for one in asked] == [Status.AGREED, Status.REJECTED, Status.PROPOSED]
    (office,) = departments(asked)
    assert (office.name, office.answers, office.agreed, office.days, office.counted) == (
        "government_office",
        2,
        1,
        14,
        1,
    )


def test_who_answered_is_told_by_name_and_not_by_merit() -> None:
    slow = turn(
        2, Party.MINISTER, agreement="b", party_name="A department", said_on="2009-01-01", status=Status.REJECTED
    )
    asked = asked_everywhere(
        [ASKS, AGREES, turn(1, Party.COUNCIL, agreement="b", said_on="2008-01-01", status=Status.PROPOSED), slow]
    )
    assert [one.name for one in departments(asked)] == ["A department", "government_office"]


def test_what_another_typed_for_somebody_and_it_has_not_confirmed_is_counted_apart() -> None:
    typed = turn(2, Party.GOVERNMENT_OFFICE, said_on="2008-01-10", status=Status.AGREED, came=Came.TRANSCRIBED)
    (put_down,) = departments(asked_everywhere([ASKS, typed]))
    assert (put_down.answers, put_down.agreed, put_down.days, put_down.put_down) == (0, 0, None, 1)
    own = turn(3, Party.GOVERNMENT_OFFICE, said_on="2008-01-24", status=Status.REJECTED, came=Came.BY_AUTHOR)
    (itself,) = departments(asked_everywhere([ASKS, typed, own]))
    assert (itself.answers, itself.agreed, itself.days, itself.put_down) == (1, 0, 14, 0)
    (confirmed,) = departments(asked_everywhere([ASKS, replace(typed, is_confirmed=True)]))
    assert (confirmed.answers, confirmed.agreed, confirmed.put_down) == (1, 1, 0)


def test_an_answer_to_what_the_papers_do_not_hold_is_an_answer_and_a_statement_is_none() -> None:
    says = turn(3, Party.COUNCIL, kind=EntryKind.STATEMENT, status=Status.PLACEHOLDER)
    (one,) = asked_everywhere([AGREES, says])
    assert (one.asked, one.answer, one.days, one.last_status) == (None, AGREES, None, Status.PLACEHOLDER)
    (unanswered,) = asked_everywhere([ASKS, turn(4, Party.MINISTER, kind=EntryKind.STATEMENT)])
    assert (unanswered.asked, unanswered.answer) == (ASKS, None)
