"""What is said when a server cannot be had: one message that names every way to get it."""

import os
import shutil
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

LOOPBACK = "127.0.0.1"


class NoWay(RuntimeError):
    """A program that is needed can be had in none of the known ways."""

    def __init__(self, program: str, ways: Sequence[str]) -> None:
        numbered = "\n".join(f"  {number}. {way}" for number, way in enumerate(ways, start=1))
        super().__init__(f"No {program} can be had here. Any one of these will do:\n{numbered}")


class WillNotStart(RuntimeError):
    """A server was found but did not come up; the message ends with the end of its log."""

    def __init__(self, program: str, log: Path) -> None:
        tail = log.read_text(errors="replace")[-3000:] if log.exists() else "(it left no log)"
        super().__init__(f"{program} did not start. The end of its log:\n{tail}")


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_root() -> bool:
    """Whether this process may do anything on this machine."""
    return os.geteuid() == 0


def may_install_from_debian() -> bool:
    """Whether packages can be installed here without asking anybody."""
    return is_root() and Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def install_from_debian(package: str) -> bool:
    """Install a Debian package without letting it start a service of its own; says whether that worked."""
    print(f"Installing Debian's {package} ...", flush=True)  # noqa: T201 - a long wait needs a word, before any logging is set up
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _no_services_started():
        return _apt(quiet, "update") and _apt(quiet, "install", "-y", "--no-install-recommends", package)


def _apt(environment: Mapping[str, str], *arguments: str) -> bool:
    command = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", *arguments]
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        print(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr)[-2000:]}", flush=True)  # noqa: T201 - as above
    return done.returncode == 0


class _no_services_started:  # noqa: N801 - reads as a sentence in its `with`
    """Debian asks /usr/sbin/policy-rc.d before a fresh package starts its service; for these lines it says no."""

    policy = Path("/usr/sbin/policy-rc.d")

    def __enter__(self) -> None:
        self.ours = not self.policy.exists()
        if self.ours:
            self.policy.write_text("#!/bin/sh\nexit 101\n")
            self.policy.chmod(0o755)

    def __exit__(self, *_: object) -> None:
        if self.ours:
            self.policy.unlink(missing_ok=True)
