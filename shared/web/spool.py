"""Taking a large body: straight to disk, unpacked on the way, bounded before and after. It looks at no content."""

import hashlib
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from starlette.requests import Request

from shared.problems import BadRequest, Fault, TooLarge, UnsupportedType

IN_MEMORY = 1 << 20
AT_ONCE = 1 << 20
GZIP = 16 + zlib.MAX_WBITS


class BadCompression(BadRequest):
    """The body is not the gzip that its header says it is."""

    slug, title = "bad-compression", "The compressed body cannot be unpacked"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many bytes may be sent, how many they may unpack to, and how many times as many that may be."""

    sent: int
    unpacked: int = 512 << 20
    ratio: int = 100


async def spool(request: Request, bounds: Bounds) -> BinaryIO:
    """The body as a file at its beginning, unpacked; small ones stay in memory.

    Raises TooLarge as soon as a bound is passed, BadCompression, and UnsupportedType for an encoding other than gzip.
    The hash for the Idempotency-Key is that of the bytes as sent.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > bounds.sent:
        raise TooLarge(f"This address takes at most {bounds.sent} bytes of this type.")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise UnsupportedType("Send the body as it is, or packed by gzip.")
    file = cast(BinaryIO, tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 the caller closes it
    try:
        await _take(request, file, _Unpacking(bounds) if encoding == "gzip" else None, bounds)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


async def _take(request: Request, file: BinaryIO, unpack: "_Unpacking | None", bounds: Bounds) -> None:
    digest, sent = hashlib.sha256(), 0
    async for chunk in request.stream():
        digest.update(chunk)
        sent += len(chunk)
        if sent > bounds.sent:
            raise TooLarge(f"This address takes at most {bounds.sent} bytes of this type.")
        file.writelines((chunk,) if unpack is None else unpack.feed(chunk))
    if unpack is not None:
        unpack.end()
    request.state.body_sha256 = digest.digest()


class _Unpacking:
    """Unpacks gzip piece by piece, never holding more than a piece."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._packed = self._unpacked = 0
        self._stream = zlib.decompressobj(GZIP)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """What comes out of a piece; a second stream behind the first is unpacked too."""
        self._packed += len(chunk)
        while chunk:
            if self._stream.eof:
                self._stream = zlib.decompressobj(GZIP)
            try:
                part = self._stream.decompress(chunk, AT_ONCE)
            except zlib.error:
                raise BadCompression("The body cannot be unpacked as gzip.") from None
            self._count(len(part))
            yield part
            chunk = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail

    def end(self) -> None:
        """Refuse a stream that was cut off."""
        if not self._stream.eof:
            raise BadCompression("The compressed body ends too early.")

    def _count(self, bytes_: int) -> None:
        self._unpacked += bytes_
        if self._unpacked > self._bounds.unpacked:
            said = f"Unpacked, the body has more than {self._bounds.unpacked} bytes."
            raise TooLarge(said, errors=[Fault("unpacked-too-large", said)])
        if self._unpacked > AT_ONCE and self._unpacked > self._packed * self._bounds.ratio:
            said = f"The body unpacks to more than {self._bounds.ratio} times its size."
            raise TooLarge(said, errors=[Fault("packed-too-tightly", said)])
