"""表决 voting — which polls there are, under which terms, how they stand, and what became of them.

Nothing here says more than the log itself does at that moment: of a sealed or anonymous poll no
choice is known before the last ballot was opened (`Poll.shows_choices`), and `ballots.py` asks for
the same in every question about choices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, LiteralString

from domain.voting.terms import Terms
from projections.paging import PAGE_ROWS_MAX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.voting.events import Audience, Kind, Mode, TieRule, Unit
    from projections.views import Community, Views

State = Literal["open", "held", "closing", "closed", "cancelled"]
STATES: tuple[State, ...] = ("open", "held", "closing", "closed", "cancelled")
"""Takes votes · waits, since the door was shut · takes none, ballots are not all opened · has a
result · ended without one."""

COLUMNS: LiteralString = """
    p.poll, p.position, p.at, p.by, p.scope, p.kind, p.options, p.choices_max, p.seats, p.audience,
    p.unit, p.mode, p.quorum, p.threshold, p.tie_rule, p.closes_at, p.hold_hours, p.state,
    p.extended, p.held_until, p.roll, p.castings, p.voters, p.waiting, p.disputed,
    p.rejected, p.opened, p.closed_position, p.closed_at, p.result_position, p.result_at, p.drawn,
    p.last_position,
    ARRAY(SELECT s.suggestion FROM poll_suggestions s
          WHERE s.log = p.log AND s.poll = p.poll ORDER BY s.place) AS suggestions,
    w.title, w.text, w.labels
"""
WITH_WORDS: LiteralString = "polls p LEFT JOIN words w ON w.log = p.log AND w.position = p.position"


@dataclass(frozen=True, slots=True)
class Polling:
    """Who votes in a poll, and under which names: fixed as it opened, and never changed."""

    poll: str
    scope: str
    audience: Audience
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll(Polling):
    """A poll as it stands by the log; the clock may be further (`state_at`).

    `title`, `text` and `labels` are None while the words are not filled.
    """

    position: int
    at: str
    by: str
    kind: Kind
    options: int
    choices_max: int
    seats: int
    mode: Mode
    quorum: int
    threshold: int
    tie_rule: TieRule
    closes_at: str
    """As extended last."""
    hold_hours: int
    state: State
    extended: int
    """How often."""
    held_until: str | None
    roll: int
    """How many members were verified when it opened: nobody else votes."""
    castings: int
    """How often anybody voted, changed minds and papers included."""
    voters: int
    """How many names have a ballot that counts."""
    waiting: int
    """Paper ballots that no second person has confirmed yet, while there is time."""
    disputed: int
    """Paper ballots from which a second person read another choice: they never count."""
    rejected: int
    """Paper ballots that nobody confirmed in time."""
    opened: int
    """Ballots of a sealed or anonymous poll that were opened."""
    closed_position: int | None
    closed_at: str | None
    result_position: int | None
    """The entry from which on there is a result, for everybody to recount."""
    result_at: str | None
    drawn: str | None
    """What was drawn in public where the lot decides, once it was."""
    last_position: int
    suggestions: list[str]
    title: str | None
    text: str | None
    labels: list[str] | None

    @property
    def superseded(self) -> int:
        """Castings that a later one of the same name replaced, or a visit to the desk."""
        return self.castings - self.voters - self.waiting - self.disputed - self.rejected

    @property
    def shows_choices(self) -> bool:
        """The one rule of what is hidden: a choice is public at once, or after the opening."""
        return self.mode == "open" or self.result_position is not None

    @property
    def is_unopened(self) -> bool:
        """Whether it has closed, and none of its sealed ballots is opened yet."""
        return self.mode != "open" and self.state == "closing" and not self.opened

    @property
    def terms(self) -> Terms:
        """What was fixed by its opening, with the close as it was extended last."""
        return Terms(
            self.kind, self.options, self.choices_max, self.seats, self.audience, self.unit,
            self.mode, self.quorum, self.threshold, self.tie_rule, self.closes_at,
            self.hold_hours, tuple(self.suggestions),
        )  # fmt: skip

    def state_at(self, now: str) -> State:
        """Its state at a moment (an entry time): from the close on it takes no votes."""
        return "closing" if self.state == "open" and now >= self.closes_at else self.state


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that happened to a poll as a whole, and why, where a reason was given."""

    what: str
    """opened, extended, held, closed, all-opened, lot-drawn or cancelled."""
    position: int
    at: str
    by: str
    until: str | None
    """The new close of an extended poll, or how long a held one waits."""
    reason: str | None


async def poll(views: Views, community: Community, id: str) -> Poll | None:  # noqa: A002 - the community's word for it.
    """The poll of this id, if there is one."""
    rows = await views.rows(
        f"SELECT {COLUMNS} FROM {WITH_WORDS} WHERE p.log = %(log)s AND p.poll = %(poll)s",  # noqa: S608 - both parts stand above.
        {"log": community.log, "poll": id},
    )
    return Poll(**rows[0]) if rows else None


async def polling(views: Views, community: Community, id: str) -> Polling | None:  # noqa: A002 - as above.
    """Who votes in the poll of this id, and under which names."""
    rows = await views.rows(
        "SELECT poll, scope, audience, unit FROM polls WHERE log = %(log)s AND poll = %(poll)s",
        {"log": community.log, "poll": id},
    )
    return Polling(**rows[0]) if rows else None


async def polls(
    views: Views,
    community: Community,
    *,
    states: Sequence[State] = STATES,
    before: int | None = None,
    limit: int = PAGE_ROWS_MAX,
) -> list[Poll]:
    """Polls in one of these states by the log, newest first; go on with the last position seen."""
    rows = await views.rows(
        f"""SELECT {COLUMNS} FROM {WITH_WORDS}
            WHERE p.log = %(log)s AND p.state = ANY(%(states)s::text[])
              AND (%(before)s::bigint IS NULL OR p.position < %(before)s)
            ORDER BY p.position DESC LIMIT %(limit)s""",  # noqa: S608 - as above.
        {
            "log": community.log,
            "states": list(states),
            "before": before,
            "limit": min(limit, PAGE_ROWS_MAX),
        },
    )
    return [Poll(**row) for row in rows]


async def polls_about(views: Views, community: Community, suggestion: str) -> list[Poll]:
    """The polls about a suggestion, oldest first."""
    rows = await views.rows(
        f"""SELECT {COLUMNS} FROM poll_suggestions about JOIN {WITH_WORDS}
              ON p.log = about.log AND p.poll = about.poll
            WHERE about.log = %(log)s AND about.suggestion = %(suggestion)s
            ORDER BY p.position LIMIT %(limit)s""",  # noqa: S608 - as above.
        {"log": community.log, "suggestion": suggestion, "limit": PAGE_ROWS_MAX},
    )
    return [Poll(**row) for row in rows]


async def course(views: Views, community: Community, id: str) -> list[Turn]:  # noqa: A002 - as above.
    """What happened to a poll as a whole, oldest first, with the reasons that were given."""
    rows = await views.rows(
        """SELECT t.what, t.position, t.at, t.by, t.until,
                  CASE WHEN t.what IN ('extended', 'cancelled') THEN w.text END AS reason
           FROM poll_turns t LEFT JOIN words w ON w.log = t.log AND w.position = t.position
           WHERE t.log = %(log)s AND t.poll = %(poll)s ORDER BY t.position""",
        {"log": community.log, "poll": id},
    )
    return [Turn(**row) for row in rows]
