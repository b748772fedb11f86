"""Approval tells targets; a target carries its stretch, floor and way."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.approver import of_papers
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.held import Held, wrongs_of_holding
from services.publication.domain.agreement.stated import OnRecord
from services.publication.domain.agreement.step import decide
from services.publication.domain.agreement.target import Target, targets_set
from services.publication.domain.entry.entry import Came, EntryKind, Party
from services.publication.domain.entry.particulars import Decision, ItemClass, Outcome, Particulars, Terms
from services.publication.domain.leaf.day import Day
from services.publication.domain.record.counterpart import leaf_of_target
from services.publication.domain.register.refusal import NotPossible, Refused
from services.publication.schemas.agreement.agreement import ApprovalIn
from shared.events.publication import AgreementApproved, LeadAssigned
from shared.problems import Malformed
from shared.shapes import fit
from tests.unit.publication.negotiation import HERE, TODAY, act, beside, circumstances, publish, said
from tests.unit.publication.negotiation import negotiation as begun

CODES = ("NI-191", "NI-192")
OF_NATION = Particulars(terms=Terms(item_class=ItemClass.DESIGNATED))
APPROVED = Decision(outcome=Outcome.APPROVE, reasons="Fair.", relied_on="The papers do not say.")


def negotiation(codes: tuple[str, ...] = CODES) -> Agreement:
    """One that papers tell of, with the entry that says who approved it, and one on each of these items."""
    signed = beside(EntryKind.DECISION, Party.MINISTER, "Ministers", decision=APPROVED)
    return publish(
        begun(),
        replace(signed, came=Came.COMPILED, said_on=Day.parse("2008-06")),
        *(replace(said(), item_code=code, particulars=OF_NATION) for code in codes),
    )


def approve(*targets: Target, on: str = "2008-06") -> Approve:
    """An approval with these targets, each of which is as the papers say."""
    stated = tuple(
        OnRecord(2 + CODES.index(one.measure), one.period, one.value) for one in targets if one.measure in CODES
    )
    return Approve(Day.parse(on), "Ministers", targets, frozenset(CODES), Came.COMPILED, figures=stated)


def target(measure: str, period: str = "2008/09") -> Target:
    return Target(measure, period, Decimal("42.0"), Decimal("0.05"), designated=True, illustrative=False)


def test_approval_tells_the_targets_of_each_measure_in_order() -> None:
    command = approve(target("NI-192"), target("NI-191"))
    agreement = act(negotiation(), command)
    assert agreement.approved == AgreementApproved(
        area="E06000022",
        agreement="laa-2008",
        approved_on="2008-06",
        approved_by="Ministers",
        targets=2,
        recorded_on=TODAY,
        came="compiled_from_papers",
    )
    assert [(told.measure, str(told.value)) for told in targets_set("E06000022", "laa-2008", command.targets)] == [
        ("NI-191", "42.0"),
        ("NI-192", "42.0"),
    ]


def test_a_target_from_papers_says_so_with_the_last_entry_that_names_its_paper() -> None:
    agreement = publish(negotiation(()), replace(said(), item_code="NI-191"), replace(said(), item_code="NI-191"))
    papers = of_papers(approve(target("NI-192"), target("NI-191")), TODAY, agreement.marks)
    told = targets_set("E06000022", "laa-2008", (target("NI-192"), target("NI-191")), papers)
    assert [(each.came, each.agreed_on, each.entry) for each in told] == [
        ("compiled_from_papers", "2008-06", len(agreement.marks)),
        ("compiled_from_papers", "2008-06", 1),  # the entry that tells of the approval names its paper
    ]
    assert of_papers(replace(approve(target("NI-191")), came=None), TODAY, agreement.marks) is None
    old, new = (
        leaf_of_target(each, 1, datetime(2026, 11, 20, tzinfo=UTC)) for each in (replace(told[0], came=None), told[0])
    )
    assert new.facts.keys() - old.facts.keys() == {"came", "agreed_on", "entry"}  # leaves of before stay what they were


def test_every_fault_of_an_approval_is_named() -> None:
    with pytest.raises(Refused) as refused:
        act(negotiation(), approve(target("NI-1"), target("NI-191"), target("NI-191"), on="2030"))
    assert {wrong.pointer: wrong.code for wrong in refused.value.wrongs} == {
        "/approved_on": "in-the-future",
        "/targets/0/measure": "unknown-measure",
        "/targets/2": "told-twice",
        **{f"/targets/{n}/period": "period-over" for n in range(3)},
    }


def test_papers_set_no_figure_that_no_entry_takes_from_them_unless_it_only_illustrates() -> None:
    said_here = replace(said(), item_code="NI-191", came=Came.TRANSCRIBED)
    agreement, bare = publish(negotiation(), said_here), target("NI-191")
    lower = OnRecord(len(agreement.marks), "2008/09", Decimal(7))  # said here, and not by a paper
    for figures, code in (((), "figure-never-stated"), ((lower,), "figure-never-stated")):
        with pytest.raises(Refused) as refused:
            act(agreement, replace(approve(replace(bare, value=Decimal(7))), figures=figures))
        assert [(one.pointer, one.code) for one in refused.value.wrongs] == [("/targets/0/value", code)]
    with pytest.raises(Refused) as refused:
        act(agreement, replace(approve(bare), targets=(replace(bare, value=Decimal(1)),)))
    assert [one.code for one in refused.value.wrongs] == ["not-as-stated"]
    assert act(agreement, replace(approve(replace(bare, illustrative=True)), figures=())).approved is not None


def test_papers_set_no_target_for_what_was_not_over_when_the_record_began() -> None:
    for period in ("2030-03", "2026-12", "2027/28", "2026/27"):
        with pytest.raises(Refused) as refused:
            act(negotiation(), approve(target("NI-191", period)))
        assert [(one.pointer, one.code) for one in refused.value.wrongs] == [
            ("/targets/0/period", "later-than-the-papers")
        ]
    assert act(of_years("2025 to 2030"), approve(target("NI-191", "2025/26"))).approved is not None
    runs = replace(target("NI-191", "2026/27"), illustrative=True)  # nobody agreed to it
    assert act(of_years("2026 to 2030"), approve(runs)).approved is not None


def test_papers_choose_neither_tolerance_nor_class_nor_who_approved_nor_a_measure_that_another_body_led() -> None:
    def codes(*targets: Target, by: Circumstances = HERE, agreement: Agreement | None = None) -> list[tuple[str, str]]:
        with pytest.raises(Refused) as refused:
            decide(agreement or negotiation(), approve(*targets), TODAY, by)
        return [(one.pointer, one.code) for one in refused.value.wrongs]

    wide, local = replace(target("NI-191"), tolerance=Decimal(1)), replace(target("NI-191"), designated=False)
    assert codes(wide) == [("/targets/0/tolerance", "not-as-stated")]
    assert codes(local) == [("/targets/0/measure", "other-class")]
    led = LeadAssigned(
        area="E06000022",
        measure="NI-191",
        lead="police",
        contributors=(),
        data_owners=(),
        basis="x",
        since_on=date(2008, 1, 1),
    )
    theirs = circumstances(replace(HERE.register, leads={("NI-191", date(2008, 1, 1)): led}))
    assert codes(target("NI-191"), by=theirs) == [("/targets/0/measure", "no-protocol")]
    lone = replace(beside(EntryKind.DECISION, Party.COUNCIL, "Ministers", decision=APPROVED), came=Came.COMPILED)
    told = publish(
        begun(),
        replace(lone, said_on=Day.parse("2008-06")),
        replace(said(), item_code="NI-191", particulars=OF_NATION),
    )
    assert codes(target("NI-191"), agreement=told) == [("/approved_by", "approver-unknown")]


def of_years(period: str) -> Agreement:
    agreement = negotiation()
    return replace(agreement, opened=replace(agreement.opened, period=period))


@pytest.mark.parametrize("period", ["2008 to 2011", "2008-11", "2008/09 to 2010/11", "2008-04-01/2011-03-31"])
def test_papers_set_targets_for_the_years_of_their_own_agreement_alone(period: str) -> None:
    for outside in ("2007/08", "2011/12", "2012"):
        with pytest.raises(Refused) as refused:
            act(of_years(period), approve(target("NI-191", outside)))
        assert [one.code for one in refused.value.wrongs] == ["outside-the-agreement"]
    assert act(of_years(period), approve(target("NI-191", "2010/11"), target("NI-191", "2008"))).approved is not None


def test_no_agreement_sets_a_target_that_another_one_holds() -> None:
    held = replace(
        approve(target("NI-191"), target("NI-192")), elsewhere={("NI-192", "2008/09"): Held("laa-2007", Decimal(40))}
    )
    with pytest.raises(Refused) as refused:
        act(negotiation(), held)
    ((pointer, code, words),) = ((one.pointer, one.code, one.message) for one in refused.value.wrongs)
    assert (pointer, code) == ("/targets/1", "target-held-elsewhere")
    assert "laa-2007" in words


@pytest.mark.parametrize(
    ("period", "is_held"), [("2009-02", True), ("2008-Q2", True), ("2008", False), ("2009/10", False)]
)
def test_nor_one_for_days_of_a_year_that_another_one_holds(period: str, is_held: bool) -> None:
    elsewhere = {("NI-192", "2008/09"): Held("laa-2007", Decimal(40))}
    found = [wrong.code for wrong in wrongs_of_holding([target("NI-192", period)], elsewhere)]
    shown = {key: replace(held, illustrative=True) for key, held in elsewhere.items()}
    assert not [*wrongs_of_holding([target("NI-192", period)], shown)]  # nobody agreed to it
    assert found == (["target-held-elsewhere"] if is_held else [])


def test_an_agreement_is_approved_once() -> None:
    agreement = act(negotiation(), approve())
    with pytest.raises(NotPossible):
        act(agreement, approve())


def test_a_target_carries_its_stretch_floor_and_way() -> None:
    way = {"path": "linear", "baseline": "38", "baseline_period": "2007/08", "stretch": "45", "minimum": "30"}
    sent = {"measure": "NI-191", "period": "2008/09", "value": "42"} | way
    approval = fit(ApprovalIn, {"approved_on": "2008-06", "approved_by": "Ministers", "targets": [sent]})
    (told,) = targets_set("E06000022", "laa-2008", approval.command().targets)
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
