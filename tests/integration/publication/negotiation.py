"""A negotiation for tests to speak in: its application, two registrars, a clock that is set, and words."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from services.publication import main
from services.publication.worker import DEADLINES
from shared import deadlines
from shared.database import Database
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.examples import told_by
from tests.people import both

RECORDED = Path(main.__file__).parent / "api" / "examples.json"


BATH, DEAL = "E06000022", "bath-2026"


COUNCIL, OFFICE, POLICE, MINISTERS = "Bath Council", "Government Office", "Avon Police", "Ministers"


AGREEMENTS = "/publication/v1/agreements"


START = date(2026, 6, 1)


class Here:
    """The record's application, two registrars' keys of the council, and a clock that is set."""

    def __init__(self, client: httpx.AsyncClient, database: Database, clock: SetClock, keys: tuple[str, str]) -> None:
        self.client, self.database, self.clock = client, database, clock
        self.key, self.second = keys
        self.seconds = {self.key: self.second}
        self.sent = 0
        self.is_writing = False
        self.told: dict[str, dict[str, Any]] = {}

    async def post(self, path: str, body: object, status: int = 201, *, key: str = "") -> dict[str, Any]:
        self.sent += 1
        headers = {"Authorization": f"Bearer {key or self.key}", "Idempotency-Key": f"sent-{self.sent}"}
        answer = await self.client.post(path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        self.keep(f"POST {path}", answer)
        told: dict[str, Any] = answer.json()
        return told

    def keep(self, route: str, answer: httpx.Response) -> None:
        """Keep what was answered, for the examples; of what was refused nothing."""
        if answer.is_success:
            named = re.sub(r"/submissions/[0-9]+/", "/submissions/{number}/", route.replace(f"/{DEAL}", "/{name}"))
            self.told[named] = told_by(answer)

    async def tell(self, *entries: dict[str, object], status: int = 201) -> dict[str, Any]:
        """One registrar of the council hands entries in, another one publishes them."""
        held = await self.hand_in(*entries, status=202 if status == 201 else status)
        if status != 201:
            return held
        told = await self.post(held["links"]["publish"]["href"], {}, key=self.second)
        if self.is_writing:
            async with self.database.unit_of_work(frozenset({BATH})) as session:
                await session.execute(text("update offer set sent_at = clock_timestamp() where sent_at is null"))
        return told

    async def write_to_everybody(self) -> None:
        """Every body of the register has an address from now on, and each letter leaves at once."""
        self.is_writing = True
        values = {"area": BATH, "email": "post@bodies.example", "named_by": "command-line", "at": self.clock.now()}
        async with self.database.unit_of_work(frozenset({BATH})) as session:
            await session.execute(
                text(
                    "insert into contact (area, body, email, named_by, named_at) "
                    "select :area, partner, :email, :named_by, :at from partner where area = :area"
                ),
                values,
            )

    async def hand_in(self, *entries: dict[str, object], status: int = 202) -> dict[str, Any]:
        return await self.post(f"{AGREEMENTS}/{DEAL}/entries", list(entries), status)

    async def do(self, path: str, body: object) -> dict[str, Any]:
        """Somebody of a body, of the council unless told otherwise, hands a deed in; a second one publishes it."""
        held = await self.post(path, body, 202)
        return await self.post(held["links"]["publish"]["href"], {}, key=self.seconds[self.key])

    async def get(self, path: str) -> dict[str, Any]:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        self.keep(f"GET {path}", answer)
        told: dict[str, Any] = answer.json()
        return told

    async def page(self, path: str) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def on(self, day: date) -> None:
        self.clock.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))

    async def sweep(self, day: date) -> None:
        self.on(day)
        while await deadlines.sweep(self.database, DEADLINES, self.clock.now()):
            pass


@pytest.fixture
async def here(publication: Database, settings: Settings, clock: SetClock, admin_url: str) -> AsyncIterator[Here]:
    """Bath with its council and police, an agreement opened, both parties' constraints on the record, one round."""
    admin = await asyncpg.connect(admin_url)
    try:
        keys = await both(admin, "bath-council", [BATH])
    finally:
        await admin.close()
    transport = httpx.ASGITransport(app=main.create(settings, publication, clock))
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        found = Here(client, publication, clock, keys)
        found.on(START)
        await found.post("/publication/v1/register", register())
        opened = {"agreement": DEAL, "area": BATH, "title": "Agreement for Bath", "period": "2026 to 2029"}
        await found.do(AGREEMENTS, opened | {"profile": "laa-2008", "parties": [COUNCIL, OFFICE]})
        yield found


