"""The servers of local mode and the tests end with their owner, stand beside each other and keep what they should."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from shared.servers import postgres, rabbitmq
from shared.servers.ways import NoWay

ROOT = Path(__file__).parents[2]
OWNER = """
import sys, time
from shared.servers import postgres
server = postgres.start_throwaway()
print(server.url, flush=True)
time.sleep(600)
"""


def started_owner() -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True)


async def answers(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url)
    except OSError:
        return False
    await connection.close()
    return True


def eventually(happens: Callable[[], bool], within: float = 15) -> bool:
    until = time.monotonic() + within
    while not happens() and time.monotonic() < until:
        time.sleep(0.05)
    return happens()


def server_processes(url: str) -> list[str]:
    port = url.rpartition(":")[2].partition("/")[0]
    listed = subprocess.run(["ps", "-e", "-o", "args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if f"--port={port}" in line]


async def test_the_embedded_server_goes_when_its_owner_is_killed_outright() -> None:
    with started_owner() as owner:
        assert owner.stdout is not None
        url = owner.stdout.readline().strip()
        assert await answers(url)
        owner.send_signal(signal.SIGKILL)
    assert eventually(lambda: not server_processes(url))
    assert not await answers(url)


def test_a_program_that_a_test_run_started_ends_with_the_run(tmp_path: Path) -> None:
    runs = f"""
import re, time
from pathlib import Path
from tests.demonstration import running
with running(["http.server", "0", "--bind", "127.0.0.1"], Path({str(tmp_path)!r})) as program:
    program.until(re.compile("Serving HTTP"), 30)
    print(program.process.pid, flush=True)
    time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", runs], stdout=subprocess.PIPE, text=True, cwd=ROOT) as run:
        assert run.stdout is not None
        program = Path("/proc", run.stdout.readline().strip())
        assert program.exists()
        run.send_signal(signal.SIGKILL)
    assert eventually(lambda: not program.exists())


async def test_two_servers_stand_beside_each_other() -> None:
    first, second = postgres.start_throwaway(), postgres.start_throwaway()
    try:
        assert await answers(first.url)
        assert await answers(second.url)
    finally:
        first.stop()
        second.stop()


async def test_a_kept_server_has_its_rows_again_and_lets_nobody_else_in(tmp_path: Path) -> None:
    folder = postgres.kept_folder(tmp_path / "rows")
    server = postgres.start_kept(folder, settings=postgres.CARELESS)
    await execute(server.url, "create database kept")
    with pytest.raises(postgres.AlreadyRunning):
        postgres.start_kept(folder)
    server.stop()
    again = postgres.start_kept(folder, settings=postgres.CARELESS)
    try:
        assert await answers(again.url.removesuffix("postgres") + "kept")
    finally:
        again.stop()


async def test_a_kept_server_whose_keeper_was_killed_is_taken_over(tmp_path: Path) -> None:
    folder = postgres.kept_folder(tmp_path / "rows")
    orphaned = postgres.start_kept(folder, settings=postgres.CARELESS)
    orphaned.kept.keeper.kill()
    orphaned.kept.keeper.wait()
    assert await answers(orphaned.url)
    orphaned.stop()
    heir = postgres.start_kept(folder, settings=postgres.CARELESS)
    try:
        assert await answers(heir.url)
        assert not await answers(orphaned.url)
    finally:
        heir.stop()


def test_a_broker_comes_back_at_the_same_address(own_broker: rabbitmq.Broker) -> None:
    own_broker.stop_node()
    assert not rabbitmq.greets(own_broker.port)
    own_broker.start_node()
    assert rabbitmq.greets(own_broker.port)


def test_a_machine_without_any_broker_is_told_the_four_ways(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoWay) as told:
        rabbitmq.make_available(places=())
    message = str(told.value)
    assert [f"  {number}. " in message for number in range(1, 5)] == [True] * 4
    assert all(name in message for name in ("AMQP_URL", "rabbitmq-server", "Debian", "Docker"))


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


def test_the_servers_of_this_run_are_shared_by_its_processes(postgres_url: str) -> None:
    asked = "from tests import servers; print(servers.postgres_url())"
    other = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=os.environ)
    assert other.stdout.strip() == postgres_url
