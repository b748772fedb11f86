"""Keeps a server running exactly as long as its owner lives, even when the owner is killed outright.

The owner holds the writing end of a pipe and the keeper, a small process of its own, the reading end. When the owner
ends, however it ends, the pipe closes; the keeper then stops the server and removes its folder. The keeper runs as a
plain script: nothing here may import anything but the standard library.
"""

import argparse
import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PATIENCE = 30.0  # seconds for a server to stop when asked, before it is killed
_GLANCE = 0.2  # seconds between looks at whether the server has died


@dataclass
class Kept:
    """A server that somebody keeps."""

    keeper: subprocess.Popen[bytes]
    line: int | None = field(default=None)

    @property
    def is_running(self) -> bool:
        """Whether the server is up as far as its keeper knows."""
        return self.keeper.poll() is None

    def stop(self) -> None:
        """Let go: the server is stopped, and its folder removed if that was agreed. Returns when it is done."""
        if self.line is not None:
            os.close(self.line)
            self.line = None
            self.keeper.wait(_PATIENCE + 10)


def keep(
    command: Sequence[str],
    *,
    log: Path,
    stop: signal.Signals,
    remove: Path | None = None,
    user: str | None = None,
    environment: Mapping[str, str] | None = None,
    lifeline: Path | None = None,
) -> Kept:
    """Run `command` for as long as this process lives (or, with `lifeline`, the process that holds that FIFO open).

    `stop` is the signal that asks the server to end; SIGKILL ends its whole process group at once. `remove` is a
    folder that goes with the server.
    """
    arguments = ["--stop", stop.name, "--log", str(log)]
    arguments += ["--remove", str(remove)] if remove else []
    arguments += ["--user", user] if user else []
    reading, writing = (os.open(lifeline, os.O_RDONLY), None) if lifeline else os.pipe()
    keeper = subprocess.Popen(
        [sys.executable, "-I", __file__, *arguments, "--", *command],
        stdin=reading,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    os.close(reading)
    return Kept(keeper, writing)


def _serve(command: Sequence[str], stop: signal.Signals, log: Path, remove: Path | None, user: str | None) -> int:
    with log.open("ab") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            user=user,
            group=_group_of(user) if user else None,
            extra_groups=[] if user else None,
        )
    told_to_end = threading.Event()
    for asking in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(asking, lambda *_: told_to_end.set())
    while not told_to_end.is_set() and not _owner_is_gone():
        if server.poll() is not None:
            return 1
    _end(server, stop)
    if remove:
        shutil.rmtree(remove, ignore_errors=True)
    return 0


def _group_of(user: str) -> int:
    import pwd  # noqa: PLC0415 - there is none where there are no users to change to

    return pwd.getpwnam(user).pw_gid


def _owner_is_gone() -> bool:
    readable, _, _ = select.select([0], [], [], _GLANCE)
    return bool(readable) and os.read(0, 1) == b""


def _end(server: subprocess.Popen[bytes], stop: signal.Signals) -> None:
    if stop is not signal.SIGKILL:
        server.send_signal(stop)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(_PATIENCE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def main() -> int:
    """The keeper's own process: its standard input is the line to the owner."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--stop", type=signal.Signals.__getitem__, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--remove", type=Path)
    parser.add_argument("--user")
    parser.add_argument("command", nargs="+")
    asked = parser.parse_args()
    return _serve(asked.command, asked.stop, asked.log, asked.remove, asked.user)


if __name__ == "__main__":
    sys.exit(main())
