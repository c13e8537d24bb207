"""同意 consent — to which wordings guardians agree, and how long a consent holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.kernel import ENTRY_TIME

CONSENT_DAYS = 365
CONSENT_TEXTS = ("guardian-consent-1",)
"""Ids of the wordings that guardians have agreed to, oldest first; each stays readable for ever."""


def consent_ends(consented_at: str) -> str:
    """The entry time from which a consent no longer holds: it is asked for again every year."""
    end = datetime.fromisoformat(consented_at) + timedelta(days=CONSENT_DAYS)
    return end.strftime(ENTRY_TIME)


def consent_stands(consented_at: str | None, at: str) -> bool:
    """Whether a consent of that time still holds at this one."""
    return consented_at is not None and at < consent_ends(consented_at)
