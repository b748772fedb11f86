"""Stage 2: hearings, answers to recommendations, and monitoring."""

from datetime import timedelta

import pytest

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.case.refusal import Incomplete, Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.scrutiny.command import AdjournHearing, Respond
from shared.events import escalation as told
from tests.unit import ladder
from tests.unit.ladder import SAMPLES, partner


def test_an_ordinary_partner_that_says_nothing_is_recorded_and_the_case_goes_on() -> None:
    walk = ladder.awaiting("housing")
    events = walk.wait_out()
    assert [type(event) for event in events] == [told.ResponseMissing, told.MonitoringOpened]
    assert walk.stands_in(State.MONITORING)


@pytest.mark.parametrize("addressee", ["council", "police", "hospital"])
def test_silence_that_the_law_forbids_exhausts_scrutiny(addressee: str) -> None:
    walk = ladder.awaiting("housing", addressee)
    events = walk.wait_out()
    assert [type(event) for event in events] == [told.ResponseMissing, told.ScrutinyExhausted]
    assert walk.stands_in(State.STAGE2_EXHAUSTED)


def test_the_clock_of_answers_follows_who_is_still_silent() -> None:
    walk = ladder.awaiting("housing", "police")
    assert walk.case.silence == "awaiting_responses"
    first = walk.case.due_on
    walk.do(partner("police"), Respond(answer="accepted", reasons="Yes"))
    assert walk.case.silence == "awaiting_responses_ordinary"
    assert first is not None
    assert walk.case.due_on is not None
    assert walk.case.due_on > first


def test_monitoring_ends_well_only_after_two_figures_in_succession() -> None:
    once, twice = ladder.monitoring(), ladder.monitoring()
    once.do(MACHINE, ladder.figure("met", "2026-03"))
    for period in ("2026-03", "2026-04"):
        twice.do(MACHINE, ladder.figure("met", period))
    once.wait_out()
    twice.wait_out()
    assert once.case.state is State.STAGE2_EXHAUSTED
    assert twice.case.state is State.RESOLVED_STAGE2


def test_a_hearing_is_moved_once_and_no_further_than_the_limit() -> None:
    walk = ladder.scheduled()
    assert walk.case.scrutiny.hearing_on is not None
    with pytest.raises(Incomplete):
        walk.do(
            ladder.OFFICER,
            AdjournHearing(hearing_on=walk.case.scrutiny.hearing_on + timedelta(days=90), reasons="-"),
        )
    walk.do(ladder.OFFICER, SAMPLES[AdjournHearing][1](walk))
    with pytest.raises(Refused) as refused:
        walk.do(ladder.OFFICER, SAMPLES[AdjournHearing][1](walk))
    assert refused.value.name == "adjournment_left"
