"""What the ladder says of the rungs that a case has not reached, on the case's own page and on the public record."""

from collections.abc import Callable
from datetime import date

import pytest

from services.escalation.domain.case.state import State
from shared.policy.wording import rung_ahead, rung_not_reached
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import Walk

DAY = date(2026, 7, 10)


@pytest.mark.parametrize(
    ("number", "here", "leads_to", "on", "words"),
    [
        (1, 0, None, None, "When it is accepted"),
        (1, 0, 0, DAY, "When it is accepted"),
        (1, 0, 1, DAY, "Next, by 10 July 2026"),
        (2, 0, 1, DAY, "Only if that fails"),
        (3, 0, 1, DAY, "Only if that fails too"),
        (2, 1, 2, DAY, "If not, after 10 July 2026"),
        (2, 1, 1, DAY, "Only if that fails"),
        (3, 2, None, None, "Only if that fails"),
        (3, 1, 2, DAY, "Only if that fails too"),
    ],
)
def test_a_rung_ahead_is_dated_only_where_silence_leads_to_it(
    number: int, here: int, leads_to: int | None, on: date | None, words: str
) -> None:
    assert rung_ahead(number, here, leads_to=leads_to, on=on) == words


def test_an_ended_case_needs_no_further_rung_or_did_not_reach_it() -> None:
    assert rung_not_reached(is_put_right=True) == "Not needed"
    assert rung_not_reached(is_put_right=False) == "Not reached"


@pytest.mark.parametrize("start", [ladder.admitted, ladder.duty_served, ladder.referred, ladder.monitoring])
def test_every_step_tells_the_state_in_which_silence_then_sets_the_case(start: Callable[[], Walk]) -> None:
    walk = start()
    promised = walk.events[-1].leads_to
    first, *_ = walk.wait_out()
    assert promised == first.state


def test_an_ended_case_is_led_nowhere() -> None:
    walk = ladder.rejected()
    last = walk.wait_out()[-1]
    assert (State(last.state), last.leads_to) == (State.REJECTED_FINAL, None)
