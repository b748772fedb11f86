"""GOV.UK Notify in small, on loopback: it speaks what its documentation says, and fails when it is told to.

It checks what Notify checks: who signed the request and when, the template, what the template needs.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY, TEMPLATE = f"trial-{SERVICE}-{SECRET}", "f33517ff-2a88-4f6e-b855-c550268ce08a"
FRESH = 30  # seconds for which a signed request is good


@dataclass
class NotifyServer:
    """What it was given, what it answers next in place of doing it, and whether it then loses its own answers."""

    address: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    fails: list[tuple[int, str]] = field(default_factory=list)
    loses: int = 0
    requests: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.split(" ", 2)
        headers = dict(line.lower().split(": ", 1) for line in head.splitlines()[1:] if ": " in line)
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        authorization = next(line for line in head.splitlines() if line.lower().startswith("authorization: "))
        self.requests.append(f"{method} {target}")
        status, said = self._answer(method, target, authorization.partition(" ")[2], body)
        if method == "POST" and status == 201 and self.loses:
            self.loses -= 1
        else:
            told = json.dumps(said).encode()
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(told)}\r\nConnection: close\r\n\r\n".encode())
            writer.write(told)
        writer.close()

    def _answer(self, method: str, target: str, authorization: str, body: bytes) -> tuple[int, object]:
        if (refused := _refused(authorization)) is not None:
            return 403, _error(403, "AuthError", refused)
        if method == "GET":
            wanted = parse_qs(urlsplit(target).query)["reference"][0]
            return 200, {"notifications": [one for one in reversed(self.taken) if one["reference"] == wanted]}
        if self.fails:
            status, code = self.fails.pop(0)
            return status, _error(status, code, "ann@example.org is not taken now")
        sent = json.loads(body)
        if sent["template_id"] != TEMPLATE or sent["personalisation"].keys() != {"subject", "body"}:
            return 400, _error(400, "BadRequestError", "Missing personalisation")
        number = f"740e5834-3a29-46b4-9a6f-{len(self.taken):012}"
        self.taken.append({**sent, "id": number, "status": "created", "sent_at": None, "completed_at": None})
        return 201, {"id": number, "reference": sent["reference"], "content": sent["personalisation"]}


def _refused(authorization: str) -> str | None:
    try:
        token = jwt.decode(authorization.removeprefix("Bearer "), OctKey.import_key(SECRET), algorithms=["HS256"])
    except JoseError:
        return "Invalid token: signature, api token not found"
    if token.header.get("typ") != "JWT" or token.claims.get("iss") != SERVICE:
        return "Invalid token: service not found"
    return None if abs(time.time() - token.claims["iat"]) <= FRESH else "Error: Your system clock must be accurate"


def _error(status: int, code: str, message: str) -> object:
    return {"status_code": status, "errors": [{"error": code, "message": message}]}


@asynccontextmanager
async def running() -> AsyncIterator[NotifyServer]:
    """A server of one's own, for as long as it is needed."""
    found = NotifyServer()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield found
