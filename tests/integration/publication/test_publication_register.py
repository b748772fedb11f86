"""The register in PostgreSQL: recorded once, told in order, refused whole, guarded by area."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from deploy.sample import exports
from services.cli.register import facts_of
from services.publication.domain.register.register import lead_on, refold
from services.publication.handlers.register import register as handlers
from services.publication.schemas.register.register import RegisterIn
from shared import ledger
from shared.auth import Caller, CallerKind, Grant, known
from shared.database import EVERY_AREA, Database
from shared.events.publication import LeadAssigned
from shared.idempotency import Answer, Once
from shared.problems import KeyReused, Malformed, NotYours
from shared.shapes import fit
from shared.working_days import london_day
from tests.integration.conftest import SetClock

TRAFFORD = "E08000009"


def registrar(*areas: str) -> Caller:
    grants = [Grant(area, "registrar") for area in areas]
    return known("key/registrar", CallerKind.PARTNER, "trafford-council", "Trafford Council", grants)


def once(key: str, body: object) -> Once:
    return Once("key/registrar", key, "POST /publication/v1/register", json.dumps(body).encode().ljust(32)[:32])


def trafford() -> dict[str, Any]:
    body = exports.register().body
    assert isinstance(body, dict)
    return dict(body)


async def record(database: Database, body: dict[str, Any], clock: SetClock, key: str = "first") -> Answer:
    facts = fit(RegisterIn, body).facts()
    return await handlers.record(database, facts, caller=registrar(TRAFFORD), once=once(key, key), now=clock.now())


async def test_a_whole_real_register_is_recorded_and_told(publication: Database, clock: SetClock) -> None:
    answer = await record(publication, trafford(), clock)
    receipt = json.loads(answer.body)
    async with publication.unit_of_work(EVERY_AREA) as session:
        told = await ledger.read_stream(session, f"register/{TRAFFORD}")
    held = await handlers.read(publication, TRAFFORD)
    assert (answer.status, receipt["version"], len(receipt["appended"])) == (201, len(told), len(told))
    assert refold(TRAFFORD, [each.event for each in told]) == held  # type: ignore[misc] # a register's stream


async def test_the_same_facts_under_another_key_append_nothing(publication: Database, clock: SetClock) -> None:
    await record(publication, trafford(), clock)
    again = await record(publication, trafford(), clock, key="second")
    assert (again.status, json.loads(again.body)["appended"]) == (200, [])


async def test_the_same_request_gets_the_same_answer(publication: Database, clock: SetClock) -> None:
    first = await record(publication, trafford(), clock)
    assert await record(publication, trafford(), clock) == first


async def test_a_key_is_not_taken_for_another_request(publication: Database, clock: SetClock) -> None:
    facts = fit(RegisterIn, trafford()).facts()
    await handlers.record(publication, facts, caller=registrar(TRAFFORD), once=once("k", 1), now=clock.now())
    with pytest.raises(KeyReused):
        await handlers.record(publication, facts, caller=registrar(TRAFFORD), once=once("k", 2), now=clock.now())


async def test_one_unknown_partner_refuses_the_whole_message(publication: Database, clock: SetClock) -> None:
    body = trafford()
    wrong = {"measure": body["measures"][0]["measure"], "lead": "nobody", "basis": "none", "since_on": "2026-01-01"}
    with pytest.raises(Malformed) as refused:
        await record(publication, {**body, "leads": [wrong]}, clock)
    async with publication.unit_of_work(EVERY_AREA) as session:
        rows = (await session.execute(text("select count(*) from area"))).scalar_one()
    assert ([fault.pointer for fault in refused.value.errors], rows) == (["/leads/0/lead"], 0)


async def test_a_registrar_of_another_area_writes_nothing_here(publication: Database, clock: SetClock) -> None:
    facts = fit(RegisterIn, trafford()).facts()
    with pytest.raises(NotYours):
        await handlers.record(publication, facts, caller=registrar("E06000022"), once=once("k", 1), now=clock.now())


async def test_letters_of_another_area_are_refused_by_name(publication: Database, clock: SetClock) -> None:
    await record(publication, trafford(), clock)
    body = trafford()
    other = {
        **body,
        "area": {**body["area"], "area": "E06000022"},
        "leads": [],
        "measures": [],
        "places": [],
        "subjects": [],
    }
    facts = fit(RegisterIn, other).facts()
    with pytest.raises(Malformed) as refused:
        await handlers.record(publication, facts, caller=registrar("E06000022"), once=once("o", 1), now=clock.now())
    assert [fault.code for fault in refused.value.errors] == ["letters-taken"]


async def test_a_change_of_lead_keeps_who_led_before(publication: Database, clock: SetClock) -> None:
    body = trafford()
    await record(publication, body, clock)
    measure, before = body["leads"][0]["measure"], body["leads"][0]["lead"]
    change = {"measure": measure, "lead": "gmca", "basis": "Board, 1 March 2026", "since_on": "2026-03-01"}
    await record(publication, {**body, "leads": [change]}, clock, key="change")
    held = await handlers.read(publication, TRAFFORD)
    earlier, later = lead_on(held, measure, date(2026, 2, 28)), lead_on(held, measure, date(2026, 3, 1))
    assert (earlier and earlier.lead.lead, later and later.lead.lead) == (before, "gmca")


async def test_a_body_with_another_name_keeps_the_one_it_had(publication: Database, clock: SetClock) -> None:
    body = trafford()
    await record(publication, body, clock)
    stated = next(one for one in body["partners"] if one["partner"] == "gmca")
    was, stated["name"] = stated["name"], "Greater Manchester Authority"
    renamed = await record(publication, body, clock, key="second")
    again = await record(publication, body, clock, key="third")
    assert [json.loads(one.body)["appended"] for one in (renamed, again)] == [["register.partner_registered"], []]
    held = (await handlers.read(publication, TRAFFORD)).partners["gmca"]
    on = london_day(clock.now())
    assert (held.name, held.former_names, held.renamed_on) == (stated["name"], (was,), (on,))
    async with publication.unit_of_work(EVERY_AREA) as session:
        told = await ledger.read_stream(session, f"register/{TRAFFORD}")
    assert told[-1].event == held


async def test_rows_of_another_area_can_be_neither_seen_nor_written(publication: Database, clock: SetClock) -> None:
    await record(publication, trafford(), clock)
    async with publication.unit_of_work(frozenset({"E06000022"})) as session:
        assert (await session.execute(text("select count(*) from partner"))).scalar_one() == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        async with publication.unit_of_work(frozenset({"E06000022"})) as session:
            await session.execute(text("insert into place values ('E08000009', 'X', 'X', 'ward')"))


@pytest.mark.parametrize("statement", ["update lead set lead = 'gmp'", "delete from lead", "delete from partner"])
async def test_the_service_cannot_rewrite_who_led(publication: Database, clock: SetClock, statement: str) -> None:
    await record(publication, trafford(), clock)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with publication.unit_of_work(EVERY_AREA) as session:
            await session.execute(text(statement))


async def test_a_file_is_loaded_once(publication: Database, clock: SetClock, tmp_path: Path) -> None:
    file = tmp_path / "register.json"
    file.write_text(json.dumps(trafford()), encoding="utf-8")
    first = await handlers.load(publication, facts_of(file), now=clock.now())
    again = await handlers.load(publication, facts_of(file), now=clock.now())
    assert (first["version"], again["appended"]) == (again["version"], [])


async def test_every_lead_of_the_sample_is_told_as_an_event(publication: Database, clock: SetClock) -> None:
    body = trafford()
    await record(publication, body, clock)
    async with publication.unit_of_work(EVERY_AREA) as session:
        told = await ledger.read_stream(session, f"register/{TRAFFORD}")
    assert sum(isinstance(each.event, LeadAssigned) for each in told) == len(body["leads"])
