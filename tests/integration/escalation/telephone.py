"""People with a telephone and no e-mail: their numbers, the codes that go there, and what they send back."""

import re
from pathlib import Path

import pytest
from httpx import Response

from services.escalation.worker import errands
from shared.errands import carry_some
from shared.post.mail import read_folder
from shared.settings import Settings
from tests.integration.escalation.cases import World
from tests.integration.escalation.petitions import lower_threshold, shown

NUMBER = "+447700900001"
MOVED = "your case has moved on"  # which comes with each step of a case


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail", "even_answer": 0})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, 4)
    return here


def caller(number: int, **said: str) -> dict[str, str]:
    return {
        "name": f"Resident {number}",
        "telephone": f"07700 9{number:05}",
        "postcode": "M32 0TH",
        "relation": "live",
    } | said


async def sign(here: World, reference: str, who: dict[str, str]) -> Response:
    return await here.client.post(f"/escalation/v1/petitions/{reference}/signatures/telephone", json=who)


async def prove(here: World, reference: str, request: str, code: str) -> Response:
    said = {"request": request, "code": code}
    return await here.client.post(f"/escalation/v1/petitions/{reference}/signatures/telephone/code", json=said)


async def codes(here: World, settings: Settings) -> dict[str, tuple[str, str]]:
    """Carry every message; the request and the code of the last one to each number."""
    said = await messages(here, settings)
    found = {number: re.search(r" is (\d{6})\..* at \S+request=(\w{8})\.", text) for number, text in said.items()}
    return {number: (one[2], one[1]) for number, one in found.items() if one}


async def messages(here: World, settings: Settings) -> dict[str, str]:
    """Carry every message; the last one to each number."""
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert settings.mail_folder is not None
    letters = reversed(read_folder(settings.mail_folder))
    return {one.to: one.text for one in letters if one.subject == "Text message" and MOVED not in one.text}


def same(answers: list[Response]) -> bool:
    """Whether answers look the same but for the name of each request."""
    told = {(one.status_code, one.content.replace(one.json()["request"].encode(), b"")) for one in answers}
    return len(told) == 1 and len({len(one.content) for one in answers}) == 1


async def page_is_rows(here: World, reference: str) -> int:
    number = (await shown(here, reference))["signatures"]
    assert number == await here.value(
        "select count(*) from escalation_private.signature where petition = $1 and counts", reference
    )
    return int(number)
