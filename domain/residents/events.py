"""居民 residents — what can happen to the roll, and who serves the community."""

from __future__ import annotations

from domain.kernel import Event, PersonalWords

UNDER_14, TEENAGER, ADULT = "under-14", "14-17", "18-and-over"
AGE_BANDS = (UNDER_14, TEENAGER, ADULT)
"""Nobody's date of birth is asked for, only the band."""


class ResidentJoined(Event, topic="residents.ResidentJoined.1", about=("who",)):
    """A person joined the roll under a `member` name: by oneself, at the desk, by letter or roll.

    Private, for the person and staff: the name, the household, the age band.
    """

    channel: str
    name: PersonalWords = None
    household: PersonalWords = None
    age_band: PersonalWords = None


class DetailsTold(Event, topic="residents.DetailsTold.1", about=("who",)):
    """A member's details were told anew at the desk; what is not told stays as it was.

    Private, for the person and staff: the name, the household, the age band.
    """

    name: PersonalWords = None
    household: PersonalWords = None
    age_band: PersonalWords = None


class ResidenceVouched(Event, topic="residents.ResidenceVouched.1", about=("resident",)):
    """The first of two members of staff confirmed that a member lives here, by "desk" or "roll"."""

    resident: str
    method: str


class ResidenceVerified(Event, topic="residents.ResidenceVerified.1", about=("resident",)):
    """It is confirmed that a member lives here: by "desk", by "roll", or by "letter"."""

    resident: str
    method: str


class MemberLeft(Event, topic="residents.MemberLeft.1", about=("who",)):
    """A member left the roll; whoever joins again is confirmed again."""


class PersonErased(Event, topic="residents.PersonErased.1", about=("erasure",)):
    """Key, secret and words of a person were destroyed; the id `erasure:<22>` names nobody."""

    erasure: str


class RoleProposed(Event, topic="residents.RoleProposed.1", about=("holder",)):
    """A member of the committee proposed a role that takes two to grant."""

    holder: str
    role: str
    scope: str | None = None
    until: str | None = None


class RoleGranted(Event, topic="residents.RoleGranted.1", about=("holder",)):
    """A role is held: by `staff:<handle>`, or by a resident under the name in scope `service`.

    `scope` is what the role is for (absent: the whole community), `until` the moment at which it
    ends (entry time, exclusive; absent: open).
    """

    holder: str
    role: str
    scope: str | None = None
    until: str | None = None


class RoleRevoked(Event, topic="residents.RoleRevoked.1", about=("holder",)):
    """A role is held no longer."""

    holder: str
    role: str
    scope: str | None = None


class GuardianNamed(Event, topic="residents.GuardianNamed.1", about=("who", "guardian")):
    """The desk noted who speaks for a child, under a name that fits this child only."""

    guardian: str


class GuardianConsented(Event, topic="residents.GuardianConsented.1", about=("who", "guardian")):
    """A guardian agreed to a wording (`text`, its id) by which a child's own words are shown."""

    guardian: str
    text: str


class GuardianConsentWithdrawn(
    Event, topic="residents.GuardianConsentWithdrawn.1", about=("who", "guardian")
):
    """A guardian took the consent back: the child's own words are shown no longer."""

    guardian: str
