"""The copies of the register: a service knows of which areas it has heard, before anybody's key needs one."""

from types import ModuleType

import pytest

from services.escalation.storage import register as of_escalation
from services.escalation.worker import CONSUMERS as ESCALATION
from services.indicators.storage import register as of_indicators
from services.indicators.worker import CONSUMERS as INDICATORS
from shared import ledger
from shared.database import EVERY_AREA, Database
from shared.events import declared, new_id
from shared.events.base import Envelope, pack
from shared.inbox import Inbox
from tests.integration.figures import BURY, COUNCIL, SAID_AT, TRAFFORD, area

COPIES = {"indicators": (of_indicators, INDICATORS), "escalation": (of_escalation, ESCALATION)}


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


async def missing(database: Database, copy: ModuleType) -> list[str]:
    async with database.unit_of_work(EVERY_AREA) as session:
        found: list[str] = await copy.registers_missing(session, frozenset({TRAFFORD, BURY}))
    return found


@pytest.mark.parametrize("service", COPIES)
async def test_an_area_is_missing_until_its_register_was_heard(
    service: str, indicators: Database, escalation: Database
) -> None:
    database = {"indicators": indicators, "escalation": escalation}[service]
    copy, consumers = COPIES[service]
    inbox = Inbox(database, f"{service}.register", consumers[f"{service}.register"])
    before = await missing(database, copy)
    for version, happened in enumerate(area(TRAFFORD, "Trafford", COUNCIL), start=1):
        await inbox.receive(told(happened, version))
    assert before == [BURY, TRAFFORD]
    assert await missing(database, copy) == [BURY]
