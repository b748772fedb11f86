"""A sweeper frozen (SIGSTOP) in the middle of its batch, past its lease, and thawed again: nothing fires twice."""

import os
import signal
import subprocess
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared import deadlines
from shared.database import Database
from shared.settings import Settings
from tests.faults.seat import seat
from tests.faults.sweeps import Fired
from tests.faults.worker import KIND, Order, deadline_kind
from tests.integration import spine

COUNT = 300


def is_stopped(pid: int) -> bool:
    status = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return status.stdout.startswith("T")


@pytest.mark.parametrize("place", ["lock:1", "lock:5", "fire:1", "fire:20"])
async def test_a_sweeper_thawed_after_its_lease_cannot_fire_again(
    place: str, escalation: Database, settings: Settings, fired: Fired, tmp_path: Path
) -> None:
    await fired.arm(COUNT)
    everything = {f"case/{n}": 1 for n in range(1, COUNT + 1)}
    async with seat(tmp_path, "sweeper") as frozen:
        pid = await frozen.start(Order("sweeper", place, settings.database_url, ""))

        async def is_frozen() -> bool:
            return is_stopped(pid)

        async def others_have_done_the_rest() -> bool:
            await fired.age_leases()
            await deadlines.sweep(escalation, {KIND: deadline_kind()}, datetime.now(UTC))
            return len(await fired.subjects()) >= COUNT - deadlines.AT_ONCE * deadlines.GROUP

        async def all_fired() -> bool:
            return Counter(await fired.subjects()) >= Counter(everything)

        await spine.until(is_frozen)
        await spine.until(others_have_done_the_rest, seconds=120)
        os.kill(pid, signal.SIGCONT)
        await spine.until(all_fired)
        await frozen.kill()
    assert Counter(await fired.subjects()) == everything
