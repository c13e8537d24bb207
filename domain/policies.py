"""规则 policies — the closed list of rules that a community may set, and what they may say.

A policy never asks for a telephone: nobody needs SMS to take part (tested).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SUGGESTIONS_PER_DAY_MAX = 50


@dataclass(frozen=True)
class Policy:
    """One rule: its id, the values that it may take, and the value at the founding."""

    id: str
    values: tuple[str, ...]
    at_founding: str

    def among(self, adopted: Mapping[str, str]) -> str:
        """Today's value: the last one adopted, else the one at the founding."""
        return adopted.get(self.id, self.at_founding)


WHO_MAY_TAKE_PART = Policy("policy:who-may-take-part", ("members", "verified"), "verified")
COMMENTS = Policy("policy:comments", ("open", "closed"), "open")
SUGGESTIONS_PER_DAY = Policy(
    "policy:suggestions-per-day",
    tuple(str(number) for number in range(1, SUGGESTIONS_PER_DAY_MAX + 1)),
    "5",
)
POLICIES = {policy.id: policy for policy in (WHO_MAY_TAKE_PART, COMMENTS, SUGGESTIONS_PER_DAY)}
