"""Every service and every worker as a process of its own over RabbitMQ, as in production, on one machine."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TextIO

import httpx
from starlette.types import ASGIApp

from services.local.gateway import Forwarded
from shared.servers.ways import free_port
from shared.settings import Settings, as_environment

SERVICES = ("publication", "indicators", "escalation")
START_WITHIN = 180.0


class ProcessDied(RuntimeError):
    """A service or worker ended by itself; everything stops with it."""


@asynccontextmanager
async def running(settings: Settings, log: TextIO) -> AsyncIterator[tuple[Mapping[str, ASGIApp], asyncio.Task[None]]]:
    """Start six processes that write to `log`; yields the way to each service, and a task that fails when one dies."""
    environment = os.environ | as_environment(settings)
    ports = {service: free_port() for service in SERVICES}
    async with AsyncExitStack() as stack:
        processes = {}
        for service in SERVICES:
            for command in (("serve", service, "--port", str(ports[service])), ("work", service)):
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "services.cli", *command, env=environment, stderr=log
                )
                stack.push_async_callback(_end, process)
                processes[" ".join(command[:2])] = process
        forwarded = {service: Forwarded(f"http://127.0.0.1:{port}") for service, port in ports.items()}
        for one in forwarded.values():
            stack.push_async_callback(one.close)
        watching = asyncio.create_task(_watch(processes))
        stack.push_async_callback(_cancel, watching)
        await _until_alive(ports, watching)
        yield forwarded, watching


async def _until_alive(ports: Mapping[str, int], watching: asyncio.Task[None]) -> None:
    async with asyncio.timeout(START_WITHIN), httpx.AsyncClient() as client:
        for port in ports.values():
            while not await _is_alive(client, port):
                if watching.done():
                    watching.result()
                await asyncio.sleep(0.1)


async def _is_alive(client: httpx.AsyncClient, port: int) -> bool:
    try:
        return (await client.get(f"http://127.0.0.1:{port}/healthz")).is_success
    except httpx.TransportError:
        return False


async def _watch(processes: Mapping[str, asyncio.subprocess.Process]) -> None:
    waits = {asyncio.create_task(process.wait()): name for name, process in processes.items()}
    done, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in pending:
        wait.cancel()
    raise ProcessDied(f"`folkmoot {waits[done.pop()]}` ended by itself")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(15):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
