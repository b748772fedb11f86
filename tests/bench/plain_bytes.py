"""The least that an application in Python does to send a page: nothing is looked for, counted or decided.

Served by `python -m uvicorn tests.bench.plain_bytes:app --lifespan off`; BYTES says how many it sends.
"""

import os

from starlette.types import Receive, Scope, Send

PAGE = b"x" * int(os.environ["BYTES"])
HEADERS = [(b"content-type", b"text/html"), (b"content-length", str(len(PAGE)).encode())]


async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 the shape of an application
    """Send the page."""
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": PAGE})
