"""居民 residents — what can happen to the roll, and who serves the community."""

from __future__ import annotations

from domain.kernel import Event, PersonalWords

UNDER_14, TEENAGER, ADULT = "under-14", "14-17", "18-and-over"
AGE_BANDS = (UNDER_14, TEENAGER, ADULT)
"""Nobody's date of birth is asked for, only the band."""


class ResidentJoined(Event, topic="residents.ResidentJoined.1", about=("who",)):
    """A person joined the roll under a `member` name, on the web or at the desk.

    Private, for the person and staff: the name, the household, the age band.
    """

    channel: str
    name: PersonalWords = None
    household: PersonalWords = None
    age_band: PersonalWords = None


class ResidenceVerified(Event, topic="residents.ResidenceVerified.1", about=("resident",)):
    """A member of staff confirmed that a member (`resident`, a `member` name) lives here."""

    resident: str
    method: str


class RoleGranted(Event, topic="residents.RoleGranted.1", about=("holder",)):
    """A member of staff (`staff:<handle>`) holds a role: "clerk" or "committee"."""

    holder: str
    role: str
