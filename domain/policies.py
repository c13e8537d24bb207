"""规则 policies — the closed list of rules that a community may set, and what they may say.

A policy never asks for a telephone: nobody needs SMS to take part (tested).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SUGGESTIONS_PER_DAY_MAX = 50
AS_WRITTEN = "as-written"
"""The rule is what its wording says: people follow it, and say by which line."""


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
WHO_MAY_SUGGEST = Policy("policy:who-may-suggest", ("as-taking-part", "verified"), "as-taking-part")
WHO_MAY_VOTE = Policy(
    "policy:who-may-vote", ("verified", "verified-14-and-over", "verified-adults"), "verified"
)
COMMENTS = Policy("policy:comments", ("open", "closed"), "open")
SUGGESTIONS_PER_DAY = Policy(
    "policy:suggestions-per-day",
    tuple(str(number) for number in range(1, SUGGESTIONS_PER_DAY_MAX + 1)),
    "5",
)
SUPPORT_THRESHOLD = Policy(
    "policy:support-threshold", ("5", "10", "20", "30", "50", "100", "200", "500"), "20"
)
ANSWER_WITHIN_DAYS = Policy("policy:answer-within-days", ("7", "14", "30", "45", "60", "90"), "30")
VERIFICATION_APPROVERS = Policy("policy:verification-approvers", ("one", "two"), "one")
INVITATION_LETTERS = Policy("policy:invitation-letters", ("verify", "join-only"), "verify")
SENSITIVE_ROLES_NEED = Policy("policy:sensitive-roles", ("one", "two"), "one")
FAIRNESS = Policy("policy:fairness", ("none", AS_WRITTEN), "none")
MODERATION = Policy("policy:moderation", ("none", AS_WRITTEN), "none")
POLICIES = {
    policy.id: policy
    for policy in (
        WHO_MAY_TAKE_PART,
        WHO_MAY_SUGGEST,
        WHO_MAY_VOTE,
        COMMENTS,
        SUGGESTIONS_PER_DAY,
        SUPPORT_THRESHOLD,
        ANSWER_WITHIN_DAYS,
        VERIFICATION_APPROVERS,
        INVITATION_LETTERS,
        SENSITIVE_ROLES_NEED,
        FAIRNESS,
        MODERATION,
    )
}
