"""社区 community — what can happen to a community and to its rules."""

from __future__ import annotations

from domain.kernel import Event, PublicWords


class CommunityFounded(Event, topic="community.CommunityFounded.1", about=("community",)):
    """A community begins: its id `community:<slug>`, its public name, its IANA time zone."""

    community: str
    name: str
    time_zone: str


class PolicyAdopted(Event, topic="community.PolicyAdopted.1", about=("policy",)):
    """A rule of the community took a value: `policy:<name>`, of `domain/policies.py`.

    Private, for everyone to read: its wording, where the committee gave it one.
    """

    policy: str
    value: str
    text: PublicWords = None
