"""The reserve power on a real database: who may lodge, decide and see; silence by its day; and that nothing tells."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import structlog
from httpx import ASGITransport, AsyncClient, Response
from pydantic import TypeAdapter
from sqlalchemy import text

from services.escalation import main
from services.escalation.domain.reserve.commitment import leaf_of
from services.escalation.handlers.reserve import commitment
from services.escalation.worker import deadline_kinds
from services.publication import worker as of_publication
from services.publication.main import create as create_publication
from shared import deadlines, ledger
from shared.database import EVERY_AREA, Database
from shared.events.base import pack
from shared.events.escalation import OpenedEntry
from shared.inbox import Inbox
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, OTHER_AREA
from tests.integration.escalation.sealed import BASE, SENT_TO, SUSPICION, Store, rows_of, store
from tests.integration.escalation.verified import verify
from tests.integration.examples import assert_recorded, trimmed

__all__ = ["store"]


EXAMPLES = Path(main.__file__).parent / "api" / "examples.json"


async def told_of(store: Store) -> list[asyncpg.Record]:
    return list(
        await store.here.admin.fetch(
            "select version, area, type, actor, occurred_at, data, pg_column_size(data) as size "
            "from escalation.ledger where stream = 'commitments' order by version"
        )
    )


async def test_a_leaf_is_told_every_day_alike_whatever_the_store_holds_and_for_days_that_were_missed(
    store: Store,
) -> None:
    await store.end_day()
    await store.sent_on()
    await store.end_day()
    await store.end_day(4)  # the worker was away
    kinds = deadline_kinds(store.settings)
    assert await deadlines.sweep(store.here.database, kinds, store.here.clock.now()) == 0
    told = await told_of(store)
    days = [json.loads(row["data"])["day"] for row in told]
    assert days == ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07"]
    assert [row["version"] for row in told] == [1, 2, 3, 4, 5, 6]
    assert {(row["area"], row["type"], row["actor"], row["size"]) for row in told} == {
        ("", "folkmoot.commitment.made.v1", "system", told[0]["size"])
    }
    assert [row["occurred_at"].date().isoformat() for row in told] == ["2026-03-03", "2026-03-04", *["2026-03-08"] * 4]
    armed = await store.here.admin.fetch("select kind, subject, area, due_on from escalation.deadline order by due_on")
    assert {(row["kind"], row["subject"], row["area"]) for row in armed} == {(commitment.DAY, "commitments", "")}
    assert armed[-1]["due_on"].isoformat() == "2026-03-08"
    held = await store.here.admin.fetch("select day, count(*) as entries from escalation_sealed.entry group by day")
    assert [(row["day"].isoformat(), row["entries"]) for row in held] == [("2026-03-03", 4)]


async def test_silence_passes_a_matter_on_after_two_and_five_working_days_and_nobody_is_told(store: Store) -> None:
    matter, outside = await store.lodge(), await rows_of(store.here.admin)
    stages: dict[str, tuple[int, str | None]] = {}
    for _ in range(12):  # from Monday 2 March: 4 March ends the first pair's time, 12 March the next pair's
        await store.end_day()
        seen = (await store.get(("council", "monitoring_officer"), f"/{matter}")).json()
        stages[store.here.clock.now().date().isoformat()] = (seen["version"], seen["due_on"])
    assert [stages[day] for day in ("2026-03-04", "2026-03-05", "2026-03-12", "2026-03-13", "2026-03-14")] == [
        (1, "2026-03-04"),
        (2, "2026-03-12"),
        (2, "2026-03-12"),
        (3, "2026-03-20"),
        (3, "2026-03-20"),
    ]
    assert (await store.decide(("police", "authoriser"), matter, "authorise", send_to=SENT_TO)).status_code == 404
    for who, stage in ((("college", "auditor"), "deciding"), (("police", "authoriser"), "sent")):  # nobody alone
        decided = await store.decide(who, matter, "authorise", send_to=SENT_TO)
        assert decided.json()["stage"] == stage
    changed = {name for name, held in (await rows_of(store.here.admin)).items() if held != outside.get(name)}
    assert changed <= {
        "escalation.ledger",
        "escalation.outbox",
        "escalation.deadline",
        "identity.api_key",
        "identity.role_grant",
        "escalation.ledger_position_seq",
        "escalation.deadline_id_seq",
    }
    assert {row["type"] for row in await store.here.admin.fetch("select type from escalation.ledger")} == {
        "folkmoot.commitment.made.v1"
    }


async def test_a_matter_that_cannot_be_moved_holds_up_neither_the_others_nor_the_day(store: Store) -> None:
    broken, sound = await store.lodge(), await store.lodge(what="Another deed of the same kind")
    await store.here.admin.execute("update escalation_sealed.matter set key = key || '\\x00' where matter = $1", broken)
    with structlog.testing.capture_logs() as logged:
        store.here.clock.set(store.here.clock.now() + timedelta(days=3, hours=-3))
        await deadlines.sweep(store.here.database, deadline_kinds(store.settings), store.here.clock.now())
    rows = await store.here.admin.fetch("select matter::text, version from escalation_sealed.matter")
    versions = {row["matter"]: row["version"] for row in rows}
    assert (versions[broken], versions[sound], logged) == (1, 2, [])
    assert await store.here.value("select trouble from escalation_sealed.matter where matter = $1", broken)
    assert len(await told_of(store)) == 3


async def test_every_reading_is_noted_even_one_that_was_refused(store: Store) -> None:
    matter = await store.lodge()
    for who, status in {("police", "authoriser"): 200, ("waste", "authoriser"): 404, ("fire", "partner"): 404}.items():
        assert (await store.get(who, f"/{matter}")).status_code == status
    assert (await store.decide(("waste", "auditor"), matter, "close")).status_code == 404
    assert (await store.decide(("police", "authoriser"), matter, "close")).status_code == 409
    seen = (await store.get(("council", "s151"), f"/{matter}")).json()
    purposes = ["see", "see", "see: refused", "close", "close: refused", "close", "see"]
    assert [reading["purpose"] for reading in seen["readings"]] == purposes
    lodger = (await store.get(("fire", "chief_officer"), f"/{matter}")).json()
    assert lodger["readings"] == []


async def test_lodging_names_every_gap_and_keeps_nothing_and_the_same_request_finds_the_same_matter(
    store: Store,
) -> None:
    who = ("fire", "chief_officer")
    gaps = await store.send(who, "", {"area": AREA})
    assert (gaps.status_code, {fault["pointer"] for fault in gaps.json()["errors"]}) == (
        422,
        {"/what", "/who", "/when", "/evidence", "/subject"},
    )
    unknown = await store.send(who, "", SUSPICION | {"case": "TEST-2026-9999-9"})
    assert [fault["code"] for fault in unknown.json()["errors"]] == ["unknown-case"]
    of_another = await store.send(who, "", SUSPICION | {"subject": "police", "case": await store.here.open_case()})
    assert [fault["code"] for fault in of_another.json()["errors"]] == ["another-body-answers"]
    assert (await store.send(("fire", "partner"), "", SUSPICION)).status_code == 403
    assert (await store.send(who, "", SUSPICION | {"area": OTHER_AREA})).status_code == 403
    assert await store.here.value("select count(*) from escalation_sealed.matter") == 0
    first, again, other = [
        await store.send(who, "", SUSPICION | change, key="mine") for change in ({}, {}, {"who": "Somebody else"})
    ]
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()
    assert await store.here.value("select count(*) from escalation.idempotency") == 0
    anonymous = await store.send(("council", "councillor"), "", SUSPICION | {"source": "anonymous"})
    assert anonymous.status_code == 201


async def test_a_refusal_is_told_to_who_lodged_it_and_three_of_one_organisation_are_a_number_for_the_chair(
    store: Store,
) -> None:
    chair = ("council", "scrutiny_officer")
    matter = ""
    for number in range(3):
        assert (await store.get(chair, "/misuse")).json()["organisations"] == []
        matter = await store.lodge(what=f"Rumour of a deed, number {number}")
        for body in ("police", "college"):
            assert (
                await store.decide((body, "authoriser"), matter, "refuse", reasons="Hearsay, as its papers show")
            ).status_code == 200
    told = (await store.get(("fire", "chief_officer"), f"/{matter}")).json()
    assert told["stage"] == "refused"
    assert [(entry["name"], entry["facts"].get("reasons")) for entry in told["entries"]] == [
        ("lodged", None),
        ("not_authorised", "Hearsay, as its papers show"),
        ("not_authorised", "Hearsay, as its papers show"),
        ("turned_down", None),
    ]
    (counted,) = (await store.get(chair, "/misuse")).json()["organisations"]
    assert counted == {"area": AREA, "organisation": "fire", "refused_in_12_months": 3}
    assert (await store.get(("fire", "partner"), "/misuse")).status_code == 403
    store.here.clock.advance(days=370)
    assert (await store.get(chair, "/misuse")).json()["organisations"] == []


async def test_a_quarters_count_is_told_after_it_is_over_and_from_five_on(store: Store) -> None:
    async def counted() -> dict[str, int | None]:
        told = (await store.get(None, "/statistics")).json()
        return {row["area"]: row["lodged"] for row in told["areas"]}

    for number in range(4):
        await store.lodge(what=f"Deed of another kind, number {number}")
    assert await counted() == {AREA: None, OTHER_AREA: None}
    begun = store.here.clock.now()
    store.here.clock.set(datetime(2026, 4, 1, 9, tzinfo=UTC))
    assert await counted() == {AREA: None, OTHER_AREA: None}
    store.here.clock.set(begun)
    await store.lodge(what="A fifth deed of this kind")
    assert await counted() == {AREA: None, OTHER_AREA: None}
    store.here.clock.set(datetime(2026, 4, 1, 9, tzinfo=UTC))
    assert await counted() == {AREA: 5, OTHER_AREA: None}


@pytest.mark.parametrize(
    ("findings", "state", "event"),
    [
        ({"findings": "Rounds were invented", "is_failing": True}, "action_negotiation", "case.negotiation_opened"),
        ({"findings": "Nothing was invented", "is_failing": False}, "screening", "case.reserve_unsealed"),
    ],
)
async def test_what_is_unsealed_enters_its_case_and_opens_the_hash_of_its_day(
    store: Store, publication: Database, findings: dict[str, Any], state: str, event: str
) -> None:
    reference = await store.here.open_case()
    matter = await store.sent_on(case=reference)
    await store.lodge_elsewhere()  # a day's hash holds the entries of every area
    await store.end_day(20)
    assert (await store.decide(("police", "authoriser"), matter, "unseal")).status_code == 403
    assert (await store.decide(("fire", "chief_officer"), matter, "report", **findings)).status_code == 403
    assert (await store.decide(("inspectors", "inspector"), matter, "report", **findings)).status_code == 200
    withhold = [{"entry": 1, "fact": "who", "ground": "personal_data"}]
    officer = ("council", "monitoring_officer")
    unsealed = await store.decide(officer, matter, "unseal", withhold=withhold)
    assert (unsealed.status_code, unsealed.json()["stage"]) == (200, "unsealed")

    case = (await store.here.show(reference)).json()
    assert (case["state"], case["history"][-1]["event"]) == (state, event)
    entered = next(one for one in case["history"] if one["event"].startswith("case.reserve"))
    assert (entered["facts"]["lodged_on"], entered["occurred_at"][:10]) == ("2026-03-02", "2026-03-22")
    lodged = {fact["name"]: fact for fact in entered["facts"]["entries"][0]["facts"]}
    assert lodged["what"]["value"] == SUSPICION["what"]
    assert [lodged[name]["value"] for name in ("who", "body", "role", "source")] == [""] * 4
    assert lodged["who"]["ground"] == "personal_data"

    await carry(store, publication)
    told = await read(store, publication, "/publication/v1/commitments")
    leaves = {one["day"]: one["leaf"] for one in told["commitments"]}
    assert len(leaves) == 20
    (opened,) = (await read(store, publication, "/publication/v1/commitments/opened"))["matters"]
    assert (opened["matter"], opened["case"]) == (matter, reference)
    entries = TypeAdapter(tuple[OpenedEntry, ...]).validate_python(opened["entries"])
    assert [leaf_of(entry) for entry in entries[:4]] == [leaves["2026-03-02"]] * 4
    assert entries[-1].proof is None
    verified = {one.subject: one for one in await verify(store.here.database)}
    assert [
        (verified[name].checked, verified[name].differences) for name in ("days of the store", "opened matters")
    ] == [
        (20, ()),
        (1, ()),
    ]
    assert verified["cases"].differences == ()
    await store.here.admin.execute("update escalation_sealed.entry set digest = '\\x00' where number = 2")
    changed = {one.subject: one.differences for one in await verify(store.here.database)}
    assert changed["days of the store"] == ("2026-03-02: the hash is not what the sealed store gives",)


async def carry(store: Store, publication: Database) -> None:
    """Bring publication what escalation tells of its sealed store."""
    query = text("select * from ledger where kind = 'escalation.commitment' order by position")
    async with store.here.database.unit_of_work(EVERY_AREA) as session:
        told = [ledger.envelope(row) for row in (await session.execute(query)).mappings()]
    consumer = "publication.commitment"
    await Inbox(publication, consumer, of_publication.CONSUMERS[consumer]).receive(pack(told))


async def read(store: Store, publication: Database, path: str) -> Any:
    app = create_publication(store.settings, publication, SetClock(datetime(2026, 4, 1, tzinfo=UTC)))
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://127.0.0.1:8000") as client:
        answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_every_example_has_the_shape_of_what_is_answered(store: Store) -> None:
    """When a shape changes on purpose, RECORD_EXAMPLES=1 with this test writes the examples anew."""
    told: dict[str, Any] = {}

    def keep(name: str, answer: Response, said: Mapping[str, Any] | None = None) -> Any:
        assert answer.status_code in {200, 201}, answer.text
        told[name] = {"status": answer.status_code, "answer": trimmed(answer.json())} | (
            {"request": said} if said else {}
        )
        return answer.json()

    async def ask(who: str, role: str, command: str, **said: Any) -> None:
        said = {"reasons": "What is said is borne out"} | said
        keep(f"POST {BASE}/{{matter}}/{command}", await store.decide((who, role), matter, command, **said), said)

    officer = ("council", "monitoring_officer")
    matter = keep(f"POST {BASE}", await store.send(("fire", "chief_officer"), "", SUSPICION), SUSPICION)["matter"]
    for body in ("police", "college"):
        await ask(body, "authoriser", "authorise", send_to=SENT_TO)
    await ask(*officer, "review")
    keep(f"GET {BASE}/{{matter}}", await store.get(officer, f"/{matter}"))
    keep(f"GET {BASE}", await store.get(officer, ""))
    keep(f"GET {BASE}/statistics", await store.get(None, "/statistics"))
    keep(f"GET {BASE}/misuse", await store.get(("council", "scrutiny_officer"), "/misuse"))
    withhold = [{"entry": 1, "fact": "who", "ground": "personal_data"}]
    await ask("inspectors", "inspector", "report", findings="Rounds were invented", is_failing=True)
    await ask(*officer, "unseal", withhold=withhold)
    for command, role in (("refuse", "authoriser"), ("close", "monitoring_officer")):
        matter = (
            await store.lodge(what=f"A deed like the others: {command}")
            if command == "refuse"
            else await store.sent_on()
        )
        if command == "close":
            found = {"findings": "Nothing was found", "is_failing": False}
            await store.decide(("inspectors", "inspector"), matter, "report", **found)
        await ask("council" if command == "close" else "police", role, command)

    assert_recorded(EXAMPLES, told)
    recorded = json.loads(EXAMPLES.read_text())
    described = (await store.here.client.get("/escalation/v1/openapi.json")).json()["paths"]
    routes = {
        f"{method.upper()} {path}" for path, all_ in described.items() if path.startswith(BASE) for method in all_
    }
    assert routes == set(told)
    illustrated = described[BASE]["post"]["responses"]["201"]["content"]["application/json"]["example"]
    assert illustrated == recorded[f"POST {BASE}"]["answer"]
