"""A seat for processes that are killed: one process of the product at a time, forked anew after each death."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

from tests.faults.worker import Order

PATIENCE = 60.0


class Seat:
    """The test's end of one `tests.faults.worker`."""

    def __init__(self, forker: asyncio.subprocess.Process, log: Path) -> None:
        self._forker = forker
        self._log = log
        self._pid: int | None = None

    async def start(self, order: Order) -> int:
        """Start a process; its pid."""
        assert self._forker.stdin is not None
        self._forker.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
        self._pid = await self._answer()
        return self._pid

    async def dies(self) -> None:
        """Wait until the process has died of SIGKILL; AssertionError with what it logged when it does not."""
        code = await self._answer()
        self._pid = None
        assert code == -signal.SIGKILL, f"ended by itself with {code}: {self._logged()}"

    async def kill(self) -> None:
        """Kill the process, unless it is dead."""
        if self._pid is not None:
            os.kill(self._pid, signal.SIGKILL)
            await self.dies()

    async def close(self) -> None:
        """Kill what runs and give the seat up."""
        await self.kill()
        assert self._forker.stdin is not None
        self._forker.stdin.close()
        await self._forker.wait()

    async def _answer(self) -> int:
        assert self._forker.stdout is not None
        try:
            async with asyncio.timeout(PATIENCE):
                return int(await self._forker.stdout.readline())
        except TimeoutError:
            raise AssertionError(f"it lives on: {self._logged()}") from None

    def _logged(self) -> str:
        return self._log.read_text()[-2000:]


@asynccontextmanager
async def seat(folder: Path, name: str) -> AsyncIterator[Seat]:
    """A seat; what its processes log is kept in the folder."""
    log = folder / f"{name}.log"
    pipe = asyncio.subprocess.PIPE
    with log.open("wb") as stderr:
        forker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.faults.worker", stdin=pipe, stdout=pipe, stderr=stderr
        )
    taken = Seat(forker, log)
    try:
        yield taken
    finally:
        await taken.close()
