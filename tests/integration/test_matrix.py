"""Nobody reads or writes what is another's, by the application's checks alone, and by the database's alone.

First the database is told of nobody, and somebody of another place knocks. Then the application takes whoever knocks
for somebody of that place, with every role, and the database is told who it is. What would be done and told with
nothing in the way is tried before, and undone: there each role knocks alone too. What a policy less would let through
is tried afterwards.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from pathlib import Path

import pytest

from shared.settings import Settings
from tests.integration import forged
from tests.integration.authorisation import Deceived, Doors, Undone, Unheld, watch, way, written
from tests.integration.cells import Keys, Recalled, printed
from tests.integration.conftest import SetClock
from tests.integration.stages import SECRET, STAGES, Stage

# At least so many doors do, or tell, something of another's when nothing is in the way: without them nothing is shown.
TRIED = {"indicators": (6, 5), "escalation": (8, 2), "publication": (5, 3)}
EVERY = "every role"
# A policy less, and the cell that finds it out.
PLANTED = {
    "indicators": (
        "alter table indicators.mapping disable row level security",
        ("GET /indicators/v1/mappings", "partner"),
    ),
    "escalation": (
        "drop policy held_areas on escalation.petition_draft",
        ("GET /desk/petitions", "case_worker"),
    ),
    "publication": (
        "drop policy held_areas on publication.submission",
        ("GET /record/desk/{name}/submissions/{number}", "registrar"),
    ),
}


@pytest.fixture(params=STAGES)
async def stage(
    request: pytest.FixtureRequest, settings: Settings, clock: SetClock, admin_url: str, tmp_path: Path
) -> AsyncIterator[Stage]:
    there = settings.model_copy(update={"mail_folder": tmp_path / "mail", "requests_per_minute": 1_000_000})
    async with STAGES[request.param](there, clock, admin_url) as found:
        yield found


async def test_the_application_alone_and_the_database_alone_keep_what_is_anothers(stage: Stage) -> None:
    """Nobody holds a role in both areas; the rows are real, and each door is asked for them as it wants to be asked.

    What a door tells somebody who is known, no cache keeps, whoever wrote the door.
    """
    theirs = stage.theirs
    await watch(stage.admin, stage.service, theirs)
    async with stage.doors(way(Undone, stage.settings, stage.service)) as doors:
        key = await doors.key(theirs)
        took, count, with_file = await forged.taken(doors, theirs, key)
        assert (took, count >= forged.READ[stage.service]) == ([], True), count
        assert len(with_file) >= forged.READ_WITH_FILE[stage.service], with_file
        if stage.service == "publication":
            with forged.forgetful():
                found, _, _ = await forged.taken(doors, theirs, key, {forged.PLANTED})
            assert found == [f"POST {forged.PLANTED}"]
        without = {str(door): await doors.knock(door, theirs, key) for door in doors}
    assert await written(stage.admin) == []
    done = [door for door, told in without.items() if not door.startswith("GET") and told.is_done]
    tells = [door for door, told in without.items() if told.tells(SECRET)]
    assert (len(done) >= TRIED[stage.service][0], len(tells) >= TRIED[stage.service][1]) == (True, True), (done, tells)

    assert {told.caching for told in without.values()} == {"private, no-store"}

    every_door = printed(stage.service)
    async with stage.doors(way(Unheld, stage.settings, stage.service)) as doors:
        assert await slips(stage, doors, {EVERY: await doors.key(stage.ours)}, every_door) == {}

    held = way(Deceived, stage.settings, stage.service)
    held.truth = (frozenset({stage.ours.area}), stage.ours.body)
    async with stage.doors(held) as doors:
        doors.app.state.identity = recalled = way(Recalled, stage.settings, stage.service)
        alone = (await Keys.of(doors, theirs)).own
        assert await slips(stage, doors, {EVERY: key}, every_door) == {}
        assert await slips(stage, doors, alone, {*done, *tells}) == {}
        policy, (door, role) = PLANTED[stage.service]
        await stage.admin.execute(policy)
        assert list(await slips(stage, doors, {role: alone[role]}, {door})) == [f"{door} by {role}"]
        await recalled.close()


async def slips(
    stage: Stage, doors: Doors, keys: Mapping[str, str], chosen: Collection[str]
) -> dict[str, tuple[list[str], bool, bool]]:
    """The cells of the chosen doors at which something of theirs was written or told, or an error was met."""
    table, found = printed(stage.service), {}
    for door in doors:
        for role in keys.keys() & {EVERY, *table[str(door)]} if str(door) in chosen else ():
            told = await doors.knock(door, stage.theirs, keys[role])
            seen = (await written(stage.admin), told.tells(SECRET), told.status >= 500)
            if seen != ([], False, False):
                found[f"{door} by {role}"] = seen
    return found
