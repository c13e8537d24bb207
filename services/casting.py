"""投票 casting — under which names somebody votes, and what a paper ballot needs of two people."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from domain.kernel import Act
from domain.voting.cast_vote import AGES, CastVote
from domain.voting.confirm_paper_ballot import ConfirmPaperBallot
from domain.voting.open_poll import OpenPoll
from domain.voting.terms import Terms
from projections.ballots import PaperBallot
from projections.views import Community
from projections.voting import Polling
from services.door import Recorded, RequestKey
from services.identity import Account
from services.linli import Linli
from services.problems import NO_HOUSEHOLD, NOT_YOUR_OFFICE, YOUR_OWN_ACT, Unanswerable
from services.speaking import Speaker, Speaking, fresh_id, voice_of_the_year

SERVING_AUDIENCES: Final = frozenset({"stewards", "planners"})
"""Polls of those who serve under a name of their own in scope `service`."""


async def vote_of(
    speaking: Speaking,
    poll: Polling,
    choice: tuple[int, ...],
    *,
    arrived: datetime,
    paper: str | None = None,
) -> CastVote:
    """The casting of a person, or of a resident for whom the desk records a sheet of paper."""
    who = await _speaker(speaking, poll)
    service = await _serving(speaking, poll, who)
    return CastVote(
        act=who.act,
        member=who.member,
        poll=poll.poll,
        choice=choice,
        channel=who.channel,
        arrived=arrived,
        # Opened only where the poll asks for it.
        age_band=await speaking.age_band(who) if poll.audience in AGES else None,
        service=service,
        paper=paper,
    )


async def own_names(
    linli: Linli, community: Community, account: Account, poll: Polling
) -> list[str]:
    """The names under which somebody's own ballot in a poll would stand."""
    name = await _name(linli, community, account.person, poll)
    return [name] if name else []


async def confirmation_of(
    speaking: Speaking,
    poll: Polling,
    paper: PaperBallot,
    choice: tuple[int, ...],
    *,
    arrived: datetime,
) -> ConfirmPaperBallot:
    """What a second member of staff read from a sheet, and whether the first read the same.

    Nobody reads a sheet of one's own, nor one of one's own household where that has the vote.
    """
    linli, community, account = speaking.linli, speaking.community, speaking.account
    if account.staff is None:
        raise Unanswerable(NOT_YOUR_OFFICE)
    if paper.name in await own_names(linli, community, account, poll):
        raise Unanswerable(YOUR_OWN_ACT)
    return ConfirmPaperBallot(
        act=Act.of(account.staff, arrived, paper.name),
        poll=paper.poll,
        paper=paper.paper,
        agrees=await _agrees(linli, community, paper, choice),
        arrived=arrived,
    )


async def _agrees(
    linli: Linli, community: Community, paper: PaperBallot, choice: tuple[int, ...]
) -> bool:
    """A choice in public stands in the entry itself; a sealed one is compared behind the port."""
    [raw] = await linli.record.entries(community, paper.position, 1)
    told = json.loads(raw)["data"].get("choice")
    if told is not None:
        return tuple(told) == choice
    return await linli.ballots.matches(community, paper.position, choice)


async def opened(
    linli: Linli,
    community: Community,
    staff: str,
    now: datetime,
    terms: Terms,
    words: tuple[str, str, tuple[str, ...]],
    key: RequestKey | None,
) -> tuple[str, Recorded]:
    """The id of a new poll, whose key was made before it; words are title, text and labels."""
    poll = fresh_id(linli, "poll", key)
    await linli.ballots.make_key(community, poll)
    title, text, labels = words
    command = OpenPoll(
        act=Act.of(staff, now),
        poll=poll,
        voice=voice_of_the_year(community, now),
        terms=terms,
        title=title,
        text=text,
        labels=labels,
    )
    return poll, await linli.door.decide(community, command, key, now)


async def _speaker(speaking: Speaking, poll: Polling) -> Speaker:
    """Who votes: a household under a name of its own, which it has for this poll alone."""
    if poll.unit == "person":
        return await speaking.within(poll.scope)
    who = await speaking.within("member")
    name = await _household(speaking.linli, speaking.community, await _person(speaking, who), poll)
    if name is None:
        raise Unanswerable(NO_HOUSEHOLD)
    if who.act.on_behalf is None:
        return replace(who, act=replace(who.act, by=name))
    return replace(who, act=replace(who.act, on_behalf=name))


async def _person(speaking: Speaking, who: Speaker) -> UUID | None:
    return await speaking.linli.identity.person_of(who.member)


async def _household(
    linli: Linli, community: Community, person: UUID | None, poll: Polling
) -> str | None:
    if person is None:
        return None
    return await linli.ballots.household_name(community, person, poll.poll)


async def _name(linli: Linli, community: Community, person: UUID, poll: Polling) -> str | None:
    if poll.unit == "household":
        return await _household(linli, community, person, poll)
    return await linli.identity.name(person, community, poll.scope)


async def _serving(speaking: Speaking, poll: Polling, who: Speaker) -> str | None:
    """The name under which the voter serves, only where the poll is one of those who serve."""
    if poll.audience not in SERVING_AUDIENCES:
        return None
    person = await _person(speaking, who)
    if person is None:
        return None
    return await speaking.linli.identity.name(person, speaking.community, "service")
