"""建议 suggestions — what was suggested, how it stands, and what else people asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, LiteralString

from projections.paging import PAGE_ROWS_MAX, Page, cursor_of, parsed
from projections.search import query_grams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from projections.views import Community, Views

Sort = Literal["newest", "support", "contested", "discussed"]

SIMILAR_GRAMS_MAX = 200
SIMILAR_SHARE_PERMILLE_MIN = 250
# A gram that stands everywhere likens nothing: of the many that share one, the newest are compared.
SIMILAR_CANDIDATES_MAX = 500

# Words of hidden suggestions stay where they are, but nobody is shown them.
COLUMNS: LiteralString = """
    s.suggestion, s.position, s.at, s.occurred_at, s.scope, s.category, s.channel, s.source_id,
    s.who, s.agree, s.disagree, s.passed, s.comments, s.hidden, s.last_position, s.version,
    s.text_position, s.reaffirmed, s.followers, s.merged_into,
    a.status, a.status_at, a.status_position, a.due, a.owed_on, a.owed_until, a.answered_on,
    CASE WHEN s.hidden IS NULL THEN w.title END AS title,
    CASE WHEN s.hidden IS NULL THEN w.text END AS text,
    coalesce(w.unsigned, false) AS unsigned
"""
JOINED: LiteralString = """
    LEFT JOIN words w ON w.log = s.log AND w.position = s.text_position
    LEFT JOIN answering a ON a.log = s.log AND a.suggestion = s.suggestion
"""
# The same, row by row: OFFSET keeps the planner from reading all words and answers for one page.
JOINED_BY_ROW: LiteralString = """
    LEFT JOIN LATERAL (SELECT title, text, unsigned FROM words
        WHERE log = s.log AND position = s.text_position OFFSET 0) AS w ON true
    LEFT JOIN LATERAL (SELECT * FROM answering
        WHERE log = s.log AND suggestion = s.suggestion OFFSET 0) AS a ON true
"""
WITH_WORDS: LiteralString = f"suggestions s {JOINED}"
FOUND: LiteralString = """s.text_position IN (
    SELECT w.position FROM words w WHERE w.log = %(log)s AND w.grams @> %(grams)s::text[])"""
ANSWER: LiteralString = """
    SELECT FROM answering a WHERE a.log = s.log AND a.suggestion = s.suggestion"""
STATUS: LiteralString = f"EXISTS ({ANSWER} AND a.status = %(status)s)"
ANSWERED_SO: dict[str, LiteralString] = {
    "unanswered": f"NOT EXISTS ({ANSWER} AND a.status IS NOT NULL)",
    "owed": f"EXISTS ({ANSWER} AND a.owed_on IS NOT NULL AND a.answered_on IS NULL)",
}
"""What the list may be narrowed to besides the statuses of answers."""
SCORES: dict[Sort, LiteralString] = {
    "newest": "s.position",
    "support": "s.agree",
    "contested": "least(s.agree, s.disagree)",
    "discussed": "s.comments",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggestion as it stands. Title and text are None when withdrawn, erased or hidden."""

    suggestion: str
    position: int
    at: str
    occurred_at: str | None
    scope: str
    category: str
    channel: str
    source_id: str | None
    who: str
    title: str | None
    text: str | None
    agree: int
    disagree: int
    passed: int
    comments: int
    hidden: str | None
    last_position: int
    version: int
    text_position: int
    """The entry with the wording of today."""
    reaffirmed: int
    """How many agree with the wording of today; the others agreed with an earlier one."""
    followers: int
    merged_into: str | None
    status: str | None
    status_at: str | None
    status_position: int | None
    due: date | None
    """The day of a promise that is not kept yet."""
    owed_on: date | None
    """The day on which enough people agreed to be owed an answer, until `owed_until`."""
    owed_until: date | None
    answered_on: date | None
    unsigned: bool
    """Whether a child speaks, whose words are shown without the sign `who`."""


@dataclass(frozen=True, slots=True)
class StanceTakenBy:
    """The stance that stands, its entry, whose hand recorded it, and the wording it is about."""

    choice: str
    position: int
    by: str
    version: int = 1
    source: str | None = None
    """The merged suggestion from which this support was carried."""


async def suggestion(views: Views, community: Community, id: str) -> Suggestion | None:  # noqa: A002 - the community's word for it.
    return (await suggestions_by_id(views, community, [id])).get(id)


