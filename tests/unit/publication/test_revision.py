"""Changing what was approved: what an approval rests on, revisions by proposal or consent, caps."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from services.publication.domain.agreement.approval import Approve, wrongs_of_caps
from services.publication.domain.agreement.change import Removed
from services.publication.domain.agreement.held import Held
from services.publication.domain.agreement.stated import OnRecord, What
from services.publication.domain.entry.entry import Came, EntryKind, Party, Status
from services.publication.domain.entry.particulars import (
    ItemClass,
    Particulars,
    ReasonCode,
    Rejection,
    Terms,
)
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import NotPossible
from tests.unit.publication.approved import (
    BY,
    DESIGNATED,
    LATER,
    LOCAL,
    MEASURES,
    MONDAY,
    PUT,
    STATED,
    agreed,
    agreed_upon,
    agreed_upon_consented,
    approval,
    approved,
    consent,
    decided,
    disputed,
    in_force,
    proposed,
    ready,
    revision,
    target,
    tell,
    wanting,
)
from tests.unit.publication.negotiation import (
    act,
    live,
    refusal,
    said,
)


def test_an_approval_here_needs_its_decision_then_lead_protocol_consultation_and_consents() -> None:
    with pytest.raises(NotPossible, match="decision"):
        act(live(MONDAY), approval(DESIGNATED), MONDAY, BY)
    bare = agreed_upon()
    assert wanting(bare, approval(DESIGNATED, LOCAL)) == [
        ("/targets/0/measure", "no-protocol"),
        ("/targets/0/measure", "no-consultation"),
        ("/targets/1/measure", "consent-missing"),
    ]
    withheld = tell(ready(), consent(is_given=False), on=MONDAY, by=BY)
    assert wanting(withheld, approval(LOCAL)) == [("/targets/0/measure", "consent-missing")]
    of_papers = replace(consent(), came=Came.COMPILED, said_on=Day.parse("2019"))
    urgent = replace(decided(), said_on=Day.parse("2020-01-01"))  # said before this agreement was opened
    assert wanting(tell(bare, of_papers, on=MONDAY, by=BY), approval(LOCAL)) == [
        ("/targets/0/measure", "consent-missing")
    ]
    with pytest.raises(NotPossible, match="decision"):
        act(tell(live(MONDAY), urgent, on=MONDAY, by=BY), approval(), MONDAY, BY)
    early = replace(approval(DESIGNATED), approved_on=Day.parse("2026-06-01"))
    assert act(ready(), early, MONDAY, BY).approved is not None


def test_an_approval_rests_on_no_words_that_their_own_body_disputes() -> None:
    agreement = ready()
    consented = next(n for n, mark in agreement.marks.items() if mark.kind is EntryKind.CONSENT)
    unsaid = disputed(agreement, consented)
    assert wanting(unsaid, approval(LOCAL)) == [("/targets/0/measure", "consent-missing")]
    assert act(disputed(unsaid, consented, anew=True), approval(LOCAL), MONDAY, BY).approved is not None
    word = said("local-1", kind=EntryKind.RESPONSE, status=Status.AGREED, on=None)
    spoken = tell(agreement, word, on=MONDAY, by=BY)
    number = len(spoken.marks)
    assert wanting(disputed(spoken, number), approval(LOCAL)) == [("/targets/0/measure", "disputed")]
    again = tell(disputed(spoken, number), word, on=MONDAY, by=BY)
    assert act(again, approval(LOCAL), MONDAY, BY).approved is not None


def test_an_item_is_of_the_measure_named_last_and_no_measure_is_of_two_items() -> None:
    of_local = Particulars(terms=Terms(measure="local-1"))
    by_item = replace(consent(), item_code="S1")
    assert refusal(agreed_upon(), by_item, on=MONDAY, by=BY) == {"/0/item_code": "unknown-item"}
    offered = replace(said("S1", on=None), particulars=of_local)
    agreement = tell(live(MONDAY), offered, agreed("S1"), decided(), by_item, on=MONDAY, by=BY)

    def told(measure: str, *named: tuple[int, str]) -> Approve:
        stated = (OnRecord(n, None, None, what=What.MEASURE, words=one) for n, one in ((3, "local1"), *named))
        return replace(approval(target(measure)), figures=(OnRecord(3, "2026/27", Decimal("17.5"), "percent"), *stated))

    assert act(agreement, told("local-1"), MONDAY, BY).approved is not None
    of_other = Particulars(terms=Terms(measure="NI-16"))
    other = replace(offered, kind=EntryKind.STATEMENT, status=None, particulars=of_other)
    moved = tell(agreement, other, on=MONDAY, by=BY)
    last = (len(moved.marks), "ni16")
    assert ("/targets/0/value", "figure-never-stated") in wanting(moved, told("local-1", last))
    anew = [("/targets/0/measure", code) for code in ("consent-missing", "not-agreed", "decided-before")]
    assert wanting(moved, told("NI-16", last)) == anew  # nobody agreed to that measure
    second = replace(other, item_title="Z9", particulars=of_local)
    small = tell(agreement, said("Z9", on=None), agreed("Z9"), second, on=MONDAY, by=BY)
    two = told("local-1", (len(small.marks), "local1"))
    assert ("/targets/0/measure", "several-items") in wanting(small, two)
    gone = said("Z9", kind=EntryKind.POSITION, status=Status.WITHDRAWN, on=None)
    assert act(tell(small, gone, on=MONDAY, by=BY), two, MONDAY, BY).approved is not None


def test_a_consent_is_to_the_figures_that_stood_and_no_other_figure_is_approved_on_it() -> None:
    turns = (said("local-1", on=None), agreed("local-1"))
    agreement = tell(live(MONDAY), *turns, decided(), consent(), on=MONDAY, by=BY)
    first = len(agreement.marks) - 3
    stated_once = (OnRecord(first, "2026/27", Decimal(70)),)
    seventy = replace(approval(target("local-1", "70")), figures=stated_once)
    assert act(agreement, seventy, MONDAY, BY).approved is not None
    assert wanting(agreement, replace(approval(target("local-1", "20")), figures=stated_once)) == [
        ("/targets/0/value", "not-as-stated")
    ]
    other = replace(target("local-1", "70"), period="2027/28")
    assert wanting(agreement, replace(approval(other), figures=stated_once)) == [
        ("/targets/0/period", "not-as-stated"),
        ("/targets/0/measure", "not-agreed"),
    ]
    corrected = replace(said("local-1", status=None, on=None), supersedes=first, note="A slip.")
    agreement = tell(agreement, corrected, on=MONDAY, by=BY)
    anew_needed = [("/targets/0/measure", code) for code in ("consent-missing", "not-agreed", "decided-before")]
    for value, found in (("20", anew_needed), ("70", [])):
        anew = (*stated_once, OnRecord(len(agreement.marks), "2026/27", Decimal(value)))
        command = replace(approval(target("local-1", value)), figures=anew)
        if found:
            assert wanting(agreement, command) == found
        else:  # the same figure, said again in other words
            assert act(agreement, command, MONDAY, BY).approved is not None


def test_no_target_is_set_on_an_item_that_a_side_rejected_or_that_is_only_proposed() -> None:
    offered = tell(ready(), said("local-1", on=None), said("NI 16", on=None), on=MONDAY, by=BY)
    assert wanting(offered, approval(DESIGNATED, LOCAL)) == [
        ("/targets/0/measure", "not-agreed"),
        ("/targets/1/measure", "not-agreed"),
    ]
    answers = [
        replace(
            said(one, by=Party.MINISTER, kind=EntryKind.RESPONSE, status=status, on=None),
            party_name="Ministers",
            reason="As it asks.",
        )
        for one, status in (("NI 16", Status.AGREED), ("local-1", Status.WITHDRAWN))
    ]
    word = said("NI 16", kind=EntryKind.RESPONSE, status=Status.AGREED, on=None)
    answered = tell(offered, *answers, word, on=MONDAY, by=BY)
    assert wanting(answered, approval(DESIGNATED, LOCAL)) == [("/targets/1/measure", "not-agreed")]
    assert act(answered, approval(DESIGNATED), MONDAY, BY).approved is not None


def test_a_revision_sets_what_was_proposed_for_its_period_and_nothing_of_a_period_that_is_over() -> None:
    agreement = tell(approved(), proposed("local-1"), consent(), on=PUT, by=BY)
    told = (OnRecord(len(agreement.marks) - 1, "2026/27", Decimal(70)),)
    assert act(agreement, replace(revision(target("local-1", "70")), figures=told), LATER, BY).revisions
    other = replace(revision(target("local-1", "20")), figures=told)
    assert wanting(agreement, other, LATER) == [("/targets/0", "not-as-proposed")]
    another = replace(target("local-1", "70"), period="2027/28")  # a year of which nothing stands is agreed by both
    codes = {code for _, code in wanting(agreement, replace(revision(another), figures=told), LATER)}
    assert codes == {"not-as-proposed", "figure-never-stated", "not-agreed"}
    gone = replace(revision(removed=(Removed("local-1", "2026/27"),)), figures=told)
    assert wanting(agreement, gone, LATER) == [("/removed/0", "not-as-proposed")]
    of_all = (OnRecord(told[0].entry, None, None),)
    assert act(agreement, replace(gone, figures=of_all), LATER, BY).revisions
    over = revision(replace(target("local-1"), period="2026-05"))
    assert ("/targets/0/period", "period-over") in wanting(agreement, over, LATER)


def test_no_more_measures_are_designated_or_statutory_than_the_framework_allows() -> None:
    names = [f"M-{n}" for n in range(36)]
    everything = frozenset((*names, *MEASURES))
    many = tuple(target(name, designated=True) for name in names)
    statutory = tuple(target(name, statutory=True) for name in names[:17])
    for targets, code in ((many, "too-many-designated"), (statutory, "too-many-statutory")):
        command = replace(approval(*targets), measures=everything)
        assert wanting(ready(), command) == [("/targets", code)]
    local = tuple(target(name) for name in names)
    assert not [*wrongs_of_caps(local, BY.policy.framework, {})]
    held = {(name, "2026/27"): Held("another", Decimal(1), ItemClass.DESIGNATED) for name in names[:35]}
    for other in (held, {(name, "2027/28"): one for (name, _), one in held.items()}):  # of another year they count not
        found = [wrong.code for wrong in wrongs_of_caps(many[35:], BY.policy.framework, other)]
        assert found == (["too-many-designated"] if other is held else [])
    assert not [*wrongs_of_caps(many[:35], BY.policy.framework, held)]


def test_a_designated_target_is_revised_by_a_decided_proposal() -> None:
    changed = revision(replace(DESIGNATED, value=Decimal(19)))
    with pytest.raises(NotPossible):
        act(ready(), changed, LATER, BY)
    agreement = approved()
    assert wanting(agreement, changed, LATER) == [("/targets/0/measure", "no-proposal")]
    agreement = tell(agreement, proposed("NI 16"), on=LATER, by=BY)
    assert wanting(agreement, changed, LATER) == [("/targets/0/measure", "not-decided")]
    after = act(tell(agreement, decided("NI 16"), on=LATER, by=BY), changed, LATER, BY)
    assert after.revisions[1].targets == 1


def test_a_local_target_is_revised_by_new_consent_and_not_in_its_first_month() -> None:
    gone = revision(removed=(Removed("local-1", "2026/27"),))
    agreement = tell(approved(), proposed("local-1"), on=MONDAY, by=BY)
    assert wanting(agreement, replace(gone, revised_on=date(2026, 6, 30)), LATER) == [
        ("/removed/0/measure", "locked"),
        ("/removed/0/measure", "consent-missing"),
    ]
    assert wanting(agreement, gone, LATER) == [("/removed/0/measure", "consent-missing")]
    after = act(tell(agreement, consent(), on=LATER, by=BY), gone, LATER, BY)
    assert (after.revisions[1].targets, after.revisions[1].removed) == (0, 1)


def test_a_proposal_serves_one_revision_made_after_it_and_for_the_agreements_years() -> None:
    agreement = tell(approved(), proposed("local-1"), consent(), on=PUT, by=BY)
    anew = revision(target("local-1", "19"))
    assert act(agreement, anew, LATER, BY).revisions
    done = replace(anew, spent={"local-1": len(agreement.marks)})
    assert wanting(agreement, done, LATER) == [("/targets/0/measure", "no-proposal")]
    early = replace(anew, revised_on=PUT - timedelta(days=1))
    assert ("/revised_on", "before-what-it-rests-on") in wanting(agreement, early, LATER)
    beyond = revision(replace(target("local-1"), period="2062/63"))
    assert ("/targets/0/period", "outside-the-agreement") in wanting(agreement, beyond, LATER)


def test_what_a_revision_brings_in_goes_through_every_gate_of_an_approval() -> None:
    agreement = tell(act(ready(), approval(LOCAL), MONDAY, BY), proposed("NI 16"), decided("NI 16"), on=LATER, by=BY)
    number, held = len(agreement.marks) - 1, in_force(LOCAL)
    figures = (*STATED, OnRecord(number, "2026/27", Decimal("17.5"), "percent"))
    enters = replace(revision(DESIGNATED), standing=held, figures=figures)
    assert act(agreement, enters, LATER, BY).revisions  # all that an approval asks stands since
    bare = tell(
        act(agreed_upon_consented(), approval(LOCAL), MONDAY, BY), proposed("NI 16"), decided("NI 16"), on=LATER, by=BY
    )
    anew = replace(enters, figures=(*STATED, OnRecord(len(bare.marks) - 1, "2026/27", Decimal("17.5"), "percent")))
    assert wanting(bare, anew, LATER) == [("/targets/0/measure", code) for code in ("no-protocol", "no-consultation")]
    kept, other = replace(LOCAL, value=Decimal("17.5")), target("local-1", designated=True)  # a change of class
    codes = {code for _, code in wanting(agreement, replace(enters, targets=(kept, other)), LATER)}
    assert {"told-twice", "no-protocol", "no-consultation", "other-class"} <= codes
    unstated = replace(enters, figures=figures[2:])
    assert ("/targets/0/value", "figure-never-stated") in wanting(agreement, unstated, LATER)


def test_what_government_agreed_to_is_not_revised_over_its_own_refusal() -> None:
    agreement = tell(approved(), proposed("local-1"), consent(), on=PUT, by=BY)
    lower = revision(target("local-1", "1"))
    assert act(agreement, lower, LATER, BY).revisions
    grounds = Rejection(department="HO", code=ReasonCode.EVIDENCE, evidence="None.", interest="None.")
    answer = said("local-1", by=Party.MINISTER, kind=EntryKind.POSITION, status=Status.REJECTED, on=None)
    refuses = replace(answer, party_name="Ministers", reason="No.", particulars=Particulars(rejection=grounds))
    refused = tell(agreement, refuses, on=LATER, by=BY)
    assert wanting(refused, lower, LATER) == [("/targets/0/measure", "not-agreed")]
    assert act(tell(refused, agreed("local-1"), on=LATER, by=BY), lower, LATER, BY).revisions


def test_a_local_target_is_revised_when_whoever_agreed_to_it_could_answer_and_a_refusal_outlives_its_proposal() -> None:
    alone = tell(approved(), proposed("local-1"), consent(), on=LATER, by=BY)
    lower = revision(target("local-1", "1"))
    assert wanting(alone, lower, LATER) == [("/targets/0/measure", "open-to-answers")]
    office = said("local-1", by=Party.GOVERNMENT_OFFICE, kind=EntryKind.POSITION, status=Status.AGREED, on=None)
    assert act(tell(alone, office, on=LATER, by=BY), lower, LATER, BY).revisions
    grounds = Rejection(department="HO", code=ReasonCode.EVIDENCE, evidence="None.", interest="None.")
    refuses = replace(office, status=Status.REJECTED, reason="No.", particulars=Particulars(rejection=grounds))
    once = tell(approved(), office, proposed("local-1"), consent(), refuses, on=PUT, by=BY)
    again = tell(once, proposed("local-1"), consent(), on=PUT, by=BY)
    made = [n for n, mark in again.marks.items() if mark.kind is EntryKind.REVISION]
    anew = tuple(replace(lower.figures[0], entry=n) for n in made)
    assert wanting(again, replace(lower, figures=anew), LATER) == [("/targets/0/measure", "not-agreed")]


def test_what_a_party_says_after_its_agreement_takes_it_back_until_it_says_where_it_stands() -> None:
    office = said("local-1", by=Party.GOVERNMENT_OFFICE, kind=EntryKind.POSITION, status=Status.AGREED, on=None)
    both = tell(ready(), office, on=MONDAY, by=BY)
    assert act(both, approval(LOCAL), MONDAY, BY).approved is not None
    besides = replace(office, kind=EntryKind.STATEMENT, status=None, reason="We do not agree any more.")
    after = tell(both, besides, on=MONDAY, by=BY)
    assert wanting(after, approval(LOCAL)) == [("/targets/0/measure", "not-agreed")]
    assert act(tell(after, office, on=MONDAY, by=BY), approval(LOCAL), MONDAY, BY).approved is not None


def test_every_fault_of_a_revision_is_named() -> None:
    none = Removed("local-1", "2030/31")
    command = revision(target("NI-9", statutory=True), removed=(none, none), on=date(2027, 1, 1))
    assert wanting(approved(), command, LATER) == [
        ("/revised_on", "in-the-future"),
        ("/removed/0", "not-in-force"),
        ("/removed/1", "not-in-force"),
        ("/targets/0/measure", "unknown-measure"),
        ("/removed/1", "told-twice"),
        ("/targets/0/measure", "other-class"),
        ("/targets/0/value", "figure-never-stated"),
        ("/targets/0/measure", "no-lead"),
        ("/targets/0/measure", "no-protocol"),
        ("/targets/0/measure", "no-basis"),
        ("/removed/0/measure", "no-proposal"),
    ]
    assert wanting(approved(), revision(), LATER) == [("/targets", "nothing-revised")]
