"""迁移 migrate — brings a database up to date by forward-only SQL files, each applied once."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.pq import TransactionStatus

from infra.settings import OperatorError

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")

# One number for all of Linli: whoever migrates a database holds it there. ("LINLI" in ASCII.)
ADVISORY_LOCK = 0x4C494E4C49

TABLE = """
CREATE TABLE IF NOT EXISTS migration (
    name text PRIMARY KEY,
    digest text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


class MigrationRefused(OperatorError):
    """The files and the database tell different stories."""


@dataclass(frozen=True)
class Migration:
    name: str
    digest: str
    sql: bytes


def migrate(conninfo: str, folder: str) -> list[str]:
    """Apply what is missing, in order, and return its names.

    `folder` is a name within `infra/migrations`, or the path of another folder.
    """
    files = _files(MIGRATIONS / folder)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        # Released by the server when this connection ends, however it ends.
        connection.execute("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        connection.execute("SET client_min_messages = warning")
        connection.execute(TABLE)
        missing = _missing(files, _applied(connection))
        for migration in missing:
            _apply(connection, migration)
    return [migration.name for migration in missing]


def pending(conninfo: str, folder: str) -> list[str]:
    """Return the names of the files that `migrate` would apply; changes nothing."""
    files = _files(MIGRATIONS / folder)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        known = connection.execute("SELECT to_regclass('migration') IS NOT NULL").fetchone()
        applied = _applied(connection) if known == (True,) else []
    return [migration.name for migration in _missing(files, applied)]


def _files(folder: Path) -> list[Migration]:
    if not folder.is_dir():
        raise MigrationRefused(f"{folder} is not a folder of migrations.")
    files = []
    for number, path in enumerate(sorted(folder.glob("*.sql")), start=1):
        name = FILE_NAME.fullmatch(path.name)
        if name is None or int(name[1]) != number:
            raise MigrationRefused(
                f"{path} must be called {number:04}_name.sql: migrations are numbered without gaps."
            )
        text = path.read_bytes()
        files.append(Migration(path.name, hashlib.sha256(text).hexdigest(), text))
    return files


def _applied(connection: psycopg.Connection) -> list[tuple[str, str]]:
    rows = connection.execute("SELECT name, digest FROM migration ORDER BY name").fetchall()
    return [(str(name), str(digest)) for name, digest in rows]


def _missing(files: Sequence[Migration], applied: Sequence[tuple[str, str]]) -> list[Migration]:
    for position, (name, digest) in enumerate(applied):
        if position >= len(files) or files[position].name != name:
            raise MigrationRefused(
                f"The database was migrated by {name}, which these files do not have at its "
                "place: it was made by another or a newer version of Linli."
            )
        if files[position].digest != digest:
            raise MigrationRefused(
                f"{name} was changed after this database had applied it: restore the file and "
                "write the change as a new migration."
            )
    return list(files[len(applied) :])


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    try:
        with connection.transaction():
            connection.execute(migration.sql)
            if connection.info.transaction_status != TransactionStatus.INTRANS:
                raise MigrationRefused(f"{migration.name} must not begin or end transactions.")
            connection.execute(
                "INSERT INTO migration (name, digest) VALUES (%s, %s)",
                (migration.name, migration.digest),
            )
    except psycopg.Error as reason:
        raise MigrationRefused(f"{migration.name} cannot be applied: {reason}") from reason
