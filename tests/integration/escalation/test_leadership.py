"""Whoever started a petition leaves it while it is signed: a signer takes it up, or it ends with its count."""

import re
from pathlib import Path

import pytest

from services.escalation.worker import DEADLINES
from shared import deadlines
from shared.post.mail import read_folder
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import World
from tests.integration.escalation.petitions import (
    FORM,
    confirmed,
    letters,
    lower_threshold,
    opened,
    person,
    shown,
    sign,
    told,
)
from tests.integration.escalation.verified import verify


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


async def leave(here: World, reference: str, token: str) -> int:
    sent = {"token": token, "sure": "yes"}
    answer = await here.client.post(f"/petitions/{reference}/organiser/leave", data=sent, headers=FORM)
    return answer.status_code


async def ask(here: World, settings: Settings, reference: str, email: str) -> str:
    """Ask to take it up, as everybody may; the token of the letter that came, if one did."""
    assert settings.mail_folder is not None
    path = f"/petitions/{reference}/take-up"
    answer = await here.client.post(path, data={"email": email}, headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}/sent")
    await letters(here, settings)
    texts = [one.text for one in read_folder(settings.mail_folder) if one.to == email]
    found = [re.search(r"/take-up/link\?token=([0-9a-f]{64})", text) for text in texts]
    return next((one[1] for one in found if one), "")


async def test_a_signer_takes_up_what_its_organiser_left_and_it_ends_with_its_count_when_none_does(
    here: World, settings: Settings, clock: SetClock
) -> None:
    await lower_threshold(here, 9)
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 4))
    tokens = await letters(here, settings)
    token = tokens[f"organiser-{here.opened}@example.org"]
    page, own = f"/petitions/{reference}", f"/petitions/{reference}/organiser"
    assert "Leave the petition" in (await here.client.get(own, params={"token": token})).text
    assert await ask_too_early(here, reference) == 409

    unsure = await here.client.post(f"{own}/leave", data={"token": token}, headers=FORM)
    assert (unsure.status_code, "There is a problem" in unsure.text) == (422, True)
    assert [await leave(here, reference, token) for _ in range(2)] == [303, 404]
    assert (await here.client.get(own, params={"token": token})).status_code == 404
    line = (await here.client.get(page)).text
    assert "may take it up: whoever started it has left it" in line
    assert "Take it up by" in line
    assert f"{page}/take-up" in line
    listed = (await here.client.get(f"{page}.json")).json()["data"]["attributes"]
    assert (listed["state"], bool(listed["take_up_by"]), listed["signature_count"]) == ("open", True, 4)

    # Whoever has not signed gets no letter, and is answered alike; the first signer to press the button has it.
    assert await ask(here, settings, reference, "stranger@example.org") == ""
    first = await ask(here, settings, reference, "resident-1@example.org")
    second = await ask(here, settings, reference, "resident-2@example.org")
    link = f"{page}/take-up/link"
    assert (await here.client.get(link, params={"token": first})).status_code == 200
    taken = await here.client.post(link, data={"token": first}, headers=FORM)
    assert taken.headers["location"] == f"{own}?token={first}"
    assert (await here.client.post(link, data={"token": second}, headers=FORM)).status_code == 404
    assert "Leave the petition" in (await here.client.get(own, params={"token": first})).text
    assert "Take it up by" not in (await here.client.get(page)).text

    assert await leave(here, reference, first) == 303
    clock.advance(days=16)
    while await deadlines.sweep(here.database, DEADLINES, clock.now()):
        pass
    happened = [one for one in await told(here, reference) if one != "signatures_counted"]
    assert happened == ["created", "organiser_left", "organiser_found", "organiser_left", "withdrawn"]
    assert (await sign(here, reference, person(7))).status_code == 409
    ended = (await here.client.get(f"{page}.json")).json()["data"]["attributes"]
    assert (ended["state"], bool(ended["withdrawn_at"]), ended["closed_at"]) == ("closed", True, ended["withdrawn_at"])
    assert (await shown(here, reference))["signatures"] == 4
    assert "ended by itself as taken back" in (await here.client.get(page)).text
    assert all(not one.differences for one in await verify(here.database))


async def ask_too_early(here: World, reference: str) -> int:
    """Nobody has left it yet."""
    sent = {"email": "resident-1@example.org"}
    return (await here.client.post(f"/petitions/{reference}/take-up", data=sent, headers=FORM)).status_code


async def test_what_goes_in_while_nobody_speaks_for_it_is_a_case_all_the_same(
    here: World, settings: Settings, clock: SetClock
) -> None:
    await lower_threshold(here, 3)
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 2))
    token = (await letters(here, settings))[f"organiser-{here.opened}@example.org"]
    assert await leave(here, reference, token) == 303
    await confirmed(here, settings, reference, range(2, 3))
    clock.advance(days=16)
    while await deadlines.sweep(here.database, DEADLINES, clock.now()):
        pass
    assert (await shown(here, reference))["standing"] == "submitted"
    assert "withdrawn" not in await told(here, reference)
