"""What the data propose to a committee, in which order, and from when it waits."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.escalation.domain.scrutiny.programme import (
    Decision,
    Matter,
    Missed,
    Signed,
    Source,
    Unanswered,
    near,
    of_challenge,
    of_measure,
    of_petition,
    waiting,
)
from shared.policy import resolve

RULES = resolve("lof-2026-1", (), date(2026, 1, 5)).programme
DAYS = (date(2025, 5, 1), date(2025, 8, 1), date(2025, 11, 1))
MISSED = Missed(
    measure="NI 1",
    title="Lifts repaired",
    area="E1",
    periods=("2025-Q1",),
    since_on=DAYS[:1],
    value=Decimal(90),
    target=Decimal(100),
)


def missed(periods: int, value: str = "90", target: str | None = "100") -> Matter | None:
    told = ("2025-Q1", "2025-Q2", "2025-Q3")[:periods]
    return of_measure(
        replace(
            MISSED,
            periods=told,
            since_on=DAYS[:periods],
            value=Decimal(value),
            target=Decimal(target) if target else None,
        ),
        RULES,
    )


@pytest.mark.parametrize(
    ("periods", "value", "target", "since"),
    [
        (0, "50", "100", None),
        (1, "76", "100", None),  # 24% off: neither long nor far
        (1, "75", "100", DAYS[0]),  # 25% off
        (1, "125", "100", DAYS[0]),  # where lower is better
        (1, "-75", "-100", DAYS[0]),
        (1, "5", "0", None),  # no share of nothing
        (1, "5", None, None),
        (2, "99", "100", DAYS[1]),  # it waits from the day of the second miss
        (3, "50", "100", DAYS[1]),
        (2, "5", None, DAYS[1]),
    ],
)
def test_a_target_missed_for_long_or_by_far_is_proposed_from_the_day_it_became_so(
    periods: int, value: str, target: str | None, since: date | None
) -> None:
    matter = missed(periods, value, target)
    assert (matter.since_on if matter else None) == since


def test_a_measure_with_parts_is_as_far_off_as_the_share_of_parts_that_missed() -> None:
    matter = of_measure(replace(MISSED, value=None, target=None, parts=3, parts_met=1), RULES)
    assert matter is not None
    assert "66.7% off" in matter.working


@pytest.mark.parametrize(("signatures", "is_proposed"), [(39, False), (40, True), (49, True), (50, False)])
def test_a_petition_is_proposed_near_its_mark_and_not_once_it_is_a_case(signatures: int, is_proposed: bool) -> None:
    assert near(50, RULES) == 40
    assert near(1, RULES) == 1
    signed = Signed(reference="P", title="Bins", signatures=signatures, threshold=50, near_on=DAYS[0])
    assert (of_petition(signed, RULES) is not None) is is_proposed


def test_silence_comes_first_then_petitions_then_the_longest_missed_then_the_farthest_off() -> None:
    silent = of_challenge(
        Unanswered(challenge="c", measure="NI 1", title="t", challenger="a", body="b", since_on=DAYS[2]), "E1"
    )
    signed = of_petition(Signed(reference="P", title="t", signatures=45, threshold=50, near_on=DAYS[2]), RULES)
    figures = [missed(2, "90"), missed(3, "99"), missed(2, "50")]
    named = [replace(one, matter=name) for one, name in zip(figures, ("near", "long", "far"), strict=True) if one]
    assert signed is not None
    decision = Decision(
        matter="far",
        source=Source.MEASURE,
        title="t",
        working="w",
        committee="o",
        decision="declined",
        reasons="r",
        met_on=DAYS[2],
        reference="1",
    )
    order = [one.matter for one in waiting([*named, signed, silent], ())]
    assert order == ["challenge/c", "petition/P", "long", "far", "near"]
    assert [one.matter for one in waiting([*named, signed, silent], [decision])] == [*order[:3], "near"]
