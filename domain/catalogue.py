"""目录 — the closed list of everything that can happen, by its pinned name."""

from __future__ import annotations

from domain.community.events import CommunityFounded, PolicyAdopted
from domain.kernel import Event
from domain.residents.events import ResidenceVerified, ResidentJoined, RoleGranted
from domain.suggestions.events import (
    CommentMade,
    StanceTaken,
    SuggestionModerated,
    SuggestionSubmitted,
)

CATALOGUE: dict[str, type[Event]] = {
    kind.TOPIC: kind
    for kind in (
        CommunityFounded,
        PolicyAdopted,
        ResidentJoined,
        ResidenceVerified,
        RoleGranted,
        SuggestionSubmitted,
        StanceTaken,
        CommentMade,
        SuggestionModerated,
    )
}
