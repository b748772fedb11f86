"""Places where tests make a process die, to show that nothing is lost there. Off unless FAILPOINTS is set."""

import os
import signal

_counts: dict[str, int] = {}


class NotInTests(RuntimeError):
    """FAILPOINTS is set outside a test."""


def failpoint(name: str) -> None:
    """Die by SIGKILL when FAILPOINTS=`<name>:<nth>` and this is the nth time `name` is passed (APP_ENV=test only)."""
    wanted = os.environ.get("FAILPOINTS")
    if not wanted:
        return
    if os.environ.get("APP_ENV") != "test":
        raise NotInTests("FAILPOINTS is for tests: it needs APP_ENV=test")
    point, _, nth = wanted.partition(":")
    if point == name:
        _counts[name] = _counts.get(name, 0) + 1
        if _counts[name] == int(nth or 1):
            os.kill(os.getpid(), signal.SIGKILL)
