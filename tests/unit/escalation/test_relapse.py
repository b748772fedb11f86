"""A closed case hears figures while it is watched; one that fails again takes it up, one step above where it ended."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection.command import AgreePlan, CompletePlan
from shared.events import escalation as told
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import Walk

GOES_ON = [
    (ladder.resolved_stage1, State.REFERRED, told.CaseReferred, "referred"),
    (ladder.resolved_stage2, State.STAGE2_EXHAUSTED, told.ScrutinyExhausted, "stage2_exhausted"),
    (ladder.closed_after_inspection, State.ACTION_NEGOTIATION, told.NegotiationOpened, "action_negotiation"),
]


@pytest.mark.parametrize(("build", "to", "begins", "silence"), GOES_ON, ids=[one[1].value for one in GOES_ON])
def test_a_measure_that_fails_again_takes_the_case_up_one_step_above_its_end(
    build: Callable[[], Walk], to: State, begins: type, silence: str
) -> None:
    walk = build()
    closed_on = walk.case.closed_on
    assert closed_on is not None
    walk.pass_days(300)

    events = walk.do(MACHINE, ladder.figure("missed", f"{closed_on.year + 1}-01"))

    assert [type(event) for event in events] == [told.FiguresNoted, told.CaseRelapsed, begins]
    assert (walk.case.state, walk.case.silence, walk.case.is_open) == (to, silence, True)
    assert (walk.case.closed_on, walk.case.first_closed_on, walk.case.cause in ("", "relapsed")) == (
        None,
        closed_on,
        True,
    )
    assert walk.case.due_on is not None
    assert walk.case.due_on > walk.now.date()
    for _ in range(12):  # and silence ends it as it ends every case
        if walk.case.is_open:
            walk.wait_out()
    assert not walk.case.is_open


@pytest.mark.parametrize(
    ("period", "verdict"),
    [("2025/26-Q3", "missed"), ("2027-03", "met"), ("2027-03", "near"), ("2027-03", "not_judged")],
    ids=["of before the end", "met", "near", "not judged"],
)
def test_what_is_no_new_failure_joins_the_evidence_and_leaves_the_case_closed(period: str, verdict: str) -> None:
    walk = ladder.resolved_stage1()
    (noted,) = walk.do(MACHINE, ladder.figure(verdict, period))
    assert (noted.state, noted.ended) == ("resolved_stage1", told.RESOLVED)
    assert walk.case.closed_on == walk.now.date()


def test_the_window_lasts_a_year_or_two_further_figures_whichever_is_longer() -> None:
    yearly, monthly = ladder.resolved_stage1(), ladder.resolved_stage1()
    for month in ("02", "03", "04"):
        monthly.do(MACHINE, ladder.figure("met", f"2026-{month}"))
    yearly.do(MACHINE, ladder.figure("met", "2025/26"))
    for walk in (yearly, monthly):
        walk.pass_days(500)

    yearly.do(MACHINE, ladder.figure("missed", "2026/27"))  # the second of its further figures
    assert yearly.stands_in(State.REFERRED)
    with pytest.raises(Refused) as refused:
        monthly.do(MACHINE, ladder.figure("missed", "2027-04"))
    assert refused.value.name == "condition_not_met"


def test_the_last_day_of_the_year_still_counts() -> None:
    walk = ladder.resolved_stage1()
    for month in ("02", "03"):
        walk.do(MACHINE, ladder.figure("met", f"2026-{month}"))
    assert walk.case.closed_on is not None
    walk.go_to(walk.case.closed_on.replace(year=walk.case.closed_on.year + 1))
    walk.do(MACHINE, ladder.figure("missed", "2026-12"))
    assert walk.stands_in(State.REFERRED)


def test_each_end_is_left_once() -> None:
    walk = ladder.closed_after_inspection()
    walk.pass_days(10).do(MACHINE, ladder.figure("missed", f"{walk.now:%Y-%m}"))
    walk.do(*ladder.sample(AgreePlan, walk))
    walk.do(ladder.partner("police"), AgreeAsSecond(reasons="It will do"))
    ladder.measured(walk).do(ladder.INSPECTOR, CompletePlan(reasons="Kept", figure="95"))
    walk.now += timedelta(days=10)
    with pytest.raises(Refused):
        walk.do(MACHINE, ladder.figure("missed", "2029"))
    assert walk.stands_in(State.CLOSED_AFTER_INSPECTION)
