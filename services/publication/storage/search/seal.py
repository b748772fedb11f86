"""How the addresses of those who follow the record are sealed: a key of each one's own, thrown away with the row."""

import hmac
import os

from shared.sealing import KEY, OwnSeal, derived, opened, sealed


class Seal:
    """Keys derived from the product's secret, one for each purpose."""

    def __init__(self, secret: str) -> None:
        self._wrapping = derived(secret, "keys of the record's followers")
        self._addresses = derived(secret, "addresses of the record's followers")
        self._letters = derived(secret, "letters of a day about the record")
        self._tokens = derived(secret, "tokens of the record's followers")

    def address(self, topic: str, contact: str) -> bytes:
        """What stands for an address on one topic: the same address on another topic cannot be told from it."""
        return hmac.digest(self._addresses, f"{topic}\n{contact}".encode(), "sha256")

    def letters(self, contact: str) -> bytes:
        """What stands for an address where a day's letters are counted: it tells of no topic."""
        return hmac.digest(self._letters, contact.encode(), "sha256")

    def token(self, follower: str) -> str:
        """The token of a follower; it stands in their letters and nowhere else."""
        return hmac.digest(self._tokens, follower.encode(), "sha256").hex()

    def new_person(self, bound_to: bytes) -> tuple[OwnSeal, bytes]:
        """A fresh key for a person, and the same key wrapped for keeping."""
        key = os.urandom(KEY)
        return OwnSeal(key, bound_to), sealed(self._wrapping, key, b"person:" + bound_to)

    def person(self, wrapped: bytes, bound_to: bytes) -> OwnSeal:
        """The seal of a person whose key was kept."""
        return OwnSeal(opened(self._wrapping, wrapped, b"person:" + bound_to), bound_to)