async def suggestions_by_id(
    views: Views, community: Community, ids: Sequence[str]
) -> dict[str, Suggestion]:
    """Those of these suggestions that exist, hidden ones too, in one query."""
    if not ids:
        return {}
    rows = await views.rows(
        f"SELECT {COLUMNS} FROM {WITH_WORDS} WHERE s.log = %(log)s AND s.suggestion = ANY(%(ids)s)",  # noqa: S608 - both parts stand above.
        {"log": community.log, "ids": list(ids)},
    )
    return {row["suggestion"]: Suggestion(**row) for row in rows}


async def suggestions(  # noqa: PLR0913 - one for each choice that a reader of the list has.
    views: Views,
    community: Community,
    *,
    search: str | None,
    category: str | None,
    channel: str | None,
    sort: Sort,
    cursor: str | None,
    limit: int,
    status: str | None = None,
) -> Page[Suggestion]:
    """A page of those that are not hidden. Raises `NotACursor`."""
    grams = query_grams(search) if search and search.strip() else None
    if grams == []:
        return Page([], None)
    score, position = parsed(cursor)
    # A number in the statement, not beside it: only so one plan serves everybody who asks.
    limit = min(limit, PAGE_ROWS_MAX)
    wanted: dict[LiteralString, object] = {
        "s.category = %(category)s": category,
        "s.channel = %(channel)s": channel,
        ANSWERED_SO.get(status or "", STATUS): status,
        FOUND: grams,
        f"({SCORES[sort]}, s.position) < (%(score)s::bigint, %(position)s::bigint)": score,
    }
    conditions = "".join(f" AND {sql}" for sql, given in wanted.items() if given is not None)
    rows = await views.rows(
        f"""WITH s AS MATERIALIZED (
                SELECT s.*, {SCORES[sort]} AS score FROM suggestions s
                WHERE s.log = %(log)s AND s.hidden IS NULL {conditions}
                ORDER BY {SCORES[sort]} DESC, s.position DESC LIMIT {limit + 1:d})
            SELECT {COLUMNS}, s.score FROM s {JOINED_BY_ROW}
            ORDER BY s.score DESC, s.position DESC""",  # noqa: S608 - all parts stand in this file.
        {"log": community.log, "grams": grams, "category": category, "channel": channel}
        | {"score": score, "position": position, "status": status},
    )
    return _page(rows, limit)


def _page(rows: list[dict[str, Any]], limit: int) -> Page[Suggestion]:
    """One row more than the limit was asked for: it tells that another page follows."""
    scores = [row.pop("score") for row in rows]
    items = [Suggestion(**row) for row in rows[:limit]]
    follows = len(rows) > limit and bool(items)
    return Page(items, cursor_of(scores[limit - 1], items[-1].position) if follows else None)


async def similar(views: Views, community: Community, text: str, limit: int) -> list[Suggestion]:
    """Suggestions that share a good part of the words of a text, best first."""
    grams = query_grams(text)[:SIMILAR_GRAMS_MAX]
    if not grams:
        return []
    rows = await views.rows(
        f"""WITH candidate AS MATERIALIZED (
                SELECT s.position, w.grams FROM words w
                JOIN suggestions s ON s.log = w.log AND s.text_position = w.position
                WHERE w.log = %(log)s AND w.grams && %(grams)s::text[] AND s.hidden IS NULL
                  AND s.merged_into IS NULL
                ORDER BY s.position DESC LIMIT %(candidates)s),
            s AS MATERIALIZED (
                SELECT s.*, shared FROM candidate c,
                LATERAL (SELECT count(*) AS shared FROM unnest(%(grams)s::text[]) AS g(gram)
                         WHERE g.gram = ANY(c.grams)) AS likeness,
                LATERAL (SELECT * FROM suggestions s
                         WHERE s.log = %(log)s AND s.position = c.position) AS s
                WHERE shared * 1000 >= %(share)s * cardinality(%(grams)s::text[])
                ORDER BY shared DESC, s.position DESC LIMIT %(limit)s)
            SELECT {COLUMNS} FROM s {JOINED} ORDER BY s.shared DESC, s.position DESC""",  # noqa: S608 - all parts stand above.
        {
            "log": community.log,
            "grams": grams,
            "share": SIMILAR_SHARE_PERMILLE_MIN,
            "candidates": SIMILAR_CANDIDATES_MAX,
            "limit": min(limit, PAGE_ROWS_MAX),
        },
    )
    return [Suggestion(**row) for row in rows]


