"""The page on which figures are checked asks for a time where a post may name one, and nowhere else: one rule."""

import re
from dataclasses import replace
from typing import Any

import pytest

from shared import auth
from shared.auth import Grant
from tests.integration.indicators.figures import BURY, COUNCIL, TRAFFORD, WASTE, World, lead
from tests.integration.indicators.test_held import HOLDS, PASSWORD

ASKED = "Publish them later"


@pytest.fixture
async def here(here: World) -> World:
    await here.tell(HOLDS, replace(HOLDS, area=BURY, embargo=False), lead(BURY, WASTE, COUNCIL))
    return here


async def test_a_time_is_asked_for_where_each_area_of_the_figures_lets_the_body_name_one(here: World) -> None:
    grants = [Grant(TRAFFORD, "partner"), Grant(BURY, "partner")]
    await auth.create_account(here.admin, "ada", PASSWORD, body=COUNCIL, grants=grants)
    session = await auth.sign_in(here.database, "ada", PASSWORD)
    headers = {"origin": str(here.client.base_url), "cookie": f"folkmoot={session}"}
    (token,) = set(
        re.findall(r'name="csrf_token" value="([0-9a-f]+)"', (await here.client.get("/upload", headers=headers)).text)
    )
    pages = []
    for areas in ((TRAFFORD,), (TRAFFORD, BURY), (BURY,)):
        rows = "".join(f"{area},{WASTE},2024/25,58.1\n" for area in areas)
        sent: dict[str, Any] = {
            "csrf_token": (None, token),
            "rows": (None, f"area,measure,period,value\n{rows}"),
            "file": ("", b"", "application/octet-stream"),
        }
        pages.append((await here.client.post("/upload/check", files=sent, headers=headers)).text)
    assert ["Nothing is stored yet" in page for page in pages] == [True, True, True]
    assert [ASKED in page for page in pages] == [True, False, False]
