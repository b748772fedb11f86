"""Silence alone ends every case, one rung at a time, on days that are reckoned from when it fired."""

import pytest

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.state import ENDS, OPEN_STATES, PLACES, State
from services.escalation.domain.ladder.decision import fire, silence_row
from shared.events import escalation as told
from shared.working_days import Unit, in_words, working_days_between
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import POLICY, Walk, case_in


@pytest.mark.parametrize("state", OPEN_STATES, ids=lambda state: state.value)
def test_in_every_open_state_exactly_one_silence_row_holds(state: State) -> None:
    walk = case_in(state)
    assert silence_row(walk.case, walk.at(MACHINE)).state is state


@pytest.mark.parametrize("state", [s for s in OPEN_STATES if s is not State.FINDINGS_PUBLISHED], ids=lambda s: s.value)
def test_silence_alone_ends_every_case(state: State) -> None:
    walk = case_in(state)
    for _ in range(12):
        if not walk.case.is_open:
            break
        walk.wait_out()
    assert not walk.case.is_open
    assert walk.case.state in ENDS
    assert walk.case.closed_on == walk.now.date()
    assert walk.case.due_on is None


def test_a_case_that_nobody_touches_ends_within_500_working_days_of_its_petition() -> None:
    path, days = lasts(ladder.screening())
    signing = POLICY.petition.open_longest
    assert signing.unit is Unit.DAYS
    print(f"untouched: {days} working days after {signing.words()} of signing: {path}")  # noqa: T201 to be read
    assert days + signing.count * 5 // 7 <= 500


def test_from_wherever_people_left_it_silence_ends_a_case_within_500_working_days() -> None:
    lasting = [lasts(case_in(state)) for state in OPEN_STATES if state is not State.FINDINGS_PUBLISHED]
    path, days = max(lasting, key=lambda found: found[1])
    print(f"worst silence: {days} working days: {path}")  # noqa: T201 the bound is meant to be read
    assert days <= 500


def lasts(walk: Walk) -> tuple[str, int]:
    """The way of a case that is left alone, and the working days until its end."""
    start, path = walk.now.date(), [walk.case.state.value]
    while walk.case.is_open:
        walk.wait_out()
        path.append(walk.case.state.value)
    return " -> ".join(path), working_days_between(start, walk.now.date(), calendar=ladder.CALENDAR)


def test_a_late_sweep_starts_the_next_period_on_the_day_it_fires_and_moves_one_rung_only() -> None:
    walk = ladder.duty_served()
    due_on = walk.case.due_on
    events = walk.wait_out(late_by=400)
    assert [type(event) for event in events] == [told.CaseReferred]
    assert events[0].late_since == due_on
    assert walk.stands_in(State.REFERRED)
    assert walk.case.due_on is not None
    assert walk.case.due_on > walk.now.date()
    with pytest.raises(Refused, match="not over"):
        fire(walk.case, walk.at(MACHINE))


@pytest.mark.parametrize("state", [s for s in OPEN_STATES if s is not State.FINDINGS_PUBLISHED], ids=lambda s: s.value)
def test_no_sweep_however_late_moves_a_case_more_than_one_rung(state: State) -> None:
    walk = case_in(state)
    before = list(PLACES)[list(PLACES).index(state)]
    rungs = ["accepted", "remedy", "scrutiny", "inspection"]
    walk.wait_out(late_by=300)
    moved = rungs.index(PLACES[walk.case.state].rung) - rungs.index(PLACES[before].rung)
    assert moved <= 1
    assert not walk.case.is_open or (walk.case.due_on is not None and walk.case.due_on >= walk.now.date())


def test_silence_fires_only_when_its_day_is_over() -> None:
    walk = ladder.screening()
    assert walk.case.due_on is not None
    walk.go_to(walk.case.due_on)
    with pytest.raises(Refused, match="not over"):
        fire(walk.case, walk.at(MACHINE))


def test_silence_of_the_inspectorate_says_since_when() -> None:
    walk = ladder.inspecting()
    day = in_words(walk.case.due_on) if walk.case.due_on else ""
    (declined,) = walk.wait_out()
    assert isinstance(declined, told.InspectionDeclined)
    assert f"nothing came by {day}" in declined.reasons
