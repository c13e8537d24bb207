"""行动 acts — what became of things said: which stand, which were taken back or objected to.

Which stand is asked of the views; what happened to the others is read from the log itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.suggestions.events import (
    CommentMade,
    CommentWithdrawn,
    ObjectionMade,
    StanceTaken,
    StanceWithdrawn,
    SuggestionSubmitted,
    SuggestionWithdrawn,
    SupportCarried,
    What,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community, Views

WHATS: dict[str, What] = {
    StanceTaken.TOPIC: "stance",
    SupportCarried.TOPIC: "stance",
    SuggestionSubmitted.TOPIC: "suggestion",
    CommentMade.TOPIC: "comment",
}
"""What somebody can take back, by the event that says it."""
ENDINGS = {
    StanceTaken.TOPIC: StanceWithdrawn.TOPIC,
    SupportCarried.TOPIC: StanceWithdrawn.TOPIC,
    SuggestionSubmitted.TOPIC: SuggestionWithdrawn.TOPIC,
    CommentMade.TOPIC: CommentWithdrawn.TOPIC,
}
LIKE = {StanceTaken.TOPIC: SupportCarried.TOPIC, SupportCarried.TOPIC: StanceTaken.TOPIC}
"""The other event, if there is one, that says the same: carried support is a stance."""


@dataclass(frozen=True, slots=True)
class Said:
    """One act of a name about a subject: a suggestion, or a comment; `kind` is its event."""

    position: int
    kind: str
    subject: str
    who: str


@dataclass(frozen=True, slots=True)
class Afterwards:
    """The entries by which an act was taken back, and by which its person objected to it."""

    withdrawn: int | None
    objected: int | None


async def afterwards(
    views: Views, community: Community, acts: Sequence[Said]
) -> dict[int, Afterwards]:
    """How acts were undone by the same name, by the position of the act.

    Each undoing concerns the last act of its kind before it: a stance may be taken many times, or
    carried from a merged suggestion.
    """
    rows = await views.rows(
        """SELECT asked.position,
                  min(t.position) FILTER (WHERE t.type = asked.ending) AS withdrawn,
                  min(t.position) FILTER (WHERE t.type = %(objection)s) AS objected
           FROM unnest(%(positions)s::bigint[], %(subjects)s::text[], %(names)s::text[],
                       %(kinds)s::text[], %(alike)s::text[], %(endings)s::text[],
                       %(whats)s::text[])
                AS asked(position, subject, who, kind, alike, ending, what)
           JOIN event_tag t ON t.log = %(log)s AND t.tag = asked.subject
                AND t.type IN (asked.ending, %(objection)s) AND t.position > asked.position
           JOIN event e ON e.log = t.log AND e.position = t.position AND asked.who = ANY(e.tags)
                AND (t.type = asked.ending OR asked.what =
                     convert_from(e.data, 'UTF8')::json->'data'->>'what')
           WHERE NOT EXISTS (
                SELECT FROM event_tag n JOIN event again USING (log, position)
                WHERE n.log = %(log)s AND n.tag = asked.who AND n.type IN (asked.kind, asked.alike)
                  AND n.position > asked.position AND n.position < t.position
                  AND asked.subject = ANY(again.tags))
           GROUP BY asked.position""",
        {
            "log": community.log,
            "objection": ObjectionMade.TOPIC,
            "positions": [act.position for act in acts],
            "subjects": [act.subject for act in acts],
            "names": [act.who for act in acts],
            "kinds": [act.kind for act in acts],
            "alike": [LIKE.get(act.kind, act.kind) for act in acts],
            "endings": [ENDINGS[act.kind] for act in acts],
            "whats": [WHATS[act.kind] for act in acts],
        },
    )
    return {row.pop("position"): Afterwards(**row) for row in rows}


async def standing(views: Views, community: Community, acts: Sequence[Said]) -> set[int]:
    """The positions of those that count and are shown today."""
    rows = await views.rows(
        """SELECT t.position FROM stances t
           JOIN unnest(%(subjects)s::text[], %(names)s::text[]) AS asked(subject, who)
                ON t.suggestion = asked.subject AND t.who = asked.who
           WHERE t.log = %(log)s AND t.position = ANY(%(positions)s::bigint[])
             AND t.choice IS NOT NULL
           UNION ALL
           SELECT position FROM suggestions WHERE log = %(log)s
             AND suggestion = ANY(%(subjects)s::text[]) AND hidden IS NULL
           UNION ALL
           SELECT position FROM comments WHERE log = %(log)s
             AND comment = ANY(%(subjects)s::text[]) AND hidden IS NULL""",
        {
            "log": community.log,
            "positions": [act.position for act in acts],
            "subjects": [act.subject for act in acts],
            "names": [act.who for act in acts],
        },
    )
    return {row["position"] for row in rows}
