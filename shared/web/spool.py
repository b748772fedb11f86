"""Taking a large body: straight to disk, unpacked on the way, bounded before and after. It looks at no content."""

import hashlib
import tempfile
from typing import BinaryIO, cast

from starlette.requests import Request

from shared.files.unpacking import Bounds, Unpacking
from shared.problems import TooLarge, UnsupportedType

__all__ = ["Bounds", "spool"]

IN_MEMORY = 1 << 20


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
        await _take(request, file, Unpacking(bounds) if encoding == "gzip" else None, bounds)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


async def _take(request: Request, file: BinaryIO, unpack: "Unpacking | None", bounds: Bounds) -> None:
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
