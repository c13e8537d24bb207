"""选票 ballots — what is known of the votes in a poll: whose count, by which way, and for what.

A choice is told by the rule of `voting.Poll.shows_choices`, which stands here once more in SQL:
every question about choices asks for it, so that no caller can forget it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, LiteralString

from projections.paging import PAGE_ROWS_MAX
from projections.voting_tables import choice_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community, Views

PaperState = Literal["waiting", "confirmed", "disputed", "unconfirmed"]
PAPER_STATES: tuple[PaperState, ...] = ("waiting", "confirmed", "disputed", "unconfirmed")

SHOWN: LiteralString = "(p.mode = 'open' OR p.result_position IS NOT NULL)"
IN_TIME: LiteralString = "p.state IN ('open', 'held')"


@dataclass(frozen=True, slots=True)
class BallotStanding:
    """How a name stands in a poll: the casting that counts, and a paper that waits."""

    poll: str
    name: str
    castings: int
    """How often this name voted."""
    position: int | None
    """The casting that counts; None as long as there is only paper that nobody confirmed."""
    at: str | None
    channel: str | None
    choice: tuple[int, ...] | None
    """As soon as everybody may know it; an empty one is a blank ballot."""
    paper: PaperState | None
    """The last paper of this name: waiting, confirmed, disputed, or not confirmed in time."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot that counts, once everybody may know its choice."""

    name: str
    position: int
    channel: str
    choice: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A casting that does not count, and why."""

    name: str
    position: int
    at: str
    channel: str
    reason: Literal["superseded", "waiting", "disputed", "unconfirmed"]


@dataclass(frozen=True, slots=True)
class PaperBallot:
    """A ballot that the desk recorded from paper, and who confirmed it. Its choice is not here."""

    paper: str
    poll: str
    title: str | None
    """Of the poll."""
    name: str
    position: int
    at: str
    by: str
    channel: str
    confirmed_position: int | None
    confirmed_by: str | None
    state: PaperState


async def ballots(views: Views, community: Community, poll: str) -> dict[tuple[int, ...], int]:
    """How many counting ballots made each choice; nothing as long as choices are hidden."""
    rows = await views.rows(
        f"""SELECT c.choice, c.ballots FROM poll_choices c JOIN polls p USING (log, poll)
            WHERE c.log = %(log)s AND c.poll = %(poll)s AND c.ballots > 0 AND {SHOWN}
            ORDER BY c.choice""",  # noqa: S608 - the part stands above.
        {"log": community.log, "poll": poll},
    )
    return {choice_of(row["choice"]): row["ballots"] for row in rows}


async def turnout(views: Views, community: Community, poll: str) -> dict[str, int]:
    """How many counting ballots came by each channel: web, desk, phone, paper."""
    rows = await views.rows(
        """SELECT channel, ballots FROM poll_channels
           WHERE log = %(log)s AND poll = %(poll)s AND ballots > 0 ORDER BY channel""",
        {"log": community.log, "poll": poll},
    )
    return {row["channel"]: row["ballots"] for row in rows}


async def ballots_of(
    views: Views, community: Community, names: Sequence[str]
) -> dict[str, BallotStanding]:
    """How these names of one person, or of one household, stand in polls, by poll."""
    rows = await views.rows(
        f"""SELECT b.poll, b.who AS name, b.castings, b.position, c.at, c.channel,
                  CASE WHEN {SHOWN} THEN c.choice END AS choice,
                  CASE WHEN s.paper IS NULL THEN NULL
                       WHEN s.confirmed_position IS NOT NULL THEN 'confirmed'
                       WHEN s.disputed THEN 'disputed'
                       WHEN {IN_TIME} THEN 'waiting' ELSE 'unconfirmed' END AS paper
            FROM poll_ballots b JOIN polls p USING (log, poll)
            LEFT JOIN poll_castings c ON c.log = b.log AND c.position = b.position
            LEFT JOIN poll_papers s ON s.log = b.log AND s.paper = b.paper
            WHERE b.log = %(log)s AND b.who = ANY(%(names)s::text[])
            ORDER BY p.position, b.who""",  # noqa: S608 - the parts stand above.
        {"log": community.log, "names": list(names)},
    )
    return {
        row["poll"]: BallotStanding(
            **row | {"choice": choice_of(row["choice"]) if row["choice"] is not None else None}
        )
        for row in rows
    }


async def ballot_of(
    views: Views, community: Community, poll: str, names: Sequence[str]
) -> BallotStanding | None:
    """How the name among these under which somebody votes in this poll stands there."""
    return (await ballots_of(views, community, names)).get(poll)


async def ballot_list(
    views: Views, community: Community, poll: str, *, after: int | None, limit: int
) -> list[Ballot]:
    """Every counting ballot in order; nothing as long as choices are hidden."""
    rows = await views.rows(
        f"""SELECT c.who AS name, c.position, c.channel, c.choice
            FROM poll_castings c JOIN polls p USING (log, poll)
            WHERE c.log = %(log)s AND c.poll = %(poll)s AND c.counts AND {SHOWN}
              AND c.position > %(after)s ORDER BY c.position LIMIT %(limit)s""",  # noqa: S608 - as above.
        {"log": community.log, "poll": poll, "after": after or 0, "limit": limit},
    )
    return [Ballot(**row | {"choice": choice_of(row["choice"])}) for row in rows]


async def set_aside(
    views: Views, community: Community, poll: str, *, after: int | None, limit: int
) -> list[SetAside]:
    """The castings that do not count, in order, each with the reason; never with a choice."""
    rows = await views.rows(
        f"""SELECT c.who AS name, c.position, c.at, c.channel,
                   CASE WHEN s.paper IS NULL OR s.confirmed_position IS NOT NULL THEN 'superseded'
                        WHEN s.disputed THEN 'disputed'
                        WHEN {IN_TIME} THEN 'waiting' ELSE 'unconfirmed' END AS reason
            FROM poll_castings c JOIN polls p USING (log, poll)
            LEFT JOIN poll_papers s ON s.log = c.log AND s.paper = c.paper
            WHERE c.log = %(log)s AND c.poll = %(poll)s AND NOT c.counts
              AND c.position > %(after)s ORDER BY c.position LIMIT %(limit)s""",  # noqa: S608 - as above.
        {
            "log": community.log,
            "poll": poll,
            "after": after or 0,
            "limit": min(limit, PAGE_ROWS_MAX),
        },
    )
    return [SetAside(**row) for row in rows]


PAPER_COLUMNS: LiteralString = f"""
    s.paper, s.poll, w.title, s.who AS name, s.position, s.at, s.by, s.channel,
    s.confirmed_position, s.confirmed_by,
    CASE WHEN s.confirmed_position IS NOT NULL THEN 'confirmed'
         WHEN s.disputed THEN 'disputed'
         WHEN {IN_TIME} THEN 'waiting' ELSE 'unconfirmed' END AS state
