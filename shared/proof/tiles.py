"""A log as files that anybody may keep a copy of: where each tile and bundle lies, and what is in it.

The format is that of c2sp.org/tlog-tiles. A tile holds 256 hashes of one row of the tree, eight rows above the last; a
bundle holds the leaves themselves. The rightmost ones are partial, and have their width in their name. Nothing here
reads or writes a file.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from shared.proof.merkle import Nodes, node_hash

WIDTH = 256
HEIGHT = 8
HASH = 32

CHECKPOINT = "checkpoint"
Place = tuple[int, int, int]
"""A tile: its level, its number in it, and how many hashes are in it."""

Hashes = Callable[[int, int, int], Sequence[bytes]]
"""What answers the hashes of a tile."""


class NotATile(ValueError):
    """Bytes that are no tile or bundle of this width."""


def numbered(number: int, width: int = WIDTH) -> str:
    """A tile's number as part of a path: `x001/x234/067`, and `000.p/5` for one that holds 5."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return "/".join(groups) + (f".p/{width}" if width < WIDTH else "")


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """Where a tile of hashes lies."""
    return f"tile/{level}/{numbered(number, width)}"


def bundle_path(number: int, width: int = WIDTH) -> str:
    """Where a bundle of leaves lies."""
    return f"tile/entries/{numbered(number, width)}"


def words_path(number: int, width: int = WIDTH) -> str:
    """Where the words of a bundle's leaves lie, which are no part of the tree."""
    return f"words/{numbered(number, width)}"


def width_of(level: int, number: int, size: int) -> int:
    """How many hashes a tile holds in a tree of this size."""
    return max(0, min(WIDTH, (size >> (HEIGHT * level)) - number * WIDTH))


def tiles(size: int, before: int = 0) -> Iterator[Place]:
    """Every tile of a tree of this size that the tree of the size before did not have, the lowest level first."""
    level = 0
    while row := size >> (HEIGHT * level):
        had = before >> (HEIGHT * level)
        if row > had:
            for number in range(had // WIDTH, (row - 1) // WIDTH + 1):
                yield level, number, min(WIDTH, row - number * WIDTH)
        level += 1


def bundles(size: int, before: int = 0) -> Iterator[tuple[int, int]]:
    """The number and width of every bundle of a tree of this size that the tree before did not have."""
    return ((number, width) for level, number, width in tiles(size, before) if level == 0)


def pack(leaves: Sequence[bytes]) -> bytes:
    """A bundle: each leaf after its length in two bytes."""
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def unpack(bundle: bytes, width: int) -> list[bytes]:
    """The leaves in a bundle; raises NotATile where there are not exactly that many."""
    leaves, at = list[bytes](), 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at : at + 2], "big")
        leaf = bundle[at + 2 : at + 2 + length]
        if at + 2 > len(bundle) or len(leaf) != length:
            raise NotATile("the bundle breaks off")
        leaves.append(leaf)
        at += 2 + length
    if len(leaves) != width:
        raise NotATile(f"the bundle holds {len(leaves)} leaves, not {width}")
    return leaves


def split(tile: bytes, width: int) -> list[bytes]:
    """The hashes in a tile; raises NotATile where there are not exactly that many."""
    if len(tile) != width * HASH:
        raise NotATile(f"the tile holds {len(tile)} bytes, not {width * HASH}")
    return [tile[at : at + HASH] for at in range(0, len(tile), HASH)]


def whole(hashes: Sequence[bytes]) -> bytes:
    """The hash over all of a tile's hashes, of which there is a power of two."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[n], row[n + 1]) for n in range(0, len(row), 2)]
    return row[0]


def nodes_in(hashes: Hashes, size: int) -> Nodes:
    """The nodes of a tree of this size, from its tiles."""

    @lru_cache(maxsize=64)
    def held(level: int, number: int) -> Sequence[bytes]:
        return hashes(level, number, width_of(level, number, size))

    def node(level: int, index: int) -> bytes:
        row, rest = divmod(level, HEIGHT)
        start, span = index << rest, 1 << rest
        number, place = divmod(start, WIDTH)
        return whole(held(row, number)[place : place + span])

    return node
