"""看板 dashboard — the one statement that reads all its numbers, and its rows by what they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, LiteralString

from domain.suggestions.obligation import UNFINISHED
from projections.dashboard_folds import KINDS
from projections.dashboard_shapes import Day, RollDay

if TYPE_CHECKING:
    from projections.views import Community

# Without days: one row a name. With days: one row a name and day, added up.
EVER: LiteralString = """
    SELECT scope, suggestion, stance, comment, vote,
           suggestion + stance + comment + vote AS acts
    FROM dashboard_participants WHERE log = %(log)s {of_scope}
"""
BETWEEN: LiteralString = """
    SELECT scope, sum(suggestion) AS suggestion, sum(stance) AS stance, sum(comment) AS comment,
           sum(vote) AS vote, sum(suggestion + stance + comment + vote) AS acts
    FROM dashboard_participation
    WHERE log = %(log)s {of_scope} AND day BETWEEN %(first)s AND %(last)s
    GROUP BY scope, who
"""
OF_SCOPE: LiteralString = "AND scope = %(scope)s"
# Parts with the same columns: what it is, scope, label, day, and its numbers.
ACTS: LiteralString = """
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
           ARRAY[count(*), count(*) FILTER (WHERE rule IS NOT NULL OR withdrawn)]
    FROM dashboard_subjects WHERE log = %(log)s {of_scope} GROUP BY category
    UNION ALL SELECT 'stance', NULL, choice, NULL, ARRAY[sum(standing)]::bigint[]
    FROM dashboard_choices WHERE log = %(log)s {of_scope} GROUP BY choice
    UNION ALL SELECT 'roll', NULL, NULL, day,
           ARRAY[joined, verified, gone, members, members_verified]
    FROM dashboard_roll WHERE log = %(log)s
    UNION ALL SELECT 'people', scope, NULL, NULL, ARRAY[
           count(*) FILTER (WHERE suggestion > 0), count(*) FILTER (WHERE stance > 0),
           count(*) FILTER (WHERE comment > 0), count(*) FILTER (WHERE vote > 0), count(*),
           sum(acts) FILTER (WHERE place <= (people + 9) / 10), sum(acts)]::bigint[]
    FROM (SELECT *, count(*) OVER (PARTITION BY scope) AS people,
                 row_number() OVER (PARTITION BY scope ORDER BY acts DESC) AS place
          FROM ({person}) AS person) AS placed GROUP BY scope
"""
# How far suggestions got, what they wait for, what is hidden, and polls: here with days as well.
PROGRESS: LiteralString = """
    SELECT 'stage', NULL, stage, NULL, ARRAY[count(*),
           percentile_disc(0.5) WITHIN GROUP (ORDER BY greatest(got_there - submitted, 0))], NULL
    FROM dashboard_subjects CROSS JOIN LATERAL (VALUES
        ('submitted', submitted), ('threshold', reached), ('answered', answered),
        ('voted', voted), ('planned', planned), ('done', done)) AS stages (stage, got_there)
    WHERE log = %(log)s {of_scope} AND got_there IS NOT NULL GROUP BY stage
    UNION ALL SELECT 'answer', NULL, NULL, NULL, ARRAY[
           count(*) FILTER (WHERE answered <= owed_until), count(*),
           percentile_disc(0.5) WITHIN GROUP (ORDER BY greatest(answered - reached, 0))], NULL
    FROM dashboard_subjects
    WHERE log = %(log)s {of_scope} AND reached IS NOT NULL AND answered IS NOT NULL
    UNION ALL SELECT 'waiting', status, suggestion, NULL, NULL,
           ARRAY[CASE WHEN answered IS NULL THEN owed_until END, due, status_day]
    FROM dashboard_subjects
    WHERE log = %(log)s {of_scope} AND rule IS NULL AND NOT withdrawn
      AND (owed_until IS NOT NULL AND answered IS NULL
           OR status = ANY(%(unfinished)s::text[]))
    UNION ALL SELECT 'hidden', NULL, rule, NULL, ARRAY[count(*) FILTER (WHERE subject = 's'),
           count(*) FILTER (WHERE subject = 'c')], NULL
    FROM (SELECT 's' AS subject, log, scope, rule FROM dashboard_subjects
          UNION ALL SELECT 'c', log, scope, rule FROM dashboard_hidden_comments) AS hidden
    WHERE log = %(log)s {of_scope} AND rule IS NOT NULL GROUP BY rule
    UNION ALL SELECT 'appeals', NULL, NULL, NULL,
           ARRAY[coalesce(sum(made), 0), coalesce(sum(made - upheld - restored), 0),
                 coalesce(sum(restored), 0)]::bigint[], NULL
    FROM dashboard_appeals WHERE log = %(log)s {of_scope}
    UNION ALL SELECT 'poll', NULL, state, NULL, ARRAY[count(*), sum(voters)]::bigint[], NULL
    FROM dashboard_polls WHERE log = %(log)s GROUP BY state
"""
READ: LiteralString = """
    SELECT *, NULL::date[] AS days FROM ({acts}) AS acts UNION ALL {progress}
    ORDER BY part, day, scope, label
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be counted."""

    scope: str | None
    first: date | None
    last: date | None
    today: date

    @property
    def whole_time(self) -> bool:
        return self.first is None and self.last is None

    def statement(self) -> LiteralString:
        of_scope: LiteralString = OF_SCOPE if self.scope is not None else ""
        person = (EVER if self.whole_time else BETWEEN).format(of_scope=of_scope)
        acts = ACTS.format(of_scope=of_scope, person=person)
        return READ.format(acts=acts, progress=PROGRESS.format(of_scope=of_scope))

    def parameters(self, community: Community) -> dict[str, Any]:
        return {
            "log": community.log,
            "scope": self.scope,
            "first": self.first or date.min,
            "last": self.last or date.max,
            "unfinished": sorted(UNFINISHED),
        }


class Parts:
    """The rows of the one statement, by what they are."""

    def __init__(self, rows: list[dict[str, Any]], asked: Asked) -> None:
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
