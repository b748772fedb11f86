"""Figures that wait for a second of their people, and what one does on the pages with what waits."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from services.indicators.handlers.figure.verification import verify
from shared import auth
from tests.integration.conftest import SetClock
from tests.integration.indicators import test_held
from tests.integration.indicators.figures import (
    COLLEGE,
    COUNCIL,
    NEET,
    STAFF,
    TRAFFORD,
    WASTE,
    World,
    row,
)
from tests.integration.indicators.test_held import (
    CLEARS,
    INSTANT,
    SECOND,
    SENT,
    V1,
    figure,
    held,
    move,
    person,
    post,
    press,
    shown,
    sweep_at,
)

here = test_held.here


async def on_page(here: World, path: str, who: dict[str, str], form: str, **fields: str) -> httpx.Response:
    """Fill in and send the form of a page that goes to an address, with all that it carries unseen."""
    page = await here.client.get(path, headers=who)
    (content,) = re.findall(rf'<form action="{re.escape(form)}".*?</form>', page.text, re.DOTALL)
    unseen = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', content))
    return await here.client.post(form, data=unseen | fields, headers=who)


async def test_what_waits_is_overtaken_by_what_came_in_after_it_and_can_be_taken_back(
    here: World, clock: SetClock
) -> None:
    overtaken = await held(here, row("40"), row("9", name=STAFF))
    clock.set(SENT + timedelta(days=1))
    await post(here, row("41"), at=None)
    await sweep_at(here, clock, INSTANT)
    told = await shown(here, overtaken)
    assert (told["state"], [(fault["row"], fault["code"]) for fault in told["errors"]]) == (
        "published",
        [(1, "overtaken")],
    )
    assert await figure(here) == "41"
    key = {"Authorization": f"Bearer {await here.key(COUNCIL)}"}
    mistaken = await held(here, row("99", "2023/24"), at=INSTANT + timedelta(days=9))
    assert (await press(here, mistaken, "return", key, reason="One digit too many.")).json()["state"] == "returned"
    await sweep_at(here, clock, INSTANT + timedelta(days=10))
    assert await figure(here, "2023/24") is None


async def test_a_dry_run_looks_at_the_instant_too(here: World) -> None:
    sent = {"Authorization": f"Bearer {await here.key(COUNCIL)}", "Content-Type": "application/json"}
    theirs = sent | {"Authorization": f"Bearer {await here.key(COLLEGE)}"}

    async def rehearse(at: datetime, headers: dict[str, str], name: str = WASTE) -> httpx.Response:
        query, content = (
            {"dry_run": "true", "publish_at": at.isoformat()},
            json.dumps({"rows": [row("7.5", name=name)]}),
        )
        return await here.client.post(f"{V1}/batches", content=content, params=query, headers=headers)

    assert (await rehearse(INSTANT, sent)).status_code == 200
    assert (await rehearse(SENT - SECOND, sent)).json()["errors"][0]["code"] == "in-the-past"
    assert (await rehearse(INSTANT, theirs, NEET)).json()["type"] == "/problems/no-embargo"


async def test_what_was_done_with_a_waiting_batch_is_answered_alike_when_it_can_be_done_no_more(here: World) -> None:
    await here.tell(CLEARS)
    ada = await person(here, "ada")
    first, second = await held(here, row("57.5")), await held(here, row("9", name=STAFF), at=None)
    moved = await move(here, first, INSTANT + SECOND, 1, key="move")
    cleared = await press(here, second, "clear", ada, key="clear")
    returned = await press(here, first, "return", ada, key="return", reason="Two months are counted twice.")
    assert [answer.status_code for answer in (moved, cleared, returned)] == [200, 200, 200]
    assert (await move(here, first, INSTANT, 3)).status_code == 409
    assert (await press(here, second, "clear", ada)).status_code == 409
    assert (await press(here, first, "return", ada, reason="Once more, it is wrong.")).status_code == 409
    again = await move(here, first, INSTANT + SECOND, 1, key="move")
    assert (again.status_code, again.content) == (200, moved.content)
    again = await press(here, second, "clear", ada, key="clear")
    assert (again.status_code, again.content) == (200, cleared.content)
    again = await press(here, first, "return", ada, key="return", reason="Two months are counted twice.")
    assert (again.status_code, again.content) == (200, returned.content)


async def test_a_second_person_of_the_body_clears_a_batch_and_nobody_else(here: World, clock: SetClock) -> None:
    await here.tell(CLEARS)
    ada, bea, zoe = await person(here, "ada"), await person(here, "bea"), await person(here, "zoe", COLLEGE)
    both = await held(here, row("57.5"))
    alone = await held(here, row("9", name=STAFF), at=None)
    key = {"Authorization": f"Bearer {await here.key(COUNCIL)}"}
    for who, status, slug in ((key, 403, "not-a-second-person"), (zoe, 404, "not-found"), ({}, 401, "unauthenticated")):
        answer = await press(here, both, "clear", who)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert (await press(here, alone, "clear", bea)).json()["state"] == "published"
    told = await shown(here, alone)
    assert [told[who]["name"] for who in ("sent_by", "cleared_by")] == ["main", "bea"]
    assert (await press(here, alone, "clear", ada)).status_code == 409
    assert await sweep_at(here, clock, INSTANT) == 1  # the instant has come, and nobody has cleared it
    assert await here.count("figure") == 1
    assert (await press(here, both, "clear", ada)).json()["released_at"] == INSTANT.isoformat()
    assert await figure(here) == "57.5"

    # whoever has the key in hand is no second person for what it sends, where the administrator said who has it
    held_key = await auth.create_key(here.admin, COUNCIL, [TRAFFORD], name="night", held_by="Ada")
    headers = {"Authorization": f"Bearer {held_key}", "Idempotency-Key": "by-night"}
    sent = await here.client.post(f"{V1}/batches", json={"rows": [row("9.5", name=STAFF)]}, headers=headers)
    for deed, said in (("clear", {}), ("return", {"reason": "It is not so at all."})):
        answer = await press(here, sent.json()["batch"], deed, ada, **said)
        assert (answer.status_code, "A key that you hold" in answer.json()["detail"]) == (403, True)
    page = await here.client.get(f"/upload/held/{sent.json()['batch']}", headers=ada)
    assert ("or a key that you hold did" in page.text, "/clear" in page.text) == (True, False)
    assert (await press(here, sent.json()["batch"], "clear", bea)).json()["state"] == "published"
    with pytest.raises(auth.NoSuchHolder):
        await auth.create_key(here.admin, COUNCIL, [TRAFFORD], name="other", held_by="zoe")

    later = INSTANT + timedelta(days=5)
    early = await held(here, row("60"), at=later)
    assert (await press(here, early, "clear", ada)).json()["state"] == "held"
    assert await figure(here) == "57.5"
    assert await sweep_at(here, clock, later) == 1
    assert await figure(here) == "60"
    (told,) = [one for one in (await here.client.get(f"{V1}/releases")).json()["releases"] if one["batch"] == early]
    assert told["moves"] == []
    assert not [one for one in await verify(here.database) if one.differences]


async def test_on_the_pages_one_sends_another_returns_or_clears_and_all_works_without_script(
    here: World, clock: SetClock
) -> None:
    await here.tell(CLEARS)
    ada, bea = await person(here, "ada"), await person(here, "bea")
    figures = f"area,measure,period,value\n{TRAFFORD},{WASTE},2024/25,58.1\n"
    page = await here.client.get("/upload", headers=ada)
    (token,) = set(re.findall(r'name="csrf_token" value="([0-9a-f]+)"', page.text))
    empty = ("", b"", "application/octet-stream")
    check: dict[str, Any] = {"csrf_token": (None, token), "rows": (None, figures), "file": empty}
    looked = await here.client.post("/upload/check", files=check, headers=ada)
    assert "Publish them later" in looked.text
    once = re.findall(r'name="once" value="([^"]+)"', looked.text)[0]

    async def send(when: str, once: str) -> httpx.Response:
        sent = {"csrf_token": token, "once": once, "rows": figures, "publish_at": when}
        return await here.client.post("/upload/send", data=sent, headers=ada)

    for when in ("2026-03-01T09:30", "soon"):
        wrong = await send(when, once)
        assert wrong.status_code == 422
        assert 'href="#publish_at"' in wrong.text
    paths = []
    for nth in range(2):
        answer = await send("2026-04-01T09:30", f"{once}-{nth}")
        receipt = await here.client.get(answer.headers["location"], headers=ada)
        paths.append(receipt.headers["location"])
    waits = (await here.client.get(paths[0], headers=ada)).text
    assert "These figures wait for a second person" in waits
    assert "9:30am on 1 April 2026" in waits
    assert "so you cannot do this yourself" in waits
    assert f"{paths[0]}/clear" not in waits
    assert "Trafford Council: you" in waits
    page_of_bea = (await here.client.get(paths[0], headers=bea)).text
    seconds = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page_of_bea))
    assert "Trafford Council: ada" in seconds
    assert "This is what the public will see" in seconds
    assert "Trafford: 58.1% in 2024/25." in seconds
    assert "Household waste recycled Trafford 2024/25 58.1% New" in seconds
    assert (await press(here, paths[0].rpartition("/")[2], "clear", ada)).status_code == 403
    assert "58.1" in (await here.client.get(paths[0], headers=bea)).text
    assert (await on_page(here, paths[0], bea, f"{paths[0]}/return", reason="")).status_code == 422
    assert (await on_page(here, paths[0], bea, f"{paths[0]}/return", reason="Two months twice.")).status_code == 303
    assert "Two months twice." in (await here.client.get(paths[0], headers=ada)).text
    moved = await on_page(here, paths[1], ada, f"{paths[1]}/move", publish_at="2026-04-02T09:30")
    assert moved.status_code == 303
    assert (await on_page(here, paths[1], bea, f"{paths[1]}/clear")).status_code == 303
    listed = (await here.client.get("/upload", headers=ada)).text
    assert "Sent back" in listed
    assert "Waits until 9:30am on 2 April 2026" in listed
    assert await sweep_at(here, clock, datetime(2026, 4, 2, 8, 30, tzinfo=UTC)) == 1
    assert await figure(here) == "58.1"
    assert (await here.client.get(paths[1], headers=ada)).headers["location"].startswith("/upload/receipts/")
    assert await here.count("batch") == 1
