"""A real RabbitMQ of one's own on 127.0.0.1: its own node name, ports, home and name server, beside any other.

The ways are tried in this order: one that is installed, Debian's package when root may install it, Docker. A broker
that somebody else runs (AMQP_URL) is the caller's affair.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shared.servers.keeper import Kept, keep
from shared.servers.ways import LOOPBACK, NoWay, WillNotStart, free_port, install_from_debian, may_install_from_debian

WAYS = (
    "set AMQP_URL to a RabbitMQ 3.10 or newer, as a user who may configure its virtual host;",
    "install RabbitMQ, so that `rabbitmq-server` is in PATH or in /usr/lib/rabbitmq/bin;",
    "run this as root on Debian or Ubuntu, where it installs the package rabbitmq-server by itself;",
    "start a Docker engine that this user may use.",
)
IMAGE = "rabbitmq:4.2"
_START_WITHIN = 120.0
INSTALLED = (
    "/usr/lib/rabbitmq/bin/rabbitmq-server",
    "/usr/lib/rabbitmq/sbin/rabbitmq-server",
    "/opt/homebrew/sbin/rabbitmq-server",
    "/usr/local/sbin/rabbitmq-server",
)
_WRAPPER = Path("/usr/sbin/rabbitmq-server")  # Debian's, which insists on being the one system-wide broker


@dataclass
class Broker:
    """A RabbitMQ of one's own. It can be stopped and started again with its queues as they were."""

    url: str
    folder: Path
    port: int
    lifeline: Path | None = None
    kept: list[Kept] = field(default_factory=list)

    def start_node(self) -> None:
        """Bring the broker up; returns when it answers, raises WillNotStart when it does not."""
        log = self.folder / "log"
        program = installed()
        if program:
            self.kept = _start_installed(program, self, log)
        else:
            self.kept = [_start_container(self, log)]
        _await_greeting(self, log)

    def stop_node(self) -> None:
        """End the broker as a crash would, at once and with whatever it had on disk; its folder stays."""
        for kept in self.kept:
            kept.stop()
        self.kept = []

    def stop(self) -> None:
        """End the broker and throw its folder away."""
        self.stop_node()
        shutil.rmtree(self.folder, ignore_errors=True)


def start(*, lifeline: Path | None = None) -> Broker:
    """A fresh, empty broker, gone with the process that asked for it (or that holds `lifeline` open)."""
    make_available()
    folder = Path(tempfile.mkdtemp(prefix="folkmoot-rabbitmq-"))
    port, password = free_port(), secrets.token_urlsafe(18)
    _configure(folder, port, password)
    broker = Broker(f"amqp://folkmoot:{password}@{LOOPBACK}:{port}/", folder, port, lifeline)
    try:
        broker.start_node()
    except BaseException:
        broker.stop()
        raise
    return broker


def installed(places: Sequence[str] = INSTALLED) -> Path | None:
    """The server program of a RabbitMQ that is in one of these places or in PATH."""
    in_path = shutil.which("rabbitmq-server")
    found = map(Path, (*places, in_path) if in_path else places)
    return next((place for place in found if place.exists() and place != _WRAPPER), None)


def make_available(places: Sequence[str] = INSTALLED) -> str:
    """See to it that `start` will find a way, installing if need be; says which way. Raises NoWay."""
    program = installed(places)
    if not program and may_install_from_debian() and install_from_debian("rabbitmq-server"):
        program = installed(places)
    if program:
        return str(program)
    if _docker_answers():
        return f"Docker, image {IMAGE}"
    raise NoWay("RabbitMQ", WAYS)


def greets(port: int) -> bool:
    """Whether an AMQP 0-9-1 server answers the protocol header with its first method frame."""
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=2) as line:
        line.sendall(b"AMQP\x00\x00\x09\x01")
        return line.recv(1) == b"\x01"
    return False


def _configure(folder: Path, port: int, password: str) -> None:
    (folder / "enabled_plugins").write_text("[].\n")
    (folder / "environment").write_text("")
    settings = folder / "rabbitmq.conf"
    settings.touch(mode=0o600)
    settings.write_text(
        f"listeners.tcp.1 = {LOOPBACK}:{port}\n"
        f"default_user = folkmoot\ndefault_pass = {password}\n"
        "loopback_users = none\n"
        "disk_free_limit.absolute = 50MB\n"
        "log.console = true\nlog.file = false\n"
    )


def _start_installed(program: Path, broker: Broker, log: Path) -> list[Kept]:
    names, links = free_port(), free_port()
    folder = broker.folder
    environment = {
        "PATH": os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"]),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "ERL_EPMD_PORT": str(names),
        "ERL_EPMD_ADDRESS": LOOPBACK,
        "RABBITMQ_NODENAME": f"folkmoot-{broker.port}@localhost",
        "RABBITMQ_DIST_PORT": str(links),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_CONF_ENV_FILE": str(folder / "environment"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "logs"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }
    kept = []
    name_server = _name_server(program)
    if name_server:  # our own, in the foreground: left to itself, Erlang starts one that outlives everybody
        command = [name_server, "-port", str(names), "-address", LOOPBACK]
        kept.append(keep(command, log=log, stop=signal.SIGKILL, environment=environment, lifeline=broker.lifeline))
        _await_open(names)
    command = [str(program)]
    kept.append(
        keep(
            command,
            log=log,
            stop=signal.SIGKILL,
            remove=folder if broker.lifeline else None,
            environment=environment,
            lifeline=broker.lifeline,
        )
    )
    return kept


def _name_server(program: Path) -> str | None:
    beside = sorted(Path("/usr/lib/erlang").glob("erts-*/bin/epmd"))
    return shutil.which("epmd") or (str(beside[-1]) if beside else shutil.which("epmd", path=str(program.parent)))


def _start_container(broker: Broker, log: Path) -> Kept:
    name = f"folkmoot-{broker.port}"
    command = ["docker", "run", "--rm", "--name", name, "--hostname", name]
    command += ["--publish", f"{LOOPBACK}:{broker.port}:5672"]
    command += ["--env", "RABBITMQ_DEFAULT_USER=folkmoot", "--env", f"RABBITMQ_DEFAULT_PASS={_password(broker)}", IMAGE]
    return keep(command, log=log, stop=signal.SIGTERM, environment=dict(os.environ), lifeline=broker.lifeline)


def _password(broker: Broker) -> str:
    return broker.url.rpartition("@")[0].rpartition(":")[2]


def _docker_answers() -> bool:
    program = shutil.which("docker")
    if not program:
        return False
    asked = subprocess.run([program, "info"], stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)
    return asked.returncode == 0


def _await_greeting(broker: Broker, log: Path) -> None:
    deadline = time.monotonic() + _START_WITHIN
    while time.monotonic() < deadline and broker.kept[-1].is_running:
        if greets(broker.port):
            return
        time.sleep(0.1)
    broker.stop_node()
    raise WillNotStart("RabbitMQ", log)


def _await_open(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return
        time.sleep(0.02)
