"""看板 dashboard — who takes part: acts, distinct people, the roll, each figure provable.

Every figure is a pure function of public entries up to `Dashboard.position`: one statement reads
all of them and the checkpoint, so they belong together. `first` and `last` (local days) limit acts
and people; the roll, the suggestions and the stances that stand are counted as of that position.
With a scope everything but the roll is limited to it. Without one, acts are counted over all
scopes; figures of people are still given scope by scope, and `Day.people` counts names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString, NamedTuple

from projections.dashboard_folds import ANY, KINDS

if TYPE_CHECKING:
    from datetime import date

    from projections.views import Community, Views

# Only names of residents can be held against the roll: an imported conversation has its own people.
SCOPES_OF_RESIDENTS = re.compile(r"voice:\d{4}")
CHOICES = ("agree", "disagree", "pass")

# Parts with the same columns: what it is, scope, label, day, and two numbers.
READ: LiteralString = """
    WITH act AS MATERIALIZED (
        SELECT who, scope, day, kind, channel, acts FROM dashboard_participation
        WHERE log = %(log)s AND (%(scope)s::text IS NULL OR scope = %(scope)s)
          AND (%(first)s::date IS NULL OR day >= %(first)s)
          AND (%(last)s::date IS NULL OR day <= %(last)s)),
    person AS (
        SELECT scope, sum(acts) AS acts, count(*) OVER (PARTITION BY scope) AS people,
               row_number() OVER (PARTITION BY scope ORDER BY sum(acts) DESC) AS place
        FROM act GROUP BY scope, who)
    SELECT 'position' AS part, NULL AS scope, NULL AS label, NULL::date AS day,
           max(position) AS a, 0::bigint AS b
    FROM checkpoint WHERE projection = 'dashboard' AND log = %(log)s
    UNION ALL SELECT 'scope', scope, NULL, NULL, sum(acts)::bigint, 0
    FROM dashboard_participation WHERE log = %(log)s GROUP BY scope
    UNION ALL SELECT 'day', NULL, coalesce(kind, 'any'), day, sum(acts)::bigint, count(DISTINCT who)
    FROM act GROUP BY GROUPING SETS ((day, kind), (day))
    UNION ALL SELECT 'acts', NULL, coalesce(kind, 'any'), NULL, sum(acts)::bigint, 0
    FROM act GROUP BY GROUPING SETS ((kind), ())
    UNION ALL SELECT 'people', scope, coalesce(kind, 'any'), NULL, count(DISTINCT who), 0
    FROM act GROUP BY GROUPING SETS ((scope, kind), (scope))
    UNION ALL SELECT 'tenth', scope, NULL, NULL,
           (sum(acts) FILTER (WHERE place <= (people + 9) / 10))::bigint, sum(acts)::bigint
    FROM person GROUP BY scope
    UNION ALL SELECT 'channel', NULL, channel, NULL, sum(acts)::bigint, 0 FROM act GROUP BY channel
    UNION ALL SELECT 'category', NULL, category, NULL, count(*), count(*) FILTER (WHERE hidden)
    FROM dashboard_subjects
    WHERE log = %(log)s AND (%(scope)s::text IS NULL OR scope = %(scope)s) GROUP BY category
    UNION ALL SELECT 'stance', NULL, choice, NULL, sum(standing)::bigint, 0 FROM dashboard_choices
    WHERE log = %(log)s AND (%(scope)s::text IS NULL OR scope = %(scope)s) GROUP BY choice
    UNION ALL SELECT 'roll', NULL, NULL, day, joined, verified FROM dashboard_roll
    WHERE log = %(log)s
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
    """One local day: how many acts of a kind, by how many different names."""

    day: date
    kind: str
    acts: int
    people: int


class ChannelActs(NamedTuple):
    """How many acts came through a channel."""

    channel: str
    acts: int


class CategorySuggestions(NamedTuple):
    """How many suggestions were made about an area, hidden ones too."""

    category: str
    suggestions: int


