"""The record as files: where each lies, what is in it, and that what was damaged is not taken for whole."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.publication.storage.record.tile import files_of
from shared.proof.merkle import Tree, leaf_hash, root
from shared.proof.tiles import NotATile, nodes_in, numbered, pack, split, tile_path, tiles, unpack


def test_paths_are_those_of_the_published_format() -> None:
    assert numbered(1234067) == "x001/x234/067"
    assert numbered(5) == "005"
    assert numbered(273, 112) == "273.p/112"
    assert list(tiles(70_000))[-4:] == [(0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1)]
    assert list(tiles(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles(257, 256)) == [(0, 1, 1)]
    assert list(tiles(0)) == []


@settings(max_examples=25)
@given(st.lists(st.integers(0, 700), min_size=2, max_size=4))
def test_files_written_step_by_step_give_every_root_of_the_tree(steps: list[int]) -> None:
    leaves = [n.to_bytes(2, "big") for n in range(max(steps))]
    tree, files, before = Tree([leaf_hash(leaf) for leaf in leaves]), dict[str, bytes](), 0

    def held(level: int, number: int, width: int) -> Sequence[bytes]:
        return split(files[tile_path(level, number, width)], width)

    for size in sorted(steps):
        files |= files_of(size, leaves[before // 256 * 256 : size], before, held)
        assert root(size, nodes_in(held, size)) == tree.root(size)
        before = size
    assert files.items() >= files_of(before, leaves, 0, held).items()


def test_what_breaks_off_is_no_bundle_and_no_tile() -> None:
    bundle = pack([b"one", b"", b"three"])
    assert unpack(bundle, 3) == [b"one", b"", b"three"]
    for damaged in (bundle[:-1], bundle + b"\0", bundle[:1], b""):
        with pytest.raises(NotATile):
            unpack(damaged, 3)
    with pytest.raises(NotATile):
        split(bytes(33), 1)
