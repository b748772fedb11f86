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
from tests.integration.authorisation import WRITES, Doors, Place, way
from tests.integration.cells import Keys, Recalled, differences, widened
from tests.integration.conftest import SetClock
from tests.integration.stages import MAIN, Stage

OURS = Place("E08000009", "council")
PASSWORD = "correct horse battery"
# A door and a role that it is not for, of each service.
SLIPS = {
    "indicators": ("POST /indicators/v1/batches", "councillor"),
    "escalation": ("POST /escalation/v1/cases/{reference}/commands/admit", "partner"),
    "publication": ("POST /publication/v1/register", "partner"),
}


@pytest.fixture(params=MAIN)
async def doors(
    request: pytest.FixtureRequest, settings: Settings, clock: SetClock, admin_url: str
) -> AsyncIterator[Doors]:
    generous = settings.model_copy(update={"requests_per_minute": 1_000_000})
    async with administrator_at(admin_url) as admin:
        stage = Stage(request.param, generous, clock, admin, OURS, OURS)
        async with stage.doors() as found:
            yield found


async def test_each_door_opens_to_each_role_on_its_line_and_to_nobody_else(doors: Doors) -> None:
    """Every door and every role alone: on the line one gets in, else one gets 403; nobody and who held them all, 401.

    What is asked for is not there: who knocks is looked at before what for. A door that opens to one role more than
    docs/permissions.md says is found, and nothing else is.
    """
    app, slip = doors.app, SLIPS[doors.app.state.service]
    app.state.identity = way(Recalled, app.state.settings, app.state.service)
    keys = await Keys.of(doors, OURS)
    assert await differences(doors, OURS, keys) == {}
    with widened(app, *slip):
        assert list(await differences(doors, OURS, keys, slip[0])) == ["{} by {}".format(*slip)]
    assert await differences(doors, OURS, keys, slip[0]) == {}
    await app.state.identity.close()


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
    """A field more is refused for that, and nothing is done; so nobody sets what the door has no word for.

    A form with nothing else in it is done by none, also where each of its own fields may be left out.
    """
    key, wrong, named = await doors.key(OURS), {}, 0
    form = {"authorization": f"Bearer {key}", "content-type": "application/x-www-form-urlencoded"}
    form |= {"origin": "http://127.0.0.1:8000"}
    for door in doors:
        if door.methods[0] in WRITES and "/v1/" not in door.path:
            told = await doors.knock_with(door, OURS, form, b"is_admin=true&entered_by=council")
            if told.is_done or told.status >= 500:
                wrong[str(door)] = (told.status, told.body[:200])
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
