"""Words that two persons of one body typed for another open nothing before that body stands for them."""

from dataclasses import replace
from datetime import date

import pytest

from services.publication.domain.agreement.agreement import Agreement, evolve
from services.publication.domain.agreement.confirmation import awaited
from services.publication.domain.entry.entry import EntryKind, Party, Said, Status
from services.publication.domain.entry.particulars import (
    Advice,
    AdviserKind,
    Constraints,
    Consultation,
    Outcome,
    Particulars,
    Protocol,
    Terms,
)
from services.publication.domain.register.refusal import NotPossible, Refused
from shared.events.publication import EntryReplied
from tests.unit.publication.approved import (
    BATH,
    BY,
    DECISION,
    DESIGNATED,
    LOCAL,
    MONDAY,
    POLICE,
    agreed_upon,
    approval,
    approved,
    consent,
    decided,
    proposed,
    ready,
    revision,
)
from tests.unit.publication.negotiation import COUNCIL, OFFICE, act, beside, knowing_also, live, refusal, said, tell

LAST, AFTER = date(2026, 6, 8), date(2026, 6, 9)  # five working days from Monday, and the day on which it counts
PROTOCOL = Protocol(accountability="Police.", responsibility="Police.", probity="Audit.")
CONSULTED = Consultation(consulted="Beat teams.", changed="Nothing.")


def replied(agreement: Agreement, entry: int, stance: str, *, link_named_by: str | None = None) -> Agreement:
    told = EntryReplied(
        area=BATH,
        agreement="laa-2008",
        reply=len(agreement.replies) + 1,
        entry=entry,
        body="police",
        stance=stance,
        link_named_by=link_named_by,
    )
    return evolve(agreement, told)


def typed(*entries: Said) -> Agreement:
    """What both sides agreed to by their own hands, the ministers' decision too, and these typed by the council."""
    return tell(agreed_upon(), *entries, on=MONDAY, author=COUNCIL, by=BY)


def why_not(agreement: Agreement, *targets: object, on: date = MONDAY) -> str:
    with pytest.raises((Refused, NotPossible)) as refused:
        act(agreement, approval(*targets), on, BY)  # type: ignore[arg-type] # targets
    found = refused.value
    return " ".join(one.message for one in found.wrongs) if isinstance(found, Refused) else str(found)


def test_a_consent_typed_for_another_body_serves_once_it_confirmed_or_let_the_days_go() -> None:
    agreement = typed(consent())
    number = len(agreement.marks)
    waits = f"What was typed as entry {number} waits for the confirmation of {POLICE} until 8 June 2026."
    assert waits in why_not(agreement, LOCAL)
    assert waits in why_not(agreement, LOCAL, on=LAST)
    assert act(agreement, approval(LOCAL), AFTER, BY).approved is not None
    assert act(replied(agreement, number, "confirmed"), approval(LOCAL), MONDAY, BY).approved is not None
    own = replied(agreement, number, "confirmed", link_named_by="police")
    assert act(own, approval(LOCAL), MONDAY, BY).approved is not None
    by_their_own_link = replied(agreement, number, "confirmed", link_named_by="bath")
    assert waits in why_not(by_their_own_link, LOCAL)  # who named the address is who typed the words
    assert "consent" in why_not(replied(agreement, number, "disputed"), LOCAL, on=AFTER)
    unasked = replace(BY, letters={})  # no letter went to it, so that its silence says nothing
    with pytest.raises(Refused, match="faults") as refused_for_good:
        act(agreement, approval(LOCAL), date(2026, 8, 3), unasked)
    assert any("nobody could be asked" in one.message for one in refused_for_good.value.wrongs)
    assert act(replied(agreement, number, "confirmed"), approval(LOCAL), MONDAY, unasked).approved is not None
    entered = tell(typed(), consent(), on=MONDAY, author=POLICE, by=BY)
    assert act(entered, approval(LOCAL), MONDAY, BY).approved is not None
    against = tell(typed(), consent(is_given=False), on=MONDAY, author=POLICE, by=BY)
    typed_over = tell(against, consent(), on=MONDAY, author=COUNCIL, by=BY)  # and no silence takes its own no back
    assert "which speaks of it here itself" in why_not(typed_over, LOCAL, on=date(2026, 8, 3))
    taken_back = replied(typed_over, len(typed_over.marks), "confirmed")
    assert act(taken_back, approval(LOCAL), MONDAY, BY).approved is not None
    refused = tell(entered, consent(is_given=False), on=MONDAY, author=COUNCIL, by=BY)
    assert "consent" in why_not(refused, LOCAL)  # what shuts a gate counts at once


def test_the_days_begin_when_the_letter_that_offers_the_words_has_left() -> None:
    agreement = typed(consent())
    number = len(agreement.marks)
    late, unsent = (replace(BY, letters={number: day}) for day in (date(2026, 6, 3), None))
    assert awaited(agreement.marks, {}, late, AFTER)[number].until == date(2026, 6, 10)
    assert awaited(agreement.marks, {}, unsent, date(2026, 8, 3))[number].until is None
    assert "has not left" in awaited(agreement.marks, {}, unsent, AFTER)[number].words


