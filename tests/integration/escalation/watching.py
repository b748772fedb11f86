"""Signatures that look like one hand, and those who decide about them."""

from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from shared.events import new_id
from shared.settings import Settings
from tests.integration.escalation.cases import World
from tests.integration.escalation.petitions import (
    letters,
    lower_threshold,
    override,
    person,
    press,
    shown,
)

REASONS = "The domain was looked up, and everybody there is one machine."
NEEDED = 6


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail", "trusted_proxies": 1})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, NEEDED)
    for key, value in (("own_domain", 5), ("sent_address", 3), ("address_own", 100), ("second_above", 7)):
        await override(here, f"watch.{key}", str(value))
    return here


async def signs(here: World, reference: str, email: str, address: str = "", **said: str) -> Response:
    """Somebody signs from an address that the one trusted proxy names last; what stands before it is made up."""
    headers = {"X-Forwarded-For": f"198.51.100.7, {address}"} if address else {}
    who = person(1, email=email, name="Ann Smith") | said
    return await here.client.post(f"/escalation/v1/petitions/{reference}/signatures", json=who, headers=headers)


async def counted(here: World, settings: Settings, reference: str, *emails: str, address: str = "") -> None:
    """All of these sign and press their button."""
    for email in emails:
        assert (await signs(here, reference, email, address)).status_code == 202
    tokens = await letters(here, settings)
    for email in emails:
        assert (await press(here, reference, tokens[email])).status_code == 303


async def page_is_rows(here: World, reference: str) -> int:
    """How many signatures the page shows, which is how many rows count."""
    number = (await shown(here, reference))["signatures"]
    assert number == await here.value(
        "select count(*) from escalation_private.signature where petition = $1 and counts", reference
    )
    return int(number)


async def decide(here: World, who: str, reference: str, way: str = "", *, key: str = "", **said: Any) -> Response:
    return await here.client.post(
        f"/escalation/v1/petitions/{reference}/signatures/invalidations{way}",
        json=said,
        headers={"Authorization": f"Bearer {await here.key(who)}", "Idempotency-Key": key or str(new_id())},
    )


def of(domain: str, number: int) -> list[str]:
    return [f"{chr(97 + one)}.hand@{domain}" for one in range(number)]