def register() -> dict[str, object]:
    shared = {"regime": "executive", "inspectorate": "Audit Commission"}
    bodies = {
        "bath-council": (COUNCIL, "council"),
        "avon-police": (POLICE, "police"),
        "gosw": (OFFICE, "government_office"),
        "ministers": (MINISTERS, "ministers_office"),
        "panel": ("Peer panel", "peer_panel"),
        "commission": ("Audit Commission", "inspectorate"),
    }
    return {
        "area": {
            "area": BATH,
            "name": "Bath",
            "letters": "BATH",
            "profile": "laa-2008",
            "population": 192423,
            "responsible_authority": "bath-council",
            "committee": "Overview",
        },
        "partners": [
            {"partner": code, "name": name, "partner_kind": kind} | shared for code, (name, kind) in bodies.items()
        ],
        "measures": [
            {"measure": code, "title": title, "unit": "percent", "polarity": "higher", "frequency": "annual"}
            | {"framework": "national", "source": "Home Office"}
            for code, title in (("NI-16", "Serious acquisitive crime"), ("local-1", "Burglary solved"))
        ],
        "leads": [
            {"measure": code, "lead": "avon-police", "contributors": [], "data_owners": [], "basis": "protocol"}
            | {"since_on": "2026-01-01"}
            for code in ("NI-16", "local-1")
        ],
    }


def entry(kind: str, party: str = "council", name: str = COUNCIL, **more: object) -> dict[str, object]:
    return {"party": party, "party_name": name, "kind": kind, "item_title": "The agreement", "source": "Letter"} | more


def waiver(party: str, name: str) -> dict[str, object]:
    return entry("constraints", party, name, constraints={"waived": True})


def signed(by: str = "Ministers", party: str = "minister") -> dict[str, object]:
    """What papers of May say: who decided to approve the agreement."""
    made = {"outcome": "approve", "reasons": "The papers do not say.", "relied_on": "The papers do not say."}
    told = entry("decision", party, by, decision=made, source="Letter of 12 May 2026, page 2")
    return told | {"came": "compiled_from_papers", "said_on": "2026-05"}


def papers_say(value: str, code: str, **more: object) -> dict[str, object]:
    """What papers of May say of an item, by its code: its figure for 2026/27."""
    told = turn("approval", "agreed", "minister", "Ministers", item_code=code, target_value=value, **PERIOD)
    return told | {"came": "compiled_from_papers", "said_on": "2026-05"} | more


PERIOD = {"target_period": "2026/27", "unit": "percent"}


def turn(kind: str, status: str, party: str = "council", name: str = COUNCIL, **more: object) -> dict[str, object]:
    said = entry(kind, party, name, round="first", status=status, item_code="NI 16", item_title="Acquisitive crime")
    return said | {"came": "transcribed_by_other_side" if party != "council" else None} | more


async def open_first_round(here: Here, *, is_writing: bool = False) -> None:
    if is_writing:
        await here.write_to_everybody()
    await here.tell(waiver("council", COUNCIL), waiver("government_office", OFFICE))
    await here.do(f"{AGREEMENTS}/{DEAL}/rounds", {"round": "first", "title": "First", "opened_on": "2026-06-01"})
