"""How what people tell is sealed: a key of each one's own, wrapped by one that is derived from the product's secret.

Throwing a person's key away makes what was sealed unreadable for ever. Nothing here knows SQL, and no plain word leaves
through a log.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
KEY = 32


@dataclass(frozen=True, slots=True)
class OwnSeal:
    """The key of one person, one sealed matter or one file.

    `bound_to` ties what is sealed to its row, so that no column can be moved to another.
    """

    key: bytes
    bound_to: bytes

    def close(self, field: str, words: str) -> bytes:
        """The words of a field, sealed."""
        return self.close_bytes(field, words.encode())

    def open(self, field: str, sealed: bytes) -> str:
        """The words again. Raises cryptography's InvalidTag for anything that was not sealed for this field and row."""
        return self.open_bytes(field, sealed).decode()

    def close_bytes(self, field: str, content: bytes) -> bytes:
        """The bytes of a field, sealed."""
        return sealed(self.key, content, field.encode() + b":" + self.bound_to)

    def open_bytes(self, field: str, sealed: bytes) -> bytes:
        """The bytes again. Raises as `open` does."""
        return opened(self.key, sealed, field.encode() + b":" + self.bound_to)


def token_sha256(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def derived(secret: str, purpose: str) -> bytes:
    """A key for one purpose, from the product's secret."""
    return hmac.digest(hashlib.sha256(secret.encode()).digest(), f"folkmoot {purpose}".encode(), "sha256")


def sealed(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """What is sealed under a key, tied to what it is bound to."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def opened(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """What was sealed. Raises InvalidTag for another key, or another binding."""
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)
