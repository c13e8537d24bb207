"""来源 sources — which conversation goes by which name: a name is given once, for ever.

Statements and participants are known by their numbers at the source, and every conversation begins
to count at nought. Two of them under one name would become one, and nobody could part them again.
"""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING

from infra.mapper import canonical
from infra.settings import OperatorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.keys import Keys
    from infra.polis import Statement

SOURCE_CHARS_MAX = 60


class NotASource(OperatorError):
    """A source needs a name of a-z, 0-9 and hyphens."""


class AnotherConversation(OperatorError):
    """Another conversation was imported under this name before."""


def source_named(text: str) -> str:
    """What names a conversation, from a word of the operator or the name of a folder."""
    name = re.sub(r"[^a-z0-9-]+", "-", text.lower()).strip("-")
    if not 0 < len(name) <= SOURCE_CHARS_MAX:
        raise NotASource(
            f"{text!r} gives no name for the conversation: say --source, with a-z, 0-9 and hyphens,"
            f" at most {SOURCE_CHARS_MAX} characters."
            f" 请用 --source 给这次讨论起名（只用 a-z、0-9 和连字符）。"
        )
    return name


def claim(keys: Keys, origin: str, source: str, statements: Sequence[Statement]) -> None:
    """Remember a conversation by its earliest statement; refuse another one under its name.

    Rows come in any order, and a later export may have more of them, also earlier ones that were
    mended: it is the same conversation if the remembered statement stands among them.
    """
    if not statements:
        return
    remembered = _remembered(keys, origin, source, _digest(keys, min(statements)))
    if all(_digest(keys, statement) != remembered for statement in statements):
        raise AnotherConversation(
            f"Another conversation was imported as {source!r} before, and this one does not have"
            f" its first statement: import it under another --source."
            f" 名为 {source} 的来源已是另一场讨论，请另起 --source。"
        )


def _digest(keys: Keys, statement: Statement) -> bytes:
    """Keyed, since a plain digest would show whether a guess of erased words is right."""
    said = {"at": statement.occurred_at, "id": statement.id, "text": statement.text}
    return hmac.digest(keys.master, b"linli/import-source/v1\x00" + canonical(said), "sha256")


def _remembered(keys: Keys, origin: str, source: str, digest: bytes) -> bytes:
    """The digest that was stored first, this one if there was none."""
    with keys.pool.connection() as connection:
        connection.execute(
            "INSERT INTO import_source VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (origin, source, digest),
        )
    with keys.pool.connection() as connection:
        row = connection.execute(
            "SELECT statement FROM import_source WHERE origin = %s AND source = %s",
            (origin, source),
        ).fetchone()
    assert row is not None, "It was stored in the lines above."  # noqa: S101
    return bytes(row[0])
