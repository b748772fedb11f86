"""A write that was accepted and is sent again gets its answer again, whatever has changed in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx import Response

from services.indicators.main import create
from services.indicators.schemas.figure.report import EXAMPLE as REPORT
from services.indicators.worker import DEADLINES
from shared import auth, deadlines
from shared.database import Database
from shared.events import new_id
from shared.events.publication import PartnerRegistered
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import COLLEGE, COUNCIL, NEET, TRAFFORD, WASTE, World, lead, row, target
from tests.integration.indicators.mappings import MAPPING
from tests.integration.indicators.test_explanation import ANSWERS

V1 = "/indicators/v1"
CHANGED_ON = date(2026, 4, 2)
CHANGE_NOTHING = {f"{V1}/mappings/{{id}}:try", f"{V1}/mappings/{{id}}:suggest"}
# What a person does with a batch that waits, or was fetched, needs such a batch: test_held and test_pull repeat these.
OF_A_BATCH = {f"{V1}/batches/{{id}}{deed}" for deed in (":clear", ":return", "/publish_at", ":confirm")}
# Taking words out needs two people of two bodies: test_words_removed presses each of these twice.
OF_A_REMOVAL = {f"{V1}/removals{deed}" for deed in ("", "/{id}/agree", "/{id}/refuse")}
AT = {"area": TRAFFORD, "measure": WASTE}
ABOUT_WASTE, ABOUT_NEET = {"area": TRAFFORD, "name": WASTE}, {"area": TRAFFORD, "name": NEET}


@dataclass(frozen=True, kw_only=True)
class Write:
    """A request that is accepted in March, and not when it comes new after `CHANGED_ON`."""

    route: str
    sent: Mapping[str, Any]
    by: str = COUNCIL
    at: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ("partner",)
    method: str = "POST"
    seen: str | None = None


LIMITS = {"value": "58", "lower": "57", "upper": "59"}
SHARE = {"basis": "share", "counted": 500, "of": 1100}
ANEW = {"cause": "process_changed", "reason": "A new contract with weekly collections began on 1 April."}
WRITES = [
    Write(route="/batches", sent={"rows": [row()]}),
    Write(route="/measures/{area}/{name}/forecasts", at=ABOUT_WASTE, sent={"period": "2025/26", **LIMITS}),
    Write(route="/measures/{area}/{name}/samples", at=ABOUT_NEET, sent={"period": "2025", **SHARE}, by=COLLEGE),
    Write(
        route="/measures/{area}/{name}/baselines",
        at=ABOUT_WASTE,
        sent={"period": "2024/25", **ANEW},
        by=COLLEGE,
        roles=("scrutiny_officer",),
    ),
    Write(route="/challenges", sent={**AT, "words": "Why does so little of it get recycled here?"}, by=COLLEGE),
    Write(route="/challenges/{id}/reply", sent={"reply": "Collections stopped for six weeks in May."}, seen='"1"'),
    Write(route="/enquiries", sent={**AT, "period": "2023/24", "purpose": "The committee looks at it."}, by=COLLEGE),
    Write(route="/explanations/{id}/answers", sent={"answers": ANSWERS}, seen='"1"'),
    Write(route="/mappings/{id}", at={"id": "waste"}, sent=MAPPING, method="PUT"),
    Write(route="/reports/{id}", at={"id": "waste"}, sent=REPORT, method="PUT"),
]


@pytest.fixture
async def here(here: World) -> World:
    college = PartnerRegistered(
        area=TRAFFORD,
        partner=COLLEGE,
        name="Trafford College",
        partner_kind="college",
        regime="none",
        inspectorate="",
    )
    await here.tell(college)
    return here


async def send(here: World, write: Write, at: Mapping[str, str], key: str, **changed: Any) -> Response:
    """Send it as the body's system does, with a key for its role."""
    name = f"{write.by} as {write.roles}"
    if name not in here.keys:
        here.keys[name] = await auth.create_key(here.admin, write.by, [TRAFFORD], list(write.roles), name="system")
    headers = {"Authorization": f"Bearer {here.keys[name]}", "Idempotency-Key": key}
    seen = changed.pop("seen", write.seen)
    headers |= {} if seen is None else {"If-Match": seen}
    path = f"{V1}{write.route}".format(**at)
    return await here.client.request(write.method, path, json={**write.sent, **changed}, headers=headers)


async def place(here: World, write: Write) -> Mapping[str, str]:
    """What stands in the path: what a reply or an answer is about is made first."""
    if write.route.startswith("/challenges/{id}"):
        (made,) = [one for one in WRITES if one.route == "/challenges"]
        return {"id": (await send(here, made, {}, "made")).json()["challenge"]}
    if write.route.startswith("/explanations/{id}"):
        await here.tell(target("60"))
        assert (await here.post(row("57.5"))).status_code == 201
        (asked,) = (await here.client.get(f"{V1}/explanations")).json()["explanations"]
        return {"id": asked["explanation"]}
    return write.at


async def let_the_world_move_on(here: World, clock: SetClock, write: Write) -> None:
    """The period ends, others lead and own figures, days pass in silence, and what is kept by name is changed."""
    await here.tell(lead(TRAFFORD, WASTE, COLLEGE, CHANGED_ON), lead(TRAFFORD, NEET, COUNCIL, CHANGED_ON))
    clock.set(datetime(2026, 4, 3, 9, tzinfo=UTC))
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    if write.method == "PUT":
        assert (await send(here, write, write.at, "later", title="Another title", seen='"1"')).status_code < 300


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.route)
async def test_what_was_accepted_is_answered_alike_after_its_gate_has_closed(
    here: World, clock: SetClock, write: Write
) -> None:
    at = await place(here, write)
    first = await send(here, write, at, "once")
    assert first.status_code == 201, first.text
    await let_the_world_move_on(here, clock, write)
    new = await send(here, write, at, str(new_id()))
    assert 400 <= new.status_code < 500, "the gate is still open, so nothing is shown here"
    again = await send(here, write, at, "once")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers.get("etag") == first.headers.get("etag")


def test_no_write_of_the_service_is_left_out(settings: Settings, indicators: Database, clock: SetClock) -> None:
    paths = create(settings, indicators, clock).openapi()["paths"]
    writes = {path for path, ways in paths.items() if path.startswith(V1) and {"post", "put", "patch"} & set(ways)}
    assert writes - CHANGE_NOTHING - OF_A_BATCH - OF_A_REMOVAL == {f"{V1}{write.route}" for write in WRITES}
