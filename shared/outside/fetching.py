"""Fetching one file from a public address: https, bounded in time and size, and never from inside this network.

The name is looked up once. If any number that it leads to is not public, nothing is asked; else exactly one of these
numbers is connected to, under the name that was asked for, so that no second look-up can lead elsewhere. Redirects are
not followed, and no proxy, cookie or password of this machine goes along. What is in the file is no business of this
module.
"""

import asyncio
import hashlib
import re
import socket
import ssl
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

import httpx

from shared.files.unpacking import Bounds, Unpacking
from shared.outside import addresses
from shared.outside.addresses import NotPublic
from shared.problems import TooLarge, UnsupportedType

PORT = 443
TIME_LIMIT = 120.0  # seconds for all of it
SILENCE = 15.0  # seconds without a byte
IN_MEMORY = 1 << 20
NOWHERE = "The name of this address leads nowhere."
AGENT = "Folkmoot (fetches public figures)"

_NOT_NOW = frozenset({408, 425, 429, 500, 502, 503, 504})
_TAG = re.compile(r"[\x20-\x7e]{1,500}")

Resolve = Callable[[str], Awaitable[Sequence[str]]]


class NotFetched(Exception):
    """Nothing was fetched, and nothing will be by asking again: the message says why, for anybody to read."""


class NotFetchedNow(NotFetched):
    """Nothing was fetched; asking again later may help."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the address said of the file that was fetched last: by it one asks whether anything changed since."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file at its beginning, unpacked; whoever takes it closes it. `sha256` is that of its bytes."""

    file: BinaryIO
    sha256: str
    content_type: str
    held: Held


async def look_up(host: str) -> list[str]:
    """The numbers that a name leads to, in the order in which the system would try them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def carrier() -> httpx.AsyncBaseTransport:
    """What carries the request; it trusts the certificates that the machine trusts, and goes by no proxy."""
    return httpx.AsyncHTTPTransport(verify=ssl.create_default_context(), trust_env=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the outside is reached. Only tests put anything else in."""

    resolve: Resolve = look_up
    carrier: Callable[[], httpx.AsyncBaseTransport] = carrier
    time_limit: float = TIME_LIMIT


async def fetch(address: str, held: Held, bounds: Bounds, way: Way) -> Fetched | None:
    """The file at this address; None when it is the one that was held.

    Raises NotFetched, NotFetchedNow, and what a body that is too large or packed in a wrong way raises at a door of our
    own: TooLarge, BadCompression, UnsupportedType.
    """
    try:
        async with asyncio.timeout(way.time_limit):
            host = host_of(address)
            numbers = await numbers_of(host, way.resolve)
            async with httpx.AsyncClient(
                transport=way.carrier(), timeout=SILENCE, trust_env=False, follow_redirects=False
            ) as client:
                return await _first(client, _Wanted(address, host, held, bounds), numbers)
    except TimeoutError:
        raise NotFetchedNow(f"It took longer than {way.time_limit:.0f} seconds.") from None
    except (httpx.TransportError, OSError) as error:
        raise NotFetchedNow(why_not(error)) from error


@dataclass(frozen=True, slots=True)
class _Wanted:
    address: str
    host: str
    held: Held
    bounds: Bounds


def host_of(address: str) -> str:
    """The host of an address that may be asked for; raises NotFetched for any other."""
    try:
        return addresses.check(address)
    except NotPublic as refusal:
        raise NotFetched(refusal.message) from None


async def numbers_of(host: str, resolve: Resolve) -> Sequence[str]:
    """The numbers that the name leads to, every one of them public; raises NotFetched, or NotFetchedNow for none."""
    numbers = await resolve(host)
    if not numbers:
        raise NotFetchedNow(NOWHERE)
    if not all(map(addresses.is_public, numbers)):
        raise NotFetched("The name of this address leads inside a network. It was not asked.")
    return numbers


async def _first(client: httpx.AsyncClient, wanted: _Wanted, numbers: Sequence[str]) -> Fetched | None:
    """What the first of these numbers that can be connected to answers."""
    for number in numbers[:-1]:
        try:
            return await _asked(client, wanted, number)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue
    return await _asked(client, wanted, numbers[-1])


async def _asked(client: httpx.AsyncClient, wanted: _Wanted, number: str) -> Fetched | None:
    async with _answer(client, wanted, number) as answer:
        if answer.status_code == 304 and wanted.held != Held():
            return None
        _refuse(answer)
        announced = answer.headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > wanted.bounds.sent:
            raise TooLarge(_too_large(wanted.bounds))
        return await _taken(answer, wanted.bounds)


@asynccontextmanager
async def _answer(client: httpx.AsyncClient, wanted: _Wanted, number: str) -> AsyncIterator[httpx.Response]:
    held = wanted.held
    headers = {"Host": wanted.host, "User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip"}
    headers |= {"If-None-Match": held.etag} if held.etag else {}
    headers |= {"If-Modified-Since": held.last_modified} if held.last_modified else {}
    pinned = httpx.URL(wanted.address).copy_with(host=number)
    request = client.build_request("GET", pinned, headers=headers, extensions={"sni_hostname": wanted.host})
    answer = await client.send(request, stream=True)
    try:
        yield answer
    finally:
        await answer.aclose()


def _refuse(answer: httpx.Response) -> None:
    code = answer.status_code
    if code == 200:
        return
    if code in _NOT_NOW:
        raise NotFetchedNow(f"The address answered {code}: not now.")
    if 300 <= code < 400:
        raise NotFetched(f"The address answered {code}: the file is elsewhere. Name that address instead.")
    raise NotFetched(f"The address answered {code}, and no file.")


async def _taken(answer: httpx.Response, bounds: Bounds) -> Fetched:
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise UnsupportedType("The address packs the file in a way that is not read here: plain or gzip.")
    file = cast(BinaryIO, tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 whoever takes it closes it
    try:
        sha256 = await _spool(answer, file, None if encoding == "identity" else Unpacking(bounds), bounds)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Fetched(file, sha256, answer.headers.get("content-type", ""), _held(answer))


async def _spool(answer: httpx.Response, file: BinaryIO, unpack: Unpacking | None, bounds: Bounds) -> str:
    digest, sent = hashlib.sha256(), 0
    async for chunk in answer.aiter_raw():
        sent += len(chunk)
        if sent > bounds.sent:
            raise TooLarge(_too_large(bounds))
        for part in (chunk,) if unpack is None else unpack.feed(chunk):
            digest.update(part)
            file.write(part)
    if unpack is not None:
        unpack.end()
    return digest.hexdigest()


def _held(answer: httpx.Response) -> Held:
    told = [answer.headers.get(name, "") for name in ("etag", "last-modified")]
    return Held(*(text if _TAG.fullmatch(text) else None for text in told))


def _too_large(bounds: Bounds) -> str:
    return f"The file has more than {bounds.sent} bytes."


def why_not(error: BaseException) -> str:
    """Why nothing came of a connection, for anybody to read."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "The address has no certificate for its name that is trusted here."
        if isinstance(cause, socket.gaierror):
            return NOWHERE
        cause = cause.__cause__ or cause.__context__
    return f"The address could not be reached: {type(error).__name__}."
