"""边界 — what commands must know: looked up for a batch at once, and kept while it decides."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, LiteralString, NamedTuple

from infra.arrays import texts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from domain.kernel import Command, Event
    from infra.arrays import Packed

TAG_BYTES_MAX = 1_000
# The boundary is read by index, however small the tables were when the plan was made: OFFSET 0
# keeps the planner from joining all tags of a log instead of looking up each by itself. What is
# switched off looks dear, and what is dear would be compiled first.
PIN_PLAN: LiteralString = """
    SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
        set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)
"""
# Each type is looked up by itself: before version 17 PostgreSQL reads a whole tag for several.
# Where several tags must meet, the first is followed while it stands on few entries, as the name
# of a person in a poll does; else the rarest, as far as a short look tells: so a long history of
# one person costs nobody anything.
READ_BOUNDARY: LiteralString = """
    SELECT position, data FROM event WHERE log = %(log)s AND position = ANY(ARRAY(
        SELECT t.position FROM unnest(%(tags)b::text[], %(types)b::text[]) AS q(tag, types)
        CROSS JOIN LATERAL unnest(q.types::text[]) AS k(type)
        CROSS JOIN LATERAL (SELECT position FROM event_tag
            WHERE log = %(log)s AND tag = q.tag AND type = k.type OFFSET 0) AS t
        UNION ALL
        SELECT t.position
        FROM unnest(%(meeting)b::text[], %(meeting_types)b::text[]) AS m(tags, types)
        CROSS JOIN LATERAL (SELECT m.tags::text[] AS tags OFFSET 0) AS q
        CROSS JOIN LATERAL unnest(m.types::text[]) AS k(type)
        CROSS JOIN LATERAL (SELECT CASE WHEN 20 > (SELECT count(*) FROM (SELECT FROM event_tag
                WHERE log = %(log)s AND tag = q.tags[1] AND type = k.type LIMIT 20) AS look)
            THEN q.tags[1]
            ELSE (SELECT one.tag FROM unnest(q.tags) AS one(tag)
                CROSS JOIN LATERAL (SELECT count(*) AS seen FROM (SELECT FROM event_tag
                    WHERE log = %(log)s AND tag = one.tag AND type = k.type LIMIT 200)
                    AS look) AS n
                ORDER BY n.seen LIMIT 1) END AS tag OFFSET 0) AS rare
        CROSS JOIN LATERAL (SELECT position FROM event_tag
            WHERE log = %(log)s AND tag = rare.tag AND type = k.type OFFSET 0) AS t
        WHERE cardinality(q.tags) = 1 + (
            SELECT count(*) FROM unnest(q.tags) AS m(tag)
            CROSS JOIN LATERAL (SELECT FROM event_tag WHERE m.tag <> rare.tag AND log = %(log)s
                AND tag = m.tag AND type = k.type AND position = t.position OFFSET 0) AS f)))
    ORDER BY position
"""


class UnusableTag(ValueError):
    """A tag that no index row can hold: too long, or with a NUL character."""


def checked(tag: str) -> str:
    """The tag, if it can be stored and looked for without failing everybody in its batch."""
    size = len(tag) if tag.isascii() else len(tag.encode())
    if size > TAG_BYTES_MAX or "\0" in tag:
        raise UnusableTag
    return tag


def sought(tag: str) -> str:
    """A tag to look for; the empty one stands on every event, so a command never means it."""
    if not tag:
        raise UnusableTag
    return checked(tag)


def as_array(tags: Sequence[str]) -> str:
    """Tags as PostgreSQL writes an array, whatever characters they have."""
    plain = '","'.join(tags)
    if "\\" in plain or plain.count('"') != 2 * max(len(tags) - 1, 0):
        plain = '","'.join(tag.replace("\\", "\\\\").replace('"', '\\"') for tag in tags)
    return f'{{"{plain}"}}' if tags else "{}"


class Wanted(NamedTuple):
    """Entries of one of these types with all of these tags, which are different ones."""

    types: tuple[str, ...]
    tags: tuple[str, ...]


def wanted_by(command: Command) -> tuple[Wanted, ...]:
    """What to look up for a command: the types and the tags of each selector."""
    return tuple(
        [
            Wanted(topics(tuple(selector.types)), _sought(selector.tags))
            for selector in command.consistency_boundary()
        ]
    )


@cache
def topics(kinds: tuple[type[Event], ...]) -> tuple[str, ...]:
    return tuple(kind.TOPIC for kind in kinds)


def _sought(tags: Sequence[str]) -> tuple[str, ...]:
    if not tags:
        raise UnusableTag
    if len(tags) == 1:
        return (sought(tags[0]),)
    return tuple(dict.fromkeys(map(sought, tags)))


def boundary_parameters(wanted: Collection[Wanted]) -> dict[str, Packed]:
    """The parameters of `READ_BOUNDARY`, but for the log."""
    single = [one for one in wanted if len(one.tags) == 1]
    meeting = [one for one in wanted if len(one.tags) > 1]
    return {
        "tags": texts([one.tags[0] for one in single]),
        "types": texts([_types(one.types) for one in single]),
        "meeting": texts([as_array(one.tags) for one in meeting]),
        "meeting_types": texts([_types(one.types) for one in meeting]),
    }


@cache
def _types(types: tuple[str, ...]) -> str:
    return as_array(types)


class History:
    """The events that a batch may see, found by (tag, type); grows as the batch is decided."""

    def __init__(self) -> None:
        self.by_pair: defaultdict[tuple[str, str], list[tuple[int, Event, Sequence[str]]]] = (
            defaultdict(list)
        )

    def add(self, position: int, event: Event, tags: Sequence[str]) -> None:
        """The next event, by position; `tags` are its own."""
        for tag in tags:
            self.by_pair[tag, event.TOPIC].append((position, event, tags))

    def of(self, wanted: Sequence[Wanted]) -> list[Event]:
        """What exactly these find, in order."""
        found = {
            position: event
            for types, (first, *others) in wanted
            for kind in types
            for position, event, tags in self.by_pair.get((first, kind), ())
            if not others or all(other in tags for other in others)
        }
        return [event for _, event in sorted(found.items())]
