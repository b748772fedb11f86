"""Unpacking gzip piece by piece, bounded before and after: whoever takes large bodies from others needs it."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from shared.problems import BadRequest, Fault, TooLarge

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


class Unpacking:
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
