"""Somebody signed in at the pages, and where a case stands after what they did."""

from shared import auth
from shared.auth import Grant
from tests.integration.escalation.cases import AREA, ROLES, World
from tests.integration.visitor import Visitor

PASSWORD = "a long enough sentence"


async def signed_in(here: World, who: str, area: str = AREA) -> Visitor:
    body, roles = ROLES[who]
    name = f"{who}-{area}"
    await auth.create_account(
        here.admin, name, PASSWORD, body=body, grants=[Grant(area, role) for role in roles], full_name=who.title()
    )
    session = await auth.sign_in(here.database, name, PASSWORD)
    assert session is not None
    return Visitor(here.client, session)


async def state_of(here: World, reference: str) -> str:
    state: str = (await here.show(reference)).json()["state"]
    return state
