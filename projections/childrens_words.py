"""小居民的话 — which suggestions and comments are shown without the sign of who made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from projections.views import Community, Views


async def unsigned(
    views: Views, community: Community, subjects: Sequence[str]
) -> Mapping[str, frozenset[str]]:
    """Those of these suggestions and comments that children made, with the tags of their entry."""
    if not subjects:
        return {}
    rows = await views.rows(
        """SELECT w.subject, e.tags FROM words w JOIN event e USING (log, position)
           WHERE w.log = %(log)s AND w.subject = ANY(%(subjects)s::text[]) AND w.unsigned""",
        {"log": community.log, "subjects": list(subjects)},
    )
    return {row["subject"]: frozenset(row["tags"]) for row in rows}
