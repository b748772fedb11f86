"""A trial: events are told without pause while processes die, then a quiet time, then an independent count."""

import asyncio
import json
import random
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aio_pika

from shared.database import Database
from tests.faults import checker
from tests.faults.seat import Seat
from tests.faults.worker import Order
from tests.integration import spine

QUIET = 240.0
GLANCE = 0.2  # seconds between looks at whether it is quiet
CLEAN = {"lost": 0, "dup_effects": 0, "out_of_order": 0, "ghosts": 0, "unsent": 0, "waiting": 0}


@dataclass(frozen=True, slots=True)
class Death:
    """One kill -9: at the nth passing of a place in the code, or some seconds after the start."""

    place: str = ""
    after: float = 0.0


def deaths_at(places: Sequence[str], each: int, dice: random.Random, *, up_to: int) -> list[Death]:
    """Deaths at each of these places, `each` times, at the first to the `up_to`th passing, in no order."""
    deaths = [Death(f"{place}:{dice.randint(1, up_to)}") for place in places for _ in range(each)]
    dice.shuffle(deaths)
    return deaths


def deaths_at_any_moment(count: int, dice: random.Random) -> list[Death]:
    """Deaths at moments of no meaning, from the start of the process on."""
    return [Death(after=dice.uniform(0.0, 0.4)) for _ in range(count)]


@dataclass
class Trial:
    """Publication tells decisions, indicators notes them; what happens between is killed."""

    database_url: str
    admin_url: str
    amqp_url: str
    publication: Database
    folder: Path
    told: int = 0

    def order(self, role: str, place: str = "") -> Order:
        """An order for a process at this trial's servers."""
        return Order(role, place, self.database_url, self.amqp_url)

    @asynccontextmanager
    async def writing(self, *, writers: int = 4, streams_each: int = 5, pause: float = 0.03) -> AsyncIterator[None]:
        """Tell events without end, one commit each; `told` counts those whose commit was answered."""
        stop = asyncio.Event()
        tasks = [asyncio.create_task(self._write(writer, streams_each, pause, stop)) for writer in range(writers)]
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*tasks)

    async def _write(self, writer: int, streams: int, pause: float, stop: asyncio.Event) -> None:
        version = 0
        while not stop.is_set():
            for n in range(streams):
                await spine.tell(self.publication, f"M-{writer}-{n}", version)
                self.told += 1
                await asyncio.sleep(pause)
            version += 1

    async def die(self, seat: Seat, role: str, deaths: Sequence[Death]) -> None:
        """Start a process of this role and see it die, as often as there are deaths; then let one live."""
        for death in deaths:
            await seat.start(self.order(role, death.place))
            if death.place:
                await seat.dies()
            else:
                await asyncio.sleep(death.after)
                await seat.kill()
        await seat.start(self.order(role))

    async def run_until_quiet(self, seats: Sequence[tuple[Seat, str]]) -> None:
        """Let processes of these roles work undisturbed until all that was told is noted, or for the quiet time."""
        for seat, role in seats:
            await seat.kill()
            await seat.start(self.order(role))
        try:
            await spine.until(self.is_quiet, seconds=QUIET)
        except TimeoutError:
            return
        await asyncio.sleep(0.5)

    async def until_nothing_moves(self) -> None:
        """Wait until everything has left and nothing changes any more, for what never becomes quiet."""
        before: dict[str, int] = {}

        async def stands_still() -> bool:
            nonlocal before
            await asyncio.sleep(2)
            last, before = before, await self.verdict()
            return last == before and before["unsent"] == 0

        await spine.until(stands_still, seconds=QUIET)

    async def in_queue(self) -> int:
        """How many messages the consumer's queue still holds."""
        connection = await aio_pika.connect(self.amqp_url)
        async with connection:
            queue = await (await connection.channel()).declare_queue(spine.CONSUMER, passive=True)
            return queue.declaration_result.message_count or 0

    async def verdict(self) -> dict[str, int]:
        """The independent checker's counts."""
        asked = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.faults.checker", self.admin_url, stdout=asyncio.subprocess.PIPE
        )
        answer, _ = await asked.communicate()
        counts: dict[str, int] = json.loads(answer)
        return counts

    async def is_quiet(self) -> bool:
        """Whether all that was told is noted, and nothing is under way; asked from here, a few times a second at most.

        A process for every look would take from those it looks at what they need to become quiet.
        """
        seen = await checker.count(self.admin_url)
        is_quiet = seen["lost"] == seen["unsent"] == seen["waiting"] == 0
        if not is_quiet:
            await asyncio.sleep(GLANCE)
        return is_quiet


def line(deaths: Sequence[Death], verdict: dict[str, int], seed: int) -> str:
    """The figures of a trial on one line."""
    kinds = {death.place.partition(":")[0] for death in deaths}
    counts = " ".join(f"{name}={verdict[name]}" for name in ("told", "lost", "dup_effects", "out_of_order"))
    return f"faults={len(deaths)} kinds={len(kinds)} {counts} seed={seed}"
