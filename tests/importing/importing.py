"""Imports as the tests start them: with an injected clock and chance, cut off where they like."""

import csv
import gzip
import io
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from domain.proof import Tree
from infra.chance import SeededChance
from infra.exporting import entries
from infra.importing import Closing, PolisImport
from infra.installation import Installation, opened
from infra.polis import read_export
from infra.settings import Settings
from infra.supervisor import Databases

NOON = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)
FILES = ("comments.csv", "votes.csv")


def settings_of(databases: Databases, home: Path) -> Settings:
    return Settings(home=home, database_url=databases.main, keys_url=databases.keys)


def imported(
    settings: Settings, folder: Path, clock: Callable[[], datetime] = lambda: NOON
) -> tuple[Closing, bytes]:
    """One whole import into the community `talk`; what it said, and the root of the log."""
    with opened(settings, clock=clock, chance=SeededChance("a test")) as installation:
        community = installation.communities.named("talk") or installation.communities.found(
            installation.writer, "talk", "讨论"
        )
        taking = PolisImport(installation, community, "polis/talk", "services")
        closing = taking.take_over(read_export(folder, lambda: NOON), lambda _done, _total: None)
        return closing, root_of(installation)


def root_of(installation: Installation) -> bytes:
    tree = Tree()
    for entry in entries(installation, "talk"):
        tree.append(entry)
    return tree.root


def shuffled(folder: Path, into: Path, seed: int) -> Path:
    """The same export with its rows in another order, as plain files."""
    into.mkdir()
    for name in FILES:
        header, *rows = csv.reader(io.StringIO(text_of(folder, name)))
        Random(seed).shuffle(rows)  # noqa: S311 - any order will do.
        with (into / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    return into


def text_of(folder: Path, name: str) -> str:
    plain, zipped = folder / name, folder / f"{name}.gz"
    written = plain.read_bytes() if plain.exists() else gzip.decompress(zipped.read_bytes())
    return written.decode()


def dies_at_row(row: int) -> Callable[[], datetime]:
    """A clock that is asked once a row, and at this row ends its process without warning."""
    asked = 0

    def clock() -> datetime:
        nonlocal asked
        asked += 1
        if asked == row:
            os.kill(os.getpid(), signal.SIGKILL)
        return NOON

    return clock


if __name__ == "__main__":
    main, keys, home, folder, row = sys.argv[1:]
    imported(settings_of(Databases(main, keys), Path(home)), Path(folder), dies_at_row(int(row)))
