"""名册密封 — what the roll seals and digests under the keys of its community.

Labels and codes are sealed; what is looked for is found by digests that are keyed, so that a dump
of the keys database names no address without the master key.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from infra.keys import seal, unseal
from services.roll import (
    CODE_ALPHABET,
    CODE_CHARACTERS,
    CODE_DAYS_MAX,
    plain_label,
    plain_name,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from infra.keys import Keys

ROLL_KEY = b"linli/roll/v1"


@dataclass(frozen=True)
class Seals:
    """The keys of one community, as its roll uses them."""

    origin: str
    key: bytes

    def digest(self, kind: str, *parts: str) -> bytes:
        own = hmac.digest(self.key, ROLL_KEY, "sha256")
        return hmac.digest(own, "\0".join((kind, self.origin, *parts)).encode(), "sha256")

    def seal(self, kind: str, household: UUID, text: str) -> bytes:
        return seal(self.key, text.encode(), self._bound_to(kind, household))

    def open(self, kind: str, household: UUID, sealed: bytes) -> str:
        return unseal(self.key, sealed, self._bound_to(kind, household)).decode()

    def _bound_to(self, kind: str, household: UUID) -> bytes:
        return f"linli/roll/v1\0{kind}\0{self.origin}\0".encode() + household.bytes


def seals_of(keys: Keys, origin: str) -> Seals:
    return Seals(origin, keys.community(origin).key)


def person_digest(seals: Seals, household: str, name: str) -> bytes | None:
    """Only both together tell one person from another."""
    label, plain = plain_label(household), plain_name(name)
    return seals.digest("person", label, plain) if label and plain else None


def fresh_code(
    keys: Keys, seals: Seals, household: UUID, now: datetime
) -> tuple[bytes, bytes, datetime]:
    """A fresh code: its digest, its ciphertext, and until when it is valid."""
    purpose = f"code/{household}/{now.isoformat()}"
    drawn = keys.chance.draw(purpose, CODE_CHARACTERS)
    # 256 is a multiple of 32: every character is equally likely.
    code = "".join(CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in drawn)
    until = now + timedelta(days=CODE_DAYS_MAX)
    return seals.digest("code", code), seals.seal("code", household, code), until
