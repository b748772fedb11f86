"""Every door of every service is shut to whoever has no role for it, whatever else they may hold, and open to each role
that it names.
"""

from collections.abc import AsyncIterator

import pytest

from shared import auth
from shared.auth.caller import ROLES
from shared.database import administrator_at
from shared.settings import Settings
from tests.integration.authorisation import Doors, Place
from tests.integration.conftest import SetClock
from tests.integration.stages import MAIN, Stage

OURS = Place("E08000009", "council")


@pytest.fixture(params=MAIN)
async def doors(
    request: pytest.FixtureRequest, settings: Settings, clock: SetClock, admin_url: str
) -> AsyncIterator[Doors]:
    generous = settings.model_copy(update={"requests_per_minute": 1_000_000})
    async with administrator_at(admin_url) as admin:
        stage = Stage(request.param, generous, clock, admin, OURS, OURS)
        async with stage.doors() as found:
            yield found


async def test_each_door_opens_to_each_role_that_it_names_and_to_nobody_else(doors: Doors) -> None:
    """Nobody and a key that was revoked get 401; whoever holds every other role gets 403; each role alone gets in.

    What is asked for is not there: who knocks is looked at before what for.
    """
    keys = {frozenset({role}): await doors.key(OURS, role) for role in ROLES}
    revoked = await doors.key(OURS)
    assert await auth.revoke_key(doors.admin, auth.key_id(revoked) or "")
    wrong, cells = {}, 0
    for door in doors:
        named = frozenset[str]().union(*(rule.roles for rule in door.rules))
        others = frozenset(ROLES) - named
        if others not in keys:
            keys[others] = await doors.key(OURS, *others)
        shut = [(await doors.knock(door, OURS, key)).status for key in ("", revoked)]
        let_in = {role: await doors.knock(door, OURS, keys[frozenset({role})]) for role in named & frozenset(ROLES)}
        refused = await doors.knock(door, OURS, keys[others]) if named else None
        found = [role for role, told in let_in.items() if told.is_without_role or told.status in (401, 500)]
        if not {401, 303}.issuperset(shut) or found or (refused is not None and not refused.is_without_role):
            wrong[str(door)] = (shut, found, refused and refused.status)
        cells += len(shut) + len(let_in) + (refused is not None)
    assert cells > 150
    assert wrong == {}
