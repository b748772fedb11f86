"""No case can stall: searched on the tables, over every state and every answer, under every profile."""

from datetime import date

import pytest

from services.escalation.domain.case.state import ENDS, OPEN_STATES, State
from services.escalation.domain.ladder import silence
from shared.policy import Policy, released, resolve
from shared.working_days import Unit
from tests.soak import bounds

UNTOUCHED, SILENT, STALLED = 500, 500, 2_700


@pytest.fixture(params=released())
def policy(request: pytest.FixtureRequest) -> Policy:
    return resolve(request.param, (), date(2026, 1, 5))


@pytest.mark.parametrize("state", OPEN_STATES, ids=lambda state: state.value)
def test_from_every_state_silence_alone_ends_the_case_whatever_the_answers_are(state: State, policy: Policy) -> None:
    bound = bounds.silent(policy, state)
    assert bound.path[-1] in ENDS
    assert bound.days <= SILENT, bound


def test_the_two_bounds_hold(policy: Policy) -> None:
    signing = policy.petition.open_longest
    assert signing.unit is Unit.DAYS
    print(f"{policy.version}: silence: {bounds.silent(policy)}")  # noqa: T201 the bounds are meant to be read
    print(f"{policy.version}: everybody stalls: {bounds.stalling(policy)}")  # noqa: T201
    assert bounds.silent(policy, State.SCREENING).days + signing.count * 5 // 7 <= UNTOUCHED
    assert bounds.stalling(policy).days <= STALLED


def test_a_limit_that_starts_on_a_day_nobody_knows_is_no_bound() -> None:
    policy = resolve("laa-2008-1", (), date(2026, 1, 5))
    assert {row.limit.anchor for row in silence.TABLE if row.limit and row.over is None} <= bounds.BEFORE.keys()
    assert bounds.silent(policy).days < bounds.stalling(policy).days
