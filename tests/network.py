"""Keeps tests on this machine: a connection or a message to any address beyond loopback is an error with a name."""

import ipaddress
import socket
from typing import Any

import pytest

_PATHS = getattr(socket, "AF_UNIX", None)


class BeyondLoopback(OSError):
    """A test tried to reach another machine."""

    def __init__(self, address: object) -> None:
        super().__init__(f"tests stay on this machine: {address!r} is beyond loopback")


def keep_on_this_machine(patch: pytest.MonkeyPatch) -> None:
    """From here on, sockets refuse to connect or send beyond loopback and names are not looked up elsewhere."""
    for method in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, method, _guarded(getattr(socket.socket, method)))
    look_up = socket.getaddrinfo

    def look_up_here(host: Any, *arguments: Any, **named: Any) -> Any:
        _refuse_beyond(host)
        return look_up(host, *arguments, **named)

    patch.setattr(socket, "getaddrinfo", look_up_here)


def _guarded(method: Any) -> Any:
    def refuse_or_go(self: socket.socket, *arguments: Any) -> Any:
        if self.family != _PATHS:
            _refuse_beyond(arguments[-1][0])
        return method(self, *arguments)

    return refuse_or_go


def _refuse_beyond(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        is_here = ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        raise BeyondLoopback(name)