def test_a_no_is_disputed_by_its_body_itself_and_by_no_link_of_an_address_that_another_one_named() -> None:
    told = tell(agreed_upon(), consent(), on=MONDAY, author=POLICE, by=BY)
    against = tell(told, consent(is_given=False), on=MONDAY, author=OFFICE, by=BY)
    number = len(against.marks)
    by_another = replied(against, number, "disputed", link_named_by="bath")
    assert "consent" in why_not(by_another, LOCAL, on=AFTER)
    assert act(replied(against, number, "disputed"), approval(LOCAL), AFTER, BY).approved is not None


def test_what_is_typed_for_ministers_leads_and_parties_opens_no_approval_at_once() -> None:
    by_lead = beside(EntryKind.PROTOCOL, Party.PARTNER, POLICE, "NI 16", protocol=PROTOCOL)
    asked = beside(EntryKind.CONSULTATION, Party.PARTNER, POLICE, "NI 16", consultation=CONSULTED)
    agreement = typed(by_lead, asked)
    told = why_not(agreement, DESIGNATED)
    assert told.count(f"waits for the confirmation of {POLICE} until 8 June 2026") == len((by_lead, asked))
    assert act(agreement, approval(DESIGNATED), AFTER, BY).approved is not None
    decision = tell(live(MONDAY), decided(), on=MONDAY, author=COUNCIL, by=BY)
    assert "waits for the confirmation of Ministers until 8 June 2026" in why_not(decision)
    waived = beside(EntryKind.CONSTRAINTS, Party.GOVERNMENT_OFFICE, OFFICE, constraints=Constraints(is_waived=True))
    waits = why_not(tell(ready(), waived, on=MONDAY, author=COUNCIL, by=BY), LOCAL)
    assert f"What binds {OFFICE} was typed by another body" in waits
    assert "until 8 June 2026" in waits


def test_what_is_typed_for_a_body_that_speaks_of_the_item_itself_counts_only_when_it_confirms() -> None:
    later = date(2026, 8, 3)
    agreement = tell(approved(), proposed("local-1"), consent(), on=date(2026, 7, 1), author=COUNCIL, by=BY)
    long_after = revision(LOCAL, on=date(2026, 9, 1))
    with pytest.raises(Refused) as refused:  # it consented to the approval itself
        act(agreement, long_after, date(2026, 9, 1), BY)
    assert "which speaks of it here itself" in refused.value.wrongs[0].message
    assert act(replied(agreement, len(agreement.marks), "confirmed"), revision(LOCAL, on=later), later, BY).revisions
    noted = replace(said("S1", kind=EntryKind.POSITION, status=Status.UNDER_DISCUSSION, on=None), party=Party.PARTNER)
    named = replace(noted, party_name=POLICE, particulars=Particulars(terms=Terms(measure="local-1")))
    own = tell(typed(consent()), named, on=MONDAY, author=POLICE, by=BY)  # afterwards, and by the item's other name
    assert "which speaks of it here itself" in why_not(own, LOCAL, on=date(2026, 8, 3))


def test_advice_typed_for_its_author_opens_no_decision_before_it_counts_and_none_that_it_disputes() -> None:
    given = Advice(
        adviser_kind=AdviserKind.PEER_PANEL,
        independence="No part in it.",
        findings="Fair.",
        recommended="Go on.",
        recommendation=Outcome.APPROVE,
    )
    advice = beside(EntryKind.ADVICE, Party.ADVISER, "Panel", advice=given)
    by = knowing_also(BY, "panel", "Panel", "peer_panel")
    agreement = tell(live(MONDAY), advice, on=MONDAY, author=COUNCIL, by=by)
    number, day = len(agreement.marks), date(2026, 6, 16)  # public for ten working days
    decision = beside(EntryKind.DECISION, Party.MINISTER, "Ministers", decision=replace(DECISION, urgency=None))
    assert tell(agreement, decision, on=day, author="Ministers", by=by).marks[number + 1].kind is EntryKind.DECISION
    late = replace(by, letters={number: date(2026, 6, 12)})
    assert refusal(agreement, decision, on=day, author="Ministers", by=late) == {"/0/decision": "advice-not-public-yet"}
    unsaid = replied(agreement, number, "disputed")
    assert refusal(unsaid, decision, on=day, author="Ministers", by=by) == {"/0/decision": "advice-not-public-yet"}


def test_a_former_name_that_a_body_gives_itself_makes_it_nobody_elses_speaker() -> None:
    known = BY.register.partners
    council = replace(known["bath"], former_names=(POLICE,))
    by = replace(BY, register=replace(BY.register, partners={**known, "bath": council}))
    agreement = typed(consent())
    number = len(agreement.marks)
    assert number in awaited(agreement.marks, agreement.replies, by, MONDAY)
    own = replied(agreement, number, "confirmed")
    assert number not in awaited(own.marks, own.replies, by, MONDAY)
    renamed = replace(council, former_names=("Ministers",))  # nor what it typed in that name before its own
    others = replace(BY, register=replace(BY.register, partners={"bath": renamed, "police": known["police"]}))
    decision = tell(live(MONDAY), decided(), on=MONDAY, author=COUNCIL, by=BY)
    assert len(decision.marks) in awaited(decision.marks, {}, others, MONDAY)
    theirs = replace(own.replies[1], body="bath")
    assert number in awaited(own.marks, {1: theirs}, by, MONDAY)
