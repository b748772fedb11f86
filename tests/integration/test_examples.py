"""The examples in the description of indicators were really answered, and what is answered now has the same shape.

When a shape changes on purpose, `RECORD_EXAMPLES=1` with this test writes them anew.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.cli.pull import pull_each
from services.indicators import main
from services.indicators.handlers.mapping import pull
from services.indicators.schemas.figure import held
from services.indicators.schemas.judgement import baseline, forecast
from shared import auth
from shared.auth import Grant
from shared.database import Database
from shared.events import new_id
from shared.events.publication import PartnerRegistered
from shared.outside.fetching import Way
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.examples import assert_recorded, trimmed
from tests.integration.indicators.figures import (
    COLLEGE,
    COUNCIL,
    NEET,
    SAID_AT,
    TRAFFORD,
    WASTE,
    World,
    row,
    target,
    world,
)
from tests.integration.indicators.mappings import MAPPING, TABLE
from tests.integration.indicators.test_explanation import ANSWERS
from tests.outside import ADDRESS, PUBLIC

RECORDED = Path(main.__file__).parent / "api" / "examples.json"
V1 = "/indicators/v1"
MEASURE = f"{V1}/measures/{TRAFFORD}/{WASTE}"
ENQUIRY = {"area": TRAFFORD, "measure": WASTE, "period": "2025/26", "purpose": "For the report to scrutiny in June."}
CHALLENGE = {"area": TRAFFORD, "measure": WASTE, "words": "Why did recycling fall while the neighbours' rose?"}
SAMPLE = {"period": "2024/25", "basis": "share", "counted": 575, "of": 1000}
REPLY = {"reply": "Collections stopped for six weeks; two more crews began in May."}

OFFICER, REGISTRARS, PASSWORD = "scrutiny-officer", ("registrar-1", "registrar-2"), "correct horse battery"
COLLEGE_JOINS = PartnerRegistered(
    area=TRAFFORD,
    partner=COLLEGE,
    name="Trafford College",
    partner_kind="college",
    regime="none",
    inspectorate="",
    embargo=True,
    clearance=True,
)


@pytest.fixture
async def here(settings: Settings, indicators: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    async with world(settings, indicators, clock, admin_url) as found:
        await found.tell(COLLEGE_JOINS, target("60"))
        found.keys[OFFICER] = await auth.create_key(
            found.admin, COLLEGE, [TRAFFORD], ["scrutiny_officer"], name=OFFICER
        )
        for name, body in zip(REGISTRARS, (COUNCIL, COLLEGE), strict=True):
            await auth.create_account(found.admin, name, PASSWORD, body=body, grants=[Grant(TRAFFORD, "registrar")])
            found.keys[name] = await auth.create_key(
                found.admin, body, [TRAFFORD], ["registrar"], name=name, held_by=name
            )
        yield found


class Recorder:
    """Calls routes and keeps, by method and path template, what was sent and answered."""

    def __init__(self, here: World) -> None:
        self._here = here
        self.told: dict[str, dict[str, Any]] = {}

    async def call(
        self,
        method: str,
        template: str,
        *,
        sent: object = None,
        text: str | None = None,
        by: str = COUNCIL,
        seen: int | None = None,
        query: str = "",
        person: str = "",
        **parts: str,
    ) -> Any:
        headers = {"Authorization": f"Bearer {await self._here.key(by)}", "Idempotency-Key": str(new_id())}
        if person:
            headers |= {"Cookie": f"folkmoot={person}", "Origin": str(self._here.client.base_url)}
            del headers["Authorization"]
        headers |= {"If-Match": f'"{seen}"'} if seen else {}
        headers |= {"Content-Type": "text/csv"} if text else {}
        path = V1 + template.format(**({"area": TRAFFORD, "name": WASTE} | parts)) + query
        content = {"content": text} if text else {} if sent is None else {"json": sent}
        answer = await self._here.client.request(method, path, headers=headers, **content)
        assert answer.status_code in {200, 201}, f"{method} {path}: {answer.text}"
        told = {"status": answer.status_code, "answer": trimmed(answer.json())}
        self.told[f"{method} {V1}{template}"] = told | ({"request": sent} if sent else {})
        return answer.json()


async def second_person(here: World) -> str:
    """The session of somebody of a body whose figures wait for a second person."""
    await auth.create_account(
        here.admin, "bea", "correct horse battery", body=COLLEGE, grants=[Grant(TRAFFORD, "partner")]
    )
    return await auth.sign_in(here.database, "bea", "correct horse battery") or ""


async def fetched(here: World) -> str:
    """A batch that nobody sent: what a mapping names by an address, by a way that ends in this test."""

    async def resolve(_: str) -> list[str]:
        return [PUBLIC]

    headers = {"Authorization": f"Bearer {await here.key(COUNCIL)}", "Idempotency-Key": str(new_id())}
    document = MAPPING | {"source": {"address": ADDRESS, "every": "year"}}
    await here.client.put(f"{V1}/mappings/public", json=document, headers=headers)
    file = httpx.ByteStream(TABLE.encode())
    carried = httpx.MockTransport(lambda _: httpx.Response(200, stream=file, headers={"Content-Type": "text/csv"}))
    clock = SetClock(SAID_AT)
    due = await pull.wanted(here.database, body=COUNCIL, mapping="public", now=clock.now())
    (done,) = await pull_each(here.database, due, now=clock.now, way=Way(resolve=resolve, carrier=lambda: carried))
    return str(done.pull.batch)


async def go_round(here: World) -> dict[str, dict[str, Any]]:
    """Call the routes once, in an order in which each finds what it needs."""
    recorder = Recorder(here)
    call = recorder.call
    receipt = await call("POST", "/batches", sent={"rows": [row("57.5")]})
    await call("GET", "/batches")
    await call("GET", "/batches/{id}", id=receipt["batch"])
    person = await second_person(here)
    waiting = await here.post(row("6.1", name=NEET), body=COLLEGE)
    first, again = waiting.json()["batch"], (await here.post(row("6.2", name=NEET), body=COLLEGE)).json()["batch"]
    await call("GET", "/batches/{id}/figures", id=first, by=COLLEGE)
    await call("POST", "/batches/{id}:clear", id=first, person=person)
    await call("POST", "/batches/{id}:return", sent=held.RETURN_EXAMPLE, id=again, person=person)
    await call("GET", "/form", query=f"?format=json&measure={WASTE}")
    await call("PUT", "/mappings/{id}", sent=MAPPING, id="waste")
    await call("GET", "/mappings")
    await call("GET", "/mappings/{id}", id="waste")
    await call("GET", "/mappings/{id}/versions/{version}", id="waste", version="1")
    await call("POST", "/mappings/{id}:try", text=TABLE, id="waste")
    await call("POST", "/mappings/{id}:suggest", text=TABLE, id="waste")
    await call("POST", "/batches/{id}:confirm", id=await fetched(here))
    await call("GET", "/pulls")
    await call("GET", "/national-indicators")
    await call("GET", "/measures/{area}/{name}")
    await call("GET", "/measures/{area}/{name}/revisions", query="?period=2024/25")
    await call("GET", "/measures/{area}/{name}/observations.csv-metadata.json")
    await call("GET", "/question-sets/{name}", name="below-target-1")
    asked = (await call("GET", "/explanations"))["explanations"][0]
    await call("GET", "/explanations/{id}", id=asked["explanation"])
    await call(
        "POST",
        "/explanations/{id}/answers",
        sent={"answers": ANSWERS},
        seen=asked["version"],
        id=asked["explanation"],
    )
    await call("GET", "/warnings")
    made = await call("POST", "/challenges", sent=CHALLENGE, by=COLLEGE)
    await call("GET", "/challenges")
    await call("GET", "/challenges/{id}", id=made["challenge"])
    await call("POST", "/challenges/{id}/reply", sent=REPLY, seen=1, id=made["challenge"])
    removal = {"sort": "challenge", "of": made["challenge"], "names": ["reply"], "ground": "personal_data"}
    wanted = await call("POST", "/removals", sent=removal, by=REGISTRARS[0])
    await call("POST", "/removals/{id}/refuse", id=wanted["removal"], by=REGISTRARS[1])
    wanted = await call("POST", "/removals", sent=removal, by=REGISTRARS[0])
    await call("POST", "/removals/{id}/agree", id=wanted["removal"], by=REGISTRARS[1])
    await call("GET", "/removals")
    enquiry = await call("POST", "/enquiries", sent=ENQUIRY, by=COLLEGE)
    await call("GET", "/enquiries")
    await call("GET", "/enquiries/{id}", id=enquiry["enquiry"])
    await call("POST", "/measures/{area}/{name}/forecasts", sent=forecast.EXAMPLE)
    await call("POST", "/measures/{area}/{name}/samples", sent=SAMPLE)
    await call("POST", "/measures/{area}/{name}/baselines", sent=baseline.EXAMPLE, by=OFFICER)
    await call("GET", "/burden/{area}")
    await call("GET", "/calendar/{area}")
    return recorder.told


async def test_every_example_has_the_shape_of_what_is_answered(here: World) -> None:
    told = await go_round(here)
    assert_recorded(RECORDED, told)


async def test_every_route_shows_an_example_of_its_answer_and_of_what_it_takes(here: World) -> None:
    described = (await here.client.get(f"{V1}/openapi.json")).json()
    without = []
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            told = [one.get("content", {}) for status, one in operation["responses"].items() if status[0] == "2"]
            is_bare = not any("example" in content for kinds in told for content in kinds.values())
            if is_bare and not path.endswith(".csv") and method != "delete":
                without.append(f"{method} {path}")
            kinds = operation.get("requestBody", {}).get("content", {})
            if "application/json" in kinds and "example" not in kinds["application/json"]:
                without.append(f"{method} {path} (request)")
    assert without == []