"""
WITH_POLLS: LiteralString = """poll_papers s JOIN polls p USING (log, poll)
    LEFT JOIN words w ON w.log = p.log AND w.position = p.position"""


async def papers(
    views: Views,
    community: Community,
    *,
    states: Sequence[PaperState] = ("waiting",),
    poll: str | None = None,
    before: int | None = None,
    limit: int = PAGE_ROWS_MAX,
) -> list[PaperBallot]:
    """Paper ballots in these states, newest first; go on with the last position seen."""
    rows = await views.rows(
        f"""SELECT * FROM (SELECT {PAPER_COLUMNS} FROM {WITH_POLLS} WHERE s.log = %(log)s
                AND (%(poll)s::text IS NULL OR s.poll = %(poll)s)) AS found
            WHERE state = ANY(%(states)s::text[])
              AND (%(before)s::bigint IS NULL OR position < %(before)s)
            ORDER BY position DESC LIMIT %(limit)s""",  # noqa: S608 - as above.
        {
            "log": community.log,
            "poll": poll,
            "states": list(states),
            "before": before,
            "limit": min(limit, PAGE_ROWS_MAX),
        },
    )
    return [PaperBallot(**row) for row in rows]


async def paper(views: Views, community: Community, id: str) -> PaperBallot | None:  # noqa: A002 - the community's word for it.
    """The paper ballot of this id, if there is one."""
    rows = await views.rows(
        f"SELECT {PAPER_COLUMNS} FROM {WITH_POLLS} WHERE s.log = %(log)s AND s.paper = %(paper)s",  # noqa: S608 - as above.
        {"log": community.log, "paper": id},
    )
    return PaperBallot(**rows[0]) if rows else None
