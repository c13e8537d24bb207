"""查看记录 contacts — who looks at the private details of people, noted before anything is opened.

What the roll holds encrypted (name, household, age band) is opened here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from projections import residents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from projections.views import Community
    from services.linli import Linli

DESK_LIST: Final = "desk-list"
DESK_SEARCH: Final = "desk-search"
ACTING: Final = "acting"
REGISTRAR: Final = "registrar"
PICTURE: Final = "picture"
GUARDIAN: Final = "guardian"
EXPORT: Final = "export"
LOOKS_DAYS_MAX: Final = 365
"""How long a look is kept."""
LOOKS_SHOWN_MAX: Final = 200

Details = dict[str, str]
"""Name, household and age band, as far as they were told and are still kept."""


@dataclass(frozen=True, slots=True)
class Look:
    """A member of staff saw somebody's details: where, and within which hour."""

    staff: str
    place: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LooksOfADay:
    """How many people's details a member of staff saw at one place on one day."""

    day: date
    staff: str
    place: str
    people: int


class ContactLog(Protocol):
    """Looks at private details; they lie beside the keys, and go with the person."""

    async def note(
        self, community: Community, staff: str, place: str, members: Sequence[str]
    ) -> None:
        """One row per person; the same look again within the same hour is one look."""
        ...

    async def looks_at(
        self, community: Community, person: UUID, limit: int | None = LOOKS_SHOWN_MAX
    ) -> list[Look]:
        """Newest first; without a limit, all that are kept."""
        ...

    async def looks_by_day(
        self, community: Community, before: date | None, limit: int
    ) -> list[LooksOfADay]:
        """Newest day first, by the community's calendar; nobody's name is in it."""
        ...


async def own_details(linli: Linli, community: Community, member: str) -> Details:
    """What is kept of somebody, for this person, or for a rule that shows it to nobody."""
    return (await _opened(linli, community, [member])).get(member, {})


async def contacts(
    linli: Linli, community: Community, members: Sequence[str], *, staff: str, place: str
) -> dict[str, Details]:
    """The details of these members, for `staff` at `place`: noted first, and else not opened."""
    if not members:
        return {}
    await linli.contact_log.note(community, staff, place, members)
    return await _opened(linli, community, members)


async def searched(
    linli: Linli,
    community: Community,
    members: Sequence[str],
    fits: Callable[[Mapping[str, str]], bool],
    *,
    staff: str,
    place: str,
    most: int,
) -> dict[str, Details]:
    """The details of at most `most` who fit: they alone are noted, and nobody sees the others."""
    opened = await _opened(linli, community, members)
    fitting = [member for member in members if fits(opened.get(member, {}))][:most]
    if fitting:
        await linli.contact_log.note(community, staff, place, fitting)
    return {member: opened[member] for member in fitting if member in opened}


async def told(linli: Linli, community: Community, member: str) -> list[tuple[int, Details]]:
    """Everything that this person ever told the roll, oldest first, by the entry that tells it."""
    positions = await residents.details_positions(linli.views, community, [member])
    opened = await linli.record.details(community, positions.get(member, []))
    return sorted(opened.items())


async def _opened(linli: Linli, community: Community, members: Sequence[str]) -> dict[str, Details]:
    positions = await residents.details_positions(linli.views, community, members)
    everything = [position for each in positions.values() for position in each]
    opened = await linli.record.details(community, everything)
    return {
        member: _merged([opened.get(position, {}) for position in each])
        for member, each in positions.items()
    }


def _merged(told_in_order: Sequence[Details]) -> Details:
    """What was told last holds; what was not told again stays as it was."""
    return {name: value for details in told_in_order for name, value in details.items()}
