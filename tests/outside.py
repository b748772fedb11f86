"""The outside in small: an https server on loopback with a certificate of a test's own authority, and a way to it.

The names lead to numbers that a test says; whoever connects to the one public number comes to this server. Every number
that was connected to is written down.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.outside.fetching import Way

HOST = "figures.example.org"
ADDRESS = f"https://{HOST}/waste.csv?year=all"
PUBLIC, PUBLIC_6, PRIVATE = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "127.0.0.1"
_NOT_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)

Serve = Callable[[str, dict[str, str], asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Outside:
    """What the server answers next, what it was asked, and what was connected to."""

    port: int
    trusted: ssl.SSLContext
    serve: Serve | None = None
    numbers: list[Sequence[str]] = field(default_factory=lambda: [[PUBLIC]])
    asked: list[dict[str, str]] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)

    def answers(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """From now on the server answers this."""
        told = {"Content-Type": "text/csv", "Content-Length": str(len(body))}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())

        async def serve(_: str, __: dict[str, str], writer: asyncio.StreamWriter) -> None:
            writer.write(f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body)

        self.serve = serve

    def way(self, time_limit: float = 20) -> Way:
        return Way(resolve=self._resolve, carrier=lambda: _Carrier(self), time_limit=time_limit)

    async def _resolve(self, host: str) -> Sequence[str]:
        """Each look-up has the next numbers; the last ones stay."""
        self.looked_up.append(host)
        return self.numbers.pop(0) if len(self.numbers) > 1 else self.numbers[0]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        asked = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        sent = await reader.readexactly(int(asked.get("content-length", "0")))
        self.asked.append(asked | {"line": head[0], "body": sent.decode()})
        assert self.serve is not None
        try:
            await self.serve(head[0], asked, writer)
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


class _Carrier(httpx.AsyncHTTPTransport):
    """Carries what is for the public number to the server here; whatever else goes where it says."""

    def __init__(self, outside: Outside) -> None:
        super().__init__(verify=outside.trusted, trust_env=False)
        self._outside = outside

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._outside.connected.append(request.url.host)
        if request.url.host == PUBLIC:
            request.url = request.url.copy_with(host="127.0.0.1", port=self._outside.port)
        return await super().handle_async_request(request)


@asynccontextmanager
async def outside(folder: Path) -> AsyncIterator[Outside]:
    """The server, while it is needed."""
    authority, key_file = _certificates(folder)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(key_file)
    found = Outside(0, ssl.create_default_context(cafile=str(authority)))
    server = await asyncio.start_server(found.handle, "127.0.0.1", 0, ssl=serving)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()


def _certificates(folder: Path) -> tuple[Path, Path]:
    """The authority's certificate, and the server's with its key."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _signed("A test's own authority", authority_key, authority_key, is_authority=True)
    server = _signed(HOST, key, authority_key, issuer="A test's own authority")
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "authority.pem").write_bytes(authority.public_bytes(pem))
    (folder / "server.pem").write_bytes(server.public_bytes(pem) + private)
    return folder / "authority.pem", folder / "server.pem"


def _signed(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    *,
    issuer: str | None = None,
    is_authority: bool = False,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer or name)])
    building = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NOT_BEFORE)
        .not_valid_after(_NOT_BEFORE + timedelta(days=36_500))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if not is_authority:
        building = building.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return building.sign(by, hashes.SHA256())
