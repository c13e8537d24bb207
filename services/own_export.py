"""导出 export — everything held about one person as one JSON file, made while it is sent."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, Final

import orjson

from domain.suggestions.events import PaperKept
from projections import audit
from projections.audit import AuditEntry
from projections.paging import PAGE_ROWS_MAX
from projections.views import Community
from services.contacts import Details
from services.identity import Account
from services.linli import Linli
from services.own_acts import names_of
from services.own_data import OwnData
from services.problems import TOO_MANY_EXPORTS, Unanswerable

FORMAT: Final = "linli-export-1"
Paper = tuple[int, str, str]
"""The entry by which a picture was kept, its owner, and the digest that names it."""


def admit(linli: Linli, account: Account, now: datetime) -> None:
    """Count one export more. Raises `Unanswerable` when there were many within the hour."""
    if linli.exports.is_used_up(account.id, now):
        raise Unanswerable(TOO_MANY_EXPORTS)
    linli.exports.add(account.id, now)


def headers(community: Community, now: datetime) -> dict[str, str]:
    """It is saved as a file, and nothing on the way keeps a copy."""
    name = f"linli-{community.slug}-{now:%Y-%m-%d}.json"
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }


async def export(
    linli: Linli, community: Community, data: OwnData, now: datetime
) -> AsyncIterator[bytes]:
    """The parts of the file, in order. It is complete only if its last line closes it."""
    about = {
        "format": FORMAT,
        "made_at": now.isoformat(timespec="seconds"),
        "community": {"name": community.name, "origin": community.origin},
        **_held(data),
    }
    # The object stays open: entries and pictures follow, one a line, as they are read.
    yield orjson.dumps(about, option=orjson.OPT_INDENT_2).removesuffix(b"\n}")
    yield b',\n  "entries": ['
    papers: list[Paper] = []
    comma = b"\n"
    async for entry, private in _entries(linli, community, data):
        if entry.event == PaperKept.TOPIC and "picture" in private:
            papers.append((entry.position, entry.who, private["picture"]))
        line = {"position": entry.position, "entry": entry.entry, "private": private}
        yield comma + orjson.dumps(line)
        comma = b",\n"
    yield b'\n  ],\n  "pictures": ['
    comma = b"\n"
    async for picture in _pictures(linli, community, papers):
        yield comma + orjson.dumps(picture)
        comma = b",\n"
    yield b"\n  ]\n}\n"


def _held(data: OwnData) -> dict[str, Any]:
    account, member = data.account, data.member
    return {
        "account": {"login": account.login, "staff": account.staff} if account.login else None,
        "on_the_roll": member,
        "details": data.details,
        "households": data.homes,
        "names": data.names,
        "offices": data.offices,
        "guardians": data.guardians,
        "guardian_of": data.wards,
        "sessions": [
            {"began_at": each.began_at, "ends_at": each.ends_at} for each in data.sessions
        ],
        "tokens_valid_until": data.tokens,
        "looks_at_my_details": data.looks,
        "inbox_seen_up_to": data.seen,
    }


async def _entries(
    linli: Linli, community: Community, data: OwnData
) -> AsyncIterator[tuple[AuditEntry, Details]]:
    """Every entry under this person's names, newest first, with what only they may read."""
    names, told = await names_of(linli, data.account), dict(data.told)
    before: int | None = None
    while True:
        found = await audit.entries_about(
            linli.views, community, names, before=before, limit=PAGE_ROWS_MAX
        )
        own = [entry.position for entry in found if entry.who in names and "c" in entry.entry]
        private = await linli.record.private(community, own)
        for entry in found:
            yield entry, told.get(entry.position, private.get(entry.position, {}))
        if len(found) < PAGE_ROWS_MAX:
            return
        before = found[-1].position


async def _pictures(
    linli: Linli, community: Community, papers: Sequence[Paper]
) -> AsyncIterator[dict[str, object]]:
    for position, owner, digest in papers:
        picture = await linli.pictures.kept(community, owner, digest)
        if picture is not None:
            content = b64encode(picture.content).decode()
            yield {"position": position, "type": picture.type, "base64": content}
