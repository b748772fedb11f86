"""Signed notes, checkpoints and cosignatures: a log's word of honour about its size and root, and who else saw it.

The formats are those of c2sp.org: signed-note, tlog-checkpoint and tlog-cosignature, with Ed25519. A note is text, an
empty line, and a line for each signature. Keys are written as the Go tools write them, so that other tools take them.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNED, COSIGNED = 1, 4  # the types of key: of the log itself, of a witness
LONGEST = 65_536
_NAME = re.compile(r"[^\s+]{1,255}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
PRIVATE = "PRIVATE+KEY+"


class NotANote(ValueError):
    """The text is no signed note, no checkpoint or no key; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with the name it signs under; `kind` is SIGNED for a log, COSIGNED for a witness."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature tells which key made it."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_as_text(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a key as `str` writes it; raises NotANote."""
        name, _, rest = text.strip().partition("+")
        told, _, packed = rest.partition("+")
        held = _as_bytes(packed)
        if not _NAME.fullmatch(name) or len(held) != 33 or held[0] not in {SIGNED, COSIGNED}:
            raise NotANote("this is no key of a log or of a witness")
        found = cls(name, held[0], held[1:])
        if found.id.hex() != told:
            raise NotANote("the key does not go with its name")
        return found

    def as_witness(self) -> "Verifier":
        """The same key for cosignatures."""
        return Verifier(self.name, COSIGNED, self.public)


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A private key with the name it signs under."""

    name: str
    seed: bytes

    def __post_init__(self) -> None:
        """Refuse a name that no note could carry."""
        if not _NAME.fullmatch(self.name) or len(self.seed) != 32:
            raise NotANote("a key needs a name without spaces and plus signs, and 32 bytes")

    def verifier(self, kind: int = SIGNED) -> Verifier:
        """The public half."""
        return Verifier(self.name, kind, self._key.public_key().public_bytes_raw())

    def written(self) -> str:
        """The key as settings hold it. Secret."""
        return f"{PRIVATE}{self.name}+{self.verifier().id.hex()}+{_as_text(bytes([SIGNED]) + self.seed)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a key as `written` writes it; raises NotANote, without a word of what it held."""
        name, _, rest = text.strip().removeprefix(PRIVATE).partition("+")
        told, _, packed = rest.partition("+")
        held = _as_bytes(packed)
        if not text.strip().startswith(PRIVATE) or len(held) != 33 or held[0] != SIGNED:
            raise NotANote("this is no private key: `folkmoot record key` makes one")
        found = cls(name, held[1:])
        if found.verifier().id.hex() != told:
            raise NotANote("the private key does not go with its name")
        return found

    @classmethod
    def of_secret(cls, secret: str, name: str) -> Self:
        """The key that follows from any long secret; raises NotANote for a short one."""
        if len(secret) < 32:
            raise NotANote("a secret to make a key of has at least 32 characters")
        return cls(name, hashlib.sha256(b"folkmoot record key\n" + secret.encode()).digest())

    def sign(self, text: str) -> str:
        """The line of a signature under a note's text."""
        return _line(self.verifier(), self._key.sign(text.encode()))

    def cosign(self, text: str, at: datetime) -> str:
        """The line by which a witness says that, at this moment, this is the largest tree it saw of the log."""
        seconds = int(at.timestamp())
        signature = self._key.sign(_cosigned(text, seconds))
        return _line(self.verifier(COSIGNED), seconds.to_bytes(8, "big") + signature)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note: under which name, by which key, what was signed."""

    name: str
    id: bytes
    bytes: bytes
    line: str


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its signatures, none of them looked at yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return "\n".join([self.text, *(each.line for each in self.signatures), ""])

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a note; raises NotANote."""
        if len(raw) > LONGEST:
            raise NotANote("the note is too long")
        try:
            whole = raw.decode()
        except UnicodeDecodeError:
            raise NotANote("the note is not UTF-8") from None
        if any(ord(character) < 32 and character != "\n" for character in whole):
            raise NotANote("the note holds control characters")
        text, found, lines = whole.rpartition("\n\n")
        if not found or not lines.endswith("\n"):
            raise NotANote("the note has no signatures")
        return cls(f"{text}\n", tuple(map(_signature, lines.removesuffix("\n").split("\n"))))

    def signed_by(self, key: Verifier) -> bool:
        """Whether the key signed the text. A line that says so and does not hold makes it False."""
        own = [each for each in self.signatures if (each.name, each.id) == (key.name, key.id)]
        return bool(own) and all(_holds(key, each.bytes, self.text.encode()) for each in own)

    def cosigned_at(self, witness: Verifier) -> datetime | None:
        """When the witness cosigned the text, its latest word; None where it did not."""
        moments = [cosigned_at(self.text, each, witness) for each in self.signatures]
        return max((moment for moment in moments if moment), default=None)

    def with_lines(self, lines: Iterable[str]) -> "Note":
        """The note with more signatures, each line once."""
        known = [each.line for each in self.signatures]
        return Note(self.text, tuple(map(_signature, dict.fromkeys([*known, *lines]))))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its name, how many leaves it has, and its root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{_as_text(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it from a note's text; lines after the third say nothing here. Raises NotANote."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not _SIZE.fullmatch(lines[1]):
            raise NotANote("this is no checkpoint: it has not three lines, or no size")
        root = _as_bytes(lines[2])
        if len(root) != 32:
            raise NotANote("this is no checkpoint: its root is not 32 bytes")
        return cls(lines[0], int(lines[1]), root)


def signed(checkpoint: Checkpoint, key: Key) -> Note:
    """The checkpoint with the log's own signature."""
    return Note(checkpoint.text(), (_signature(key.sign(checkpoint.text())),))


def signature(line: str) -> Signature:
    """Read one line of a signature; raises NotANote."""
    return _signature(line.removesuffix("\n"))


def cosigned_at(text: str, signed: Signature, witness: Verifier) -> datetime | None:
    """When the witness says by this signature that it saw the text; None where the signature is not its own."""
    if (signed.name, signed.id) != (witness.name, witness.id) or len(signed.bytes) != 72:
        return None
    seconds = int.from_bytes(signed.bytes[:8], "big")
    if seconds >= 1 << 36 or not _holds(witness, signed.bytes[8:], _cosigned(text, seconds)):
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _holds(key: Verifier, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _line(key: Verifier, signature: bytes) -> str:
    return f"— {key.name} {_as_text(key.id + signature)}"


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    held = _as_bytes(parts[2]) if len(parts) == 3 else b""
    if len(held) < 5 or parts[0] != "—" or not _NAME.fullmatch(parts[1]):
        raise NotANote("a signature's line is a dash, a name and the signature")
    return Signature(parts[1], held[:4], held[4:], line)


def _as_text(held: bytes) -> str:
    return base64.b64encode(held).decode()


def _as_bytes(text: str) -> bytes:
    """The bytes behind base64; none for what is not exactly that."""
    try:
        held = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return held if _as_text(held) == text else b""
