"""The servers that a test run shares: each is started by the first test that needs it and ends with the run.

Test processes (pytest's own, or xdist's workers) find each other through one folder named in the environment. The
process that began the run holds a FIFO open in it; the servers live as long as it does, however it ends.
"""

import asyncio
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from shared.servers import postgres, rabbitmq
from shared.servers.keeper import Kept

_RUN = "FOLKMOOT_TEST_RUN"
_started: dict[int, Kept] = {}  # by its keeper's number; held on to: a server outlives the test that started it


class Run:
    """One test run, seen by the process that began it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="folkmoot-run-"))
        os.mkfifo(self.folder / "lifeline")
        self._line = os.open(self.folder / "lifeline", os.O_RDWR)
        os.environ[_RUN] = str(self.folder)

    def end(self) -> None:
        """Let go of every server and wait until the last one has left."""
        os.close(self._line)
        until = time.monotonic() + 30
        while any(_lives(mark) for mark in self.folder.glob("*.keeper")) and time.monotonic() < until:
            time.sleep(0.05)
        shutil.rmtree(self.folder, ignore_errors=True)
        del os.environ[_RUN]


def postgres_url() -> str:
    """The administrator's address of the run's PostgreSQL: DATABASE_URL, or the embedded one."""
    return os.environ.get("DATABASE_URL") or _shared("postgres", _start_postgres)


def amqp_url() -> str:
    """The address of the run's RabbitMQ: AMQP_URL, or a private one."""
    return os.environ.get("AMQP_URL") or _shared("rabbitmq", _start_rabbitmq)


@contextmanager
def broker_to_oneself() -> Iterator[str]:
    """The address of the run's RabbitMQ, when no other test works on it: queues have the same names for everybody."""
    url = amqp_url()
    with _broker_lock(url).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield url


@contextmanager
def turn(name: str) -> Iterator[None]:
    """One test process of the run at a time."""
    with (Path(os.environ[_RUN]) / f"{name}.turn").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _broker_lock(url: str) -> Path:
    """A broker that somebody else runs is shared with other runs on this machine; a private one goes with this run."""
    if "AMQP_URL" not in os.environ:
        return Path(os.environ[_RUN]) / "rabbitmq.turn"
    return Path(tempfile.gettempdir()) / f"folkmoot-broker-{hashlib.sha256(url.encode()).hexdigest()[:16]}.lock"


def _start_postgres(lifeline: Path) -> tuple[str, int]:
    server = postgres.start_throwaway(lifeline=lifeline)
    asyncio.run(_let_in_quickly(server.url))
    return server.url, _hold(server.kept)


async def _let_in_quickly(url: str) -> None:
    """What makes guessing passwords slow would take twice as long as the rest of each of thousands of connections.

    Before PostgreSQL 16 that is not for the server to say.
    """
    connection = await asyncpg.connect(url)
    try:
        if connection.get_server_version() >= (16,):
            await connection.execute("alter system set scram_iterations = 1")
            await connection.execute("set scram_iterations = 1")
            await connection.execute(f"alter role current_user password '{make_url(url).password}'")
            await connection.execute("select pg_reload_conf()")
    finally:
        await connection.close()


def _start_rabbitmq(lifeline: Path) -> tuple[str, int]:
    broker = rabbitmq.start(lifeline=lifeline)
    return broker.url, [_hold(kept) for kept in broker.kept][-1]


def _hold(kept: Kept) -> int:
    _started[kept.keeper.pid] = kept
    return kept.keeper.pid


def _shared(name: str, start: Callable[[Path], tuple[str, int]]) -> str:
    folder = Path(os.environ[_RUN])
    address = folder / f"{name}.url"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not address.exists():
            url, keeper = start(folder / "lifeline")
            (folder / f"{name}.keeper").write_text(str(keeper))
            address.write_text(url)
        return address.read_text()


def _lives(mark: Path) -> bool:
    keeper = int(mark.read_text())
    if keeper in _started:
        return _started[keeper].is_running
    try:
        os.kill(keeper, 0)
    except ProcessLookupError:
        return False
    return True
