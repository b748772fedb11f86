"""The tree of RFC 6962: its hashes, its root, and proofs that a leaf is in it or that a smaller tree lies in a larger.

Standard library only; it knows neither what a leaf says nor where hashes are kept. Hashes are SHA-256, 32 bytes. A
*node* is the hash of a complete part of the tree: `nodes(level, index)` spans the leaves from `index * 2**level` on,
`2**level` of them. Section 2.1 of RFC 6962 defines roots and proofs; how they are checked is section 2.1 of RFC 9162.
"""

import hashlib
from collections.abc import Callable, Sequence

LEAF, NODE, WORD = b"\x00", b"\x01", b"\x02"
EMPTY = hashlib.sha256(b"").digest()
SALT = 32

Nodes = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return hashlib.sha256(LEAF + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two neighbours."""
    return hashlib.sha256(NODE + left + right).digest()


def commitment(salt: bytes, value: bytes) -> bytes:
    """What is told of a value instead of it, so that it can be taken away later; `salt` is 32 random bytes."""
    return hashlib.sha256(WORD + salt + value).digest()


def root(size: int, nodes: Nodes) -> bytes:
    """The root over the first `size` leaves."""
    return _span(nodes, 0, size) if size else EMPTY


def inclusion(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The proof that the leaf of this number (from 0) is in the tree of this size; IndexError where it is not."""
    if not 0 <= index < size:
        raise IndexError(f"a tree of {size} leaves has no leaf {index}")
    proof, start, end = list[bytes](), 0, size
    while end - start > 1:
        split = start + _split(end - start)
        if index < split:
            proof.append(_span(nodes, split, end))
            end = split
        else:
            proof.append(_span(nodes, start, split))
            start = split
    return proof[::-1]


def consistency(old: int, size: int, nodes: Nodes) -> list[bytes]:
    """The proof that the first `old` leaves of a tree of this size are what they were; IndexError where old > size."""
    if not 0 <= old <= size:
        raise IndexError(f"a tree of {size} leaves never had {old}")
    return _grown(nodes, old, 0, size, is_known=True) if old else []


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf's hash to the root of the tree of this size."""
    if not 0 <= index < size:
        return False
    place, last, reached = index, size - 1, leaf
    for neighbour in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            reached = node_hash(neighbour, reached)
            place, last = _past_right_edge(place, last)
        else:
            reached = node_hash(reached, neighbour)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == root


def is_consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of the old root lies unchanged in the one of the root."""
    if old < 0 or old > size:
        return False
    if old in {0, size}:
        return not proof and (old_root == root if old == size else old_root == EMPTY)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = now = path[0]
    for neighbour in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            was, now = node_hash(neighbour, was), node_hash(neighbour, now)
            place, last = _past_right_edge(place, last)
        else:
            now = node_hash(now, neighbour)
        place, last = place >> 1, last >> 1
    return last == 0 and was == old_root and now == root


class Tree:
    """A whole tree in memory, from its leaves' hashes; for checking what was downloaded."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        """`leaves` are hashes, in order."""
        self._levels: list[list[bytes]] = [list(leaves)]
        while len(below := self._levels[-1]) > 1:
            self._levels.append([node_hash(below[n], below[n + 1]) for n in range(0, len(below) - 1, 2)])

    def nodes(self, level: int, index: int) -> bytes:
        """The hash of a complete part of the tree."""
        return self._levels[level][index]

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return len(self._levels[0])

    def root(self, size: int | None = None) -> bytes:
        """The root over all leaves, or over the first ones."""
        return root(self.size if size is None else size, self.nodes)


class Edge:
    """A tree that only grows, of which nothing is held but its right edge: for the root of very many leaves."""

    def __init__(self) -> None:
        """Without leaves."""
        self.size = 0
        self._edge: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """One more leaf, by its hash."""
        held, self.size, size = leaf, self.size + 1, self.size
        while size & 1:
            held, size = node_hash(self._edge.pop(), held), size >> 1
        self._edge.append(held)

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._edge:
            return EMPTY
        *above, reached = self._edge
        for left in reversed(above):
            reached = node_hash(left, reached)
        return reached


def _split(width: int) -> int:
    """The largest power of two below the width."""
    return 1 << (width - 1).bit_length() - 1


def _span(nodes: Nodes, start: int, end: int) -> bytes:
    """The hash over the leaves from start to end, where start is where a part of the tree begins."""
    width = end - start
    if width & (width - 1) == 0:
        return nodes(width.bit_length() - 1, start // width)
    split = start + _split(width)
    return node_hash(_span(nodes, start, split), _span(nodes, split, end))


def _grown(nodes: Nodes, old: int, start: int, end: int, *, is_known: bool) -> list[bytes]:
    if old == end:
        return [] if is_known else [_span(nodes, start, end)]
    split = start + _split(end - start)
    if old <= split:
        return [*_grown(nodes, old, start, split, is_known=is_known), _span(nodes, split, end)]
    return [*_grown(nodes, old, split, end, is_known=False), _span(nodes, start, split)]


def _past_right_edge(place: int, last: int) -> tuple[int, int]:
    """Up from the last place of a row, past the rows on which it has no neighbour."""
    while place & 1 == 0 and place:
        place, last = place >> 1, last >> 1
    return place, last
