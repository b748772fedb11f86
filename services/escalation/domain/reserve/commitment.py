"""Commitments that reveal nothing: one hash a day of what was added to the sealed store, whether or not anything was.

    fact     SHA-256(2 || salt || value)                 32 bytes of salt for each
    entry    SHA-256(0 || canonical JSON of number, name, day and the facts' commitments)
    slot     SHA-256(0 || slot's salt || entry), or random bytes in a slot that holds nothing
    root     of a tree of SLOTS slots, whose nodes are SHA-256(1 || left || right)
    head     SHA-256(1 || head of the day before || root)
    leaf     SHA-256(2 || the day's salt || head): what is published

A day has the same number of slots and costs the same work however many entries there were. Which slot an entry has, and
every salt, comes from the day's seed and is new each day: an opened path tells nothing of what lies beside it.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from shared.events.escalation import CommitmentProof, OpenedEntry, OpenedFact

SLOTS = 256
SALT = 32
NOTHING_BEFORE = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact with the salt under which it was committed to."""

    value: str
    salt: bytes

    @property
    def commitment(self) -> str:
        """The fact's commitment, in hex."""
        return fact_commitment(self.salt, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An entry as it is committed to: its number in its matter, what happened, the day, the facts by name."""

    number: int
    name: str
    on: date
    facts: Mapping[str, Fact]

    @property
    def digest(self) -> bytes:
        """What the day's tree holds of the entry."""
        return _digest(self.number, self.name, self.on, {name: fact.commitment for name, fact in self.facts.items()})


@dataclass(frozen=True, slots=True)
class Day:
    """A day's commitment: everything that it is made from. `entries` are their digests, in the order of the store."""

    day: date
    seed: bytes
    before: bytes
    entries: tuple[bytes, ...] = ()

    @property
    def head(self) -> bytes:
        """The sealed store's head when the day was over."""
        (root,) = _tree(self.seed, self.entries)[-1]
        return _sha256(b"\x01", self.before, root)

    @property
    def leaf(self) -> str:
        """What is published of the day, in hex."""
        return _sha256(b"\x02", _derived(self.seed, "leaf"), self.head).hex()

    def proof(self, digest: bytes) -> CommitmentProof:
        """How the day holds this entry. Raises ValueError for an entry that it does not hold."""
        slot = at = _order(self.seed)[self.entries.index(digest)]
        path = []
        for level in _tree(self.seed, self.entries)[:-1]:
            path.append(level[at ^ 1].hex())
            at //= 2
        return CommitmentProof(
            day=self.day,
            slot=slot,
            slot_salt=_derived(self.seed, "salt", slot).hex(),
            path=tuple(path),
            before=self.before.hex(),
            salt=_derived(self.seed, "leaf").hex(),
        )


def fact_commitment(salt: bytes, value: str) -> str:
    """What a value is committed to by, in hex."""
    return _sha256(b"\x02", salt, value.encode()).hex()


def leaf_of(entry: OpenedEntry) -> str | None:
    """The day's leaf that an opened entry leads to, in hex; None where it has no proof.

    Raises ValueError when a fact that is shown is not the one that was committed to, or a hash is none.
    """
    if entry.proof is None:
        return None
    for fact in entry.facts:
        if not fact.ground and fact_commitment(bytes.fromhex(fact.salt), fact.value) != fact.commitment:
            raise ValueError(f"{fact.name} is not what was committed to")
    proof, at = entry.proof, entry.proof.slot
    digest = _digest(entry.number, entry.name, entry.on, {fact.name: fact.commitment for fact in entry.facts})
    node = _sha256(b"\x00", bytes.fromhex(proof.slot_salt), digest)
    for beside in map(bytes.fromhex, proof.path):
        node = _sha256(b"\x01", beside, node) if at % 2 else _sha256(b"\x01", node, beside)
        at //= 2
    head = _sha256(b"\x01", bytes.fromhex(proof.before), node)
    return _sha256(b"\x02", bytes.fromhex(proof.salt), head).hex()


def opened(sheet: Sheet, day: Day | None, grounds: Mapping[str, str]) -> OpenedEntry:
    """An entry as it is shown: facts with a ground are withheld. `day` is the one whose leaf holds it, if one does."""
    facts = [
        OpenedFact(name=name, commitment=fact.commitment, ground=grounds[name])
        if name in grounds
        else OpenedFact(name=name, commitment=fact.commitment, value=fact.value, salt=fact.salt.hex())
        for name, fact in sorted(sheet.facts.items())
    ]
    proof = day.proof(sheet.digest) if day else None
    return OpenedEntry(number=sheet.number, name=sheet.name, on=sheet.on, facts=tuple(facts), proof=proof)


def _digest(number: int, name: str, on: date, commitments: Mapping[str, str]) -> bytes:
    record = {"facts": commitments, "name": name, "number": number, "on": on.isoformat()}
    return _sha256(b"\x00", json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


@lru_cache(maxsize=8)
def _tree(seed: bytes, entries: tuple[bytes, ...]) -> tuple[Sequence[bytes], ...]:
    """The levels of a day's tree, from its slots up to its root."""
    placed = dict(zip(_order(seed), entries, strict=False))
    level: Sequence[bytes] = [
        _sha256(b"\x00", _derived(seed, "salt", slot), placed.get(slot) or _derived(seed, "nothing", slot))
        for slot in range(SLOTS)
    ]
    levels = [level]
    while len(level) > 1:
        level = _above(level)
        levels.append(level)
    return tuple(levels)


def _order(seed: bytes) -> list[int]:
    """The slots in the order in which entries take them; it is another each day, and nobody's to foresee."""
    return sorted(range(SLOTS), key=lambda slot: _derived(seed, "order", slot))


def _derived(seed: bytes, purpose: str, slot: int = 0) -> bytes:
    return hmac.digest(seed, f"{purpose}/{slot}".encode(), "sha256")


def _above(level: Sequence[bytes]) -> list[bytes]:
    return [_sha256(b"\x01", level[at], level[at + 1]) for at in range(0, len(level), 2)]


def _sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()
