"""目录 — the closed list of everything that can happen, by its pinned name."""

from __future__ import annotations

from domain.community.events import CommunityFounded, PolicyAdopted
from domain.kernel import Event
from domain.residents.events import (
    DetailsTold,
    GuardianConsented,
    GuardianConsentWithdrawn,
    GuardianNamed,
    MemberLeft,
    PersonErased,
    ResidenceVerified,
    ResidenceVouched,
    ResidentJoined,
    RoleGranted,
    RoleProposed,
    RoleRevoked,
)
from domain.suggestions.events import (
    CommentMade,
    CommentWithdrawn,
    ObjectionMade,
    PaperKept,
    StanceTaken,
    StanceWithdrawn,
    SuggestionModerated,
    SuggestionSubmitted,
    SuggestionWithdrawn,
)

CATALOGUE: dict[str, type[Event]] = {
    kind.TOPIC: kind
    for kind in (
        CommunityFounded,
        PolicyAdopted,
        ResidentJoined,
        DetailsTold,
        ResidenceVouched,
        ResidenceVerified,
        MemberLeft,
        PersonErased,
        RoleProposed,
        RoleGranted,
        RoleRevoked,
        GuardianNamed,
        GuardianConsented,
        GuardianConsentWithdrawn,
        SuggestionSubmitted,
        SuggestionModerated,
        SuggestionWithdrawn,
        StanceTaken,
        StanceWithdrawn,
        CommentMade,
        CommentWithdrawn,
        ObjectionMade,
        PaperKept,
    )
}
