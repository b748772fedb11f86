"""What anybody may read of powers and of how long steps take, through the doors, as the record tells it."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from deploy.sample import exports
from services.publication import main
from shared.database import Database
from shared.events import escalation
from shared.events.base import Envelope
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.examples import assert_recorded
from tests.integration.publication.sending import send
from tests.integration.publication.timeline import REFERENCE, TRAFFORD, case, envelope, hear

RECORDED = Path(main.__file__).parent / "api" / "examples.json"
TOLD = (f"/publication/v1/powers/{TRAFFORD}", "/publication/v1/timing")
PATHS = ("GET /publication/v1/powers/{area}", "GET /publication/v1/timing")
CASES = 6


def another(told: list[Envelope], number: int) -> list[Envelope]:
    """The same case under another reference, a day longer on its second rung for each."""
    reference = f"TRAF-2026-{number:04}-9"
    moved = [
        replace(
            one,
            id=one.id[:-4] + f"{number:04x}",
            stream=f"case/{reference}",
            content=json.loads(json.dumps(one.content).replace(REFERENCE, reference)),
        )
        for one in told
    ]
    last = moved[-1]
    return [*moved[:-1], replace(last, occurred_at=last.occurred_at + timedelta(days=7 * number))]


@pytest.fixture
async def reader(publication: Database, settings: Settings, clock: SetClock) -> AsyncIterator[httpx.AsyncClient]:
    await send(publication, exports.register(), clock)
    told = [one for number in range(CASES) for one in another(case(), number)]
    await hear(publication, *told)
    clock.set(datetime(2026, 11, 22, 9, tzinfo=UTC))
    app = main.create(settings, publication, clock)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        yield client


async def test_powers_and_timing_are_told_from_the_record_and_name_no_partner(reader: httpx.AsyncClient) -> None:
    powers, timing = [(await reader.get(path)).json() for path in TOLD]
    by_name = {one["power"]: one for one in powers["powers"]}
    used = {name: one["used"] and one["used"]["times"] for name, one in by_name.items()}
    assert (used["remedy"], used["hearing"], used["foi"], used["call_for_action"]) == (CASES, 0, None, 0)
    assert {one["basis"] for one in by_name["recommend"]["rests_on"]} == {"statute"}

    rungs = {(one["rung"], one["kind"]): one for one in timing["stays"]}
    together, council = rungs[1, None], rungs[1, "council"]
    assert (together["counted"], together["shortest"], together["longest"]) == (CASES, 1, 24)  # Easter lies in it
    assert council["counted"] is council["median"] is None  # one body alone stands behind them
    assert "Trafford Council" not in json.dumps(timing)

    page = (await reader.get("/record/timing")).text
    assert "Too few to show" in page
    for words in ("What is counted", "Working days.", "What stops it", "Step 2: the partner puts it right"):
        assert words in page
    assert "Trafford Council" not in page
    page = (await reader.get(f"/record/powers/{TRAFFORD}")).text
    assert f"{CASES} times, last on" in page
    for path in ("/record/powers/E99999999", "/record/timing?area=E99999999", "/publication/v1/powers/E99999999"):
        assert (await reader.get(path)).status_code == 404


async def test_the_must_line_names_its_ground_in_every_door(reader: httpx.AsyncClient, publication: Database) -> None:
    document = (await reader.get("/publication/v1/cases/TRAF-2026-0001-9")).json()
    assert [one["basis"] for one in document["must"]["rests_on"]] == ["guidance"]

    to = {"answer_by": date(2026, 9, 1), "received_on": date(2026, 7, 2)}
    issued = escalation.RecommendationsIssued(
        case="TRAF-2026-0001-9",
        state="awaiting_responses",
        silence="awaiting_responses",
        due_on=date(2026, 9, 15),
        recommendations=(),
        addressees=(
            escalation.Addressee(body="trafford-council", regime="executive", is_owed=True, **to),
            escalation.Addressee(body="gmca", regime="ordinary", is_owed=False, **to),
        ),
        signed_off_by="Chair",
        minute=escalation.Minute(
            body="Scrutiny", met_on=date(2026, 7, 1), reference="12/26", votes_for=5, votes_against=0
        ),
    )
    await hear(publication, envelope(issued, "case/TRAF-2026-0001-9", 5, 120))
    law = "section 9FE of the Local Government Act 2000"
    must = (await reader.get("/publication/v1/cases/TRAF-2026-0001-9")).json()["must"]
    assert must["does"] == f"must, under {law} (the council's executive), answer."
    assert must["rests_on"] == [{"basis": "statute", "source": law}]
    page = (await reader.get("/record/TRAF-2026-0001-9")).text
    assert f"Law: {law}" in page


async def test_what_is_told_looks_as_its_recorded_examples(reader: httpx.AsyncClient) -> None:
    """When a shape changes on purpose, RECORD_EXAMPLES=1 with this test writes the examples anew."""
    answers = [await reader.get(path) for path in TOLD]
    told = {
        path: {"status": answer.status_code, "answer": answer.json()}
        for path, answer in zip(PATHS, answers, strict=True)
    }
    assert_recorded(RECORDED, told)
