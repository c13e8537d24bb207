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

from infra.arrays import column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psycopg import Connection

    from infra.arrays import Packed
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
    if not suffix:
        # OFFSET 0 has each row looked up by itself: right for a live page, however the plan, which
        # is kept, was made.
        return cursor.execute(
            f"SELECT found.* FROM {_unnest(table.key)} AS wanted ({names}) CROSS JOIN LATERAL"
            f" (SELECT {columns} FROM {table.name} AS t WHERE log = %s AND"
            f" {' AND '.join(f't.{c.name} = wanted.{c.name}' for c in table.key)} OFFSET 0)"
            " AS found",
            (*_arrays(table.key, keys), log),
        )
    # A plan kept from a small page would be wrong for the large ones of a rebuild.
    return cursor.execute(
        f"SELECT {columns} FROM {table.name}{suffix} WHERE log = %s"
        f" AND ({names}) IN (SELECT * FROM {_unnest(table.key)})",
        (log, *_arrays(table.key, keys)),
        prepare=False,
    )


def store(
    connection: Connection, table: Table[Any], suffix: str, log: int, rows: Sequence[Key]
) -> None:
    """Insert or replace rows, all in one statement."""
    if not rows:
        return
    connection.execute(
        f"INSERT INTO {table.name}{suffix} ({_columns(table)})"
        f" SELECT %s, * FROM {_unnest(table.columns)} {_on_conflict(table)}",
        (log, *_arrays(table.columns, rows)),
        prepare=False if suffix else None,
    )


def append(
    connection: Connection, table: Table[Any], suffix: str, log: int, rows: Iterable[Key]
) -> None:
    """Insert many rows that are surely not there, the fast way."""
    _copy(connection, f"{table.name}{suffix} ({_columns(table)})", table, log, rows)


def replace(
    connection: Connection, table: Table[Any], suffix: str, log: int, rows: Sequence[Key]
) -> None:
    """Insert or replace many rows: copied beside them first, as arrays cost more."""
    name, beside = table.name + suffix, f"{table.name}_changed"
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {beside} (LIKE {name}) ON COMMIT DELETE ROWS"
    )
    _copy(connection, f"{beside} ({_columns(table)})", table, log, rows)
    connection.execute(
        f"INSERT INTO {name} ({_columns(table)}) SELECT {_columns(table)}"
        f" FROM {beside} {_on_conflict(table)}",
        prepare=False,
    )


def _copy(
    connection: Connection, into: str, table: Table[Any], log: int, rows: Iterable[Key]
) -> None:
    with connection.cursor().copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int4", *(column.type for column in table.columns)])
        write = copy.write_row
        for row in rows:
            write((log, *row))


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


def _columns(table: Table[Any]) -> str:
    return ", ".join(["log", *(column.name for column in table.columns)])


def _on_conflict(table: Table[Any]) -> str:
    key = ", ".join(["log", *(column.name for column in table.key)])
    values = ", ".join(f"{column.name} = excluded.{column.name}" for column in table.values)
    return f"ON CONFLICT ({key}) DO {f'UPDATE SET {values}' if values else 'NOTHING'}"


def _unnest(columns: Sequence[Column]) -> str:
    return f"unnest({', '.join(f'%b::{column.type}[]' for column in columns)})"


def _arrays(columns: Sequence[Column], rows: Sequence[Key]) -> list[Packed]:
    values = zip(*rows, strict=True)
    return [column(each.type, part) for each, part in zip(columns, values, strict=True)]


def hashes(conninfo: str, projections: Sequence[Projection]) -> dict[str, str]:
    """The hash of every projection's rows: rebuilt and live ones are equal."""
    with connect(conninfo, autocommit=True) as connection:
        return {each.name: view_hash(connection, each) for each in projections}
