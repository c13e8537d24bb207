"""造册 enrolling — a sheet of people looked through, and carried out: once, however often begun.

Each row has a request of its own, made of the draft and the row's number: a confirmation that was
cut off meets the same people and the same entries when it goes on.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import uuid5

from domain.kernel import Act
from domain.residents.join_community import AlreadyAMember, JoinCommunity
from domain.residents.verify_residence import VerifyResidence
from services.contacts import REGISTRAR
from services.door import Recorded, RequestKey
from services.joining import on_the_roll
from services.roll import ROLL, Entrant, plain_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from domain.kernel import Command
    from projections.views import Community
    from services.linli import Linli
    from services.roll import Row, Sheet

ENTRANTS_AT_ONCE_MAX: Final = 100


@dataclass(frozen=True)
class Plan:
    """What confirming a sheet would do."""

    households: tuple[str, ...]
    """Each household once, as it is written first."""
    entrants: tuple[Entrant, ...]
    twice: tuple[Row, ...]
    """Rows that say what a row before them has said."""
    known: tuple[Row, ...]
    """Rows of people who are on the roll already."""


@dataclass(frozen=True)
class Enrolled:
    """What confirming a sheet has done."""

    households: int
    people: int
    position: int


async def looked_through(
    linli: Linli, community: Community, staff: str, draft: UUID, sheet: Sheet
) -> Plan:
    """Who of a sheet is new, who stands in it twice, and who is on the roll already.

    Whoever is there already is noted as looked at: a sheet may ask for any name at any address.
    """
    households: dict[str, str] = {}
    people: dict[tuple[str, str], Entrant] = {}
    twice: list[Row] = []
    for row in sheet.rows:
        is_new_here = plain_label(row.household) not in households
        households.setdefault(plain_label(row.household), row.household)
        if row.alike in people or not (row.name or is_new_here):
            twice.append(row)
        elif row.name:
            people[row.alike] = Entrant(uuid5(draft, f"row/{row.number}"), row)
    entrants = list(people.values())
    known = await _known(linli, community, staff, entrants)
    return Plan(
        tuple(households.values()),
        tuple(one for one in entrants if one.row not in known),
        tuple(twice),
        tuple(known),
    )


async def _known(
    linli: Linli, community: Community, staff: str, entrants: Sequence[Entrant]
) -> list[Row]:
    """Somebody whom this very sheet has put there before it was cut off is not meant."""
    told = [(one.row.household, one.row.name) for one in entrants]
    alike = await linli.roll.alike(community, told)
    others = [
        {name for name, person in found.items() if person != one.person}
        for one, found in zip(entrants, alike, strict=True)
    ]
    standing = await on_the_roll(linli, community, set().union(*others))
    if standing:
        await linli.contact_log.note(community, staff, REGISTRAR, sorted(standing))
    return [one.row for one, names in zip(entrants, others, strict=True) if names & standing]


async def carried_out(
    linli: Linli, community: Community, staff: str, verifier: str | None, plan: Plan
) -> Enrolled:
    """Make the households, put the people on the roll, and confirm where they live.

    A sheet goes from door to door, and the log is public: neighbours must not stand side by side
    in it. Who joins and who is confirmed comes in two orders that only the keys could explain,
    and that are the same again when this goes on after it was cut off.
    """
    joining = sorted(plan.entrants, key=lambda one: one.person)
    verifying = sorted(plan.entrants, key=lambda one: _key(one, "verify").id)
    households = await linli.roll.make_households(community, plan.households)
    members: dict[UUID, str] = {}
    people, position = 0, await linli.record.head(community)
    for some in _batches(joining):
        names = await linli.roll.enrol(community, some)
        members |= {one.person: name for one, name in zip(some, names, strict=True)}
        asked = [
            (_joining(staff, members[one.person], one, linli), _key(one, "join")) for one in some
        ]
        people += await _decided(linli, community, asked)
        position = await linli.record.head(community)
    for some in _batches(verifying):
        confirmed = [
            (_verifying(staff, members[one.person], verifier, linli), _key(one, "verify"))
            for one in some
        ]
        await _decided(linli, community, confirmed)
        position = await linli.record.head(community)
    return Enrolled(households, people, position)


def _batches(entrants: Sequence[Entrant]) -> Iterator[Sequence[Entrant]]:
    for first in range(0, len(entrants), ENTRANTS_AT_ONCE_MAX):
        yield entrants[first : first + ENTRANTS_AT_ONCE_MAX]


def _joining(staff: str, member: str, entrant: Entrant, linli: Linli) -> JoinCommunity:
    row = entrant.row
    return JoinCommunity(
        act=Act.of(staff, linli.clock(), member),
        channel=ROLL,
        name=row.name,
        household=row.household,
        age_band=row.age_band,
    )


def _verifying(staff: str, member: str, verifier: str | None, linli: Linli) -> VerifyResidence:
    act = Act.of(staff, linli.clock())
    return VerifyResidence(act=act, resident=member, verifier=verifier, method=ROLL)


def _key(entrant: Entrant, purpose: str) -> RequestKey:
    return RequestKey(uuid5(entrant.request, purpose), b"")


async def _decided(
    linli: Linli, community: Community, asked: Iterable[tuple[Command, RequestKey]]
) -> int:
    """All at once, so that the door decides them together; how many hold."""
    outcomes = await asyncio.gather(
        *(linli.door.decide(community, command, key) for command, key in asked),
        return_exceptions=True,
    )
    for outcome in outcomes:
        # Whoever joined in another way in the meantime is no reason to stop.
        if isinstance(outcome, BaseException) and not isinstance(outcome, AlreadyAMember):
            raise outcome
    return sum(isinstance(outcome, Recorded) for outcome in outcomes)


def safe_line(cells: Iterable[str]) -> str:
    """One line of CSV that no spreadsheet program takes for a formula."""
    shown = (
        f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in cells
    )
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in shown) + "\r\n"
