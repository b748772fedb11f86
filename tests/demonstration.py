"""Runs `folkmoot demo` as anybody does, as a program of its own, and reads what it prints."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
USUAL_PORT = 8000
SERVED = re.compile(r"^Serving (http://127\.0\.0\.1:\d+) until Ctrl-C\.", re.MULTILINE)
PETITION = re.compile(r"/petitions/([A-Z]+(?:-\d+)+)")
CHECKER = re.compile(r"as petitions-officer with the password (\S+)")
END_WITHIN = 30.0
# Runs a module; before that, on Linux, asks for SIGTERM when who started it dies, as a test run that was stopped.
BEGIN = """
import ctypes, runpy, signal, sys
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


class NotShown(RuntimeError):
    """A program ended, or took too long, before it printed what was waited for."""


@dataclass
class Program:
    """A running program of this product and the file that holds all it prints."""

    process: subprocess.Popen[bytes]
    printed: Path

    def text(self) -> str:
        """What it has printed so far."""
        return self.printed.read_text(errors="replace")

    def until(self, shown: re.Pattern[str], within: float) -> re.Match[str]:
        """Wait until it prints this. Raises NotShown, with everything it printed."""
        deadline = time.monotonic() + within
        while (found := shown.search(self.text())) is None:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise NotShown(f"{shown.pattern!r} within {within:.0f} s, status {self.process.poll()}:\n{self.text()}")
            time.sleep(0.1)
        return found


@contextmanager
def running(arguments: Sequence[str], folder: Path) -> Iterator[Program]:
    """A Python module started with these arguments; asked to end, then made to, on leaving."""
    printed = folder / "printed"
    with printed.open("wb") as output, _usual_port_taken():
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", BEGIN, *arguments], cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield Program(process, printed)
        finally:
            _end(process)


@contextmanager
def _usual_port_taken() -> Iterator[None]:
    """Two demonstrations at once would race for the usual port; with it taken, each finds one of its own."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            holder.bind(("127.0.0.1", USUAL_PORT))
            holder.listen()
        except OSError:  # somebody else has it: just as good
            pass
        yield


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(END_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
