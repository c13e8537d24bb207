"""机缘 — chance as a port: the domain has none, and a sample community draws it from a seed."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from infra.mapper import base64url

Clock = Callable[[], datetime]
"""Tells the present time, with its zone."""

ID_CHARS = 22


class Chance(Protocol):
    """Draws up to 32 bytes for a purpose. The same purpose is never asked for twice."""

    def draw(self, purpose: str, count: int = 32) -> bytes: ...


class SystemChance:
    """The operating system's randomness, whatever the purpose."""

    def draw(self, purpose: str, count: int = 32) -> bytes:  # noqa: ARG002 - part of the port.
        return os.urandom(count)


class SeededChance:
    """HMAC-SHA-256(seed, purpose): the same draws for the same seed, whatever came in between."""

    def __init__(self, seed: str) -> None:
        self.seed = seed.encode()

    def draw(self, purpose: str, count: int = 32) -> bytes:
        return hmac.digest(self.seed, purpose.encode(), "sha256")[:count]


def fresh_id(chance: Chance, purpose: str) -> str:
    """22 base64url characters, for ids such as `suggestion:<22>`."""
    return base64url(chance.draw(purpose))[:ID_CHARS]
