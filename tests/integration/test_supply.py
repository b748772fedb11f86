"""What bodies supply: the reporting calendar, and a partner's own page of what it owes and what it was put to."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from services.indicators.worker import DEADLINES
from shared import deadlines
from shared.database import Database
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.figures import COUNCIL, NEET, TRAFFORD, WASTE, World, row, target, world


@pytest.fixture
async def here(settings: Settings, indicators: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    async with world(settings, indicators, clock, admin_url) as found:
        yield found


async def calendar(here: World) -> dict[str, dict[str, Any]]:
    told = (await here.client.get(f"/indicators/v1/calendar/{TRAFFORD}")).json()["due"]
    return {one["measure"]: one for one in told}


async def test_the_calendar_says_what_is_due_late_and_never_sent(here: World, clock: SetClock) -> None:
    await here.post(row("57.5", "2024/25"))
    due = await calendar(here)
    assert (due[NEET]["standing"], due[NEET]["due_on"]) == ("never_sent", None)
    assert (due[WASTE]["standing"], due[WASTE]["next_period"]) == ("in_time", "2025/26")
    assert due[WASTE]["due_on"] == "2026-06-29"  # sixty working days after 31 March 2026, with four bank holidays
    clock.set(datetime(2026, 5, 1, 9, tzinfo=UTC))
    assert (await calendar(here))[WASTE]["standing"] == "due"
    clock.set(datetime(2026, 7, 1, 9, tzinfo=UTC))
    assert (await calendar(here))[WASTE]["standing"] == "late"
    late = (await here.client.get(f"/indicators/v1/calendar/{TRAFFORD}?standing=late&body={COUNCIL}")).json()["due"]
    assert [one["measure"] for one in late] == [WASTE]


async def test_a_partners_page_says_what_it_owes_and_what_it_was_put_to(here: World, clock: SetClock) -> None:
    await here.post(row("57.5", "2024/25"))
    clock.set(datetime(2026, 7, 1, 9, tzinfo=UTC))
    page = (await here.client.get(f"/areas/{TRAFFORD}/partners/{COUNCIL}")).text
    assert "1 is late and of 1 nothing was ever sent" in page
    assert "Nobody waits for an answer of it." in page
    assert "January to March 2026" in page
    assert (await here.client.get(f"/areas/{TRAFFORD}/partners/nobody")).status_code == 404


async def test_what_was_due_stays_on_the_partners_page_when_its_day_is_over(here: World, clock: SetClock) -> None:
    await here.tell(target("60"))
    await here.post(row("57.5", "2024/25"))
    path = f"/areas/{TRAFFORD}/partners/{COUNCIL}"
    assert "Why the target was missed, by" in (await here.client.get(path)).text
    clock.set(datetime(2026, 3, 20, 9, tzinfo=UTC))
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    page = (await here.client.get(path)).text
    assert "Why the target was missed, late since" in page
    assert "Nobody waits" not in page
