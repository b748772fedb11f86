"""Reading an agreement against what is known: does a target stretch, and do two departments ask for the same?"""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.publication.domain.agreement.conversation import Item, items_of
from services.publication.domain.agreement.duplicate import duplicates
from services.publication.domain.agreement.stretch import Point, Verdict, stretch_test
from services.publication.domain.agreement.version import Stated
from services.publication.domain.entry.entry import Came, Entry, Said
from services.publication.domain.entry.particulars import Particulars, Terms
from tests.unit.publication.negotiation import HERE, TODAY, said

BEGAN, LATEST = Point("2007/08", Decimal(40)), Point("2008/09", Decimal(42))


def verdict(value: str, period: str, polarity: str, baseline: Point | None, latest: Point | None) -> Verdict:
    test = stretch_test(Stated(period, Decimal(value), "percent", None), baseline, latest, polarity)
    assert test is not None
    return test.verdict


@pytest.mark.parametrize(
    ("value", "polarity", "expected"),
    [
        ("46", "higher", Verdict.ON_TREND),  # 44 would come by itself; two points a year
        ("46.7", "higher", Verdict.STRETCHING),
        ("45.9", "higher", Verdict.BELOW_TREND),
        ("38", "lower", Verdict.STRETCHING),
        ("47", "lower", Verdict.BELOW_TREND),
        ("50", "context", Verdict.NOT_KNOWN),
    ],
)
def test_a_target_stretches_beyond_the_line_by_a_tenth_of_the_way(value: str, polarity: str, expected: Verdict) -> None:
    assert verdict(value, "2010/11", polarity, BEGAN, LATEST) is expected


@pytest.mark.parametrize(
    ("baseline", "latest", "period"),
    [
        (None, LATEST, "2010/11"),
        (BEGAN, None, "2010/11"),
        (BEGAN, BEGAN, "2010/11"),
        (LATEST, BEGAN, "2010/11"),
        (BEGAN, LATEST, "2008/09"),  # past already
        (BEGAN, LATEST, "by the end"),
    ],
)
def test_without_two_figures_before_it_nobody_knows(baseline: Point | None, latest: Point | None, period: str) -> None:
    assert verdict("60", period, "higher", baseline, latest) is Verdict.NOT_KNOWN


def items(*spoken: Said) -> tuple[Item, ...]:
    entries = [
        Entry(number=n, said=one, came=Came.COMPILED, entered_by="bath", recorded_at=datetime(2026, 6, 1, tzinfo=UTC))
        for n, one in enumerate(spoken, 1)
    ]
    return items_of(entries, until=TODAY, calendar=HERE.calendar)


def asked(title: str, department: str | None) -> Said:
    return replace(said(title), particulars=Particulars(terms=Terms(department=department)))


def test_departments_that_ask_for_the_same_in_nearly_the_same_words_are_told() -> None:
    found = items(
        asked("Young people not in education, employment or training", "Education"),
        asked("Young people in education, employment or training", "Work and Pensions"),
        asked("Young people who are not in employment, education or training", "Education"),
        asked("Young people who re-offend", "Justice"),
        asked("Young people not in education, employment or training (all)", None),
    )
    pairs = {frozenset((one.key, other.key)) for one, other in duplicates(found, {})}
    same = "Young people in education, employment or training"
    assert pairs == {
        frozenset((same, "Young people not in education, employment or training")),
        frozenset((same, "Young people who are not in employment, education or training")),
    }
