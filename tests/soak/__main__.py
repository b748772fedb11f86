"""`python -m tests.soak [SEED TRANSITIONS]`: walks chapter after chapter, each on a fresh database by the next seed.

A chapter that breaks says which rule did not hold, of which case, how it came there, and how to walk it again.
"""

import asyncio
import logging
import sys
import time
from datetime import date, datetime

import structlog
from rich.console import Console

from shared.policy import released, resolve
from shared.servers import postgres
from tests.soak import bounds
from tests.soak.chapter import CHAPTER, chapter
from tests.soak.follower import Broken
from tests.soak.ground import Ground

console = Console(highlight=False, soft_wrap=True)


def print_bounds() -> None:
    """The two bounds under every profile."""
    for profile in released():
        policy = resolve(profile, (), date.max)
        console.print(f"{profile}, nobody does anything: at most {bounds.silent(policy)}")
        console.print(f"{profile}, everybody stalls: at most {bounds.stalling(policy)}")


async def walk(seed: int, transitions: int) -> int:
    """Chapters until there were so many transitions; 1 when one broke."""
    server, done, began = postgres.start_throwaway(), 0, time.monotonic()
    ground = Ground(server.url)
    try:
        await ground.prepare()
        while done < transitions:
            wanted = min(CHAPTER, transitions - done)
            try:
                async with ground.database() as address:
                    found = await chapter(address, seed, wanted)
            except Broken as broken:
                console.print(f"seed {seed}: {broken}", markup=False)
                console.print(f"again: make soak SEED={seed} TRANSITIONS={wanted}")
                return 1
            done, rate = done + found.steps, (done + found.steps) / (time.monotonic() - began)
            console.print(f"{datetime.now().astimezone():%H:%M:%S} {done:,} transitions, {rate:.0f}/s; {found}")
            seed += 1
    finally:
        await ground.leave()
        server.stop()
    return 0


def main(arguments: list[str]) -> int:
    """Print the bounds, then walk."""
    seed, transitions = (int(one) for one in (arguments or ["1", "1000000"]))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    print_bounds()
    return asyncio.run(walk(seed, transitions))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
