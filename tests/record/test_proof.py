from hashlib import sha256

import pytest
from hypothesis import given as for_all
from hypothesis import settings as trying
from hypothesis import strategies as st

from domain.proof import EMPTY_ROOT, Tree, leaf_hash, node_hash

# The leaves and roots of the reference tree of RFC 6962, as published by
# transparency-dev/merkle on GitHub (Apache-2.0) in its file testonly/constants.go, commit
# 417fb0c314750d94e53942e9f92e79b6d35915db. The roots are those of the first n leaves, from none
# to all eight.
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
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
entries = st.lists(st.binary(max_size=8), max_size=70)


def tree_of(given: list[bytes]) -> Tree:
    tree = Tree()
    for entry in given:
        tree.append(entry)
    return tree


def root_by_definition(given: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word: split at the largest power of two below the size."""
    if not given:
        return sha256(b"").digest()
    if len(given) == 1:
        return sha256(b"\x00" + given[0]).digest()
    split = 1
    while split * 2 < len(given):
        split *= 2
    left, right = root_by_definition(given[:split]), root_by_definition(given[split:])
    return sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_tree_has_the_published_roots(size: int) -> None:
    tree = tree_of([bytes.fromhex(leaf) for leaf in LEAVES[:size]])
    assert tree.size == size
    assert tree.root.hex() == ROOTS[size]


def test_leaves_and_nodes_hash_as_published() -> None:
    # The same source, rfc6962/rfc6962_test.go.
    leaf = "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    node = "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    assert leaf_hash(b"L123456").hex() == leaf
    assert node_hash(b"N123", b"N456").hex() == node
    assert leaf_hash(b"").hex() == ROOTS[1]
    assert EMPTY_ROOT.hex() == ROOTS[0]


@trying(deadline=None)
@for_all(entries)
def test_a_tree_of_any_size_has_the_root_of_the_definition(given: list[bytes]) -> None:
    assert tree_of(given).root == root_by_definition(given)


@trying(deadline=None)
@for_all(entries)
def test_the_root_may_be_asked_for_after_every_entry(given: list[bytes]) -> None:
    tree = Tree()
    for size, entry in enumerate(given, start=1):
        tree.append(entry)
        assert (tree.size, tree.root) == (size, root_by_definition(given[:size]))


@trying(deadline=None)
@for_all(entries.filter(bool), st.data())
def test_no_entry_is_changed_left_out_or_moved_unseen(
    given: list[bytes], data: st.DataObject
) -> None:
    root = tree_of(given).root
    at = data.draw(st.integers(0, len(given) - 1))
    changed = [*given[:at], given[at] + b"!", *given[at + 1 :]]
    assert tree_of(changed).root != root
    assert tree_of(given[:at] + given[at + 1 :]).root != root
    moved = [*given[at:], *given[:at]]
    assert (tree_of(moved).root == root) == (moved == given)


@trying(deadline=None)
@for_all(entries)
def test_a_node_never_passes_for_an_entry(given: list[bytes]) -> None:
    pair = [b"left", b"right"]
    as_entry = leaf_hash(pair[0]) + leaf_hash(pair[1])
    assert tree_of([*given, as_entry]).root != tree_of([*given, *pair]).root


def test_a_tree_keeps_one_hash_for_each_bit_of_its_size() -> None:
    tree = tree_of([bytes([number]) for number in range(200)])
    assert len(tree._edge) == (200).bit_count()
