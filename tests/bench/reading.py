"""What public pages are read with and measured against: many readers (wrk), and the same bytes as a file (nginx)."""

import asyncio
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from shared.servers.ways import NoWay, free_port, install_from_debian, is_root, may_install_from_debian

SECONDS, READERS, THREADS = 3, 16, 1
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_FAULTS = re.compile(r"Non-2xx or 3xx responses: (\d+)")
_NGINX = """
{user}daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; types {{ text/html html; application/json json; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


def program(name: str, package: str) -> str:
    """The way to a program, installed from Debian where it is missing and may be."""
    if (found := shutil.which(name)) is None and may_install_from_debian() and install_from_debian(package):
        found = shutil.which(name)
    if found is None:
        raise NoWay(name, [f"as root: apt-get install {package}", f"anything that puts {name} in PATH"])
    return found


@asynccontextmanager
async def nginx(folder: Path, files: Mapping[str, bytes]) -> AsyncIterator[str]:
    """A server that sends these files; its address."""
    port = free_port()
    (folder / "files").mkdir(parents=True)
    for name, content in files.items():
        (folder / "files" / name).write_bytes(content)
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, port=port, user="user root; " if is_root() else ""))
    command = [program("nginx", "nginx-light"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    running = await asyncio.create_subprocess_exec(*command, stderr=subprocess.DEVNULL)
    try:
        async with asyncio.timeout(10):
            while not await _listens(port):  # noqa: ASYNC110 another process tells it by answering
                await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        await running.wait()


async def a_second(address: str, **headers: str) -> float:
    """Answers a second to so many readers at once. Raises RuntimeError when one of them is an error."""
    named = [part for name, value in headers.items() for part in ("-H", f"{name.replace('_', '-')}: {value}")]
    load = ("-t", str(THREADS), "-c", str(READERS), "-d", f"{SECONDS}s")
    asked = await asyncio.create_subprocess_exec(
        program("wrk", "wrk"), *load, *named, address, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    told = (await asked.communicate())[0].decode()
    rate = _RATE.search(told)
    if rate is None or _FAULTS.search(told):
        raise RuntimeError(f"{address}: {told}")
    return float(rate[1])


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
