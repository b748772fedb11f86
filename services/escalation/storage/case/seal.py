"""How what signatories, sealed matters and files tell is sealed: a key of each one's own, wrapped by one that is
derived from the secret.

Throwing a person's key away makes what was sealed unreadable for ever. Nothing here knows SQL, and no plain word
leaves through a log.
"""

import hmac
import os
from uuid import UUID

from services.escalation.domain.signature.assistance import Stub, stub_of
from services.escalation.domain.signature.telephone import code_of
from shared.sealing import KEY, OwnSeal, derived, opened, sealed, token_sha256

__all__ = ["OwnSeal", "Seal", "token_sha256"]


class Seal:
    """Keys derived from the product's secret, one for each purpose."""

    def __init__(self, secret: str) -> None:
        self._wrapping = derived(secret, "people's keys")
        self._addresses = derived(secret, "addresses")
        self._letters = derived(secret, "letters of a day")
        self._origins = derived(secret, "origins")
        self._starts = derived(secret, "petitions that are being written")
        self._tokens = derived(secret, "confirmation tokens")
        self._followers = derived(secret, "followers' tokens")
        self._councillors = derived(secret, "councillors' tokens")
        self._preferences = derived(secret, "tokens of people of the desk")
        self._codes = derived(secret, "codes of text messages")
        self._stubs = derived(secret, "slips of signatures at a desk")
        self._notices = derived(secret, "words of notices")
        self._matters = derived(secret, "sealed matters' keys")
        self._files = derived(secret, "files' keys")
        self._matter_names = derived(secret, "sealed matters' names")
        self._steps = derived(secret, "steps of cases that are being written")

    def address(self, petition: str, contact: str) -> bytes:
        """What stands for an address on one petition: the same address on another petition cannot be told from it."""
        return hmac.digest(self._addresses, f"{petition}\n{contact}".encode(), "sha256")

    def letters(self, contact: str) -> bytes:
        """What stands for an address where a day's letters are counted: it tells of no petition and no area."""
        return hmac.digest(self._letters, contact.encode(), "sha256")

    def origin(self, petition: str, kind: str, value: str) -> bytes:
        """What stands for a network, a domain or a postcode on one petition: on another it has another name."""
        return hmac.digest(self._origins, f"{petition}\n{kind}\n{value}".encode(), "sha256")[:16]

    def person_of(self, petition: str, person: str) -> bytes:
        """What stands for a name with its postcode on one petition: on another it has another name."""
        return self.origin(petition, "person", person)

    def token(self, signature: str) -> str:
        """The token that confirms a signature; it stands in the mail and nowhere else."""
        return hmac.digest(self._tokens, signature.encode(), "sha256").hex()

    def follower(self, follower: str) -> str:
        """The token of somebody who follows a petition; it stands in their letters and nowhere else."""
        return hmac.digest(self._followers, follower.encode(), "sha256").hex()

    def councillor(self, post: str) -> str:
        """The token of the letter that asks whoever holds a post to say so; it stands there and nowhere else."""
        return hmac.digest(self._councillors, post.encode(), "sha256").hex()

    def preference(self, preference: str, number: int) -> str:
        """The token in the letters to the so-many-th address that somebody of the desk gave; it stands nowhere else."""
        return hmac.digest(self._preferences, f"{preference}\n{number}".encode(), "sha256").hex()

    def sponsor(self, petition: str) -> str:
        """The token of the link by which others support a petition before it is looked at; nobody keeps it."""
        return hmac.digest(self._tokens, f"sponsors of {petition}".encode(), "sha256").hex()

    def code(self, about: str, number: int) -> str:
        """The code of the numbered text message about a signature or a request; nobody keeps it."""
        return code_of(hmac.digest(self._codes, f"{about}\n{number}".encode(), "sha256"))

    def stub(self, petition: str, client: str, key: str) -> Stub:
        """The number and PIN of a signature that this client takes with this Idempotency-Key: the same one again."""
        return stub_of(hmac.digest(self._stubs, f"{petition}\n{client}\n{key}".encode(), "sha256"))

    def stub_token(self, petition: str, stub: Stub) -> str:
        """What stands for a stub on one petition; nobody keeps the stub itself."""
        return hmac.digest(self._stubs, f"{petition}\n{stub.number}\n{stub.pin}".encode(), "sha256").hex()

    def writing(self, token: str) -> OwnSeal:
        """The seal of what somebody writes before they send it: only whoever has the link can open it."""
        return OwnSeal(hmac.digest(self._starts, token.encode("utf-8", "replace"), "sha256"), token_sha256(token))

    def unsent(self, account: str, reference: str, command: str) -> str:
        """The token under which is kept what an account wrote for a step of a case and did not send: nobody else can
        work it out.
        """
        return hmac.digest(self._steps, f"{account}\n{reference}\n{command}".encode(), "sha256").hex()

    def notice(self, petition: str, number: int) -> OwnSeal:
        """The seal of what somebody wrote to report a petition: it opens under this notice alone."""
        name = f"{petition}\n{number}".encode()
        return OwnSeal(hmac.digest(self._notices, name, "sha256"), name)

    def new_person(self, bound_to: bytes) -> tuple[OwnSeal, bytes]:
        """A fresh key for a person, and the same key wrapped for keeping."""
        key = os.urandom(KEY)
        return OwnSeal(key, bound_to), sealed(self._wrapping, key, b"person:" + bound_to)

    def person(self, wrapped: bytes, bound_to: bytes) -> OwnSeal:
        """The seal of a person whose key was kept."""
        return OwnSeal(opened(self._wrapping, wrapped, b"person:" + bound_to), bound_to)

    def matter_name(self, client: str, key: str) -> UUID:
        """What a matter is called that this client lodges with this Idempotency-Key: nobody else can work it out."""
        return UUID(bytes=hmac.digest(self._matter_names, f"{client}\n{key}".encode(), "sha256")[:16], version=4)

    def new_matter(self, bound_to: bytes) -> tuple[OwnSeal, bytes]:
        """A fresh key for a sealed matter, and the same key wrapped for keeping."""
        key = os.urandom(KEY)
        return OwnSeal(key, bound_to), sealed(self._matters, key, b"matter:" + bound_to)

    def matter(self, wrapped: bytes, bound_to: bytes) -> OwnSeal:
        """The seal of a matter whose key was kept."""
        return OwnSeal(opened(self._matters, wrapped, b"matter:" + bound_to), bound_to)

    def new_file(self, bound_to: bytes) -> tuple[OwnSeal, bytes]:
        """A fresh key for a file, and the same key wrapped for keeping."""
        key = os.urandom(KEY)
        return OwnSeal(key, bound_to), sealed(self._files, key, b"file:" + bound_to)

    def file(self, wrapped: bytes, bound_to: bytes) -> OwnSeal:
        """The seal of a file whose key was kept."""
        return OwnSeal(opened(self._files, wrapped, b"file:" + bound_to), bound_to)