class RollDay(NamedTuple):
    """How many people joined and were verified on a local day."""

    day: date
    joined: int
    verified: int


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
    roll: list[RollDay]


class _Parts:
    """The rows of the one statement, by what they are."""

    def __init__(self, rows: list[dict[str, Any]], scope: str | None) -> None:
        self.scope = scope
        self.of: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            self.of.setdefault(row["part"], []).append(row)

    def rows(self, part: str) -> list[dict[str, Any]]:
        return self.of.get(part, [])

    def by_label(self, part: str) -> dict[str, int]:
        return {row["label"]: row["a"] or 0 for row in self.rows(part)}


async def dashboard(
    views: Views,
    community: Community,
    *,
    scope: str | None,
    first: date | None,
    last: date | None,
) -> Dashboard:
    rows = await views.rows(
        READ, {"log": community.log, "scope": scope, "first": first, "last": last}
    )
    parts = _Parts(rows, scope)
    [position] = parts.rows("position")
    return Dashboard(
        position=position["a"] or 0,
        scope=scope,
        scopes=[row["scope"] for row in parts.rows("scope")],
        figures=[*_of_the_roll(parts), *_of_all(parts), *_of_scopes(parts)],
        days=[
            Day(row["day"], kind, row["a"], row["b"])
            for kind in KINDS
            for row in parts.rows("day")
            if row["label"] == kind
        ],
        channels=[ChannelActs(row["label"], row["a"]) for row in parts.rows("channel")],
        categories=[CategorySuggestions(row["label"], row["a"]) for row in parts.rows("category")],
        roll=[
            RollDay(row["day"], row["a"], row["b"])
            for row in parts.rows("roll")
            if (first is None or row["day"] >= first) and (last is None or row["day"] <= last)
        ],
    )


def _of_the_roll(parts: _Parts) -> list[Figure]:
    roll = parts.rows("roll")
    return [
        Figure("roll-joined", sum(row["a"] for row in roll), "people", provable=True),
        Figure("roll-verified", _verified(parts), "people", provable=True),
    ]


def _verified(parts: _Parts) -> int:
    return sum(row["b"] for row in parts.rows("roll"))


def _of_all(parts: _Parts) -> list[Figure]:
    categories, acts = parts.rows("category"), parts.by_label("acts")
    standing = parts.by_label("stance")
    values = [
        ("suggestions", sum(row["a"] for row in categories), "suggestions"),
        ("suggestions-hidden", sum(row["b"] for row in categories), "suggestions"),
        *((f"acts-{kind}", acts.get(kind, 0), "acts") for kind in KINDS),
        *((f"stance-{choice}", standing.get(choice, 0), "stances") for choice in CHOICES),
    ]
    return [
        Figure(name, value, unit, provable=True, scope=parts.scope) for name, value, unit in values
    ]


def _of_scopes(parts: _Parts) -> list[Figure]:
    """People are counted within one scope, so each scope has figures of its own."""
    people = {(row["scope"], row["label"]): row["a"] for row in parts.rows("people")}
    figures: list[Figure] = []
    tenths = {row["scope"]: (row["a"], row["b"]) for row in parts.rows("tenth")}
    verified = _verified(parts)
    for scope in [parts.scope] if parts.scope else tenths:
        values = [(f"people-{kind}", people.get((scope, kind), 0), "people") for kind in KINDS]
        if verified and SCOPES_OF_RESIDENTS.fullmatch(scope):
            share = people.get((scope, ANY), 0) * 1000 // verified
            values.append(("participation-permille", share, "permille"))
        if scope in tenths:
            of_the_tenth, of_all = tenths[scope]
            values.append(("most-active-tenth-permille", of_the_tenth * 1000 // of_all, "permille"))
        figures += [
            Figure(name, value, unit, provable=True, scope=scope) for name, value, unit in values
        ]
    return figures
