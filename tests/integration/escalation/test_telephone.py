"""Signing by telephone, for people without e-mail: a code goes to the number, and only who types it counts, once; the
answers are the same whether or not a number has signed; guesses and messages have an end.
"""

import json
import re
from typing import Any

import httpx
import pytest
from httpx import ASGITransport, Response

from services.escalation.domain.signature.telephone import NotANumber, as_digits, canonical_number, is_reached
from services.escalation.handlers.person.mail import carrier_of_codes
from services.escalation.main import EXAMPLES, create
from services.escalation.storage.signature.signature import CODE
from shared.errands import carry_some
from shared.policy import resolve
from shared.post.text_messages import HttpGateway, gateway_from
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import SIGNED, World
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import confirmed, opened, override
from tests.integration.escalation.telephone import (
    NUMBER,
    caller,
    codes,
    here,
    page_is_rows,
    prove,
    same,
    settings,
    sign,
)
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import Visitor

__all__ = ["here", "settings"]


async def test_who_types_the_code_counts_once_however_the_number_is_written(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    route = "POST /escalation/v1/petitions/{reference}/signatures/telephone"
    first = await sign(here, reference, caller(1))
    assert (first.status_code, await page_is_rows(here, reference)) == (202, 1), first.text
    request, code = (await codes(here, settings))[NUMBER]
    assert first.json()["request"] == request
    wrong = await prove(here, reference, request, f"{(int(code) + 1) % 10**6:06}")
    unknown = await prove(here, reference, "2" * 8, code)
    assert (wrong.status_code, wrong.json() | {"instance": ""}) == (404, unknown.json() | {"instance": ""})
    done = [await prove(here, reference, request.upper(), f"{code[:3]} {code[3:]}") for _ in range(2)]
    assert [one.status_code for one in done] == [200, 200], done[0].text
    assert_recorded(EXAMPLES, {route: told_by(first), f"{route}/code": told_by(done[0])})
    assert await page_is_rows(here, reference) == 2
    # Once more with the same number: the same answer, no message, no row.
    again = await sign(here, reference, caller(1, name="Somebody Else", telephone="+44 7700 900001"))
    assert same([first, again])
    assert await here.value(f"select count(*) from escalation.errand where kind = '{CODE}'") == 1
    (row,) = await here.admin.fetch("select * from escalation_private.signature where came_by = 'telephone'")
    assert b"7700900001" not in b"".join(one for one in row.values() if isinstance(one, bytes))
    said = await here.admin.fetch("select * from escalation.errand") + await here.admin.fetch(
        "select * from escalation.ledger"
    )
    assert not re.search(rf"7700900001|{code}|Resident 1", str(said))
    assert "1 by e-mail, 1 by telephone." in (await here.client.get(f"/petitions/{reference}")).text

    # Who counts by e-mail already counts by that, before and after; two numbers are two people.
    await confirmed(here, settings, reference, range(1, 3))
    assert await page_is_rows(here, reference) == 3
    await sign(here, reference, caller(2))
    assert (await prove(here, reference, *(await codes(here, settings))["+447700900002"])).is_success
    assert await page_is_rows(here, reference) == 3
    for number in (3, 4):
        await sign(here, reference, caller(number, name="Ann Old"))
    sent = await codes(here, settings)
    for number in (3, 4):
        await prove(here, reference, *sent[f"+44770090000{number}"])
    assert await page_is_rows(here, reference) == 5


async def test_guesses_messages_and_the_life_of_a_code_have_an_end(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    await override(here, "telephone.area_a_day", "4")
    await sign(here, reference, caller(1))
    request, code = (await codes(here, settings))[NUMBER]
    for guess in range(5):
        assert (await prove(here, reference, request, f"{(int(code) + 1 + guess) % 10**6:06}")).status_code == 404
    assert (await prove(here, reference, request, code)).status_code == 404  # the sixth try, and the right one
    await sign(here, reference, caller(1))
    later, other = (await codes(here, settings))[NUMBER]
    assert (await prove(here, reference, later, code)).status_code == 404  # the code of another message
    clock.advance(minutes=61)
    assert (await prove(here, reference, later, other)).status_code == 404
    await sign(here, reference, caller(1))
    clock.advance(minutes=61)
    assert (await codes(here, settings))[NUMBER] == (later, other)  # a code whose time is over does not go
    assert same([await sign(here, reference, caller(number)) for number in (2, 3)])  # the fifth of the day does not go
    assert (await codes(here, settings)).keys() == {NUMBER, "+447700900002"}
    assert await page_is_rows(here, reference) == 1
    for number in ("+447012345678", "+33612345678", "0909 8790000", "no number"):
        refused = await sign(here, reference, caller(1, telephone=number))
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/telephone")
        assert number not in refused.text


async def test_what_others_ask_for_in_somebodys_name_keeps_nobody_from_signing(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await sign(here, reference, caller(1))
    own = (await codes(here, settings))[NUMBER]
    for one in range(6):  # a stranger asks with the same number, another name, and types what comes to mind
        asked = await sign(here, reference, caller(1, name=f"Somebody {one}"))
        for guess in range(5):
            await prove(here, reference, asked.json()["request"], f"{guess:06}")
    assert (await prove(here, reference, *own)).is_success
    assert await page_is_rows(here, reference) == 2
    theirs = (await codes(here, settings))[NUMBER]
    assert theirs[0] != own[0]
    late = [await prove(here, reference, *own), await prove(here, reference, *theirs)]
    assert late[0].is_success  # typed twice: counted once
    assert await page_is_rows(here, reference) == 2
    assert await here.value("select count(*) from escalation_private.signature where confirmed_at is not null") == 2
    await override(here, "telephone.number_a_day", "8")
    assert same([await sign(here, reference, caller(4)) for _ in range(9)])
    assert await here.value("select count(*) from escalation_private.signature where confirmed_at is null") == 6 + 8


async def test_the_pages_ask_send_take_the_code_and_name_what_is_wrong(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    visitor, page = Visitor(here.client), f"/petitions/{reference}/telephone"
    assert page in await visitor.read(f"/petitions/{reference}")
    refused = await visitor.send(page, page, **caller(1, telephone="12"))
    assert (refused.status_code, "Write a telephone number" in refused.text) == (422, True)
    asked = await visitor.send(page, page, **caller(1))
    request, code = (await codes(here, settings))[NUMBER]
    assert (asked.status_code, asked.headers["cache-control"], request in asked.text) == (200, "no-store", True)
    typing = f"/petitions/{reference}/code"
    assert "The end of the address in the message" in await visitor.read(typing)
    wrong = await visitor.send(typing, typing, request=request, code="000000" if code != "000000" else "1" * 6)
    assert (wrong.status_code, "copied it rightly" in wrong.text) == (404, True)
    done = await visitor.send(f"{typing}?request={request}", typing, code=code)
    assert (done.status_code, done.headers["location"]) == (303, f"/petitions/{reference}/signed")
    assert await page_is_rows(here, reference) == 2
    desk = await signed_in(here, "case_worker")
    assert page in await desk.read(f"/petitions/{reference}/desk")
    silent = ASGITransport(create(settings.model_copy(update={"mail_folder": None}), here.database, here.clock))
    async with httpx.AsyncClient(transport=silent, base_url="http://127.0.0.1:8000") as client:
        assert page not in (await client.get(f"/petitions/{reference}")).text
        for path in (page, typing):
            assert (await client.get(path)).status_code == 404
        nowhere = await client.post(f"/escalation/v1{page.replace('telephone', 'signatures/telephone')}", json={})
        assert nowhere.json()["type"] == "/problems/no-text-messages"


async def test_a_gateway_is_posted_the_code_once_and_asked_again_only_where_that_may_help(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await codes(here, settings)
    await sign(here, reference, caller(1))
    await sign(here, reference, caller(2))
    heard: list[httpx.Request] = []
    statuses = iter((503, 422, 202))

    def answer(request: httpx.Request) -> Response:
        heard.append(request)
        return Response(next(statuses))

    way = settings.model_copy(update={"text_url": "https://texts.example.org/send"})
    gateway = HttpGateway("https://texts.example.org/send", "s3cret", httpx.MockTransport(answer))
    assert isinstance(gateway_from(way), HttpGateway)
    carriers = {CODE: carrier_of_codes(way, here.clock, gateway)}
    await carry_some(here.database, carriers)
    await here.admin.execute("update escalation.errand set next_attempt_at = clock_timestamp()")
    await carry_some(here.database, carriers)
    sent: list[dict[str, Any]] = [json.loads(one.content) for one in heard]
    assert len(sent) == 3
    assert {one["to"] for one in sent} == {NUMBER, "+447700900002"}
    assert {one.headers["authorization"] for one in heard} == {"Bearer s3cret"}
    assert len({one.headers["idempotency-key"] for one in heard}) == 2
    assert await here.value(f"select count(*) from escalation.errand where kind = '{CODE}' and done_at is null") == 0
    last = next(one for one in sent if one["to"] == NUMBER)
    code, request = re.findall(r"is (\d{6})\..*request=(\w{8})", last["text"])[0]
    assert (await prove(here, reference, request, code)).is_success


def test_a_number_has_one_form_and_only_some_are_reached() -> None:
    forms = ("07700 900001", "+44 7700 900 001", "0044 (0) 7700-900001", "(07700) 900.001", "+44 (0)7700/900001")
    assert {canonical_number(one) for one in forms} == {NUMBER}
    for text in (
        "+447700900111333",
        "+4477009001112",
        "0770090011",
        "",
        "7700900001",
        "+0770090000",
        "call me",
        "07700 900001 ext 2",
        "0" * 40,
        "++447700900001",
    ):
        with pytest.raises(NotANumber):
            canonical_number(text)
    begins = resolve("lof-2026-1", (), SIGNED).telephone.begins
    reached = {one: is_reached(one, begins) for one in (NUMBER, "+441612345678", "+447012345678", "+449098790000")}
    assert list(reached.values()) == [True, True, False, False]
    assert as_digits(" 12-34 56") == "123456"
