"""视图表 — the tables of a projection in PostgreSQL: made, read, written, swapped, hashed.

The tables of a version say so in their comment. A rebuild works on shadow tables of the same
shape, `<table>__shadow`, and renames them when they have caught up.
All names that stand in these statements come from the code, never from outside.
"""
# ruff: noqa: S608 - see the last sentence.

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from psycopg import connect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psycopg import Connection

    from projections.projection import Column, Key, Projection, Table

SHADOW = "__shadow"
VERSION = re.compile(r"version (\d+)")


def live_version(connection: Connection, projection: Projection, suffix: str = "") -> int | None:
    """The version that made the tables; None when there are none."""
    row = connection.execute(
        "SELECT obj_description(to_regclass(%s), 'pg_class')",
        (projection.tables[0].name + suffix,),
    ).fetchone()
    found = VERSION.search(row[0]) if row and row[0] else None
    return int(found[1]) if found else None


def create(connection: Connection, projection: Projection, suffix: str = "") -> None:
    for table in projection.tables:
        columns = ", ".join(f"{c.name} {c.type} {c.rule}" for c in table.columns)
        key = ", ".join(["log", *(c.name for c in table.key)])
        name = table.name + suffix
        connection.execute(
            f"CREATE TABLE {name} (log int NOT NULL, {columns}, PRIMARY KEY ({key}))"
        )
        connection.execute(
            f"COMMENT ON TABLE {name} IS '{projection.name} version {projection.version}'"
        )


def create_indexes(connection: Connection, projection: Projection, suffix: str = "") -> None:
    """Apart from the tables, because a rebuild makes its indexes last."""
    for table in projection.tables:
        for columns in table.indexes:
            connection.execute(f"CREATE INDEX ON {table.name}{suffix} (log, {', '.join(columns)})")


def drop(connection: Connection, projection: Projection, suffix: str = "") -> None:
    for table in projection.tables:
        connection.execute(f"DROP TABLE IF EXISTS {table.name}{suffix}")


def swap(connection: Connection, projection: Projection) -> None:
    """Shadow tables take the place of the live ones, which are dropped."""
    drop(connection, projection)
    for table in projection.tables:
        connection.execute(f"ALTER TABLE {table.name}{SHADOW} RENAME TO {table.name}")


def load(
    connection: Connection, table: Table[Any], suffix: str, log: int, keys: Sequence[Key]
) -> Iterable[Key]:
    """The rows of these keys, as far as they exist."""
    columns = ", ".join(column.name for column in table.columns)
    cursor = connection.cursor(binary=True)
    if not table.key:
        return cursor.execute(f"SELECT {columns} FROM {table.name}{suffix} WHERE log = %s", (log,))
    names = ", ".join(column.name for column in table.key)
    # A plan kept from a small page would be wrong for a large one, so none is prepared.
    return cursor.execute(
        f"SELECT {columns} FROM {table.name}{suffix} WHERE log = %s"
        f" AND ({names}) IN (SELECT * FROM {_unnest(table.key)})",
        (log, *_arrays(keys)),
        prepare=False,
    )


def store(
    connection: Connection, table: Table[Any], suffix: str, log: int, rows: Sequence[Key]
) -> None:
    """Insert or replace rows, all in one statement."""
    if not rows:
        return
    columns = ", ".join(column.name for column in table.columns)
    key = ", ".join(["log", *(column.name for column in table.key)])
    values = ", ".join(f"{column.name} = excluded.{column.name}" for column in table.values)
    connection.execute(
        f"INSERT INTO {table.name}{suffix} (log, {columns})"
        f" SELECT %s, * FROM {_unnest(table.columns)}"
        f" ON CONFLICT ({key}) DO {f'UPDATE SET {values}' if values else 'NOTHING'}",
        (log, *_arrays(rows)),
        prepare=False,
    )


def view_hash(connection: Connection, projection: Projection, suffix: str = "") -> str:
    """A hash of all rows of all tables, in the order of their keys."""
    digest = sha256()
    for table in projection.tables:
        digest.update(f"{table.name}\n".encode())
        columns = ", ".join(["log", *(column.name for column in table.columns)])
        key = ", ".join(["log", *(column.name for column in table.key)])
        with connection.cursor().copy(
            f"COPY (SELECT {columns} FROM {table.name}{suffix} ORDER BY {key}) TO STDOUT"
        ) as rows:
            for part in rows:
                digest.update(part)
    return digest.hexdigest()


def _unnest(columns: Sequence[Column]) -> str:
    return f"unnest({', '.join(f'%b::{column.type}[]' for column in columns)})"


def _arrays(rows: Sequence[Key]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def hashes(conninfo: str, projections: Sequence[Projection]) -> dict[str, str]:
    """The hash of every projection's rows: rebuilt and live ones are equal."""
    with connect(conninfo, autocommit=True) as connection:
        return {each.name: view_hash(connection, each) for each in projections}
