"""存证 — the Merkle tree over the entries of a log (RFC 6962, section 2.1): pure arithmetic."""

from __future__ import annotations

from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree that keeps only its right edge: one hash for each bit of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def append(self, entry: bytes) -> None:
        """Add the next entry; its index is the size before."""
        added = leaf_hash(entry)
        carried = self.size
        while carried & 1:
            added = node_hash(self._edge.pop(), added)
            carried >>= 1
        self._edge.append(added)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The hash over everything appended so far, 32 bytes."""
        if not self._edge:
            return EMPTY_ROOT
        *edge, root = self._edge
        for left in reversed(edge):
            root = node_hash(left, root)
        return root
