"""投影 — every projection that the runner keeps up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.community import COMMUNITY
from projections.dashboard_folds import DASHBOARD
from projections.resident_folds import RESIDENTS
from projections.suggestion_folds import SUGGESTIONS
from projections.voting_folds import VOTING

if TYPE_CHECKING:
    from projections.projection import Projection

PROJECTIONS: tuple[Projection, ...] = (COMMUNITY, RESIDENTS, SUGGESTIONS, VOTING, DASHBOARD)
