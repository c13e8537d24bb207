"""资格 standing — who may take part, and who may act for the community."""

from __future__ import annotations

from domain.kernel import Refused

CLERK, COMMITTEE = "clerk", "committee"
DESK_ROLES = frozenset({CLERK, COMMITTEE})


class NotAMember(Refused):
    """You are not on the roll of this community yet: join it first."""


class NotVerified(Refused):
    """Your residence has not been confirmed yet: please visit the service desk once."""


class NotYourOffice(Refused):
    """This act belongs to another office of the community."""


def must_take_part(*, joined: bool, verified: bool, who_may: str) -> None:
    """Refuse whom the policy `who-may-take-part` ("members" or "verified") leaves out."""
    if not joined:
        raise NotAMember
    if who_may == "verified" and not verified:
        raise NotVerified


def must_hold(role: str | None, allowed: frozenset[str]) -> None:
    """Refuse a member of staff whose recorded role is not among those allowed."""
    if role not in allowed:
        raise NotYourOffice
