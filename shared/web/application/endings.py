"""Interfaces that will end: every answer of one says so a year before, in its headers and in the description.

`Deprecation` (RFC 9745) tells since when nobody should begin to use it, `Sunset` (RFC 8594) when it may be gone, and a
link where it is told what to use instead. What ends is the product's decision, so the table stands here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTICE = timedelta(days=366)  # twelve months, whichever they are
_VERSION = re.compile(r"/[a-z]+/v[0-9]+")


class EndingTooSoon(ValueError):
    """An interface would end without a year of notice, or at no certain moment; the application does not start."""


class EndingOfNothing(ValueError):
    """No route is called what is said to end; the application does not start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """That a route ends, by its path as it is declared, or a whole version, such as `/indicators/v1`.

    `told_at` is the address of the page that tells what to use instead.
    """

    path: str
    deprecated_at: datetime
    ends_at: datetime
    told_at: str

    def covers(self, path: str) -> bool:
        """Whether it is this route that ends, or one of the version that does."""
        return path == self.path or (_VERSION.fullmatch(self.path) is not None and path.startswith(f"{self.path}/"))

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """What every answer says of it."""
        return (
            ("Deprecation", f"@{int(self.deprecated_at.timestamp())}"),
            ("Sunset", format_datetime(self.ends_at, usegmt=True)),
            ("Link", f'<{self.told_at}>; rel="sunset"'),
        )


ENDINGS: tuple[Ending, ...] = ()  # nothing ends today


def ending_of(path: str, endings: Iterable[Ending]) -> Ending | None:
    """What is said of the route with this path: of the endings that cover it the first to come."""
    return min((one for one in endings if one.covers(path)), key=lambda one: one.ends_at, default=None)


def refuse_unsound(endings: Iterable[Ending], paths: Sequence[str]) -> None:
    """Raise EndingTooSoon or EndingOfNothing, naming the path, unless each may be announced as it is."""
    for one in endings:
        if any(moment.utcoffset() != timedelta(0) for moment in (one.deprecated_at, one.ends_at)):
            raise EndingTooSoon(f"{one.path}: say both moments in UTC")
        if one.ends_at - one.deprecated_at < NOTICE:
            raise EndingTooSoon(f"{one.path}: what ends is announced at least twelve months before")
        if not any(one.covers(path) for path in paths):
            raise EndingOfNothing(f"{one.path}: no route is called so")


class Announce:
    """Puts the headers of an ending on every answer of what ends, refusals included."""

    def __init__(self, app: ASGIApp, *, endings: Sequence[Ending]) -> None:
        self.app, self.endings = app, endings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not self.endings:
            await self.app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                path = str(getattr(scope.get("route"), "path", scope["path"]))
                found = ending_of(path, self.endings)
                for name, value in found.headers if found else ():
                    MutableHeaders(scope=message).append(name, value)
            await send(message)

        await self.app(scope, receive, answer)
