"""Every door of every service is shut to whoever has no role for it, whatever else they may hold."""

import re

import pytest
from httpx import ASGITransport, AsyncClient

from services.escalation.main import create as create_escalation
from services.indicators.main import create as create_indicators
from services.publication.main import create as create_publication
from shared import auth
from shared.auth.caller import ROLES
from shared.database import administrator_at, for_service
from shared.events import new_id
from shared.settings import Settings
from shared.web.permissions import Permission, permissions
from tests.integration.conftest import SetClock

AREA = "E08000009"
MAKERS = {"indicators": create_indicators, "escalation": create_escalation, "publication": create_publication}


def address(door: Permission) -> str:
    """An address of the door, of something that is not there: who knocks is looked at before what for."""
    return re.sub(r"{[^}]*}", "3f0c8a52-7a43-4b1e-9a55-0d5f6f0f7a11", door.path)


@pytest.mark.parametrize("service", MAKERS)
async def test_no_door_opens_without_its_role(
    service: str, settings: Settings, clock: SetClock, admin_url: str
) -> None:
    """Nobody gets 401; somebody who holds every role but those of the door gets 403."""
    generous = settings.model_copy(update={"requests_per_minute": 1_000_000})
    database = for_service(generous, service)
    app = MAKERS[service](generous, database, clock)
    doors = [one for one in permissions(app) if any(not r.takes_public and not r.is_by_itself for r in one.rules)]
    keys: dict[frozenset[str], str] = {}
    answers: dict[str, tuple[int, int | None]] = {}
    async with (
        administrator_at(admin_url) as admin,
        AsyncClient(transport=ASGITransport(app=app), base_url="http://127.0.0.1:8000") as client,
    ):
        for door in doors:
            others = frozenset(ROLES).difference(*(rule.roles for rule in door.rules))
            if others not in keys:
                keys[others] = await auth.create_key(admin, "council", [AREA], sorted(others), name=str(len(keys)))
            method, has_roles = door.methods[0], any(rule.roles for rule in door.rules)
            headers = {"Idempotency-Key": str(new_id()), "Authorization": f"Bearer {keys[others]}"}
            nobody = await client.request(method, address(door), follow_redirects=False)
            somebody = await client.request(method, address(door), headers=headers) if has_roles else None
            answers[str(door)] = (nobody.status_code, somebody.status_code if somebody else None)
    await database.close()
    assert len(doors) > 5
    assert {
        door: found for door, found in answers.items() if found[0] not in (401, 303) or found[1] not in (403, None)
    } == {}
