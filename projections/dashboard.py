"""看板 dashboard — who takes part: acts, distinct people, the roll, each figure provable.

Every figure is a pure function of public entries up to `Dashboard.position`: one statement reads
all of them and the checkpoint, so they belong together. `first` and `last` (local days) limit acts
and people; the roll, the suggestions and the stances that stand are counted as of that position.
With a scope everything but the roll is limited to it. Without one, acts are counted over all
scopes; people are counted scope by scope, and by day not at all.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, LiteralString, NamedTuple

from projections.dashboard_folds import KINDS

if TYPE_CHECKING:
    from projections.views import Community, Views

# Only names of residents can be held against the roll: an imported conversation has its own people.
SCOPES_OF_RESIDENTS = re.compile(r"voice:\d{4}")
CHOICES = ("agree", "disagree", "pass")

# Without days: one row a name. With days: one row a name and day, added up.
EVER: LiteralString = """
    SELECT scope, suggestion, stance, comment, suggestion + stance + comment AS acts
    FROM dashboard_participants WHERE log = %(log)s {of_scope}
"""
BETWEEN: LiteralString = """
    SELECT scope, sum(suggestion) AS suggestion, sum(stance) AS stance, sum(comment) AS comment,
           sum(suggestion + stance + comment) AS acts
    FROM dashboard_participation
    WHERE log = %(log)s {of_scope} AND day BETWEEN %(first)s AND %(last)s
    GROUP BY scope, who
"""
OF_SCOPE: LiteralString = "AND scope = %(scope)s"
# Parts with the same columns: what it is, scope, label, day, and its numbers.
READ: LiteralString = """
    SELECT 'position' AS part, NULL AS scope, NULL AS label, NULL::date AS day,
           ARRAY[coalesce(max(position), 0)] AS numbers
    FROM checkpoint WHERE projection = 'dashboard' AND log = %(log)s
    UNION ALL SELECT 'scope', scope, NULL, NULL, NULL
    FROM dashboard_days WHERE log = %(log)s GROUP BY scope
    UNION ALL SELECT 'day', NULL, kind, day, ARRAY[sum(acts), sum(people)]::bigint[]
    FROM dashboard_days
    WHERE log = %(log)s {of_scope} AND day BETWEEN %(first)s AND %(last)s GROUP BY kind, day
    UNION ALL SELECT 'channel', NULL, channel, NULL, ARRAY[sum(acts)]::bigint[]
    FROM dashboard_channels
    WHERE log = %(log)s {of_scope} AND day BETWEEN %(first)s AND %(last)s GROUP BY channel
    UNION ALL SELECT 'category', NULL, category, NULL,
           ARRAY[count(*), count(*) FILTER (WHERE hidden)]
    FROM dashboard_subjects WHERE log = %(log)s {of_scope} GROUP BY category
    UNION ALL SELECT 'stance', NULL, choice, NULL, ARRAY[sum(standing)]::bigint[]
    FROM dashboard_choices WHERE log = %(log)s {of_scope} GROUP BY choice
    UNION ALL SELECT 'roll', NULL, NULL, day,
           ARRAY[joined, verified, gone, members, members_verified]
    FROM dashboard_roll WHERE log = %(log)s
    UNION ALL SELECT 'people', scope, NULL, NULL, ARRAY[
           count(*) FILTER (WHERE suggestion > 0), count(*) FILTER (WHERE stance > 0),
           count(*) FILTER (WHERE comment > 0), count(*),
           sum(acts) FILTER (WHERE place <= (people + 9) / 10), sum(acts)]::bigint[]
    FROM (SELECT *, count(*) OVER (PARTITION BY scope) AS people,
                 row_number() OVER (PARTITION BY scope ORDER BY acts DESC) AS place
          FROM ({person}) AS person) AS placed GROUP BY scope
    ORDER BY part, day, scope, label
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `scope` says within which scope it was counted; None is the whole log."""

    id: str
    value: int
    unit: str
    provable: bool
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: how many acts of a kind, by how many different names of one scope.

    `people` is None where several scopes are counted together: names of two may be one person.
    """

    day: date
    kind: str
    acts: int
    people: int | None


class ChannelActs(NamedTuple):
    """How many acts came through a channel."""

    channel: str
    acts: int


class CategorySuggestions(NamedTuple):
    """How many suggestions were made about an area, hidden ones too."""

    category: str
    suggestions: int


class RollBefore(NamedTuple):
    """How often people had joined, been verified and left before the first day that is shown, and
    the roll as it was then."""  # noqa: D205, D209 - one sentence.

    joined: int
    verified: int
    left: int
    members: int
    members_verified: int


