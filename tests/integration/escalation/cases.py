"""What the tests of cases stand on: a small register in the escalation service, people with keys, what they ask."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import asyncpg
from httpx import ASGITransport, AsyncClient, Response

from services.escalation.domain.case.minute import Decided
from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.domain.ladder.deadline import ABOUT, REMINDERS
from services.escalation.domain.ladder.decision import open_case
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_new_case
from services.escalation.main import create
from services.escalation.storage.case import measure
from services.escalation.worker import CONSUMERS, DEADLINES
from shared import auth, deadlines, ledger
from shared.database import EVERY_AREA, Database
from shared.events import declared, new_id, short_name
from shared.events.base import Envelope, pack
from shared.events.escalation import CaseOpened
from shared.events.publication import AreaRegistered, LeadAssigned, MeasureRegistered, PartnerRegistered
from shared.inbox import Inbox
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.people import a_person

AREA, OTHER_AREA, MEASURE = "E08000009", "E08000002", "household-waste-recycled"
SIGNED = date(2025, 4, 1)
SAID_AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
CONSUMER_OF = {
    "publication.register": "escalation.register",
    "indicators.measure": "escalation.measure",
    "indicators.challenge": "escalation.challenge",
    "indicators.removal": "escalation.removal",
    "publication.submission": "escalation.submission",
}
# The kinds of deadline that end something; the others remind, or tell that a day was missed.
ENDING = DEADLINES.keys() - ABOUT.keys() - REMINDERS.keys()
ROLES = {
    "case_worker": ("council", ["case_worker", "partner"]),
    "committee": ("council", ["scrutiny_officer"]),
    "monitoring_officer": ("council", ["monitoring_officer"]),
    "inspector": ("inspectors", ["inspector"]),
    "council": ("council", ["partner"]),
    "waste": ("waste", ["partner"]),
    "police": ("police", ["partner"]),
    "fire": ("fire", ["partner"]),
    "college": ("college", ["partner"]),
}


def area(code: str, name: str) -> AreaRegistered:
    return AreaRegistered(
        area=code,
        name=name,
        letters=name[:4].upper(),
        profile="lof-2026-1",
        population=235_052,
        responsible_authority="council",
        committee="Scrutiny Committee",
    )


def body(code: str, id: str, regime: str = "ordinary") -> PartnerRegistered:
    return PartnerRegistered(
        area=code,
        partner=id,
        name=id.title(),
        partner_kind="partner",
        regime=regime,
        inspectorate="inspectors",
        signed_on=SIGNED,
    )


def cited(code: str) -> MeasureRegistered:
    return MeasureRegistered(
        area=code,
        measure=MEASURE,
        title="Household waste recycled",
        unit="%",
        polarity="higher",
        frequency="annual",
        framework="local",
        source="sample",
    )


def lead(code: str, id: str, since_on: date = SIGNED) -> LeadAssigned:
    return LeadAssigned(
        area=code,
        measure=MEASURE,
        lead=id,
        contributors=("council",),
        data_owners=(),
        basis="agreement of 2025",
        since_on=since_on,
    )


def register_of(code: str, name: str) -> tuple[object, ...]:
    bodies = [body(code, partner) for partner in ("council", "waste", "fire", "college")]
    return (area(code, name), *bodies, body(code, "police", "crime"), cited(code), lead(code, "waste"))


@dataclass
class World:
    """The escalation service with people's keys, its clock, and a way to tell it what other services said."""

    database: Database
    clock: SetClock
    admin: asyncpg.Connection
    client: AsyncClient
    keys: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    opened: int = 0

    async def tell(self, *events: object, at: datetime | None = None, actor: str = "registrar") -> None:
        """Deliver events as the broker would, each as the next of its stream."""
        for happened in events:
            kind = declared(happened).kind
            inbox = Inbox(self.database, CONSUMER_OF[kind], CONSUMERS[CONSUMER_OF[kind]])
            await inbox.receive(pack([self._envelope(happened, at or self.clock.now(), actor)]))
            assert await self.value("select count(*) from escalation.waiting") == 0

    async def tell_register(self, *events: object, at: datetime) -> None:
        """Deliver what the register said, all in one message as a relay that catches up sends it."""
        inbox = Inbox(self.database, "escalation.register", CONSUMERS["escalation.register"])
        await inbox.receive(pack([self._envelope(happened, at, "registrar") for happened in events]))
        assert await self.value("select count(*) from escalation.waiting") == 0

    def _envelope(self, happened: Any, at: datetime, actor: str) -> Envelope:
        entry = declared(happened)
        measured = (
            f"/{happened.measure}" if hasattr(happened, "measure") and entry.kind != "publication.register" else ""
        )
        stream = f"{entry.kind.partition('.')[2]}/{happened.area}{measured}"
        self.versions[stream] = self.versions.get(stream, 0) + 1
        return Envelope(
            id=str(new_id()),
            type=entry.type,
            kind=entry.kind,
            stream=stream,
            version=self.versions[stream],
            area=happened.area,
            occurred_at=at,
            content=ledger.dump(happened),
            actor=actor,
        )

    async def hear_canary(self) -> None:
        """The producer's canary of this moment arrives: everything told before is here."""
        await self.admin.execute(
            "insert into escalation.canary (consumer, sent_at) values ('escalation.measure', $1) "
            "on conflict (consumer) do update set sent_at = excluded.sent_at",
            self.clock.now(),
        )

    async def open_case(self, code: str = AREA) -> str:
        """A case as a petition opens one."""
        self.opened += 1
        reference = f"TEST-2026-{self.opened:04}-0"
        async with self.database.unit_of_work(EVERY_AREA) as session:
            at = await circumstances.of_measure(session, code, measure=MEASURE, now=self.clock.now())
            event = CaseOpened(
                case=reference,
                state="screening",
                area=code,
                trigger="petition",
                title="Bins that nobody empties",
                measure=MEASURE,
                signatures=60,
                policy_version=at.policy.version,
            )
            events = open_case(event, at, await measure.latest(session, code, MEASURE))
            await tell_new_case(session, events, at)
        return reference

    async def ask(
        self, who: str, reference: str, command: str, *, version: int | None = None, key: str | None = None, **said: Any
    ) -> Response:
        """Send a command with that person's key, on the version that stands unless another is given."""
        said = self._as_a_clerk_would(command) | said
        seen = version if version is not None else (await self.show(reference)).json()["version"]
        return await self.client.post(
            f"/escalation/v1/cases/{reference}/commands/{command}",
            json=said,
            headers={
                "Authorization": f"Bearer {await self.key(who)}",
                "If-Match": f'"{seen}"',
                "Idempotency-Key": key or str(new_id()),
            },
        )

    def _as_a_clerk_would(self, command: str) -> dict[str, Any]:
        """What every decision of a committee carries, of a meeting held today."""
        if not issubclass(ASKED_BY_PEOPLE[command], Decided):
            return {}
        minute = {"met_on": self.clock.now().date().isoformat(), "reference": "12/26"}
        signed = {"signed_off_by": "Chair"} if command == "issue_recommendations" else {}
        return {"minute": minute | {"votes_for": 5, "votes_against": 1}} | signed

    async def do(self, who: str, reference: str, command: str, **said: Any) -> dict[str, Any]:
        """As `ask`; the case as it stands then."""
        answer = await self.ask(who, reference, command, **said)
        assert answer.status_code == 200, answer.text
        moved: dict[str, Any] = answer.json()
        return moved

    async def show(self, reference: str, who: str | None = None) -> Response:
        headers = {"Authorization": f"Bearer {await self.key(who)}"} if who else {}
        return await self.client.get(f"/escalation/v1/cases/{reference}", headers=headers)

    async def key(self, who: str, codes: Sequence[str] = (AREA,), *, is_trial: bool = False) -> str:
        if who not in self.keys:
            of_body, roles = ROLES[who]
            held_by = None if is_trial else await a_person(self.admin, of_body)
            self.keys[who] = await auth.create_key(
                self.admin, of_body, codes, roles, name=who, is_trial=is_trial, held_by=held_by
            )
        return self.keys[who]

    async def sweep(self, *, days_late: int = 0) -> None:
        """Go to the end of the next silence, with everything heard, and fire what is due until then."""
        moment = await self.value(
            "select min(sweep_at) from escalation.deadline where met_at is null and cancelled_at is null "
            "and fired_at is null and kind = any ($1)",
            list(ENDING),
        )
        assert moment is not None
        await self.sweep_at(moment + timedelta(days=days_late))

    async def sweep_at(self, moment: datetime) -> None:
        """Go to that moment, with everything heard, and fire what is due."""
        self.clock.set(moment)
        await self.hear_canary()
        while await deadlines.sweep(self.database, DEADLINES, self.clock.now()):
            pass
        assert await self.value("select count(*) from escalation.deadline where attempts > 0") == 0

    def go_to(self, day: date) -> None:
        self.clock.set(datetime.combine(day, time(10), UTC))

    def go_to_date(self, day: str) -> None:
        self.go_to(date.fromisoformat(day))

    async def told(self, reference: str) -> list[str]:
        """The names of what the ledger tells of the case."""
        rows = await self.admin.fetch(
            "select type from escalation.ledger where stream = $1 order by version", f"case/{reference}"
        )
        return [short_name(row["type"]) for row in rows]

    async def value(self, query: str, *arguments: object) -> Any:
        return await self.admin.fetchval(query, *arguments)


@asynccontextmanager
async def world(settings: Settings, database: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    """A register that was told, and a client at the application."""
    admin = await asyncpg.connect(admin_url)
    transport = ASGITransport(app=create(settings, database, clock))
    try:
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            here = World(database, clock, admin, client)
            await here.tell_register(*register_of(AREA, "Trafford"), *register_of(OTHER_AREA, "Bury"), at=SAID_AT)
            yield here
    finally:
        await admin.close()
