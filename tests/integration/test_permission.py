"""Every door of every service is shut to whoever has no role for it, whatever else they may hold, and open to each role
that it names.
"""

import json
from collections.abc import AsyncIterator

import pytest

from shared import auth
from shared.auth import Grant
from shared.auth.caller import ROLES
from shared.database import administrator_at
from shared.events import new_id
from shared.settings import Settings
from tests.integration.authorisation import WRITES, Doors, Place
from tests.integration.conftest import SetClock
from tests.integration.stages import MAIN, Stage

OURS = Place("E08000009", "council")
PASSWORD = "correct horse battery"


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


async def test_a_session_is_used_by_nobody_elses_page(doors: Doors) -> None:
    """Each door that takes a form refuses one from another site, and one without the token of the session.

    What another site planted as a session is nobody's.
    """
    await auth.create_account(doors.admin, "ada", PASSWORD, body="council", grants=[Grant(OURS.area, r) for r in ROLES])
    session = await auth.sign_in(doors.app.state.identity, "ada", PASSWORD)
    form = {"content-type": "application/x-www-form-urlencoded", "cookie": f"folkmoot={session}"}
    own, planted = {"origin": "http://127.0.0.1:8000"}, {"cookie": "folkmoot=chosen-by-somebody-else"}
    wrong = {}
    for door in doors:
        if "/v1/" in door.path or door.methods[0] == "GET":
            continue
        ways = (form | {"origin": "https://evil.example"}, form, form | own, form | own | planted)
        found = [(await doors.knock_with(door, OURS, way, b"csrf_token=0")).status for way in ways]
        if found[:2] != [403, 403] or found[2] < 400 or found[3] not in (303, 401):
            wrong[str(door)] = found
    assert wrong == {}


async def test_no_door_takes_a_field_that_it_does_not_know(doors: Doors) -> None:
    """A field more is refused for that, and nothing is done; so nobody sets what the door has no word for."""
    key, wrong, named = await doors.key(OURS), {}, 0
    for door in doors:
        sent = doors.takes(door, OURS)
        if door.methods[0] not in WRITES or sent is None:
            continue
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json", "if-match": '"1"'}
        headers |= {"idempotency-key": str(new_id())}
        for more in ({"is_admin": True}, {"area_": "E09000001", "entered_by": "council"}):
            told = await doors.knock_with(door, OURS, headers, json.dumps(sent | more).encode())
            is_named = told.status == 422 and told.tells("unknown-field")
            named += is_named
            if not is_named and told.status not in (403, 404):
                wrong[str(door)] = (told.status, told.body[:200])
    assert wrong == {}
    assert named > 10
