"""Cases brought to a rung, for tests that begin there."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.integration.escalation.cases import AREA, MEASURE, World
from tests.integration.escalation.verified import verify

SHOWN = {"owner": "Head of waste", "measure": MEASURE, "value": "60", "unit": "%"}


def plan(by_on: date) -> dict[str, Any]:
    return {"actions": "Two more rounds", "owner": "Head of waste", "target": "60 %", "by_on": by_on.isoformat()}


def judged(here: World, kind: type, value: str, *, period: str, verdict: str, before: str) -> Any:
    return kind(
        area=AREA,
        measure=MEASURE,
        period=period,
        value=Decimal(value),
        target=Decimal(60),
        verdict=verdict,
        before=before,
        rule="test-1",
        received_at=here.clock.now(),
        batch="b",
    )


async def in_remedy(here: World) -> str:
    reference = await here.open_case()
    await here.do("case_worker", reference, "admit", level="local", reasons="It cites an agreed measure")
    await here.do("case_worker", reference, "serve_duty")
    await here.do("waste", reference, "file_plan", **plan(here.clock.now().date() + timedelta(days=40)))
    return reference


async def row_equals_stream(here: World, reference: str) -> None:
    compared, *_ = await verify(here.database)
    assert compared.checked
    assert not [difference for difference in compared.differences if reference in difference]
