"""The tree of RFC 6962, held against the vectors that its implementers published and against the plain definition."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.proof.merkle import (
    EMPTY,
    Edge,
    Tree,
    commitment,
    consistency,
    inclusion,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
)

# Published with the Certificate Transparency log's own tests: leaves, roots of every size, proofs.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SECOND = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
THIRD_AND_FOURTH = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
FIFTH_AND_SIXTH = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
SEVENTH = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
LAST_TWO = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
LAST_FOUR = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
INCLUDED = {
    (0, 1): [],
    (0, 2): [SECOND],
    (1, 2): [ROOTS[1]],
    (2, 3): [ROOTS[2]],
    (1, 5): [ROOTS[1], THIRD_AND_FOURTH, FIFTH],
    (0, 8): [SECOND, THIRD_AND_FOURTH, LAST_FOUR],
    (5, 8): [FIFTH, LAST_TWO, ROOTS[4]],
}
CONSISTENT = {
    (1, 1): [],
    (1, 8): [SECOND, THIRD_AND_FOURTH, LAST_FOUR],
    (2, 5): [THIRD_AND_FOURTH, FIFTH],
    (6, 7): [FIFTH_AND_SIXTH, SEVENTH, ROOTS[4]],
    (6, 8): [FIFTH_AND_SIXTH, LAST_TWO, ROOTS[4]],
}
PUBLISHED = Tree([leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES])


def plain_root(leaves: Sequence[bytes]) -> bytes:
    """Section 2.1 of the RFC, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


def test_the_published_roots_come_out() -> None:
    assert [PUBLISHED.root(size).hex() for size in range(9)] == ROOTS


@pytest.mark.parametrize("place", INCLUDED)
def test_the_published_proofs_that_a_leaf_is_in_the_tree_come_out_and_hold(place: tuple[int, int]) -> None:
    index, size = place
    proof = inclusion(index, size, PUBLISHED.nodes)
    assert [each.hex() for each in proof] == INCLUDED[place]
    assert is_included(PUBLISHED.nodes(0, index), index, size, proof, PUBLISHED.root(size))


@pytest.mark.parametrize("sizes", CONSISTENT)
def test_the_published_proofs_that_a_tree_only_grew_come_out_and_hold(sizes: tuple[int, int]) -> None:
    old, size = sizes
    proof = consistency(old, size, PUBLISHED.nodes)
    assert [each.hex() for each in proof] == CONSISTENT[sizes]
    assert is_consistent(old, PUBLISHED.root(old), size, PUBLISHED.root(size), proof)


@settings(max_examples=60)
@given(st.integers(1, 70), st.data())
def test_every_proof_holds_for_what_it_proves_and_for_nothing_else(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(size)]
    tree, index, old = Tree(leaves), data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    root, old_root, other = plain_root(leaves), plain_root(leaves[:old]), leaf_hash(b"another")
    assert (tree.root(), tree.root(old)) == (root, old_root)
    here, grown = inclusion(index, size, tree.nodes), consistency(old, size, tree.nodes)
    assert is_included(leaves[index], index, size, here, root)
    assert is_consistent(old, old_root, size, root, grown)
    for wrong in broken(here, other):
        assert not is_included(leaves[index], index, size, wrong, root)
    for wrong in broken(grown, other):
        assert not is_consistent(old, old_root, size, root, wrong)
    assert not is_included(other, index, size, here, root)
    assert not is_included(leaves[index], index, size, here, other)
    assert not any(is_included(leaves[index], n, size, here, root) for n in range(-1, size + 2) if n != index)
    assert not is_consistent(old, other, size, root, grown)
    assert old == 0 or not is_consistent(old, old_root, size, other, grown)
    assert not any(is_consistent(n, old_root, size, root, grown) for n in range(-1, size + 2) if n != old)


def test_a_tree_of_which_only_the_edge_is_held_has_the_same_roots() -> None:
    leaves, edge = [leaf_hash(bytes([n])) for n in range(70)], Edge()
    roots = [edge.root()]
    for leaf in leaves:
        edge.add(leaf)
        roots.append(edge.root())
    assert roots == [plain_root(leaves[:size]) for size in range(71)]


def broken(proof: list[bytes], other: bytes) -> list[list[bytes]]:
    """The proof with each step changed, left out, or one too many."""
    changed = [[*proof[:n], other, *proof[n + 1 :]] for n in range(len(proof))]
    return [*changed, [*proof, other], [other, *proof], *([proof[:-1], proof[1:]] if proof else [])]


def test_nothing_is_proved_of_what_is_not_there() -> None:
    with pytest.raises(IndexError):
        inclusion(8, 8, PUBLISHED.nodes)
    with pytest.raises(IndexError):
        consistency(9, 8, PUBLISHED.nodes)
    assert not is_consistent(9, EMPTY, 8, PUBLISHED.root(), [])
    assert not is_consistent(3, EMPTY, 8, PUBLISHED.root(), [])


def test_a_commitment_is_neither_a_leaf_nor_a_node_of_the_same_bytes() -> None:
    salt = bytes(32)
    assert len({commitment(salt, salt), leaf_hash(salt + salt), node_hash(salt, salt)}) == 3
