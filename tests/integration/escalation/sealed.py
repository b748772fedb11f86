"""The reserve power for tests: the world with people who have a part in it, and its day."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI
from httpx import Response

from services.escalation.handlers.reserve import commitment
from services.escalation.worker import deadline_kinds
from shared import auth, deadlines
from shared.database import Database
from shared.events import new_id
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, OTHER_AREA, World, world

UNKNOWN = "3f0c8a52-7a43-4b1e-9a55-0d5f6f0f7a11"


BASE = "/escalation/v1/reserve"


SUSPICION = {
    "area": AREA,
    "subject": "waste",
    "what": "Invoices for rounds that were never driven",
    "who": "The contracts manager",
    "when": "From April 2025 to January 2026",
    "evidence": "documents",
}


SENT_TO = ["police", "inspectors"]


@dataclass
class Store:
    """The world with people who have a part in the reserve power, and its day."""

    here: World
    app: FastAPI
    settings: Settings
    keys: dict[tuple[str, str, str], str] = field(default_factory=dict)

    async def key(self, body: str, role: str, area: str = AREA, *, is_trial: bool = False) -> str:
        name = (body, role, area)
        if name not in self.keys:
            self.keys[name] = await auth.create_key(
                self.here.admin, body, [area], [role], name=f"{role} {area}", is_trial=is_trial
            )
        return self.keys[name]

    async def send(
        self, who: tuple[str, str], path: str, said: Mapping[str, Any], *, seen: int = 0, key: str | None = None
    ) -> Response:
        headers = {"Authorization": f"Bearer {await self.key(*who)}", "Idempotency-Key": key or str(new_id())}
        headers |= {"If-Match": f'"{seen}"'} if seen else {}
        return await self.here.client.post(f"{BASE}{path}", json=said, headers=headers)

    async def get(self, who: tuple[str, ...] | None, path: str) -> Response:
        headers = {"Authorization": f"Bearer {await self.key(*who)}"} if who else {}
        return await self.here.client.get(f"{BASE}{path}", headers=headers)

    async def lodge(self, who: tuple[str, str] = ("fire", "chief_officer"), **said: Any) -> str:
        answer = await self.send(who, "", SUSPICION | said)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["matter"])

    async def lodge_elsewhere(self) -> None:
        """Somebody lodges a suspicion in another area."""
        headers = {
            "Authorization": f"Bearer {await self.key('fire', 'chief_officer', OTHER_AREA)}",
            "Idempotency-Key": str(new_id()),
        }
        answer = await self.here.client.post(BASE, json=SUSPICION | {"area": OTHER_AREA}, headers=headers)
        assert answer.status_code == 201, answer.text

    async def decide(self, who: tuple[str, str], matter: str, command: str, **said: Any) -> Response:
        version = await self.here.value("select version from escalation_sealed.matter where matter = $1", matter)
        said = {"reasons": "What is said is borne out"} | said
        return await self.send(who, f"/{matter}/{command}", said, seen=version)

    async def sent_on(self, **said: Any) -> str:
        matter = await self.lodge(**said)
        for body in ("police", "college"):
            answer = await self.decide((body, "authoriser"), matter, "authorise", send_to=SENT_TO)
            assert answer.status_code == 200, answer.text
        return matter

    async def end_day(self, days: int = 1) -> None:
        """Go to the sweep of the day that is `days` ahead."""
        self.here.clock.set((self.here.clock.now() + timedelta(days=days)).replace(hour=4))
        kinds = deadline_kinds(self.settings)
        await deadlines.sweep(self.here.database, kinds, self.here.clock.now())
        assert await self.here.value("select count(*) from escalation.deadline where attempts > 0") == 0
        assert await self.here.value("select count(*) from escalation_sealed.matter where trouble is not null") == 0


@pytest.fixture
async def store(settings: Settings, escalation: Database, clock: SetClock, admin_url: str) -> AsyncIterator[Store]:
    async with world(settings, escalation, clock, admin_url) as here:
        await commitment.begin(escalation, clock.now())
        app: FastAPI = here.client._transport.app  # type: ignore[attr-defined]  # the application under the client
        yield Store(here, app, settings)


HELD_BACK = ("escalation_sealed", "kept", "information_schema")


async def rows_of(admin: asyncpg.Connection) -> dict[str, Any]:
    """What every table and sequence outside the sealed store holds: its hash, or its last number."""
    tables = await admin.fetch(
        "select schemaname || '.' || tablename as name from pg_tables "
        "where schemaname <> all ($1) and schemaname not like 'pg%' order by 1",
        HELD_BACK,
    )
    sequences = await admin.fetch(
        "select schemaname || '.' || sequencename as name, last_value from pg_sequences where schemaname <> all ($1)",
        HELD_BACK,
    )
    hashed = "select md5(string_agg(row::text, chr(10) order by row::text)) from {} row"
    held = {row["name"]: await admin.fetchval(hashed.format(row["name"])) for row in tables}
    return held | {row["name"]: row["last_value"] for row in sequences}
