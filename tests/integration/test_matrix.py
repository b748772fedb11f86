"""Nobody reads or writes what is another's, with every check of the application gone: the database alone is left.

The application takes whoever knocks for somebody who holds every role there, in that area and of that body; the
database is told who it is. What would be done and told if it were not is tried first, and undone.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.settings import Settings
from tests.integration.authorisation import Deceived, Undone, watch, way, written
from tests.integration.conftest import SetClock
from tests.integration.stages import SECRET, STAGES, Stage

# At least so many doors do, or tell, something of another's when nothing is in the way: without them nothing is shown.
TRIED = {"indicators": (6, 5), "escalation": (8, 2), "publication": (5, 3)}


@pytest.fixture(params=STAGES)
async def stage(
    request: pytest.FixtureRequest, settings: Settings, clock: SetClock, admin_url: str, tmp_path: Path
) -> AsyncIterator[Stage]:
    there = settings.model_copy(update={"mail_folder": tmp_path / "mail", "requests_per_minute": 1_000_000})
    async with STAGES[request.param](there, clock, admin_url) as found:
        yield found


async def test_the_database_alone_keeps_what_is_anothers(stage: Stage) -> None:
    """Nobody holds a role in both areas; the rows are real, and each door is asked for them as it wants to be asked."""
    theirs = stage.theirs
    await watch(stage.admin, stage.service, theirs)
    async with stage.doors(way(Undone, stage.settings, stage.service)) as doors:
        key = await doors.key(theirs)
        without = {str(door): await doors.knock(door, theirs, key) for door in doors}
    assert await written(stage.admin) == []
    done = [door for door, told in without.items() if not door.startswith("GET") and told.is_done]
    tells = [door for door, told in without.items() if told.tells(SECRET)]
    assert (len(done) >= TRIED[stage.service][0], len(tells) >= TRIED[stage.service][1]) == (True, True), (done, tells)

    held = way(Deceived, stage.settings, stage.service)
    held.truth = (frozenset({stage.ours.area}), stage.ours.body)
    found = {}
    async with stage.doors(held) as doors:
        for door in doors:
            told = await doors.knock(door, theirs, key)
            found[str(door)] = (await written(stage.admin), told.tells(SECRET), told.status >= 500)
    assert {door: wrong for door, wrong in found.items() if wrong != ([], False, False)} == {}
