"""Which figures and whose words end a case, and what takes such an end back."""

from collections.abc import Callable

import pytest

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.remedy.command import ClaimRemedy, VerifyRemedy
from services.escalation.domain.scrutiny.command import Resolve
from shared.events import escalation as told
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import Walk, figure

CLAIM = ClaimRemedy(evidence="All lifts run", together="The fire service tried them with us")


def claimed_after(*figures: tuple[str, str]) -> Walk:
    """A remedy that is claimed in May, some days after these figures came: each a verdict and its period."""
    walk = ladder.duty_served()
    walk.do(ladder.SUBJECT, ladder.plan(walk, days=40))
    for verdict, period in figures:
        walk.do(MACHINE, figure(verdict, period))
    walk.pass_days(20).do(ladder.SUBJECT, CLAIM)
    return walk


@pytest.mark.parametrize(
    ("before", "now", "ends"),
    [
        ([], ("met", "2025/26-Q3"), State.VERIFYING),
        ([("missed", "2026-01")], ("met", "2026-01"), State.VERIFYING),
        ([("missed", "2026-02")], ("met", "2026-01"), State.VERIFYING),
        ([("missed", "2026-01"), ("met", "2026-01")], ("met", "2026-01"), State.RESOLVED_STAGE1),
        ([("missed", "2026-01")], ("met", "2026-02"), State.RESOLVED_STAGE1),
    ],
    ids=["of before the duty", "corrected after the claim", "overtaken", "corrected before the claim", "a new period"],
)
def test_a_figure_shows_a_remedy_only_for_a_period_since_the_duty_and_not_by_a_late_correction(
    before: list[tuple[str, str]], now: tuple[str, str], ends: State
) -> None:
    walk = claimed_after(*before)
    walk.do(MACHINE, figure(*now))
    assert walk.case.state is ends
    if ends is State.VERIFYING:  # nor does it for whoever looks
        with pytest.raises(Refused) as refused:
            walk.do(ladder.WORKER, VerifyRemedy(reasons="The figure says so"))
        assert refused.value.name == "shown_to_be_put_right"


def test_figures_of_before_the_recommendations_do_not_show_that_they_were_followed() -> None:
    walk = ladder.monitoring()
    for period in ("2025-11", "2025-12"):
        walk.do(MACHINE, figure("met", period))
    walk.wait_out()
    walk.wait_out()
    assert walk.stands_in(State.STAGE2_EXHAUSTED)


@pytest.mark.parametrize(
    ("build", "to"),
    [(ladder.verifying, State.REFERRED), (ladder.monitoring, State.STAGE2_EXHAUSTED)],
    ids=["remedy", "scrutiny"],
)
def test_a_figure_that_closed_a_case_and_is_taken_back_takes_the_case_up_again(
    build: Callable[[], Walk], to: State
) -> None:
    walk = ladder.with_met_figure(build)()
    if walk.case.is_open:
        walk.do(*ladder.sample(Resolve, walk))
    assert not walk.case.is_open
    walk.pass_days(10)
    events = walk.do(MACHINE, figure("missed"))
    assert told.CaseRelapsed in [type(event) for event in events]
    assert walk.stands_in(to)
