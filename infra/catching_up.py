"""看齐 — brings views and words up to the head of every log, for verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import connect

from infra.runner import fold_inline
from infra.words import fill_inline

if TYPE_CHECKING:
    from infra.installation import Installation


def caught_up(installation: Installation) -> None:
    """Fold here, or wait for the process that leads; on return every view shows every entry."""
    fold_inline(installation.conninfo)
    with connect(installation.conninfo, autocommit=True) as connection:
        fill_inline(connection, installation.keys, installation.clock)
