"""找人 — the desk finds somebody on the roll by name, household or log-in."""

from __future__ import annotations

from typing import Final

from projections import residents
from projections.paging import PAGE_ROWS_MAX
from projections.residents import Member
from services.log_ins import folded
from services.pages.visitor import Visitor

MEMBERS_SEARCHED_MAX: Final = 2_000
MEMBERS_FOUND_MAX: Final = 50

Found = tuple[Member, dict[str, str]]


async def looked_up(visitor: Visitor, words: str) -> list[Found]:
    """Who fits, log-ins first; of the private words only those of the newest are opened.

    Nobody but the desk asks this: names lie encrypted, so that no index can be asked instead.
    """
    found = {member.member: (member, kept) for member, kept in await _by_login(visitor, words)}
    wanted, searched, before = folded(words), 0, None
    while searched < MEMBERS_SEARCHED_MAX and len(found) < MEMBERS_FOUND_MAX:
        some = await residents.members(
            visitor.linli.views,
            visitor.community,
            verified=None,
            before=before,
            limit=min(PAGE_ROWS_MAX, MEMBERS_SEARCHED_MAX - searched),
        )
        if not some:
            break
        searched, before = searched + len(some), some[-1].joined_position
        for member, kept in await with_private(visitor, some):
            told = (kept.get("name", ""), kept.get("household", ""))
            if any(wanted in folded(each) for each in told):
                found.setdefault(member.member, (member, kept))
    return list(found.values())[:MEMBERS_FOUND_MAX]


async def with_private(visitor: Visitor, members: list[Member]) -> list[Found]:
    """Members with the words that only they and the staff may read."""
    kept = await visitor.linli.record.private(
        visitor.community, [member.joined_position for member in members]
    )
    return [(member, kept.get(member.joined_position, {})) for member in members]


async def _by_login(visitor: Visitor, words: str) -> list[Found]:
    identity, community = visitor.linli.identity, visitor.community
    people = await visitor.linli.identity.people_by_login(community, words, MEMBERS_FOUND_MAX)
    found = []
    for person in people:
        name = await identity.name(person, community, "member")
        member = await residents.member(visitor.linli.views, community, name)
        if member:
            found.append(member)
    return await with_private(visitor, found)