async def next_statement(
    views: Views, community: Community, names: Mapping[str, str], skip: Sequence[str]
) -> Suggestion | None:
    """The least answered one on which this person, named in its scope, takes no stance yet."""
    rows = await views.rows(
        f"""SELECT {COLUMNS} FROM {WITH_WORDS}
            WHERE s.log = %(log)s AND s.hidden IS NULL AND s.merged_into IS NULL
              AND w.title IS NOT NULL
              AND s.scope = ANY(%(scopes)s::text[]) AND s.suggestion <> ALL(%(skip)s::text[])
              -- Asked one by one in this order, so that the first without a stance ends the search.
              AND (SELECT t.choice FROM stances t
                   WHERE t.log = s.log AND t.suggestion = s.suggestion
                   AND t.who = (%(names)s::text[])[array_position(%(scopes)s, s.scope)]) IS NULL
            ORDER BY s.agree + s.disagree + s.passed, s.position LIMIT 1""",  # noqa: S608 - all parts stand above.
        {
            "log": community.log,
            "scopes": list(names.keys()),
            "names": list(names.values()),
            "skip": list(skip),
        },
    )
    return Suggestion(**rows[0]) if rows else None


async def scopes(views: Views, community: Community) -> list[str]:
    """Every scope under whose names people speak about some suggestion."""
    sql: LiteralString = "SELECT DISTINCT scope FROM suggestions WHERE log = %(log)s ORDER BY scope"
    rows = await views.rows(sql, {"log": community.log})
    return [row["scope"] for row in rows]


async def stances_of(views: Views, community: Community, names: Sequence[str]) -> dict[str, str]:
    """The choices that stand of a person, known by these names, by suggestion."""
    sql: LiteralString = """
        SELECT suggestion, choice FROM stances
        WHERE log = %(log)s AND who = ANY(%(names)s) AND choice IS NOT NULL"""
    rows = await views.rows(sql, {"log": community.log, "names": list(names)})
    return {row["suggestion"]: row["choice"] for row in rows}


async def stances_taken(
    views: Views, community: Community, names: Sequence[str]
) -> dict[str, StanceTakenBy]:
    """The same with the entry that recorded each, newest first; desk entries name the desk."""
    rows = await views.rows(
        """SELECT t.suggestion, t.choice, t.position, t.version, t.source,
                  convert_from(e.data, 'UTF8')::json->>'by' AS by
           FROM stances t JOIN event e ON e.log = t.log AND e.position = t.position
           WHERE t.log = %(log)s AND t.who = ANY(%(names)s) AND t.choice IS NOT NULL
           ORDER BY t.position DESC""",
        {"log": community.log, "names": list(names)},
    )
    return {row.pop("suggestion"): StanceTakenBy(**row) for row in rows}


async def stance_taken(
    views: Views, community: Community, suggestion: str, name: str
) -> StanceTakenBy | None:
    """The stance that stands of one name on one suggestion."""
    rows = await views.rows(
        """SELECT t.choice, t.position, t.version, t.source,
                  convert_from(e.data, 'UTF8')::json->>'by' AS by
           FROM stances t JOIN event e ON e.log = t.log AND e.position = t.position
           WHERE t.log = %(log)s AND t.suggestion = %(suggestion)s AND t.who = %(name)s
             AND t.choice IS NOT NULL""",
        {"log": community.log, "suggestion": suggestion, "name": name},
    )
    return StanceTakenBy(**rows[0]) if rows else None


async def answered(views: Views, community: Community, names: Sequence[str]) -> tuple[int, int]:
    """On how many of the suggestions open to stances these names take one, and of all."""
    [row] = await views.rows(
        """SELECT (SELECT count(*) FROM suggestions
                   WHERE log = %(log)s AND hidden IS NULL AND merged_into IS NULL) AS total,
                  (SELECT count(DISTINCT t.suggestion) FROM stances t
                   JOIN suggestions s USING (log, suggestion)
                   WHERE t.log = %(log)s AND t.who = ANY(%(names)s)
                     AND t.choice IS NOT NULL AND s.hidden IS NULL
                     AND s.merged_into IS NULL) AS answered""",
        {"log": community.log, "names": list(names)},
    )
    return row["answered"], row["total"]
