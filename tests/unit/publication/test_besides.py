"""Every field of an approved or revised target is what was said, what stands, or the area's rule."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from services.publication.domain.agreement.change import Removed
from services.publication.domain.agreement.proposal import wrongs_of_proposing
from services.publication.domain.agreement.revision import proposed_by
from services.publication.domain.agreement.stated import OnRecord, What
from services.publication.domain.entry.entry import EntryKind, Mark, Party, Said
from services.publication.domain.entry.particulars import ItemClass, Terms
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import Refused
from tests.unit.publication.approved import (
    BY,
    DESIGNATED,
    LATER,
    LOCAL,
    MONDAY,
    PROPOSAL,
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
from tests.unit.publication.negotiation import COUNCIL, act, beside

CHOSEN: dict[str, dict[str, Any]] = {
    "tolerance": {"tolerance": Decimal(1)},
    "stretch": {"stretch": Decimal(20)},
    "minimum": {"minimum": Decimal(1)},
    "path": {"path": "linear"},
    "baseline": {"baseline": Decimal(3), "baseline_period": "2020/21"},
    "illustrative": {"illustrative": True},
}
FREE: dict[str, Any] = {name: value for fields in CHOSEN.values() for name, value in fields.items()}


def classed(kind: ItemClass, measure: str = "NI 16") -> Said:
    turn = beside(EntryKind.STATEMENT, Party.COUNCIL, COUNCIL, measure, terms=Terms(item_class=kind))
    return replace(turn, round="final-draft")


def test_an_approval_chooses_nothing_that_decides_the_verdict() -> None:
    chosen = replace(LOCAL, **FREE)
    assert wanting(ready(), approval(chosen)) == [(f"/targets/0/{name}", "not-as-stated") for name in CHOSEN]
    easier = wanting(ready(), approval(replace(LOCAL, stretch=Decimal(17))))
    assert easier == [("/targets/0/stretch", "stretch-too-easy")]
    told = (
        *STATED,
        OnRecord(4, None, Decimal(20), "percent", What.STRETCH),
        OnRecord(4, "2020/21", Decimal(3), "percent", What.BASELINE),
    )
    as_said = replace(LOCAL, stretch=Decimal(20), **CHOSEN["baseline"])
    assert act(ready(), replace(approval(as_said), figures=told), MONDAY, BY).approved is not None
    assert wanting(ready(), replace(approval(LOCAL), figures=told)) == [
        ("/targets/0/stretch", "not-as-stated"),
        ("/targets/0/baseline", "not-as-stated"),
    ]


def test_what_is_withheld_after_a_figure_brings_no_older_one_back() -> None:
    hidden = OnRecord(STATED[1].entry, None, None, what=What.HIDDEN)
    told = replace(approval(LOCAL), figures=(STATED[0], hidden))
    assert wanting(ready(), told)[0] == ("/targets/0/value", "figure-withheld")
    released = replace(told, figures=STATED)
    assert act(ready(), released, MONDAY, BY).approved is not None


def test_a_target_is_of_the_class_to_which_both_sides_agreed() -> None:
    as_local = replace(DESIGNATED, designated=False)
    assert ("/targets/0/measure", "other-class") in wanting(ready(), approval(as_local))
    assert ("/targets/0/measure", "other-class") in wanting(ready(), approval(replace(LOCAL, designated=True)))
    restated = tell(ready(), classed(ItemClass.LOCAL), on=MONDAY, by=BY)
    assert ("/targets/0/measure", "not-agreed") in wanting(restated, approval(as_local))
    both = tell(restated, agreed("NI 16"), decided(), on=MONDAY, by=BY)
    assert wanting(both, approval(as_local)) == [("/targets/0/measure", "consent-missing")]


def test_a_revision_sets_only_what_its_proposal_names_and_leaves_what_stands_beside_it() -> None:
    agreement = tell(approved(), proposed("local-1"), consent(), on=PUT, by=BY)
    lower = revision(replace(LOCAL, value=Decimal(7)))
    assert act(agreement, lower, LATER, BY).revisions
    nothing = replace(lower, figures=(OnRecord(PROPOSAL, None, None, is_open=True),))
    assert wanting(agreement, nothing, LATER) == [("/targets/0", "not-as-proposed")]
    assert wanting(agreement, replace(lower, figures=()), LATER) == [("/targets/0", "not-as-proposed")]
    gone = replace(nothing, targets=(), removed=(Removed("local-1", "2026/27"),))
    assert wanting(agreement, gone, LATER) == [("/removed/0", "not-as-proposed")]
    chosen = revision(replace(LOCAL, **FREE))
    assert wanting(agreement, chosen, LATER) == [(f"/targets/0/{name}", "not-as-stated") for name in CHOSEN]
    held = tuple(replace(row, **FREE) for row in in_force(LOCAL))
    assert act(agreement, replace(chosen, standing=held), LATER, BY).revisions  # as papers set it
    designated = revision(replace(LOCAL, designated=True))
    assert ("/targets/0/measure", "other-class") in wanting(agreement, designated, LATER)


def test_no_approval_chooses_a_day_before_what_it_rests_on_and_its_leads_are_those_of_today() -> None:
    long_ago = replace(approval(LOCAL), approved_on=Day.parse("2019-01-01"))
    bare = tell(agreed_upon(), on=MONDAY, by=BY)
    assert wanting(bare, long_ago) == [
        ("/approved_on", "before-what-it-rests-on"),
        ("/targets/0/measure", "consent-missing"),  # nobody led in 2019
    ]
    later = tell(ready(), consent(), on=LATER, by=BY)
    assert wanting(later, approval(LOCAL), LATER) == [("/approved_on", "before-what-it-rests-on")]
    unled = replace(BY, register=replace(BY.register, leads={}))
    with pytest.raises(Refused) as refused:
        act(ready(), approval(LOCAL), MONDAY, unled)
    assert [wrong.code for wrong in refused.value.wrongs] == ["no-lead"]


def test_a_consent_to_the_last_proposal_lets_no_earlier_one_through() -> None:
    agreement = tell(approved(), proposed("local-1"), proposed("local-1"), consent(), on=PUT, by=BY)
    earlier = revision(replace(LOCAL, value=Decimal(5)))
    assert wanting(agreement, earlier, LATER) == [("/targets/0", "not-as-proposed")]
    last = replace(earlier, figures=(replace(earlier.figures[0], entry=PROPOSAL + 1),))
    assert act(agreement, last, LATER, BY).revisions


def test_a_proposal_by_the_code_of_its_item_is_one_on_the_measure_that_the_item_names() -> None:
    marks = tell(approved(), proposed("local-1"), on=LATER, by=BY).marks
    number, last = max(marks.items())
    assert last.facts
    facts = replace(last.facts, measure="local-1", items=())
    named = Mark(party=Party.COUNCIL, kind=EntryKind.STATEMENT, item="S1", facts=facts)
    by_item = {1: named, number: replace(last, item="S1", facts=replace(facts, measure=None))}
    asked = OnRecord(number, "2026/27", Decimal(7), "percent")
    lower = replace(LOCAL, value=Decimal(7))
    assert not list(wrongs_of_proposing((lower,), (), by_item, (asked,), spent={}, register=BY.register))
    other = wrongs_of_proposing((LOCAL,), (), by_item, (asked,), spent={}, register=BY.register)
    assert [wrong.code for wrong in other] == ["not-as-proposed"]
    assert proposed_by("local-1", by_item, 0) == number
