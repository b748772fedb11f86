"""Answers in a negotiation: what a rejection rests on, the clock of a proposal, what ends it, silence told once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.publication.domain.agreement.agreement import Agreement, evolve
from services.publication.domain.agreement.answer import owed
from services.publication.domain.agreement.command import OpenRound, TellOverdue
from services.publication.domain.agreement.step import decide
from services.publication.domain.entry.entry import Came, EntryKind, Party, Said, Status
from services.publication.domain.entry.particulars import Particulars, PeriodTarget, ReasonCode, Rejection, Terms
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.register import Register
from shared.events.publication import AgreementApproved, EntryReplied, PartnerRegistered, ResponseOverdue
from tests.unit.publication.negotiation import (
    COUNCIL,
    HERE,
    OFFICE,
    TODAY,
    act,
    circumstances,
    knowing,
    live,
    refusal,
    said,
    tell,
)

MONDAY = date(2026, 6, 1)
DUE = date(2026, 6, 29)  # the twentieth working day after it


def proposal(on: str | None = "2026-06-01", **changed: object) -> Said:
    return replace(said(on=on), came=Came.TRANSCRIBED, **changed)  # type: ignore[arg-type] # by name


def answer(status: Status = Status.AGREED, *, on: str = "2026-06-10", kind: EntryKind = EntryKind.RESPONSE) -> Said:
    return replace(said(by=Party.GOVERNMENT_OFFICE, kind=kind, status=status, on=on), came=Came.TRANSCRIBED)


def rejection(**given: object) -> Said:
    grounds = Rejection(**given)  # type: ignore[arg-type] # by name
    return replace(answer(Status.REJECTED), reason="Not affordable.", particulars=Particulars(rejection=grounds))


def proposed(on: date = MONDAY, **changed: object) -> Agreement:
    return tell(live(MONDAY), proposal(**changed), on=on)  # type: ignore[arg-type]


def due_days(agreement: Agreement) -> list[date]:
    return [one.due_on for one in owed(agreement.marks)]


def test_whoever_rejects_says_who_why_on_what_evidence_and_with_what_interest() -> None:
    agreement = proposed()
    whole: dict[str, object] = {
        "department": "Treasury",
        "code": ReasonCode.AFFORDABILITY,
        "evidence": "The settlement of 2025.",
        "interest": "None.",
    }
    for name in whole:
        wanting = rejection(**{**whole, name: None})
        assert refusal(agreement, wanting) == {f"/0/rejection/{name}": f"{name}-missing"}
    other = rejection(**{**whole, "code": ReasonCode.OTHER})
    assert refusal(agreement, other) == {"/0/rejection/other": "other-missing"}
    assert tell(agreement, rejection(**whole)).marks[4].status is Status.REJECTED


def test_a_rejection_compiled_from_papers_needs_the_reason_that_the_papers_have() -> None:
    old = replace(answer(Status.REJECTED, on="2008-05-14"), came=Came.COMPILED)
    assert refusal(proposed(), old) == {"/0/reason": "reason-missing"}
    assert tell(proposed(), replace(old, reason="No money.")).marks[4].status is Status.REJECTED


def test_nobody_calls_words_of_this_record_compiled_from_papers() -> None:
    running = live(MONDAY)
    old = replace(answer(Status.REJECTED, on="2026-05-29"), came=Came.COMPILED, reason="No money.")
    assert tell(running, proposal(), old, on=MONDAY).marks[4].came is Came.COMPILED
    for day in (None, "2026-06-01", "2026-06", "2026"):
        new = replace(old, said_on=Day.parse(day) if day else None)
        assert refusal(running, proposal(), new, on=TODAY)["/1/came"] == "not-of-old-papers"
    backdated = act(running, OpenRound("second", "Second", date(2026, 5, 20)), MONDAY)
    assert refusal(backdated, proposal(), replace(old, round="second"))["/1/came"] == "not-of-old-papers"
    claimed = act(running, OpenRound("third", "Third", MONDAY, came=Came.COMPILED), MONDAY)
    undated = replace(old, round="third", said_on=None)
    assert refusal(claimed, proposal(), undated)["/1/came"] == "not-of-old-papers"
    silent = replace(proposal(None), came=None)
    assert tell(running, silent).marks[3].came is Came.TRANSCRIBED


def test_whose_words_these_are_and_who_typed_them_is_true() -> None:
    running = live(MONDAY)
    stranger = replace(proposal(), party_name="Somebody else")
    assert refusal(running, stranger) == {"/0/party_name": "not-a-party"}
    assert refusal(running, replace(stranger, came=None), author=COUNCIL) == {"/0/party_name": "not-a-party"}
    assert refusal(running, replace(proposal(), party=Party.MINISTER)) == {"/0/party": "spoke-for-the-other-side"}
    old = replace(stranger, came=Came.COMPILED, said_on=Day.parse("2008-05-14"))
    assert tell(running, old).marks[3].came is Came.COMPILED
    police = PartnerRegistered(
        area="E06000022",
        partner="police",
        name="Avon Police",
        partner_kind="police",
        regime="crime",
        inspectorate="None",
    )
    here = circumstances(Register("E06000022", partners={"police": police}))
    theirs = replace(proposal(), party=Party.PARTNER, party_name="Avon Police")
    typed = tell(running, replace(theirs, came=None), author=COUNCIL, by=here)
    assert typed.marks[3].came is Came.OWN_SIDE
    assert refusal(running, theirs, author=COUNCIL, by=here) == {"/0/came": "not-the-other-side"}
    other = replace(answer(), kind=EntryKind.STATEMENT, came=Came.OWN_SIDE)
    assert refusal(running, proposal(), other, author="Avon Police", by=here)["/1/came"] == "not-your-side"


def test_a_response_answers_the_other_side() -> None:
    nothing = {"/0/kind": "nothing-to-answer"}
    own = replace(proposal(), kind=EntryKind.RESPONSE, status=Status.AGREED)
    assert refusal(live(MONDAY), answer()) == nothing
    assert refusal(proposed(), own) == nothing
    assert refusal(proposed(), replace(own, kind=EntryKind.APPROVAL)) == nothing
    assert refusal(proposed(), replace(answer(), item_title="Another item")) == nothing
    countered = tell(proposed(), answer(Status.COUNTER_PROPOSED))
    assert tell(countered, own).marks[5].status is Status.AGREED
    withdrawn = tell(proposed(), replace(proposal(), kind=EntryKind.STATEMENT, status=Status.WITHDRAWN))
    assert refusal(withdrawn, answer()) == nothing
    old = replace(answer(on="2008-05-14"), came=Came.COMPILED)
    assert tell(live(MONDAY), old).marks[3].status is Status.AGREED


@pytest.mark.parametrize(
    ("recorded", "said_on", "due"),
    [
        (MONDAY, "2026-06-01", DUE),
        (date(2026, 6, 8), "2026-06-01", date(2026, 7, 6)),  # said a week before: from the day it came here
        (MONDAY, None, DUE),
        (MONDAY, "2026-06", DUE),  # a month that is not over is no day to count from
    ],
)
def test_the_government_has_twenty_working_days(recorded: date, said_on: str | None, due: date) -> None:
    day = Day.parse(said_on) if said_on else None
    assert due_days(tell(live(MONDAY), replace(proposal(), said_on=day), on=recorded)) == [due]


def test_old_papers_and_what_the_government_asks_set_no_clock() -> None:
    old, asked = replace(proposal("2008-05-14"), came=Came.COMPILED), answer(Status.COUNTER_PROPOSED, on="2026-06-01")
    assert due_days(tell(live(MONDAY), old, asked, on=MONDAY)) == []


def test_silence_is_told_once_and_only_when_the_day_is_over() -> None:
    agreement = proposed()
    assert decide(agreement, TellOverdue(3), DUE, HERE) == ()
    after = date(2026, 6, 30)
    (told,) = decide(agreement, TellOverdue(3), after, HERE)
    assert told == ResponseOverdue(
        area="E06000022", agreement="laa-2008", entry=3, item="Serious acquisitive crime", due_on=DUE
    )
    agreement = act(agreement, TellOverdue(3), after)
    assert decide(agreement, TellOverdue(3), date(2026, 8, 1), HERE) == ()
    (late,) = owed(tell(agreement, answer(on="2026-07-06"), on=date(2026, 7, 6)).marks)
    assert (late.answered_by, late.was_late) == (4, True)


def test_an_approval_settles_what_it_sets_a_target_on_and_what_was_not_due_yet_alone() -> None:
    agreement = proposed()
    (item,) = [mark.item for mark in agreement.marks.values() if mark.kind.is_of_an_item]
    for on, is_owed in ((DUE, False), (date(2026, 6, 30), True)):
        approved = AgreementApproved(
            area="E06000022",
            agreement="laa-2008",
            approved_on=on.isoformat(),
            approved_by="Ministers",
            targets=0,
            recorded_on=on,
        )
        left_out = replace(evolve(agreement, approved), promised={"another measure": on})
        assert decide(left_out, TellOverdue(3), date(2026, 7, 20), HERE)
        after = replace(left_out, promised={item: on})
        assert bool(after.owed(HERE, on)) is is_owed
        assert bool(decide(after, TellOverdue(3), date(2026, 7, 20), HERE)) is is_owed


@pytest.mark.parametrize(
    ("entry", "is_open"),
    [
        (answer(), False),
        (answer(Status.UNDER_DISCUSSION, kind=EntryKind.POSITION), False),
        (answer(on="2026-05-01"), True),  # said before it was asked
        (replace(answer(Status.PLACEHOLDER, kind=EntryKind.POSITION), item_title="Another item"), True),
        (replace(answer(), kind=EntryKind.NOTE), True),
        (replace(proposal(), kind=EntryKind.STATEMENT, status=Status.WITHDRAWN), False),
        (replace(proposal(), supersedes=3, note="It was wrong."), True),  # said anew: its own clock runs
    ],
)
def test_what_ends_the_clock_of_a_proposal(entry: Said, is_open: bool) -> None:
    after = tell(proposed(), entry, on=date(2026, 6, 10))
    assert any(one.answered_by is None for one in owed(after.marks)) is is_open


def test_an_answer_that_its_own_body_disputes_ends_no_clock() -> None:
    on, by = date(2026, 6, 10), circumstances(knowing(("gosw", OFFICE, "government_office")), letters={})
    after = tell(proposed(), answer(), on=on, by=by)
    unsaid = EntryReplied(area="", agreement="", reply=1, entry=4, body="gosw", stance="disputed")
    (one,) = evolve(after, unsaid).owed(by, on)
    assert (one.answered_by, one.due_on, one.written_down, one.is_disputed) == (None, DUE, 4, True)
    assert decide(evolve(after, unsaid), TellOverdue(3), date(2026, 6, 30), HERE) != ()
    borne_out = replace(unsaid, reply=2, stance="confirmed", supersedes=1)
    assert [one.answered_by for one in evolve(evolve(after, unsaid), borne_out).owed(by, on)] == [4]


def test_an_answer_that_the_asker_wrote_down_itself_ends_no_clock_before_its_own_body_stands_by_it() -> None:
    on, late = date(2026, 6, 10), date(2026, 6, 30)
    by = circumstances(knowing(("gosw", OFFICE, "government_office")), letters={})
    after = tell(proposed(), answer(Status.UNDER_DISCUSSION, kind=EntryKind.POSITION), on=on, author=COUNCIL, by=by)
    (one,) = after.owed(by, late)
    assert (one.answered_by, one.written_down, one.is_disputed) == (None, 4, False)
    assert decide(after, TellOverdue(3), late, by) != ()  # nobody could be asked, so that no silence confirms it
    asked = replace(by, letters={4: on})
    assert after.owed(asked, date(2026, 6, 17))[0].answered_by is None
    assert decide(after, TellOverdue(3), late, asked) == ()  # it disputed nothing for five working days
    confirmed = EntryReplied(area="", agreement="", reply=1, entry=4, body="gosw", stance="confirmed")
    assert decide(evolve(after, confirmed), TellOverdue(3), late, by) == ()
    own = replace(answer(), came=None)
    assert decide(tell(proposed(), own, on=on, author=OFFICE, by=by), TellOverdue(3), late, by) == ()


def test_the_terms_of_an_item_are_held_together() -> None:
    terms = Terms(
        is_exploratory=True,
        targets=(
            PeriodTarget(period="2008/09", value=Decimal("17.50")),
            PeriodTarget(period="2008/09"),
            PeriodTarget(period="2009/10", value=Decimal(1), is_surveyed=False),
        ),
    )
    wrong = proposal(particulars=Particulars(terms=terms))
    assert refusal(live(MONDAY), wrong) == {
        "/0/unit": "unit-missing",
        "/0/terms/review_on": "missing",
        "/0/terms/targets/1": "told-twice",
        "/0/terms/targets/2": "not-measured-then",
    }
    assert refusal(live(MONDAY), proposal(deferred_until=Day.parse("2027"))) == {"/0/deferred_until": "not-deferred"}
    assert refusal(live(MONDAY), proposal(round=None)) == {"/0/round": "missing"}
    assert wrong.party_name == COUNCIL
