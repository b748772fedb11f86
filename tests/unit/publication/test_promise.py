"""What a form of a deed carries over: all that was said on an item, and all that stands beside a figure in force."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.publication.domain.agreement.change import Revise
from services.publication.domain.agreement.conversation import items_of
from services.publication.domain.agreement.promise import ONLY_RELATIVE, Promise, promises_of
from services.publication.domain.agreement.target import TargetRow
from services.publication.domain.entry.entry import Came, Entry, Party, Said, Status
from services.publication.domain.entry.particulars import (
    ItemClass,
    Particulars,
    PeriodTarget,
    Relation,
    Relative,
    Terms,
)
from services.publication.pages.agreement.memorandum import unusual
from services.publication.schemas.submission.blank import Revised, RevisionForm, targets_of
from shared.events.publication import MeasureRegistered
from tests.unit.publication.negotiation import HERE, TODAY, said

WASTE = MeasureRegistered(
    area="E06000022",
    measure="NI-192",
    title="Recycled",
    unit="percent",
    polarity="higher",
    frequency="annual",
    framework="nis",
    source="DEFRA",
)
ABOVE = Relative(relation=Relation.ABOVE, of="2007/08", by=Decimal(10), unit="percent")


def of(*terms: Terms, unit: str = "percent", after: tuple[Said, ...] = ()) -> tuple[list[Promise], list[str]]:
    """What an item promises on which these terms were stated, one after another; why it promises nothing."""
    told = [*(replace(said(), unit=unit, particulars=Particulars(terms=one)) for one in terms), *after]
    at = datetime(2008, 5, 14, tzinfo=UTC)
    entries = [
        Entry(number=n, said=one, came=Came.COMPILED, entered_by="a", recorded_at=at) for n, one in enumerate(told, 1)
    ]
    promises, left = promises_of(items_of(entries, until=TODAY, calendar=HERE.calendar), lambda _: WASTE)
    return promises, [why for _, why in left]


def year(period: str, value: str | None = None, **told: Decimal | Relative) -> PeriodTarget:
    return PeriodTarget(period=period, value=Decimal(value) if value else None, **told)  # type: ignore[arg-type]


def test_an_approval_carries_each_years_stretch_and_that_of_the_item_at_its_end() -> None:
    (promise,), _ = of(
        Terms(stretch_value=Decimal(52), targets=(year("2008/09", "40", stretch=Decimal(44)), year("2009/10", "46")))
    )
    sent = [one for _, one in targets_of([promise], {"NI-192": ItemClass.LOCAL})]
    assert [(one["period"], one["value"], one["stretch"]) for one in sent] == [
        ("2008/09", "40", "44"),
        ("2009/10", "46", "52"),
    ]


def test_a_year_that_was_last_promised_as_a_distance_keeps_no_earlier_figure_and_is_named() -> None:
    first = Terms(targets=(year("2008/09", "40"), year("2009/10", "46")))
    (promise,), _ = of(first, Terms(targets=(year("2009/10", relative=ABOVE),)))
    assert [one.period for one in promise.figures] == ["2008/09"]
    assert promise.unset == (("2009/10", ABOVE),)
    assert of(Terms(targets=(year("2009/10", relative=ABOVE),))) == ([], [ONLY_RELATIVE])
    (promise,), _ = of(Terms(targets=(year("2008/09", relative=ABOVE),)), first)
    assert promise.unset == ()  # said as a figure since


def test_a_form_makes_nothing_of_what_a_side_rejected_last_though_a_law_is_named() -> None:
    by_law = Terms(item_class=ItemClass.STATUTORY, targets=(year("2008/09", "40"),))
    (promise,), _ = of(by_law)
    assert promise.item_class is ItemClass.STATUTORY
    (rejected,), _ = of(by_law, after=(said(by=Party.GOVERNMENT_OFFICE, status=Status.REJECTED, on="2008-05-20"),))
    assert (rejected.item_class, rejected.stated_class) == (None, ItemClass.STATUTORY)


def test_figures_in_another_unit_than_their_measures_are_none_of_it() -> None:
    minutes = Terms(targets=(year("2008/09", "38"),))
    promises, (why,) = of(minutes, unit="minutes")
    assert not promises
    assert "minutes" in why
    assert "percent" in why
    assert all(of(minutes, unit=spelt)[0] for spelt in ("%", "Per cent"))


@pytest.mark.parametrize("is_new", [False, True])
def test_a_revision_changes_the_figure_and_nothing_beside_it(*, is_new: bool) -> None:
    row = TargetRow(
        "NI-192",
        "Recycled",
        "percent",
        "higher",
        "2026/27",
        Decimal(40),
        designated=False,
        illustrative=True,
        baseline=Decimal(30),
        baseline_period="2024/25",
        tolerance=Decimal("0.1"),
        stretch=Decimal(50),
        minimum=Decimal(35),
        path="linear",
    )
    sent = {"step": "check", "version": 1, "once": "a", "revised_on": "2026-11-20", "value__1": "42"}
    form = RevisionForm.model_validate(sent)
    about = Revised("NI-192", "2026/27", ItemClass.LOCAL, standing=None if is_new else row)
    deed = form.deed([about], Decimal("0.02"))
    assert isinstance(deed, Revise)
    (target,) = deed.targets
    beside = ("illustrative", "baseline", "baseline_period", "tolerance", "stretch", "minimum", "path")
    assert target.value == 42
    assert ([getattr(target, one) for one in beside] == [getattr(row, one) for one in beside]) is not is_new


def test_what_is_not_the_areas_rule_is_told_beside_a_target_to_everybody() -> None:
    rule = Decimal("0.05")
    assert list(unusual(Decimal("1.0"), Decimal(30), rule=rule, unit="percent")) == [
        "Up to 100% short of it counts as near, where the rule here is 5%",
        "The minimum standard is 30%",
    ]
    assert list(unusual(rule, None, rule=rule, unit="percent")) == []
