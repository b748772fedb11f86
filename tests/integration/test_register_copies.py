"""The copies of the register: every fact as it was stated, the same tables in every service, and areas not heard of."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta

import asyncpg
import pytest

from services.cli import verify
from services.escalation.worker import CONSUMERS as ESCALATION
from services.indicators.worker import CONSUMERS as INDICATORS
from services.publication.handlers.register import register as registers
from services.publication.schemas.register.register import RegisterIn
from shared import ledger, register
from shared.background import Consumers
from shared.database import EVERY_AREA, Database
from shared.events import declared, new_id
from shared.events.base import Envelope, pack
from shared.events.publication import CalendarClosed, PolicyOverridden
from shared.inbox import Inbox
from shared.settings import Settings
from shared.shapes import fit
from shared.verification import Verified
from shared.working_days import add_working_days
from tests.integration.indicators.figures import BURY, COUNCIL, SAID_AT, TRAFFORD, area
from tests.integration.publication.test_publication_register import trafford

SERVICES: dict[str, Consumers] = {"indicators": INDICATORS, "escalation": ESCALATION}
CLOSED = CalendarClosed(area=TRAFFORD, closed_on=date(2026, 12, 29), reason="Town Hall closed", basis="Cabinet")
ELECTION = {
    "starts_on": "2027-03-22",
    "ends_on": "2027-05-06",
    "election": "local elections",
    "basis": "Notice of election",
}
ENDING = {"partner": "gmp", "last_on": "2028-03-31", "successors": ["gmca"], "basis": "Order of 2027"}
OVERRIDDEN = PolicyOverridden(
    area=TRAFFORD,
    key="petition.ordinary_signatures",
    value="100",
    basis="local agreement",
    decided_by="Council",
    since_on=date(2026, 1, 1),
)


def told(happened: object, version: int) -> bytes:
    """A message with one event of Trafford's register."""
    entry = declared(happened)
    envelope = Envelope(
        id=str(new_id()),
        type=entry.type,
        kind=entry.kind,
        stream=f"register/{TRAFFORD}",
        version=version,
        area=TRAFFORD,
        occurred_at=SAID_AT,
        content=ledger.dump(happened),
        actor="registrar",
    )
    return pack([envelope])


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def copy(service: str, indicators: Database, escalation: Database) -> Database:
    return {"indicators": indicators, "escalation": escalation}[service]


async def hear(copy: Database, facts: Sequence[object]) -> None:
    consumer = f"{copy.schema}.register"
    inbox = Inbox(copy, consumer, SERVICES[copy.schema][consumer])
    for version, happened in enumerate(facts, start=1):
        await inbox.receive(told(happened, version))


async def missing(copy: Database) -> list[str]:
    async with copy.unit_of_work(EVERY_AREA) as session:
        return await register.registers_missing(session, frozenset({TRAFFORD, BURY}))


async def test_an_area_is_missing_until_its_register_was_heard(copy: Database) -> None:
    before = await missing(copy)
    await hear(copy, area(TRAFFORD, "Trafford", COUNCIL))
    assert before == [BURY, TRAFFORD]
    assert await missing(copy) == [BURY]


async def test_a_copy_has_a_column_for_every_field_of_the_events(service: str, admin_url: str) -> None:
    connection = await asyncpg.connect(admin_url)
    rows = await connection.fetch(
        "select table_name, column_name from information_schema.columns "
        "where table_schema = $1 and table_name = any ($2) and column_name <> 'version'",
        service,
        list(register.TABLES),
    )
    await connection.close()
    stated = {(table, field.name) for table, (shape, _) in register.TABLES.items() for field in fields(shape)}
    assert {(row["table_name"], row["column_name"]) for row in rows} == stated


async def test_reckonings_leave_out_a_local_closure_of_their_own_area_only(copy: Database) -> None:
    await hear(copy, [*area(TRAFFORD, "Trafford", COUNCIL), CLOSED])
    async with copy.unit_of_work(EVERY_AREA) as session:
        found = await register.rules(session, [TRAFFORD, BURY], date(2026, 12, 1))
    reckoning = add_working_days(date(2026, 12, 24), 1, calendar=found[TRAFFORD].calendar)
    assert (reckoning.due_on, list(found)) == (date(2026, 12, 30), [TRAFFORD])
    assert "Town Hall closed (29 December 2026)" in reckoning.words()


async def test_closures_beyond_what_an_area_may_close_are_working_days(copy: Database) -> None:
    """They may have been told before the register refused them."""
    weeks = [replace(CLOSED, closed_on=date(2026, 12, 1) + timedelta(days=n)) for n in range(25) if n % 7 not in (4, 5)]
    await hear(copy, [*area(TRAFFORD, "Trafford", COUNCIL), *weeks])
    async with copy.unit_of_work(EVERY_AREA) as session:
        found = await register.rules(session, [TRAFFORD], date(2026, 12, 1))
    reckoning = add_working_days(date(2026, 11, 30), 1, calendar=found[TRAFFORD].calendar)
    assert reckoning.due_on == date(2026, 12, 8)  # a week is closed, and then somebody works


async def test_an_override_counts_from_its_day_on(copy: Database) -> None:
    await hear(copy, [*area(TRAFFORD, "Trafford", COUNCIL), OVERRIDDEN])
    async with copy.unit_of_work(EVERY_AREA) as session:
        before = await register.rules(session, [TRAFFORD], date(2025, 12, 31))
        after = await register.rules(session, [TRAFFORD], date(2026, 1, 1))
    assert before[TRAFFORD].policy.petition.ordinary_signatures != 100
    assert after[TRAFFORD].policy.petition.ordinary_signatures == 100


async def copies(settings: Settings, copy: Database) -> Verified:
    found = await verify.everything(settings)
    return next(one for one in found[copy.schema] if one.subject == "copies of registers")


async def test_verify_compares_a_copy_with_the_register_and_names_what_differs(
    publication: Database, copy: Database, settings: Settings, admin_url: str
) -> None:
    await registers.load(
        publication, fit(RegisterIn, trafford() | {"elections": [ELECTION], "endings": [ENDING]}).facts(), now=SAID_AT
    )
    async with publication.unit_of_work(EVERY_AREA) as session:
        events = [one.event for one in await ledger.read_stream(session, f"register/{TRAFFORD}")]
    await hear(copy, events[:-1])
    assert (await copies(settings, copy)).checked == 0  # it is behind, and that is no difference
    await hear(copy, events)
    same = await copies(settings, copy)
    assert (same.checked, same.differences) == (1, ())
    admin = await asyncpg.connect(admin_url)
    await admin.execute(f"update {copy.schema}.partner set name = 'Somebody else' where partner = $1", COUNCIL)
    await admin.close()
    assert (await copies(settings, copy)).differences == (
        *[f"register/{TRAFFORD}: PartnerRegistered is not what the register states"] * 2,
    )