class RollDay(NamedTuple):
    """How many people joined, were verified and left on a local day, and the roll at its end."""

    day: date
    joined: int
    verified: int
    left: int
    members: int
    members_verified: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Participation up to one position of the log."""

    position: int
    scope: str | None
    scopes: list[str]
    figures: list[Figure]
    days: list[Day]
    channels: list[ChannelActs]
    categories: list[CategorySuggestions]
    roll_before: RollBefore
    roll: list[RollDay]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be counted."""

    scope: str | None
    first: date | None
    last: date | None

    @property
    def whole_time(self) -> bool:
        return self.first is None and self.last is None

    def statement(self) -> LiteralString:
        of_scope: LiteralString = OF_SCOPE if self.scope is not None else ""
        person = (EVER if self.whole_time else BETWEEN).format(of_scope=of_scope)
        return READ.format(of_scope=of_scope, person=person)

    def parameters(self, community: Community) -> dict[str, Any]:
        return {
            "log": community.log,
            "scope": self.scope,
            "first": self.first or date.min,
            "last": self.last or date.max,
        }


class _Parts:
    """The rows of the one statement, by what they are."""

    def __init__(self, rows: list[dict[str, Any]], asked: _Asked) -> None:
        self.asked = asked
        self.of: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            self.of.setdefault(row["part"], []).append(row)

    def rows(self, part: str) -> list[dict[str, Any]]:
        return self.of.get(part, [])

    def numbers(self, part: str) -> dict[Any, list[int]]:
        """The numbers of a part by whatever its rows are told apart by."""
        return {row["label"] or row["scope"]: row["numbers"] for row in self.rows(part)}

    @property
    def roll(self) -> list[RollDay]:
        return [RollDay(row["day"], *row["numbers"]) for row in self.rows("roll")]

    @property
    def days(self) -> list[Day]:
        one_scope = self.asked.scope is not None
        return [
            Day(row["day"], kind, acts, people if one_scope else None)
            for kind in KINDS
            for row in self.rows("day")
            if row["label"] == kind
            for acts, people in [row["numbers"]]
        ]


async def dashboard(
    views: Views,
    community: Community,
    *,
    scope: str | None,
    first: date | None,
    last: date | None,
) -> Dashboard:
    asked = _Asked(scope, first, last)
    parts = _Parts(await views.rows(asked.statement(), asked.parameters(community)), asked)
    [position] = parts.rows("position")
    since, until = first or date.min, last or date.max
    days = parts.days
    return Dashboard(
        position=position["numbers"][0],
        scope=scope,
        scopes=[row["scope"] for row in parts.rows("scope")],
        figures=[*_of_the_roll(parts), *_of_all(parts, days), *_of_scopes(parts)],
        days=days,
        channels=[ChannelActs(name, acts) for name, [acts] in parts.numbers("channel").items()],
        categories=[
            CategorySuggestions(name, made) for name, [made, _] in parts.numbers("category").items()
        ],
        roll_before=_roll_before([day for day in parts.roll if day.day < since]),
        roll=[day for day in parts.roll if since <= day.day <= until],
    )


def _roll_before(days: list[RollDay]) -> RollBefore:
    """Of some days, all that happened, and the roll at the end of the last one."""
    happened = (
        sum(day.joined for day in days),
        sum(day.verified for day in days),
        sum(day.left for day in days),
    )
    return RollBefore(*happened, *_sizes(days))


def _sizes(days: list[RollDay]) -> tuple[int, int]:
    return (days[-1].members, days[-1].members_verified) if days else (0, 0)


def _of_the_roll(parts: _Parts) -> list[Figure]:
    joined, _, left, members, verified = _roll_before(parts.roll)
    values = [
        ("roll-members", members),
        ("roll-verified", verified),
        ("roll-joined", joined),
        ("roll-left", left),
    ]
    return [Figure(name, value, "people", provable=True) for name, value in values]


def _of_all(parts: _Parts, days: list[Day]) -> list[Figure]:
    categories, standing = parts.numbers("category").values(), parts.numbers("stance")
    acts = Counter[str]()
    for day in days:
        acts[day.kind] += day.acts
    values = [
        ("suggestions", sum(made for made, _ in categories), "suggestions"),
        ("suggestions-hidden", sum(hidden for _, hidden in categories), "suggestions"),
        *((f"acts-{kind}", acts[kind], "acts") for kind in KINDS),
        *((f"stance-{choice}", standing.get(choice, [0])[0], "stances") for choice in CHOICES),
    ]
    return [
        Figure(name, value, unit, provable=True, scope=parts.asked.scope)
        for name, value, unit in values
    ]


def _of_scopes(parts: _Parts) -> list[Figure]:
    """People are counted within one scope, so each scope has figures of its own."""
    numbers, ever = parts.numbers("people"), _roll_before(parts.roll).verified
    figures: list[Figure] = []
    for scope in [parts.asked.scope] if parts.asked.scope is not None else numbers:
        *people, tenth, acts = numbers.get(scope, [0] * (len(KINDS) + 2))
        values = [
            (f"people-{kind}", count, "people") for kind, count in zip(KINDS, people, strict=True)
        ]
        # Who took part and left is among the people, so they are among those confirmed too. Both
        # are counted up to the position: of some days there would be no roll to compare with.
        if ever and parts.asked.whole_time and SCOPES_OF_RESIDENTS.fullmatch(scope):
            values.append(("participation-permille", people[-1] * 1000 // ever, "permille"))
        if acts:
            values.append(("most-active-tenth-permille", tenth * 1000 // acts, "permille"))
        figures += [
            Figure(name, value, unit, provable=True, scope=scope) for name, value, unit in values
        ]
    return figures
