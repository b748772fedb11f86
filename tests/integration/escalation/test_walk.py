"""Many cases walked at random over a real database: whatever is drawn, the ladder's promises hold.

When it fails it says what broke, of which case and how; `make soak SEED=... TRANSITIONS=20000` walks the same again.
"""

import pytest

from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from tests.soak.chapter import CHAPTER, chapter
from tests.soak.follower import Broken

SEED = 20261122
# Seldom reached by chance: nobody is told of these when they are missing.
COMMANDS_WALKED = 0.9


async def test_twenty_thousand_transitions_keep_every_promise_of_the_ladder(admin_url: str) -> None:
    try:
        walked = await chapter(admin_url, SEED, CHAPTER)
    except Broken as broken:
        pytest.fail(f"{broken}\nagain: make soak SEED={SEED} TRANSITIONS={CHAPTER}")
    print(walked)  # noqa: T201 how far it came is meant to be read
    assert walked.steps >= CHAPTER
    assert len(walked.commands) >= COMMANDS_WALKED * len(ASKED_BY_PEOPLE), sorted(
        ASKED_BY_PEOPLE.keys() - walked.commands
    )
    assert walked.told["case.reserve_findings_received"], "the reserve power was not walked"
