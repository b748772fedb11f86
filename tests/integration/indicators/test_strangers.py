"""Every route of indicators, called with made-up requests by nobody, a partner, a registrar and an inspector.

Whatever comes, the answer has a status that the description of the interface names, and is never an error of ours. The
requests are the same in every run; those that fit the description and those that break it take turns.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from httpx import Response
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as bounded
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok

from shared import auth
from shared.database import Database
from shared.events import new_id
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import (
    BURY,
    COUNCIL,
    ENGLAND,
    NEET,
    STAFF,
    TRAFFORD,
    WASTE,
    World,
    row,
    target,
    world,
)

CASES = 5  # of each kind, for each route
SEED = 20260302
KNOWN = {
    "area": [TRAFFORD, BURY],
    "name": [WASTE, STAFF],
    "measure": [WASTE, NEET],
    "body": [COUNCIL],
    "place": [TRAFFORD, ENGLAND],
    "period": ["2024/25", "2023/24"],
}
ROLES = ("partner", "registrar", "inspector")


@pytest.fixture
async def here(settings: Settings, indicators: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    generous = settings.model_copy(update={"requests_per_minute": 1_000_000})
    async with world(generous, indicators, clock, admin_url) as found:
        await found.tell(target("60"))
        posted = await found.post(row("57.5"), row("55", "2023/24"), row("42", code=ENGLAND))
        assert posted.status_code == 201
        yield found


def with_known(described: dict[str, Any]) -> dict[str, Any]:
    """The description, in which parameters also take what is known here: else nearly every answer would be a 404."""
    for operations in described["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in KNOWN:
                    known = {"enum": KNOWN[parameter["name"]]}
                    parameter["schema"] = {"anyOf": [known, known, parameter["schema"]]}
    return described


def made_up(described: dict[str, Any]) -> list[Case[Any]]:
    """The same requests in every run: for each route some that fit its description and some that do not."""
    cases: list[Case[Any]] = []
    for found in schemathesis.openapi.from_dict(described).get_all_operations():
        assert isinstance(found, Ok)
        for mode in GenerationMode:
            strategy = found.ok().as_strategy(generation_mode=mode)

            @seed(SEED)
            @bounded(
                max_examples=CASES,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(strategy)
            def collect(case: Case[Any]) -> None:
                cases.append(case)

            with suppress(Unsatisfiable):  # a route that takes nothing cannot be called wrongly
                collect()
    return cases


async def send(here: World, case: Case[Any], key: str | None) -> Response:
    """The request as a client would send it; writes say a key of their own and, now and then, a version."""
    sent = case.as_transport_kwargs(base_url="http://127.0.0.1:8000")
    headers = {name: str(value) for name, value in (sent.get("headers") or {}).items()}
    headers["Idempotency-Key"] = str(new_id())
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    body = {name: sent[name] for name in ("json", "content") if sent.get(name) is not None}
    if isinstance(sent.get("data"), bytes | str):
        body["content"] = sent["data"]
    return await here.client.request(
        sent["method"], sent["url"], params=sent.get("params"), headers=headers, cookies=None, **body
    )


async def test_no_made_up_request_fails_or_is_answered_in_a_way_that_is_not_described(here: World) -> None:
    described = (await here.client.get("/indicators/v1/openapi.json")).json()
    statuses = {
        (method.upper(), path): set(operation["responses"])
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    }
    keys = {role: await auth.create_key(here.admin, COUNCIL, [TRAFFORD, BURY], [role], name=role) for role in ROLES}
    found: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for case in made_up(with_known(described)):
        for role in (None, *ROLES):
            answer = await send(here, case, keys.get(role) if role else None)
            told, at = str(answer.status_code), (case.method, case.path)
            found[told] += 1
            if told.startswith("5") or (told not in statuses[at] and told != "405"):
                examples.setdefault(f"{told} {case.method} {case.path} ({role})", case.as_curl_command())
    assert examples == {}
    assert found["200"] > 100
    assert found["404"]
    assert found["422"]
    assert found["403"]
