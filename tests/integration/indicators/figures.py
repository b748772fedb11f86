"""What the tests of figures stand on: a small register in the indicators service, partners with keys, their posts."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

import asyncpg
from httpx import ASGITransport, AsyncClient, Response

from services.indicators.main import create
from services.indicators.worker import CONSUMERS
from shared import auth, ledger
from shared.clock import Clock
from shared.database import Database
from shared.events import declared, new_id
from shared.events.base import Envelope, pack
from shared.events.publication import (
    AreaRegistered,
    LeadAssigned,
    MeasureRegistered,
    PartnerRegistered,
    PlaceRegistered,
    TargetSet,
)
from shared.inbox import Inbox
from shared.settings import Settings

TRAFFORD, BURY, ENGLAND = "E08000009", "E08000002", "E92000001"
COUNCIL, COLLEGE, BURY_COUNCIL = "trafford-council", "trafford-college", "bury-council"
WASTE, NEET, STAFF = "household-waste-recycled", "neet-16-17", "staff"
CONSUMER_OF = {"publication.register": "indicators.register", "publication.target": "indicators.target"}
CONSUMER_OF["escalation.case"] = "indicators.case"
SAID_AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def area(code: str, name: str, body: str) -> list[object]:
    return [
        AreaRegistered(
            area=code,
            name=name,
            letters=name[:4].upper(),
            profile="lof-2026-1",
            population=235052,
            responsible_authority=body,
            committee="scrutiny committee",
        ),
        PartnerRegistered(
            area=code,
            partner=body,
            name=f"{name} Council",
            partner_kind="council",
            regime="executive",
            inspectorate="inspectorate",
        ),
        place(code, ENGLAND, "England", "country"),
    ]


def place(code: str, other: str, name: str, kind: str) -> PlaceRegistered:
    return PlaceRegistered(area=code, place=other, name=name, place_kind=kind)


def measure(code: str, name: str, polarity: str = "higher", unit: str = "percent") -> MeasureRegistered:
    return MeasureRegistered(
        area=code,
        measure=name,
        title=name.replace("-", " ").capitalize(),
        unit=unit,
        polarity=polarity,
        frequency="annual",
        framework="local",
        source="Trafford Data Lab",
    )


def lead(code: str, name: str, body: str, since: date = date(2021, 4, 1), owners: Sequence[str] = ()) -> LeadAssigned:
    return LeadAssigned(
        area=code,
        measure=name,
        lead=body,
        contributors=(),
        data_owners=tuple(owners),
        basis="local agreement",
        since_on=since,
    )


def target(value: str, period: str = "2024/25", name: str = WASTE, tolerance: str = "0.01") -> TargetSet:
    return TargetSet(
        area=TRAFFORD,
        measure=name,
        period=period,
        value=Decimal(value),
        tolerance=Decimal(tolerance),
        agreement="trafford-2021",
        designated=False,
        illustrative=True,
    )


REGISTER: tuple[object, ...] = (
    *area(TRAFFORD, "Trafford", COUNCIL),
    measure(TRAFFORD, WASTE),
    measure(TRAFFORD, NEET, "lower"),
    measure(TRAFFORD, STAFF, "context", "people"),
    lead(TRAFFORD, WASTE, COUNCIL),
    lead(TRAFFORD, STAFF, COUNCIL),
    lead(TRAFFORD, NEET, COUNCIL, owners=[COLLEGE]),
    *area(BURY, "Bury", BURY_COUNCIL),
    measure(BURY, WASTE),
    lead(BURY, WASTE, BURY_COUNCIL),
)


@dataclass
class World:
    """The indicators service with partners' keys, and a way to tell it what other services said."""

    database: Database
    admin: asyncpg.Connection
    client: AsyncClient
    keys: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    async def tell(self, *events: object, at: datetime = SAID_AT) -> None:
        """Deliver events as the broker would, each as the next of its stream."""
        for kind, some in groupby(events, lambda happened: declared(happened).kind):
            await self._inbox(kind).receive(pack([self.envelope(happened, at) for happened in some]))

    def _inbox(self, kind: str) -> Inbox:
        consumer = CONSUMER_OF[kind]
        return Inbox(self.database, consumer, CONSUMERS[consumer])

    def envelope(self, happened: Any, at: datetime) -> Envelope:
        entry = declared(happened)
        stream = _stream(entry.kind, happened)
        self.versions[stream] = self.versions.get(stream, 0) + 1
        return Envelope(
            id=str(new_id()),
            type=entry.type,
            kind=entry.kind,
            stream=stream,
            version=self.versions[stream],
            area=getattr(happened, "area", TRAFFORD),
            occurred_at=at,
            content=ledger.dump(happened),
            actor="registrar",
        )

    async def key(self, body: str, *areas: str) -> str:
        known = self.keys.get(body)
        if known is None:
            known = self.keys[body] = await auth.create_key(self.admin, body, areas or [TRAFFORD])
        return known

    async def post(
        self,
        *rows: dict[str, object],
        body: str = COUNCIL,
        key: str | None = None,
        content: bytes | None = None,
        kind: str = "application/json",
    ) -> Response:
        """Post a batch as a partner's system does."""
        headers = {"Authorization": f"Bearer {await self.key(body)}", "Content-Type": kind}
        headers["Idempotency-Key"] = key or str(new_id())
        sent = json.dumps({"rows": rows}).encode() if content is None else content
        return await self.client.post("/indicators/v1/batches", content=sent, headers=headers)

    async def count(self, table: str) -> int:
        found = await self.admin.fetchval(f"select count(*) from indicators.{table}")
        return int(found)

    async def told(self, stream: str) -> list[str]:
        """The types of a stream's events, in order."""
        rows = await self.admin.fetch("select type from indicators.ledger where stream = $1 order by version", stream)
        return [row["type"].removeprefix("folkmoot.").removesuffix(".v1") for row in rows]


def row(value: object = "57.5", period: str = "2024/25", name: str = WASTE, code: str = TRAFFORD) -> dict[str, object]:
    return {"area": code, "measure": name, "period": period, "value": value}


@asynccontextmanager
async def world(
    settings: Settings, database: Database, clock: Clock, admin_url: str, events: Sequence[object] = REGISTER
) -> AsyncIterator[World]:
    """The service with the register above, or with what other events tell it."""
    admin = await asyncpg.connect(admin_url)
    transport = ASGITransport(app=create(settings, database, clock))
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        here = World(database, admin, client)
        await here.tell(*events)
        yield here
    await admin.close()


def _stream(kind: str, happened: Any) -> str:
    match kind:
        case "publication.register":
            return f"register/{happened.area}"
        case "publication.target":
            return f"target/{happened.area}/{happened.measure}"
        case _:
            return f"case/{happened.case}"
