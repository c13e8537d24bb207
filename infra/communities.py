"""社区 communities — founding one with its log and keys, and finding them."""

from __future__ import annotations

import re
from base64 import b32encode
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson

from domain.community.events import CommunityFounded
from domain.community.found_community import FoundCommunity
from domain.kernel import Act
from domain.residents.grant_role import GrantRole
from domain.standing import COMMITTEE
from infra.mapper import canonical, event_of
from infra.settings import OperatorError
from infra.writer import Waiting
from projections.views import Community
from services.wording import HANDLE, RESERVED_HANDLES

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

    from infra.chance import Chance
    from infra.writer import Writer

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
NAME_CHARS_MAX = 60
WORLD_LABEL_CHARS = 22
TIME_ZONE = "Asia/Shanghai"
FOUNDED = """
    SELECT h.log, h.community, h.origin, h.opening, e.data FROM log_head h
    JOIN event e ON e.log = h.log AND e.position = 1
"""


class NotAName(OperatorError):
    """A community needs a short name of a-z, 0-9 and hyphens, at most 40 characters."""


class NotAHandle(OperatorError):
    """A handle, which the log publishes, has a-z, 0-9 and hyphens after a letter, at most 30."""


class ReservedHandle(NotAHandle):
    """This handle would read like a part of the system itself: please choose another."""


class NotATimeZone(OperatorError):
    """A time zone has a name such as Asia/Shanghai."""


class Communities:
    """The communities of this installation, each with its log."""

    def __init__(self, pool: ConnectionPool) -> None:
        self.pool = pool
        self._known: dict[str, Community] = {}

    def all(self) -> list[Community]:
        with self.pool.connection() as connection:
            rows = connection.execute(FOUNDED + " ORDER BY h.log").fetchall()
        return [_community(*row) for row in rows]

    def known(self, slug: str) -> Community | None:
        """What is remembered of a community, without asking anybody."""
        return self._known.get(slug)

    def named(self, slug: str) -> Community | None:
        """One community. What is remembered of it stands in its first two entries for ever."""
        if slug not in self._known:
            with self.pool.connection() as connection:
                row = connection.execute(FOUNDED + " WHERE h.community = %s", (slug,)).fetchone()
            if row is None:
                return None
            self._known[slug] = _community(*row)
        return self._known[slug]

    def found(
        self,
        writer: Writer,
        slug: str,
        name: str,
        *,
        world_name: str | None = None,
        time_zone: str = TIME_ZONE,
        sample: bool = False,
    ) -> Community:
        """Found a community; one that was begun and cut off is completed, under the same keys."""
        if not SLUG.fullmatch(slug) or not 0 < len(name) <= NAME_CHARS_MAX:
            message = f"{NotAName.__doc__} Given: {slug!r}."
            raise NotAName(message)
        _must_be_a_time_zone(time_zone)
        log = self._log(slug) or self._open_log(writer, slug, world_name, sample=sample)
        act = Act.of("system", writer.clock())
        founding = FoundCommunity(
            act=act, community=f"community:{slug}", name=name, time_zone=time_zone
        )
        writer.decided(log, [Waiting(founding)])
        self._known.pop(slug, None)
        community = self.named(slug)
        assert community is not None, "It was founded in the line above."  # noqa: S101
        return community

    def appoint(self, writer: Writer, community: Community, handle: str) -> str:
        """The first committee member: `staff:<handle>`, granted by the founding itself."""
        must_be_a_handle(handle)
        holder = f"staff:{handle}"
        act = Act.of("system", writer.clock())
        [outcome] = writer.decided(
            community.log, [Waiting(GrantRole(act=act, holder=holder, role=COMMITTEE))]
        )
        if isinstance(outcome, Exception):
            raise outcome
        return holder

    def _log(self, slug: str) -> int | None:
        with self.pool.connection() as connection:
            row = connection.execute(
                "SELECT log FROM log_head WHERE community = %s", (slug,)
            ).fetchone()
        return row[0] if row else None

    def _open_log(self, writer: Writer, slug: str, world_name: str | None, *, sample: bool) -> int:
        world = world_name or unreachable_name(writer.chance, slug)
        origin = f"{world}/{slug}"
        vkey = writer.keys.found(origin).vkey
        at = Act.of("system", writer.clock()).at
        with self.pool.connection() as connection, connection.transaction():
            connection.execute("LOCK TABLE log_head IN EXCLUSIVE MODE")
            connection.execute(
                "INSERT INTO log_head (log, community, origin, opening, position)"
                " SELECT coalesce(max(log), 0) + 1, %s, %s, %s, 0 FROM log_head"
                " ON CONFLICT DO NOTHING",
                (slug, origin, opening_entry(at=at, origin=origin, vkey=vkey, sample=sample)),
            )
        log = self._log(slug)
        assert log is not None, "It was opened in the lines above."  # noqa: S101
        return log


def must_be_a_handle(handle: str) -> None:
    """The name under which an office acts, for everybody to read and for ever."""
    if not HANDLE.fullmatch(handle):
        raise NotAHandle(
            f"{NotAHandle.__doc__} Given: {handle!r}."
            " 工作代号会公开：以小写字母开头，只含小写字母、数字和连字符，最多 30 个。"
        )
    if handle in RESERVED_HANDLES:
        raise ReservedHandle(
            f"{ReservedHandle.__doc__} Given: {handle!r}."
            " 这个工作代号看上去像系统本身，请另选一个。"
        )


def _must_be_a_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NotATimeZone(f"{NotATimeZone.__doc__} Given: {name!r}.") from None


def unreachable_name(chance: Chance, slug: str) -> str:
    """A world name for a log that has no address yet: 22 random letters and digits."""
    label = b32encode(chance.draw(f"world/{slug}")).decode().lower()[:WORLD_LABEL_CHARS]
    return f"{label}.linli.invalid"


def opening_entry(*, at: str, origin: str, vkey: str, sample: bool) -> bytes:
    """Entry 0 of a log: its format, origin and first verification key (entry format, section 1)."""
    data = {"format": 1, "key": vkey, "origin": origin, "sample": sample}
    return canonical({"at": at, "by": "system", "data": data, "e": "log.Opened.1"})


def _community(log: int, slug: str, origin: str, opening: bytes, first: bytes) -> Community:
    founded = event_of(bytes(first))
    assert isinstance(founded, CommunityFounded), "Position 1 is the founding."  # noqa: S101
    sample: bool = orjson.loads(opening)["data"]["sample"]
    return Community(log, slug, origin, founded.name, founded.time_zone, sample)
