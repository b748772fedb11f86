"""Asking about what is held of oneself, as tests do it: by a form, a letter's link and the desk."""

import re
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from services.escalation.worker import errands
from shared.errands import carry_some
from shared.post.mail import read_folder
from shared.settings import Settings
from tests.integration.escalation.cases import AREA, World
from tests.integration.escalation.petitions import (
    FORM,
    lower_threshold,
    shown,
)

ASK = "/escalation/v1/data-requests"


NOTHING: dict[str, list[object]] = {"held": [], "notices": [], "follows": []}


ONE, TWO = "resident-1@example.org", "resident-2@example.org"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    changed = {"mail_folder": tmp_path / "mail", "erasure_ledger": tmp_path / "kept" / "erased", "even_answer": 0}
    return settings.model_copy(update=changed)


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, 4)
    return here


async def ask(here: World, email: str, wants: str) -> Response:
    return await here.client.post(ASK, json={"area": AREA, "wants": wants, "email": email})


async def link(here: World, settings: Settings, email: str, wants: str) -> tuple[str, str]:
    """What the last letter to an address leads to: the page and its token."""
    assert (await ask(here, email, wants)).status_code == 202
    return await arrived(here, settings, email)


async def arrived(here: World, settings: Settings, email: str) -> tuple[str, str]:
    """The same of a letter that was booked already."""
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert settings.mail_folder is not None
    for letter in read_folder(settings.mail_folder):
        found = re.search(r"(/privacy/request/\S+)\?token=([0-9a-f]{64})", letter.text)
        if found and letter.to == email:
            return found[1], found[2]
    raise AssertionError("no letter")


async def pressed(here: World, settings: Settings, email: str, wants: str) -> tuple[str, str]:
    page, token = await link(here, settings, email, wants)
    answer = await here.client.post(page, data={"token": token}, headers=FORM)
    assert answer.status_code == 303, answer.text
    return page, token


async def by(here: World, who: str, path: str = "", **said: Any) -> Response:
    headers = {"Authorization": f"Bearer {await here.key(who)}"}
    return await here.client.post(f"{ASK}{path}", json=said, headers=headers)


async def who_are_known(here: World, reference: str) -> int:
    found: int = await here.value(
        "select count(*) from escalation_private.signature where petition = $1 "
        "and coalesce(person_key, name, email, postcode) is not null",
        reference,
    )
    return found


async def page_is_rows(here: World, reference: str) -> int:
    number = (await shown(here, reference))["signatures"]
    assert number == await here.value(
        "select count(*) from escalation_private.signature where petition = $1 and counts", reference
    )
    return int(number)
