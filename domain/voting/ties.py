"""同票 ties — who goes first among equals, by the rule that was fixed before anybody voted."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.voting.events import TieRule

LISTED_FIRST: TieRule = "listed-first"
LOT: TieRule = "lot"


def first_to_last(tied: Iterable[int], rule: TieRule, drawn: str | None) -> tuple[int, ...] | None:
    """The tied options in the order of the rule, or None while nothing decides between them."""
    if rule == LISTED_FIRST:
        return tuple(sorted(tied))
    if rule == LOT and drawn is not None:
        return tuple(sorted(tied, key=lambda option: drawn_for(option, drawn)))
    return None


def drawn_for(option: int, drawn: str) -> bytes:
    """SHA-256 of what was drawn, a zero byte, and the option's index in decimal digits.

    The lowest goes first. What is drawn comes after the close, in public, so nobody can know the
    order before, and everybody can work it out afterwards.
    """
    return sha256(drawn.encode() + b"\x00" + str(option).encode()).digest()
