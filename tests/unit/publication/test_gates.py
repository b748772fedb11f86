"""What an approval or a revision rests on: whose decision, whose protocol, which law, which figure in which unit."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from services.publication.domain.agreement.agreement import Agreement, evolve
from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.change import Removed, Revise
from services.publication.domain.agreement.stated import OnRecord
from services.publication.domain.entry.entry import Came, EntryKind, Party, Said, Status
from services.publication.domain.entry.particulars import (
    Consent,
    Consultation,
    Decision,
    ItemClass,
    Outcome,
    Particulars,
    Protocol,
    ReasonCode,
    Rejection,
    Terms,
)
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import NotPossible, Refused
from shared.events.publication import EntryReplied
from shared.policy import resolve
from tests.unit.publication.approved import (
    BY,
    DECISION,
    DESIGNATED,
    LATER,
    LOCAL,
    MONDAY,
    POLICE,
    PUT,
    STATED,
    agreed,
    agreed_upon,
    approval,
    approved,
    consent,
    decided,
    in_force,
    proposed,
    ready,
    revision,
    tell,
    wanting,
)
from tests.unit.publication.negotiation import COUNCIL, OFFICE, act, beside, live, negotiation, publish, refusal, said
from tests.unit.publication.negotiation import tell as typed

PROTOCOL = Protocol(accountability="Police.", responsibility="Police.", probity="Audit.")
CONSULTED = Consultation(consulted="Beat teams.", changed="Nothing.")
STATUTORY = replace(DESIGNATED, designated=False, statutory=True)
LOCALLY = replace(BY, policy=resolve("lof-2026-1", (), MONDAY))


def message(agreement: Agreement, command: Approve | Revise, code: str, on: date = MONDAY) -> str:
    """The words of the fault of this code."""
    with pytest.raises(Refused) as refused:
        act(agreement, command, on, BY)
    return next(wrong.message for wrong in refused.value.wrongs if wrong.code == code)


def law(measure: str = "NI 16", basis: str | None = "Childcare Act 2006, section 1") -> Said:
    terms = Terms(item_class=ItemClass.STATUTORY, basis=basis)
    turn = beside(EntryKind.STATEMENT, Party.COUNCIL, COUNCIL, measure, terms=terms)
    return replace(turn, round="final-draft")


def test_who_approves_is_a_party_or_body_whose_own_decision_to_approve_stands() -> None:
    for name, code in (("HM The King", "approver-unknown"), (OFFICE, "approver-undecided")):
        told = replace(approval(LOCAL), approved_by=name)
        assert wanting(ready(), told) == [("/approved_by", code)]
    assert act(ready(), approval(LOCAL), MONDAY, BY).approved is not None  # the ministers, whose decision stands
    own = beside(EntryKind.DECISION, Party.COUNCIL, COUNCIL, decision=DECISION)
    by_council = replace(approval(), approved_by=COUNCIL)

    def why_not(agreement: Agreement) -> list[str]:
        with pytest.raises(Refused) as refused:
            act(agreement, by_council, MONDAY, LOCALLY)
        return [wrong.message for wrong in refused.value.wrongs]

    begun = live(MONDAY, by=LOCALLY)
    assert ["an approval rests on one" in words for words in why_not(begun)] == [True]
    for_it = typed(begun, own, on=MONDAY, author=POLICE, by=LOCALLY)  # another body typed it: it waits
    assert [f"waits for the confirmation of {COUNCIL}" in words for words in why_not(for_it)] == [True]
    itself = typed(begun, own, on=MONDAY, author=COUNCIL, by=LOCALLY)
    assert why_not(itself) == ["Name the targets that are approved: one at least."]
    against = replace(own.particulars, decision=replace(DECISION, outcome=Outcome.REFUSE))
    taken_back = typed(itself, replace(own, particulars=against), on=MONDAY, author=COUNCIL, by=LOCALLY)
    assert why_not(taken_back) != why_not(itself)


def test_an_approval_from_papers_needs_an_entry_that_names_the_paper_and_says_who_approved() -> None:
    made = Decision(outcome=Outcome.APPROVE, reasons="Fair.", relied_on="The papers do not say.")
    signed = replace(
        beside(EntryKind.DECISION, Party.MINISTER, "Ministers", decision=made),
        came=Came.COMPILED,
        said_on=Day.parse("2008-06"),
    )
    told = Approve(Day.parse("2008-06"), "Ministers", (), frozenset(), Came.COMPILED)
    refused = replace(made, outcome=Outcome.REFUSE)
    in_part = replace(made, items=("NI 16",))
    other = [replace(signed.particulars, decision=each) for each in (refused, in_part)]
    for entries in (
        (),
        (replace(signed, party_name="HM The King"),),
        *((replace(signed, particulars=each),) for each in other),
    ):
        with pytest.raises(Refused) as wrong:
            act(publish(negotiation(), *entries), told)
        assert [(one.pointer, one.code) for one in wrong.value.wrongs] == [("/approved_by", "no-paper")]
    assert act(publish(negotiation(), signed), told).approved is not None
    turn = replace(said(kind=EntryKind.APPROVAL, status=Status.AGREED), party_name="Ministers", party=Party.MINISTER)
    assert act(publish(negotiation(), turn), told).approved is not None


def test_a_statutory_target_needs_the_law_that_sets_it_its_figure_its_lead_and_the_leads_protocol() -> None:
    assert wanting(live_and_decided(), approval(STATUTORY)) == [
        ("/targets/0/value", "figure-never-stated"),
        ("/targets/0/measure", "other-class"),
        ("/targets/0/measure", "no-protocol"),
        ("/targets/0/measure", "no-basis"),
    ]
    nobodys = replace(STATUTORY, measure="NI-9")
    unled = replace(approval(nobodys), measures=frozenset({"NI-9"}))
    assert ("/targets/0/measure", "no-lead") in wanting(live_and_decided(), unled)
    assert refusal(live(), replace(law(), particulars=replace(law().particulars, terms=Terms(basis="Act")))) == {
        "/0/terms/basis": "not-statutory"
    }
    unnamed = tell(ready(), law(basis=None), on=MONDAY, by=BY)
    assert wanting(unnamed, approval(STATUTORY)) == [("/targets/0/measure", "no-basis")]
    for_another = typed(ready(), law(), on=MONDAY, author=POLICE, by=BY)
    assert f"waits for the confirmation of {COUNCIL}" in message(for_another, approval(STATUTORY), "no-basis")
    quietly = replace(said("NI 16", kind=EntryKind.STATEMENT, on=None), status=None)
    restated = tell(ready(), law(), quietly, on=MONDAY, by=BY)
    figures = (*STATED, OnRecord(len(restated.marks), "2026/27", Decimal(5), "percent"))
    five = replace(approval(replace(STATUTORY, value=Decimal(5))), figures=figures)
    assert ("/targets/0/measure", "no-basis") in wanting(restated, five)  # the law set another figure
    by_police = replace(law(), party=Party.PARTNER, party_name=POLICE)  # they lead on it
    for entries in ((agreed("NI 16"), law(), agreed("NI 16")), (law(), by_police)):
        named = tell(ready(), *entries, on=MONDAY, by=BY)
        assert act(named, approval(STATUTORY), MONDAY, BY).approved is not None  # nobody negotiates what a law sets
    alone = tell(ready(), law(), on=MONDAY, by=BY)
    assert f"Only {COUNCIL} says that a law sets it" in message(alone, approval(STATUTORY), "not-agreed")
    for status in (Status.REJECTED, Status.WITHDRAWN, Status.DEFERRED):
        refused = replace(agreed("NI 16"), kind=EntryKind.POSITION, status=status)
        grounds = Rejection(department="HO", code=ReasonCode.EVIDENCE, evidence="None.", interest="None.")
        told = replace(
            refused, reason="No.", particulars=Particulars(rejection=grounds if status is Status.REJECTED else None)
        )
        for turn in (law(), by_police):
            after = tell(ready(), told, turn, on=MONDAY, by=BY)
            assert wanting(after, approval(STATUTORY)) == [("/targets/0/measure", "not-agreed")]


def live_and_decided() -> Agreement:
    return tell(live(MONDAY), decided(), on=MONDAY, by=BY)


def test_a_statutory_target_is_revised_as_a_law_named_since_it_was_set_says() -> None:
    set_ = tell(ready(), law(), agreed("NI 16"), on=MONDAY, by=BY)
    before = act(set_, approval(STATUTORY), MONDAY, BY)
    held = tuple(replace(row, designated=False, statutory=True) for row in in_force(STATUTORY))
    spent = {"NI-16": len(before.marks)}
    anew = Revise(LATER, (replace(STATUTORY, value=Decimal(19)),), (), held, spent, figures=STATED)
    assert wanting(before, anew, LATER) == [
        ("/targets/0/value", "not-as-stated"),
        ("/targets/0/measure", "no-basis"),
    ]
    alone = tell(before, law(basis="The 2026 Order"), on=LATER, by=BY)
    stated = (*STATED, OnRecord(len(alone.marks), "2026/27", Decimal(19), "percent"))
    anew = replace(anew, figures=stated)
    assert wanting(alone, anew, LATER) == [("/targets/0/measure", "not-agreed")]  # the council alone knows no law
    changed = tell(alone, agreed("NI 16"), on=LATER, by=BY)
    assert act(changed, anew, LATER, BY).revisions
    early = replace(anew, revised_on=LATER - timedelta(1))
    assert wanting(changed, early, LATER) == [("/revised_on", "before-what-it-rests-on")]
    gone = replace(anew, targets=(), removed=(Removed("NI-16", "2026/27"),))
    assert wanting(before, gone, LATER) == [("/removed/0/measure", "no-basis"), ("/removed/0/measure", "no-proposal")]
    as_local = replace(anew, targets=(replace(LOCAL, measure="NI-16"),), figures=stated)
    assert ("/targets/0/measure", "no-proposal") in wanting(changed, as_local, LATER)  # consents are not gone round


def test_a_protocol_is_its_leads_and_a_consultation_the_councils_or_the_leads() -> None:
    begun = agreed_upon()

    def told(party: Party, name: str) -> list[str]:
        entries = (
            beside(EntryKind.PROTOCOL, party, name, "NI 16", protocol=PROTOCOL),
            beside(EntryKind.CONSULTATION, party, name, "NI 16", consultation=CONSULTED),
        )
        agreement = tell(begun, *entries, on=MONDAY, by=BY)
        try:
            act(agreement, approval(DESIGNATED), MONDAY, BY)
        except Refused as refused:
            return [wrong.code for wrong in refused.wrongs]
        return []

    assert told(Party.GOVERNMENT_OFFICE, OFFICE) == ["no-protocol", "no-consultation"]
    assert told(Party.COUNCIL, COUNCIL) == ["no-protocol"]
    assert told(Party.PARTNER, POLICE) == []
    assert f"of {POLICE}, which leads on it," in message(begun, approval(DESIGNATED), "no-protocol")


def test_no_figure_comes_into_force_that_nobody_stated_and_both_sides_agree_to_the_one_that_was_stated_last() -> None:
    unstated = replace(approval(LOCAL, DESIGNATED), figures=())
    assert [one for one in wanting(ready(), unstated) if one[0].endswith("/value")] == [
        ("/targets/0/value", "figure-never-stated"),
        ("/targets/1/value", "figure-never-stated"),
    ]
    quietly = replace(said("NI 16", kind=EntryKind.STATEMENT, on=None), status=None)
    before = tell(ready(), quietly, on=MONDAY, by=BY)
    figures = (*STATED, OnRecord(len(before.marks), "2026/27", Decimal(5), "percent"))
    lower = tell(before, decided(), on=MONDAY, by=BY)
    five = replace(approval(replace(DESIGNATED, value=Decimal(5))), figures=figures)
    assert wanting(lower, five) == [("/targets/0/measure", "not-agreed")]
    assert "Nobody who speaks for the government agreed" in message(lower, five, "not-agreed")
    both = tell(lower, agreed("NI 16"), on=MONDAY, by=BY)
    assert act(both, five, MONDAY, BY).approved is not None
    undecided = tell(before, agreed("NI 16"), on=MONDAY, by=BY)  # it decided while another figure stood
    assert wanting(undecided, five) == [("/targets/0/measure", "decided-before")]
    refusing = Particulars(decision=replace(DECISION, items=("NI 16",), outcome=Outcome.REFUSE))
    no = replace(decided("NI 16"), particulars=refusing)
    against = tell(ready(), no, on=MONDAY, by=BY)  # of this item, after the whole
    assert wanting(against, approval(DESIGNATED)) == [("/targets/0/measure", "decided-against")]
    assert act(against, approval(LOCAL), MONDAY, BY).approved is not None
    for_them = typed(lower, agreed("NI 16"), on=MONDAY, author=COUNCIL, by=BY)
    assert "waits for the confirmation of Ministers" in message(for_them, five, "not-agreed")


def test_a_local_item_is_agreed_by_both_sides_or_left_to_the_place_with_the_councils_own_consent() -> None:
    offered = tell(live(MONDAY), said("local-1", on=None), decided(), consent(), on=MONDAY, by=BY)
    stated = (OnRecord(len(offered.marks) - 2, "2026/27", Decimal("17.5"), "percent"),)
    told = replace(approval(LOCAL), figures=stated)
    assert wanting(offered, told) == [("/targets/0/measure", "not-agreed")]
    left = tell(offered, replace(agreed("local-1"), status=Status.DEMOTED_TO_LOCAL, reason="Yours."), on=MONDAY, by=BY)
    assert "the council's own consent" in message(left, told, "not-agreed")
    councils = said("local-1", status=Status.DEMOTED_TO_LOCAL, on=None)
    own = beside(EntryKind.CONSENT, Party.COUNCIL, COUNCIL, "local-1", consent=Consent(is_given=True))
    assert act(tell(left, own, on=MONDAY, by=BY), told, MONDAY, BY).approved is not None
    for turns in ((), (councils,)):  # nobody leaves it to itself
        alone = tell(offered, *turns, own, on=MONDAY, by=BY)
        assert wanting(alone, told) == [("/targets/0/measure", "not-agreed")]


def test_a_revision_is_decided_by_a_party_or_a_body_of_the_register() -> None:
    agreement = tell(approved(), proposed("NI 16"), on=LATER, by=BY)
    kings = replace(decided("NI 16"), party_name="HM The King")
    changed = revision(replace(DESIGNATED, value=Decimal(19)))
    for made, found in ((kings, ["not-decided"]), (decided("NI 16"), [])):
        told = typed(agreement, made, on=LATER, author=made.party_name, by=BY)
        if found:
            assert [code for _, code in wanting(told, changed, LATER)] == found
        else:
            assert act(told, changed, LATER, BY).revisions


def test_a_figure_in_another_unit_than_its_measures_is_no_target() -> None:
    offences = tuple(replace(one, unit="offences") for one in STATED)
    assert wanting(ready(), replace(approval(LOCAL), figures=offences)) == [("/targets/0/value", "other-unit")]
    spelt = tuple(replace(one, unit="%") for one in STATED)
    assert act(ready(), replace(approval(LOCAL), figures=spelt), MONDAY, BY).approved is not None
    agreement = tell(approved(), proposed("local-1"), consent(), on=PUT, by=BY)
    told = (OnRecord(len(agreement.marks) - 1, "2026/27", Decimal(70), "offences"),)
    command = replace(revision(replace(LOCAL, value=Decimal(70))), figures=told)
    assert wanting(agreement, command, LATER) == [("/targets/0/value", "other-unit")]


def test_what_was_promised_for_a_period_that_is_judged_is_not_promised_anew_though_the_period_goes_on() -> None:
    agreement = tell(approved(), proposed("local-1"), consent(), on=PUT, by=BY)
    judged = frozenset({("local-1", "2026/27")})
    for command in (revision(LOCAL), revision(removed=(Removed("local-1", "2026/27"),))):
        assert act(agreement, command, LATER, BY).revisions
        (found,) = wanting(agreement, replace(command, judged=judged), LATER)
        assert found[1] == "period-judged"
    assert wanting(ready(), replace(approval(LOCAL), judged=judged)) == [("/targets/0/period", "period-judged")]
    over = replace(LOCAL, period="2025")
    assert ("/targets/0/period", "period-over") in wanting(ready(), approval(over))


def test_a_school_is_no_ministers_office_whoever_types_and_an_invented_party_decides_nothing() -> None:
    as_minister = {"/0/party": "not-its-part"}
    for author in (COUNCIL, POLICE):
        assert (
            refusal(live(MONDAY), replace(decided(), party_name=POLICE), author=author, on=MONDAY, by=BY) == as_minister
        )
    note = beside(EntryKind.NOTE, Party.DEPARTMENT, POLICE)
    assert refusal(live(MONDAY), note, author=COUNCIL, on=MONDAY, by=BY) == as_minister
    invented = replace(decided(), party_name="Ministers of England")
    opened = live(MONDAY)
    named = replace(opened, opened=replace(opened.opened, parties=(COUNCIL, "Ministers of England")))
    typed_for_it = typed(named, invented, on=MONDAY, author=COUNCIL, by=BY)
    with pytest.raises(NotPossible, match="does not know Ministers of England: nobody could be asked"):
        act(typed_for_it, replace(approval(), approved_by="Ministers of England"), LATER, BY)
    known = BY.register.partners  # and no body of another kind decides that is registered under this name afterwards
    school = replace(known["police"], partner="school", name="Ministers of England", partner_kind="school")
    later = replace(BY, register=replace(BY.register, partners={**known, "school": school}))
    with pytest.raises(NotPossible, match="decision to approve"):
        act(typed_for_it, replace(approval(), approved_by="Ministers of England"), LATER, later)


def test_what_another_typed_for_a_body_binds_it_to_no_side_unless_it_stands_by_it() -> None:
    theirs = beside(EntryKind.NOTE, Party.MINISTER, POLICE)
    unknown = replace(BY, register=replace(BY.register, partners={}))
    agreement = typed(live(MONDAY), theirs, on=MONDAY, author=COUNCIL, by=unknown)  # before the register knew it
    assert tell(agreement, consent(), on=MONDAY, by=BY).marks[len(agreement.marks) + 1].came is Came.BY_AUTHOR
    stood_by = EntryReplied(
        area="E06000022", agreement="laa-2008", reply=1, entry=len(agreement.marks), body="police", stance="confirmed"
    )
    bound = {"/0/party": "spoke-for-the-other-side"}
    assert refusal(evolve(agreement, stood_by), consent(), on=MONDAY, author=POLICE, by=BY) == bound
    unsaid = evolve(agreement, replace(stood_by, stance="disputed"))
    assert tell(unsaid, consent(), on=MONDAY, by=BY).marks.keys() > unsaid.marks.keys()
