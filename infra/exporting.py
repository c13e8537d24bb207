"""导出 — the record and its stances, as others read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.importing import SCOPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.installation import Installation
    from projections.views import Community

PAGE_ENTRIES = 5_000


def entries(installation: Installation, slug: str) -> Iterator[bytes]:
    """The exact bytes of every entry of a log, from the opening on, up to the head of now."""
    log = installation.community(slug).log
    with installation.main.connection() as connection:
        row = connection.execute(
            "SELECT opening, position FROM log_head WHERE log = %s", (log,)
        ).fetchone()
    if row is None:
        return
    opening, head = row
    yield bytes(opening)
    for first in range(1, head + 1, PAGE_ENTRIES):
        last = min(first + PAGE_ENTRIES - 1, head)
        with installation.main.connection() as connection:
            page = connection.execute(
                "SELECT data FROM event WHERE log = %s AND position BETWEEN %s AND %s"
                " ORDER BY position",
                (log, first, last),
                binary=True,
            ).fetchall()
        for (data,) in page:
            yield bytes(data)


def participants(installation: Installation, community: Community) -> dict[str, str]:
    """From the name of every imported participant of a community to the id at the source."""
    return installation.keys.participant_names(community.origin)


def source_of(name: str) -> str | None:
    """The imported conversation that this name takes part in, if any: a scope has one source."""
    scope, _, _ = name.rpartition(":")
    return scope.removeprefix(SCOPE) if scope.startswith(SCOPE) else None
