"""找人 — the desk finds somebody on the roll by name, household or log-in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from projections import residents
from projections.paging import PAGE_ROWS_MAX
from projections.residents import Member
from services.contacts import DESK_SEARCH, contacts, searched
from services.log_ins import folded
from services.pages.forms import Form
from services.pages.visitor import Visitor
from services.wording import SEARCH_CHARACTERS_MAX

MEMBERS_SEARCHED_MAX: Final = 2_000
MEMBERS_FOUND_MAX: Final = 50

Found = tuple[Member, dict[str, str]]


def words_in(form: Form) -> str:
    """What is looked for comes by a form that is posted: nobody's name stands in an address."""
    typed = "".join(c for c in form.fields.get("q", "") if c.isprintable())
    return typed[:SEARCH_CHARACTERS_MAX].strip()


async def looked_up(visitor: Visitor, words: str, *, place: str = DESK_SEARCH) -> list[Found]:
    """Who fits, log-ins first; of the private words only those of the newest are opened.

    Nobody but the desk asks this: names lie encrypted, so that no index can be asked instead.
    Only who is shown is noted as looked at.
    """
    by_login = await with_private(visitor, await _by_login(visitor, words), place)
    found = {member.member: (member, kept) for member, kept in by_login}
    before = None
    for _ in range(MEMBERS_SEARCHED_MAX // PAGE_ROWS_MAX):
        some = await residents.members(
            visitor.linli.views,
            visitor.community,
            verified=None,
            before=before,
            limit=PAGE_ROWS_MAX,
        )
        if not some or len(found) >= MEMBERS_FOUND_MAX:
            break
        before = some[-1].joined_position
        others = {member.member: member for member in some if member.member not in found}
        room = MEMBERS_FOUND_MAX - len(found)
        for name, kept in (await _fitting(visitor, list(others), words, place, room)).items():
            found[name] = (others[name], kept)
    return list(found.values())


async def with_private(visitor: Visitor, members: list[Member], place: str) -> list[Found]:
    """Members with the words that only they and the staff may read; each is noted first."""
    kept: Mapping[str, dict[str, str]] = {}
    if visitor.staff is not None:
        kept = await contacts(
            visitor.linli,
            visitor.community,
            [member.member for member in members],
            staff=visitor.staff,
            place=place,
        )
    return [(member, kept.get(member.member, {})) for member in members]


async def alike_shown(
    visitor: Visitor, alike: Mapping[str, Sequence[str]], place: str
) -> dict[str, list[Found]]:
    """Of each member: those who are perhaps the same, by the names that the staff may read."""
    views, community = visitor.linli.views, visitor.community
    names = sorted({name for others in alike.values() for name in others})
    members = [await residents.member(views, community, name) for name in names]
    standing = [member for member in members if member is not None]
    found = {one.member: (one, kept) for one, kept in await with_private(visitor, standing, place)}
    return {
        member: [found[name] for name in others if name in found]
        for member, others in alike.items()
    }


async def _fitting(
    visitor: Visitor, names: list[str], words: str, place: str, room: int
) -> dict[str, dict[str, str]]:
    """Of these names those whose own name or household holds the words, at most as many."""
    wanted = folded(words)

    def fits(kept: Mapping[str, str]) -> bool:
        told = (kept.get("name", ""), kept.get("household", ""))
        return any(wanted in folded(each) for each in told)

    if visitor.staff is None:
        return {}
    return await searched(
        visitor.linli,
        visitor.community,
        names,
        fits,
        staff=visitor.staff,
        place=place,
        most=room,
    )


async def _by_login(visitor: Visitor, words: str) -> list[Member]:
    identity, community = visitor.linli.identity, visitor.community
    people = await identity.people_by_login(community, words, MEMBERS_FOUND_MAX)
    found = []
    for person in people:
        name = await identity.name(person, community, "member")
        member = await residents.member(visitor.linli.views, community, name)
        if member:
            found.append(member)
    return found
